"""Which of overlapping entities stay."""

from __future__ import annotations

import pytest

from kg.linking.candidates import Candidate
from kg.linking.decide import Found, select

TEXT = "Sparse ImageNet Sampling"


def found(name: str, recogniser: str, containing: bool = False, introduced: bool = False) -> Found:
    start = TEXT.index(name)
    span = start, start + len(name)
    item = Found("method", name, None, [Candidate(*span, name, recogniser, "capitalised", 0.5, "method")], introduced=introduced)
    item.containing = frozenset([span] if containing else [])
    return item


@pytest.mark.parametrize(
    ("whole", "part", "introduced", "kept"),
    [
        (0.9, 0.97, False, [TEXT]),  # a name goes before what it is made of
        (0.2, 0.97, False, ["ImageNet"]),  # unless that is far likelier
        (0.2, 0.97, True, [TEXT]),  # what the paper brings stays
        (0.4, 0.97, False, [TEXT]),
    ],
)
def test_a_name_and_the_name_that_it_is_made_of(whole: float, part: float, introduced: bool, kept: list[str]) -> None:
    alive = [(whole, found(TEXT, "phrase", containing=True, introduced=introduced)), (part, found("ImageNet", "catalog"))]
    assert [item.name for _, item in select(alive)] == kept
