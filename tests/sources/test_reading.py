"""Inputs: files, folders, gzip, standard input; what can't be read is reported, what is not there is an error."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import kg
from kg.errors import SourceError
from kg.sources import Problem, expand_inputs, read_papers

RECORD = '{"title": "A", "abstract": "a."}\n'
PAGE = "Subscribe\n\nThe Kite\n\nWe build a kite. It flies.\n"

PROSE = "We propose FooNet, a network that learns to see. It is trained on ImageNet and compared with ResNet-50 on many tasks. " * 4


def read(*inputs: str | Path) -> tuple[list[str], list[Problem]]:
    problems: list[Problem] = []
    return [paper.title for paper in read_papers(inputs, problems.append)], problems


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The writing end of a pipe that is standard input."""
    reading, writing = os.pipe()
    with open(reading, "rb") as raw:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(raw))
        yield writing
        with contextlib.suppress(OSError):  # where the test has closed it
            os.close(writing)


@pytest.mark.parametrize("text", [RECORD, PAGE])
def test_gzip_by_content_and_not_by_name(tmp_path: Path, text: str) -> None:
    plain, packed = tmp_path / "plain", tmp_path / "packed.txt"
    plain.write_text(text)
    packed.write_bytes(gzip.compress(text.encode()))
    assert read(plain)[0] == read(packed)[0] != []


def test_a_folder_gives_its_files_and_those_below_but_no_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.jsonl", "below/c.jsonl", ".hidden.jsonl", ".git/d.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(RECORD.replace("A", name))
    assert read(tmp_path) == (["a.jsonl", "b.jsonl", "below/c.jsonl"], [])


def test_a_hidden_file_that_is_asked_for_is_read(tmp_path: Path) -> None:
    path = tmp_path / ".hidden.jsonl"
    path.write_text(RECORD)
    assert read(path)[0] == ["A"]


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="the folder has no files"):
        expand_inputs([tmp_path])


def test_a_missing_input_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file or folder") as raised:
        read(tmp_path / "nowhere.txt")
    assert raised.value.where == str(tmp_path / "nowhere.txt")
    assert raised.value.hint
    assert raised.value.exit_code == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n\n\t\n", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        ("Subscribe\nThe Kite".encode("utf-16"), "binary"),
        (b"<html><body>Hello. There.</body></html>", "no known layout"),
        (b"one two three\nfour five\nsix seven\n", "no known layout"),
        (f"title,abstract\nFoo Net,{PROSE}\nBar Net,{PROSE}\n".encode(), "no known layout"),
        (f"id\tTitle\tAbstract\n1\tFoo Net\t{PROSE}\n".encode(), "no known layout"),
        (f"TY  - JOUR\nTI  - Foo Net\nAB  - {PROSE}\nER  - \n".encode(), "no known layout"),
        (f"@article{{foo,\n title = {{Foo Net}},\n abstract = {{{PROSE}}}\n}}\n".encode(), "no known layout"),
        (b"\x1f\x8bnot really gzip", "unreadable"),
        (gzip.compress(RECORD.encode() * 50, mtime=0)[:-20], "unreadable"),
    ],
)
def test_what_cannot_be_read_is_a_problem_and_the_others_are_still_read(tmp_path: Path, content: bytes, words: str) -> None:
    bad, good = tmp_path / "bad", tmp_path / "good"
    bad.write_bytes(content)
    good.write_text(RECORD.replace("A", "good"))
    titles, problems = read(bad, good)
    assert titles[-1] == "good"
    assert [problem.source for problem in problems] == [str(bad)]
    assert words in problems[0].message


def test_invalid_utf8_is_replaced_and_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin1.jsonl"
    path.write_bytes(RECORD.encode() + b'{"title": "Caf\xe9", "abstract": "b."}\n')
    titles, problems = read(path)
    assert titles == ["A", "Caf\ufffd"]
    assert [(p.line, "invalid UTF-8" in p.message) for p in problems] == [(2, True)]


def test_a_file_that_goes_away_is_a_problem_and_the_others_are_still_read(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).write_text(RECORD.replace("A", name))
    problems: list[Problem] = []
    papers = read_papers([tmp_path], problems.append)
    assert next(papers).title == "a"
    (tmp_path / "b").unlink()
    assert [paper.title for paper in papers] == ["c"]
    assert [str(problem) for problem in problems] == [f"{tmp_path / 'b'}: unreadable, skipped: No such file or directory"]


