"""A text cut into pieces at the ends of its mentions, so that those inside or across each other can all be marked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from markupsafe import Markup, escape

T = TypeVar("T")


class Span(NamedTuple, Generic[T]):
    """Code points `start` to `end` of a text, and what they stand for."""

    start: int
    end: int
    what: T


class Piece(NamedTuple, Generic[T]):
    """A piece of the text: the shortest span over it, the spans around that, and whether the first one starts or goes on here."""

    text: str
    what: T | None = None
    around: tuple[T, ...] = ()
    goes_on: bool = False


def pieces(text: str, spans: Sequence[Span[T]]) -> list[Piece[T]]:
    """The text in order, nothing left out or said twice. Spans outside the text are left out, as is white space between cuts."""
    inside = [span for span in spans if 0 <= span.start < span.end <= len(text)]
    cuts = sorted({0, len(text), *(span.start for span in inside), *(span.end for span in inside)})
    found: list[Piece[T]] = []
    for start, end in pairwise(cuts):
        over = sorted((span for span in inside if span.start <= start and end <= span.end), key=lambda span: (span.end - span.start, span.start))
        if over and not text[start:end].isspace():  # a link of white space says nothing to those who hear it
            found.append(Piece(text[start:end], over[0].what, tuple(span.what for span in over[1:]), over[0].start < start))
        else:
            found.append(Piece(text[start:end]))
    return found


def marked(sentence: str, *exact: str) -> Markup:
    """A sentence as HTML with the words that name the entity marked, wherever they stand in it as words of their own."""
    spans: list[tuple[int, int]] = []
    for words in {words for words in exact if words}:
        at = sentence.find(words)
        while at >= 0:
            end = at + len(words)
            inside = (sentence[at - 1 : at].isalnum() and words[0].isalnum()) or (sentence[end : end + 1].isalnum() and words[-1].isalnum())
            if not inside:
                spans.append((at, end))
            at = sentence.find(words, end)
    html, done = "", 0
    for start, end in sorted(spans):
        if start >= done:  # of two across each other the first is marked
            html += f"{escape(sentence[done:start])}<mark>{escape(sentence[start:end])}</mark>"
            done = end
    return Markup(html + str(escape(sentence[done:])))  # as text: Markup would escape what it is added to
