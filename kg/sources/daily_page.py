"""Saved "daily papers" pages as text, in their three layouts.

    blocks   title and abstract on alternating blocks, blank lines between
    cards    the same, with "N authors" or an organisation, a separator and a date under each
    lines    titles and abstracts on alternating lines, the first title glued to the page's "Subscribe"

Blank lines carry no information that the lines' own shapes don't, so one reader serves all three: page furniture and
card footers are recognised by what they say, the rest is told apart as title or abstract by how it reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from kg.model import Listing, Paper
from kg.sources.text import page_date, reads_as_date, squeeze

_FURNITURE = re.compile(r"new|subscribe|daily papers|get trending papers in your email inbox.*|by ?ak and the research community", re.IGNORECASE)
_INBOX = re.compile(r"get trending papers in your email inbox.*", re.IGNORECASE)
_GLUED = re.compile(r"^Subscribe(?=[^\sa-z])")
_LABEL = re.compile(r"(?:#{1,6} +)?(?:(?:title|abstract|summary)(?:: *|$))?", re.IGNORECASE)
"""What people set in front of titles and abstracts in notes of their own: Markdown's signs of a heading, "Title:", a line "Abstract"."""
_SEPARATOR = "·"
_SENTENCES = re.compile(r"[a-z)\d][.!?] +[A-Z(]")
_LONGEST_TITLE = 300
_LONGEST_WITH_A_STOP = 120
_SHORTEST_ABSTRACT = 300


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str


def sniff(head: str) -> bool:
    """Whether the text begins as a daily-papers page does, or reads as titles and abstracts in turn."""
    lines = [text for line in head.splitlines() if (text := _LABEL.sub("", line.strip(), count=1))][:40]
    if any(_FURNITURE.fullmatch(line) or _GLUED.match(line) for line in lines[:6]):
        return True
    turns = sum(_reads_as_title(a) and _reads_as_abstract(b) for a, b in pairwise(lines))
    return turns >= max(1, len(lines) // 5)


def read(lines: Iterable[str], name: str, problem: Callable[[int, str], None]) -> Iterator[Paper]:
    """The papers of a page; `problem` is called with a line number and a sentence for each that is not whole."""
    title: _Line | None = None
    held: list[Paper] = []  # none or one: its card footer, with the date, may still follow
    heading = ""

    def bare(title: _Line) -> Paper:
        problem(title.number, f"paper without an abstract: {title.text[:60]!r}")
        return _paper(title.text, "", name, heading)

    for line, following in _with_next(_content(lines)):
        text = line.text
        if held and text == _SEPARATOR:
            continue
        if reads_as_date(text):
            date = page_date(text)
            if not date:
                problem(line.number, f"there is no such day, left out: {text!r}")
            elif held and not held[0].date and following.before == _SEPARATOR:
                held = [replace(held[0], date=date)]
            else:
                yield from held
                held, heading = [], date
            continue
        if following.text == _SEPARATOR and reads_as_date(following.second) and not (title and _reads_as_abstract(text)):
            # "12 authors" or an organisation: the first line of a card's footer
            if title:
                held, title = [bare(title)], None
            continue
        if title is None:
            if _reads_as_title(text) or _reads_as_title_with_a_stop(text, following.text):
                yield from held
                held, title = [], line
            elif held:
                held = [replace(held[0], abstract=f"{held[0].abstract} {text}")]  # an abstract of several paragraphs
            else:
                problem(line.number, "text without a title before it, skipped")
        elif _reads_as_abstract(text) or not _reads_as_abstract(following.text):
            held, title = [_paper(title.text, text, name, heading)], None
        else:
            yield bare(title)
            title = line
    yield from held
    if title:
        yield bare(title)


def _paper(title: str, abstract: str, page: str, heading: str) -> Paper:
    # A heading without a year is the day of the page's visit, not of the paper: it stays with the listing only.
    return Paper(title=title, abstract=abstract, date="" if heading.startswith("-") else heading, listings=(Listing(page, heading),))


def _content(lines: Iterable[str]) -> Iterator[_Line]:
    before = ""
    for number, raw in enumerate(lines, 1):
        line = _LABEL.sub("", squeeze(raw), count=1)
        text = line.removeprefix("Subscribe") if _INBOX.fullmatch(before) else _GLUED.sub("", line)
        before = line or before
        if text and not _FURNITURE.fullmatch(text):
            yield _Line(number, text)


@dataclass(frozen=True, slots=True)
class _Around:
    """The line before and the two lines after the present one; empty where there is none."""

    before: str
    text: str
    second: str


def _with_next(lines: Iterator[_Line]) -> Iterator[tuple[_Line, _Around]]:
    window: list[_Line] = []
    before = ""
    for line in lines:
        window.append(line)
        if len(window) == 3:
            yield window[0], _Around(before, window[1].text, window[2].text)
            before = window.pop(0).text
    while window:
        after = [line.text for line in window[1:]] + ["", ""]
        yield window[0], _Around(before, after[0], after[1])
        before = window.pop(0).text


def _reads_as_title(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_TITLE and not _reads_as_abstract(text)


def _reads_as_abstract(text: str) -> bool:
    return len(text) > _LONGEST_TITLE or text.endswith(".") or (len(text) > 120 and bool(_SENTENCES.search(text)))


def _reads_as_title_with_a_stop(text: str, following: str) -> bool:
    """Whether one short sentence before an abstract is its title, and no further paragraph of the one before: "Size is all you need"."""
    return len(text) <= _LONGEST_WITH_A_STOP and not _SENTENCES.search(text) and len(following) >= _SHORTEST_ABSTRACT and _reads_as_abstract(following)
