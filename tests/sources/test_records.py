"""JSON and JSON Lines: which fields are read, and what happens to broken records."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.model import Paper
from kg.sources import Problem, read_papers


def read(path: Path, text: str) -> tuple[list[Paper], list[Problem]]:
    problems: list[Problem] = []
    path.write_text(text, encoding="utf-8")
    return list(read_papers([path], problems.append)), problems


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "records"


def test_the_arxiv_records_are_all_read(corpus: Path) -> None:
    problems: list[Problem] = []
    papers = list(read_papers([corpus / "arxiv_2025.jsonl.gz"], problems.append))
    assert len(papers) == 3711
    assert all(p.arxiv and "v" not in p.arxiv and p.title and p.abstract and p.authors for p in papers)
    assert problems == []


def test_every_field_of_an_arxiv_record(file: Path) -> None:
    record = {
        "arxiv_id": "2101.00001v3",
        "title": "The\n  Kite",
        "summary": " It flies. ",
        "published": "2021-01-02T03:04:05Z",
        "authors": ["Ann Ohm", {"name": "Bo Lux"}],
        "categories": ["cs.LG", "cs.CL"],
        "doi": "https://doi.org/10.1000/ABC",
    }
    (paper,), problems = read(file, json.dumps(record))
    assert (paper.title, paper.abstract, paper.arxiv, paper.doi, paper.date) == ("The Kite", "It flies.", "2101.00001", "10.1000/abc", "2021-01-02")
    assert paper.authors == ("Ann Ohm", "Bo Lux")
    assert paper.categories == ("cs.LG", "cs.CL")
    assert problems == []


@pytest.mark.parametrize(
    "text",
    [
        '{"title": "A", "abstract": "a."}\n\n{"title": "B", "abstract": "b."}\n',
        '[{"title": "A", "abstract": "a."}, {"title": "B", "abstract": "b."}]',
        '[\n {"title": "A",\n  "abstract": "a."},\n {"title": "B", "abstract": "b."}\n]',
        '{"papers": [{"title": "A", "abstract": "a."}, {"title": "B", "abstract": "b."}], "count": 2}',
        '{"Title": "A", "Abstract": "a."}\n{"TITLE": "B", "authors": [{"name": "Ann Ohm"}], "ABSTRACT": "b."}',
        '{"fields": [{"id": "title"}], "papers": [{"title": "A", "abstract": "a."}, {"title": "B", "abstract": "b."}]}',
        '\ufeff{"title": "A", "abstract": "a."}\r\n{"title": "B", "abstract": "b."}\r\n',
    ],
)
def test_lines_lists_and_objects_that_hold_a_list(file: Path, text: str) -> None:
    papers, problems = read(file, text)
    assert [(p.title, p.abstract) for p in papers] == [("A", "a."), ("B", "b.")]
    assert problems == []


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ({"published": "2024-07-01T10:00:00Z"}, "2024-07-01"),
        ({"date": "2024-07"}, "2024-07"),
        ({"year": 2024}, "2024"),
        ({"year": "2024"}, "2024"),
        ({"date": "Jul 1, 2024"}, "2024-07-01"),
        ({"date": "2023-02-29"}, "2023-02"),
        ({"date": "2023-13-01"}, "2023"),
        ({"date": "soon"}, ""),
        ({"year": "２０２４"}, ""),
    ],
)
def test_dates_at_their_precision(file: Path, value: dict, date: str) -> None:
    (paper,), _ = read(file, json.dumps({"title": "A", "abstract": "a."} | value))
    assert paper.date == date


@pytest.mark.parametrize(
    ("value", "authors"),
    [
        ("Smith, John; Doe, Ann", ("John Smith", "Ann Doe")),
        ("van der Berg, A., Doe, B. and Roe, C.", ("A. van der Berg", "B. Doe", "C. Roe")),
        ("Ann Ohm; Bo Lux", ("Ann Ohm", "Bo Lux")),
        ("Ann Ohm", ("Ann Ohm",)),
        ("Ann Ohm, Bo Lux", ("Ann Ohm", "Bo Lux")),
        ("Ann Ohm and Bo Lux", ("Ann Ohm", "Bo Lux")),
        ("Ann Ohm, Bo Lux, and Cy Lee", ("Ann Ohm", "Bo Lux", "Cy Lee")),
        ("Ann Ohm; Bo Lux", ("Ann Ohm", "Bo Lux")),
        ("Ohm, Ann and Lux, Bo and Lee, Cy", ("Ann Ohm", "Bo Lux", "Cy Lee")),
        ([{"given": "Ann", "family": "Ohm"}, {"firstName": "Bo", "lastName": "Lux"}, {"family": "Lee"}], ("Ann Ohm", "Bo Lux", "Lee")),
        (["Ann Ohm", "", 7], ("Ann Ohm",)),
        (None, ()),
    ],
)
def test_authors_as_list_or_text(file: Path, value: object, authors: tuple[str, ...]) -> None:
    (paper,), _ = read(file, json.dumps({"title": "A", "abstract": "a.", "authors": value}))
    assert paper.authors == authors


def test_categories_as_arxiv_writes_them(file: Path) -> None:
    (paper,), _ = read(file, '{"title": "A", "abstract": "a.", "categories": "cs.LG stat.ML"}')
    assert paper.categories == ("cs.LG", "stat.ML")


@pytest.mark.parametrize("id_", ["2101.00001", "2101.00001v2", "arXiv:2101.00001", "http://arxiv.org/abs/2101.00001v1", "https://arxiv.org/pdf/2101.00001v1.pdf"])
def test_arxiv_ids_in_every_form(file: Path, id_: str) -> None:
    (paper,), _ = read(file, json.dumps({"id": id_, "title": "A", "abstract": "a."}))
    assert paper.arxiv == "2101.00001"


@pytest.mark.parametrize(("number", "id_"), [("2503.01230", "2503.01230"), ("2503.12345", "2503.12345"), ("704.1230", "0704.1230"), ("1412.698", "1412.6980")])
def test_an_arxiv_id_written_as_a_number_keeps_its_zeros(file: Path, number: str, id_: str) -> None:
    (paper,), _ = read(file, f'{{"arxiv_id": {number}, "title": "A", "abstract": "a."}}')
    assert paper.arxiv == id_


@pytest.mark.parametrize("number", ['"id": 12.0', '"id": 1203.5', '"arxiv_id": 12.5', '"arxiv_id": 2599.5', '"arxiv_id": NaN'])
def test_other_numbers_are_no_arxiv_ids(file: Path, number: str) -> None:
    (paper,), _ = read(file, f'{{{number}, "title": "A", "abstract": "a."}}')
    assert paper.arxiv == ""


def test_a_line_separator_within_a_string_ends_no_line(file: Path) -> None:
    papers, problems = read(file, '{"title": broken\u2028}\n{"title": "A", "abstract": "a."}\n{"title": 7}\n')
    assert [p.title for p in papers] == ["A"] and [p.line for p in problems] == [1, 3]


def test_a_broken_line_is_named_with_its_number_and_the_rest_kept(file: Path) -> None:
    papers, problems = read(file, '{"title": "A", "abstract": "a."}\n\n{"title": "B", \n{"title": "C", "abstract": "c."}\n')
    assert [p.title for p in papers] == ["A", "C"]
    assert [(p.source, p.line) for p in problems] == [(str(file), 3)]
    assert "broken JSON" in problems[0].message
    assert str(problems[0]).startswith(f"{file}:3: ")


def test_a_broken_first_line_does_not_cost_the_others(file: Path) -> None:
    papers, problems = read(file, '{"title": "A", \n{"title": "B", "abstract": "b."}\n{"title": "C", "abstract": "c."}\n')
    assert [p.title for p in papers] == ["B", "C"]
    assert [p.line for p in problems] == [2]


def test_records_that_are_no_papers_are_named_and_passed_over(file: Path) -> None:
    papers, problems = read(file, '[{"title": "A", "abstract": "a."}, 5, {"abstract": "b."}, {"title": " "}, {"title": "C"}]')
    assert [p.title for p in papers] == ["A", "C"]
    assert [p.message.split(":")[0] for p in problems] == ["record 2", "record 3", "record 4", "record 5"]
    assert "without an abstract: 'C'" in problems[-1].message


def test_half_a_surrogate_pair_becomes_a_replacement_character(file: Path) -> None:
    (paper,), _ = read(file, r'{"title": "A \ud83d kite \ud83d\ude00", "abstract": "a\udc00."}')
    assert paper.title == "A \ufffd kite 😀"
    assert paper.abstract == "a\ufffd."


@pytest.mark.parametrize("bad", ["[" * 100_000, '{"title": "A", "year": ' + "1" * 5_000 + "}"])
def test_what_python_has_limits_for_is_one_problem_and_the_rest_is_kept(file: Path, bad: str) -> None:
    papers, problems = read(file, '{"title": "One", "abstract": "Of a kite."}\n' + bad + '\n{"title": "Two", "abstract": "Of a boat."}\n')
    assert ([paper.title for paper in papers], [problem.line for problem in problems]) == (["One", "Two"], [2])
    assert read(file, bad)[0] == []
