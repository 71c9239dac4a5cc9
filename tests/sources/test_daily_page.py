"""Saved daily-papers pages: their three layouts, their furniture, their footers, and what is wrong in them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.model import Listing, Paper
from kg.sources import Problem, merge_papers, read_papers

FURNITURE = ["new", "Get trending papers in your email inbox!", "Subscribe", "Daily Papers", "byAK and the research community"]
GOOD = "We build a kite. It flies well in wind."
BETTER = "We build a boat. It floats well at sea."


def page(*blocks: str, heading: str = "Aug 14") -> str:
    """A page in the layouts with blank lines."""
    return "\n\n".join([*FURNITURE, heading, *blocks]) + "\n"


def read(path: Path, text: str) -> tuple[list[Paper], list[Problem]]:
    problems: list[Problem] = []
    path.write_text(text, encoding="utf-8")
    return list(read_papers([path], problems.append)), problems


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "page.txt"


def test_the_real_pages_hold_425_entries_and_391_papers(pages: list[Path]) -> None:
    problems: list[Problem] = []
    papers = list(read_papers(pages, problems.append))
    assert len(papers) == 425
    assert len(merge_papers(papers)) == 391
    assert problems == []
    assert all(paper.abstract for paper in papers)


def test_real_pages_are_recognised_by_content_whatever_their_names(pages: list[Path], tmp_path: Path) -> None:
    for number, path in enumerate(pages):
        shutil.copy(path, tmp_path / f"renamed{number}.json")
    renamed, original = list(read_papers([tmp_path])), list(read_papers(pages))
    assert [(p.title, p.abstract, p.date) for p in renamed] == [(p.title, p.abstract, p.date) for p in original]
    assert {listing.page for p in renamed for listing in p.listings} == {f"renamed{n}.json" for n in range(5)}


def test_real_pages_give_no_furniture_as_titles(pages: list[Path]) -> None:
    for paper in read_papers(pages):
        assert not paper.title.lower().startswith(("subscribe", "get trending", "byak", "daily papers", "•", "·"))
        assert "·" not in (paper.title, paper.abstract)
        assert len(paper.title) < len(paper.abstract)


def test_blocks(file: Path) -> None:
    papers, problems = read(file, page("The Kite", GOOD, "The Boat", BETTER))
    assert [(p.title, p.abstract, p.date) for p in papers] == [("The Kite", GOOD, ""), ("The Boat", BETTER, "")]
    assert problems == []
    assert papers[0].listings == (Listing("page.txt", "--08-14"),)


def test_lines_with_the_first_title_glued_to_subscribe(file: Path) -> None:
    head = "Get trending papers in your email inbox once a day!\nGet trending papers in your email inbox!\n"
    papers, problems = read(file, f"{head}SubscribeThe Kite\n{GOOD}\nThe Boat\n{BETTER}\n")
    assert [(p.title, p.abstract) for p in papers] == [("The Kite", GOOD), ("The Boat", BETTER)]
    assert problems == []


@pytest.mark.parametrize("title", ["p-adic kites", "3D kites", "“Kites” for all"])
def test_glued_titles_of_any_first_letter(file: Path, title: str) -> None:
    papers, _ = read(file, f"Get trending papers in your email inbox!\nSubscribe{title}\n{GOOD}\n")
    assert [p.title for p in papers] == [title]


def test_a_title_that_begins_with_subscribe_keeps_it(file: Path) -> None:
    papers, _ = read(file, page("The Kite", GOOD, "Subscriber churn in kite clubs", BETTER))
    assert [p.title for p in papers] == ["The Kite", "Subscriber churn in kite clubs"]


@pytest.mark.parametrize(
    ("footer", "date"),
    [
        (["  • 3 authors", "·", "Jul 7, 2021"], "2021-07-07"),
        (["  • 1 authors", "·", "Jul 1"], "--07-01"),
        (["  • 12 authors", "·", "Jul 7 1"], "--07-07"),
        (["nvidia NVIDIA", "·", "May 27 2"], "--05-27"),
        (["Kite Club e.V.", "·", "Oct 28, 2024 17"], "2024-10-28"),
        (["·", "Feb 29, 2024"], "2024-02-29"),
        (["·", "Feb 29"], "--02-29"),
        (["  • 3 authors", "·", "September 3, 2020"], "2020-09-03"),
    ],
)
def test_card_footers_give_the_date_at_its_precision(file: Path, footer: list[str], date: str) -> None:
    papers, problems = read(file, page("The Kite", GOOD + "\n\n" + "\n".join(footer), "The Boat", BETTER))
    assert [(p.title, p.abstract, p.date) for p in papers] == [("The Kite", GOOD, date), ("The Boat", BETTER, "")]
    assert problems == []


@pytest.mark.parametrize("impossible", ["Feb 30", "Feb 29, 2023", "Apr 31, 2022", "Jan 0", "Jun 45 3"])
def test_a_day_that_there_is_not_is_left_out_and_reported(file: Path, impossible: str) -> None:
    text = page("The Kite", f"{GOOD}\n\n  • 3 authors\n·\n{impossible}", "The Boat", BETTER)
    papers, problems = read(file, text)
    assert [(p.title, p.abstract, p.date) for p in papers] == [("The Kite", GOOD, ""), ("The Boat", BETTER, "")]
    assert [problem.line for problem in problems] == [text.splitlines().index(impossible) + 1]
    assert impossible in problems[0].message


def test_a_title_that_looks_like_a_date_is_a_title(file: Path) -> None:
    papers, _ = read(file, page("Marvel 7", GOOD, "Decibel 10", BETTER))
    assert [p.title for p in papers] == ["Marvel 7", "Decibel 10"]


def test_cards_without_a_footer_among_others(file: Path) -> None:
    footer = "\n\n  • 3 authors\n·\nJul 7, 2021"
    papers, problems = read(file, page("The Kite", GOOD + footer, "The Boat", BETTER, "The Bike", GOOD + footer))
    assert [(p.title, p.date) for p in papers] == [("The Kite", "2021-07-07"), ("The Boat", ""), ("The Bike", "2021-07-07")]
    assert problems == []


@pytest.mark.parametrize("footer", ["", "\n\n  • 3 authors\n·\nJul 7, 2021"])
def test_an_entry_without_an_abstract_is_reported_with_file_and_line_and_the_rest_kept(file: Path, footer: str) -> None:
    text = page("The Kite", GOOD + footer, "The Silent One" + footer, "The Boat", BETTER + footer)
    papers, problems = read(file, text)
    assert [(p.title, p.abstract) for p in papers] == [("The Kite", GOOD), ("The Silent One", ""), ("The Boat", BETTER)]
    line = text.splitlines().index("The Silent One") + 1
    assert [str(problem) for problem in problems] == [f"{file}:{line}: paper without an abstract: 'The Silent One'"]
    assert [bool(p.date) for p in papers] == [bool(footer)] * 3


def test_a_last_title_without_abstract_is_kept_and_reported(file: Path) -> None:
    papers, problems = read(file, page("The Kite", GOOD, "The Last"))
    assert [p.title for p in papers] == ["The Kite", "The Last"]
    assert [p.source for p in problems] == [str(file)]


def test_text_before_the_first_title_is_reported(file: Path) -> None:
    papers, problems = read(file, page(GOOD, "The Boat", BETTER))
    assert [p.title for p in papers] == ["The Boat"]
    assert len(problems) == 1
    assert "without a title" in problems[0].message


def test_an_abstract_of_several_paragraphs_stays_one(file: Path) -> None:
    papers, _ = read(file, page("The Kite", GOOD, BETTER, "The Boat", BETTER))
    assert [(p.title, p.abstract) for p in papers] == [("The Kite", f"{GOOD} {BETTER}"), ("The Boat", BETTER)]


def test_a_title_that_ends_in_a_stop_is_a_title(file: Path) -> None:
    long = "We build a boat and sail it. " * 12
    papers, problems = read(file, page("Size is all you need.", long, "A Kite", GOOD, "Boats are all you need.", long))
    assert [paper.title for paper in papers] == ["Size is all you need.", "A Kite", "Boats are all you need."]
    assert papers[1].abstract == GOOD and problems == []


def test_headings_date_the_papers_under_them(file: Path) -> None:
    papers, _ = read(file, page("The Kite", GOOD, "Aug 15", "The Boat", BETTER, heading="Aug 14, 2024"))
    assert [p.date for p in papers] == ["2024-08-14", ""]  # a day without year is the visit's, not the paper's
    assert [p.listings[0].date for p in papers] == ["2024-08-14", "--08-15"]


@pytest.mark.parametrize("change", [lambda t: t.replace("\n", "\r\n"), lambda t: "\ufeff" + t, lambda t: t.replace("\n\n", "\n  \n\n"), str.rstrip])
def test_line_ends_a_byte_order_mark_and_blanks_change_nothing(file: Path, change) -> None:
    papers, problems = read(file, change(page("The Kite", GOOD, "The Boat", BETTER)))
    assert [(p.title, p.abstract) for p in papers] == [("The Kite", GOOD), ("The Boat", BETTER)]
    assert problems == []


@pytest.mark.parametrize(
    "text",
    [
        "# LoRA: Low-Rank Adaptation\n\n## Abstract\n\nWe propose LoRA. It freezes the weights of a model, and it trains small matrices instead of them.\n",
        "Title: LoRA: Low-Rank Adaptation\nAbstract: We propose LoRA. It freezes the weights of a model, and it trains small matrices instead of them.\n",
    ],
)
def test_labels_of_notes_are_no_text(tmp_path: Path, text: str) -> None:
    (tmp_path / "note.md").write_text(text)
    problems: list[Problem] = []
    (paper,) = read_papers([tmp_path / "note.md"], problems.append)
    assert (paper.title, paper.abstract[:17]) == ("LoRA: Low-Rank Adaptation", "We propose LoRA. ")
    assert not problems
