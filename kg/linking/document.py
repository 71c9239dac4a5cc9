"""A paper's text as the recognisers see it: both fields in one string, markup off, web addresses blanked, sentences cut."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from kg.linking.cues import Cues, find_cues
from kg.model import Field, Mention, Paper
from kg.text import GLUED_STOP, Plain, fold, plain

_GAP = "\n\n\n"
_STOP = re.compile(rf"[.!?][)\"'”]? +(?=[A-Z0-9(\"“$\\])|\n\n\n|{GLUED_STOP}")
_NO_STOP = re.compile(r"(?:\b[A-Z]|e\.g|i\.e|et al|vs|cf|resp|approx|Fig|Eq)$")


@dataclass(slots=True)
class Document:
    """`text` is the plain title, a gap, the plain abstract; `folded` is it folded, with one blank before and behind."""

    paper: Paper
    title: Plain
    abstract: Plain
    text: str
    folded: str
    body: int
    """Where the abstract begins in `text`."""
    sentences: list[int] = field(default_factory=list)
    """Where each sentence begins; the title is the first."""

    lower: str = ""
    """`text` in lower case, as long as it."""
    cues: Cues = field(default_factory=Cues)
    background: dict[int, int] = field(default_factory=dict)
    """What `roles.py` found out: by the number of a sentence, where the first words that tell background end in it."""
    _neighbours: dict[tuple[int, int], tuple[str, str, str, str]] = field(default_factory=dict)

    def neighbours(self, start: int, end: int) -> tuple[str, str, str, str]:
        """The two words in front of a span, the farther first, and the two behind it; marks at the ends of the sentence."""
        known = self._neighbours.get((start, end))
        if known is None:
            known = self._neighbours[start, end] = self._words_around(start, end)
        return known

    def _words_around(self, start: int, end: int) -> tuple[str, str, str, str]:
        number = bisect_right(self.sentences, start) - 1
        first = self.sentences[number]
        last = self.sentences[number + 1] if number + 1 < len(self.sentences) else len(self.lower)
        left = self.lower[max(first, start - 40) : start].rsplit(None, 2)
        right = self.lower[end : min(last, end + 40)].split(None, 2)
        return left[-2] if len(left) > 1 else "^", left[-1] if left else "^", right[0] if right else "$", right[1] if len(right) > 1 else "$"

    def sentence(self, position: int) -> int:
        """The number of the sentence at a position."""
        return bisect_right(self.sentences, position) - 1

    def sentence_span(self, number: int) -> tuple[int, int]:
        """Start and end of a sentence."""
        end = self.sentences[number + 1] if number + 1 < len(self.sentences) else len(self.text)
        return self.sentences[number], end

    def mention(self, start: int, end: int, recogniser: str, rule: str) -> Mention:
        """The evidence for a span of `text`, in offsets of the field as the source has it."""
        where: Field = "title" if start < self.body else "abstract"
        source, plain_ = (self.paper.title, self.title) if where == "title" else (self.paper.abstract, self.abstract)
        shift = 0 if where == "title" else self.body
        first, last = plain_.original(start - shift, end - shift)
        return Mention(where, first, last, source[first:last], recogniser, rule)


def read_document(paper: Paper, blanked: dict[Field, list[tuple[int, int]]]) -> Document:
    """Prepares a paper; `blanked` are spans in each field that no recogniser shall read names in."""
    title, abstract = plain(_blank(paper.title, blanked["title"])), plain(_blank(paper.abstract, blanked["abstract"]))
    text = title.text + _GAP + abstract.text
    sentences = [0]
    for found in _STOP.finditer(text):
        # Initials and abbreviations end no sentence.
        if not (text[found.start()] == "." and _NO_STOP.search(text, max(0, found.start() - 6), found.start())):
            sentences.append(found.end())
    lower = text.lower()
    folded = f" {fold(text)} "
    return Document(paper, title, abstract, text, folded, len(title.text) + len(_GAP), sentences, lower if len(lower) == len(text) else "".join([c.lower() if len(c.lower()) == 1 else c for c in text]), find_cues(folded))


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        # A full stop keeps the sentences apart that an address at their border would glue.
        text = f"{text[:start]}{' ' * (end - start - 1)}.{text[end:]}" if text[end : end + 1] != "." else f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text
