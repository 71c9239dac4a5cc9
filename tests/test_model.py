"""The records that programs make themselves: what is no paper is refused at once, and not found out in the middle of a run."""

from __future__ import annotations

import datetime

import pytest

import kg


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"title": " "}, "title"),
        ({"title": None}, "title"),
        ({"abstract": None}, "abstract"),
        ({"abstract": "We propose FooNet\udc00."}, "half of a surrogate pair at 17"),
        ({"date": "13 July 2024"}, "2024-07-01"),
        ({"date": datetime.date(2024, 7, 13)}, "not a string"),
        ({"authors": "Ada Lovelace"}, "authors"),
        ({"authors": ("Ada", None)}, "authors"),
        ({"categories": "cs.LG"}, "categories"),
        ({"arxiv": "2401.12345v2"}, "without version"),
        ({"arxiv": "https://arxiv.org/abs/2401.12345"}, "not an arXiv id"),
        ({"doi": "https://doi.org/10.1145/3292500"}, "without address"),
    ],
)
def test_what_is_no_paper_is_refused_with_what_is_right(values, told):
    with pytest.raises(kg.UsageError, match=told):
        kg.Paper(**{"title": "A Study", **values})


def test_every_form_that_the_fields_may_have_is_taken():
    for date in ("2024-07-01", "2024-07", "2024", "--07-01", ""):
        assert kg.Paper("A Study", date=date).date == date
    for arxiv in ("2401.12345", "0704.0001", "cs/0112017", "math.GT/0309136", "hep-th/9901001"):
        assert kg.Paper("A Study", arxiv=arxiv).arxiv == arxiv
    assert kg.Paper("A Study 😀 \n", "").title == "A Study 😀 \n"


def test_lists_do_for_authors_and_categories():
    paper = kg.Paper("A Study", authors=["Ada Lovelace"], categories=["cs.LG"])  # type: ignore[arg-type]
    assert paper == kg.Paper("A Study", authors=("Ada Lovelace",), categories=("cs.LG",))
    assert hash(paper)