def test_a_file_name_that_is_no_utf8_breaks_nothing(tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), b"caf\xe9.jsonl")
    try:
        with open(path, "wb") as file:
            file.write(RECORD.encode())
    except OSError:
        pytest.skip("this file system refuses such a name")
    (paper,) = read_papers([tmp_path])
    assert paper.listings[0].page == "caf\ufffd.jsonl"


@pytest.mark.parametrize("text", [RECORD, PAGE, gzip.compress(RECORD.encode(), mtime=0)])
def test_standard_input(pipe: int, text: str | bytes) -> None:
    os.write(pipe, text.encode() if isinstance(text, str) else text)
    os.close(pipe)
    (paper,) = read_papers(["-"])
    assert paper.listings[0].page == "stdin"


def test_standard_input_twice_is_empty_the_second_time(pipe: int) -> None:
    os.write(pipe, RECORD.encode())
    os.close(pipe)
    titles, problems = read("-", "-")
    assert titles == ["A"]
    assert [str(problem) for problem in problems] == ["standard input: empty, skipped"]


@pytest.mark.parametrize("separator", ["\n", "\n\n"])
def test_papers_come_while_their_input_is_still_arriving(pipe: int, separator: str) -> None:
    """A writer that waits for the reader after each record: whoever reads ahead waits for ever, and fails here after ten seconds."""
    seen = threading.Semaphore(1)
    waited_in_vain = threading.Event()

    def write() -> None:
        for number in range(50):
            if not seen.acquire(timeout=10):
                waited_in_vain.set()
                break
            os.write(pipe, (json.dumps({"title": f"Paper {number}", "abstract": "a."}) + separator).encode())
        os.close(pipe)

    writer = threading.Thread(target=write)
    writer.start()
    titles = []
    for paper in read_papers(["-"]):
        titles.append(paper.title)
        seen.release()
    writer.join()
    assert not waited_in_vain.is_set()
    assert titles == [f"Paper {number}" for number in range(50)]


def test_a_page_that_arrives_in_small_pieces_is_recognised(pipe: int) -> None:
    def write() -> None:
        for byte in b"The Kite\nWe build a kite. It flies.\nThe Boat\nWe build a boat. It floats.\n":
            os.write(pipe, bytes([byte]))
        os.close(pipe)

    writer = threading.Thread(target=write)
    writer.start()
    titles, problems = read("-")
    writer.join()
    assert (titles, problems) == (["The Kite", "The Boat"], [])


def test_build_with_nothing_to_read_says_so(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.touch()
    with pytest.raises(SourceError, match="no paper could be read"):
        kg.build(path)


def test_strict_makes_the_first_problem_an_error_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text(RECORD + "{broken\n" + RECORD)
    with pytest.raises(SourceError, match="broken JSON") as raised:
        kg.build(path, strict=True)
    assert raised.value.where == f"{path}:2"


def test_a_build_among_the_papers_is_no_input(tmp_path: Path) -> None:
    (tmp_path / "papers.jsonl").write_text('{"title": "One", "abstract": "We study LoRA."}\n{"title": "Gone", "abstract": "We study Adam."}\n')
    kg.build(tmp_path).write(tmp_path / "out")
    (tmp_path / "papers.jsonl").write_text('{"title": "One", "abstract": "We study LoRA."}\n')
    problems: list[Problem] = []
    assert [paper.title for paper in read_papers([tmp_path], problems.append)] == ["One"]
    assert [str(problem) for problem in problems] == [f"{tmp_path / 'out'}: a graph that kg build wrote, left out"]
    with pytest.raises(SourceError, match="no files but those of a graph"):
        list(read_papers([tmp_path / "out"]))


def test_results_among_the_papers_leave_the_papers_readable(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text('{"title": "One", "abstract": "We use BERT."}', encoding="utf-8")
    first = kg.build(tmp_path)
    first.write(tmp_path)
    problems: list[Problem] = []
    second = kg.build(tmp_path, on_problem=problems.append)
    assert [item.paper.title for item in second.papers] == ["One"]
    assert [str(problem) for problem in problems] == [f"{tmp_path}: a graph that kg build wrote, left out"]


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_a_link_to_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text('{"title": "One", "abstract": "We use BERT."}', encoding="utf-8")
    (tmp_path / "gone.json").symlink_to(tmp_path / "nowhere.json")
    problems: list[Problem] = []
    assert len(list(read_papers([tmp_path], problems.append))) == 1
    assert [str(problem) for problem in problems] == [f"{tmp_path / 'gone.json'}: a link to nothing, skipped"]
