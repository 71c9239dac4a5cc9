"""Recogniser of names that share a part with their neighbour: "CIFAR-10/100", "Llama 2 and 3", "data- and model-parallel", "image and video generation"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.catalog import Entry, NameIndex
from kg.linking.candidates import Candidate
from kg.linking.document import Document
from kg.text import fold

_JOINT = r"\s?(?:/|,\s|,?\s(?:and|or|&)\s|\sto\s)\s?"
# The whole first name, then what the further ones replace its end by.
_NUMBERED = re.compile(rf"(?<![\w-])(?P<stem>[A-Z][A-Za-z]*(?:[- ][A-Z][A-Za-z]*)?)(?P<sign>[- ]?[vV]?)(?P<first>\d+(?:\.\d+)?)(?P<more>(?:{_JOINT}-?[vV]?\d+(?:\.\d+)?)+)(?![\w%.]*\d|\s?(?:%|times|x\b|GB|hours|days|points))")
_JOINED = re.compile(rf"\d(?:{_JOINT})-?[vV]?\d")
_COUNTS = re.compile(r"\s+(?!(?:datasets?|benchmarks?|models?|variants?|families)\b)(?:[a-z-]+\s+)?[A-Za-z-]*[A-Za-z]s\b")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_HYPHENED = re.compile(r"(?<![\w-])(?P<first>[A-Za-z]+)-(?:,\s(?P<second>[a-z]+)-)?,?\s(?:and|or|/|&)\s(?P<last>[a-z]+)[- ](?P<head>[a-z]+)\b")
_BEFORE = re.compile(r"(?<![\w-])(?:(?P<far>[\w-]+),\s)?(?P<near>[\w-]+)(?:,?\s(?:and|or|&)\s|/)$")
_BLANK = re.compile(" ")
_FUNCTION_WORDS = frozenset("the a an this that these those both their its our we it of in on for with by as to from all each more most such via using and or".split())


def find_coordinated(doc: Document, index: NameIndex, candidates: list[Candidate]) -> list[Candidate]:
    """Catalog names that a coordination shortens. `candidates` are the catalog names found so far, whose heads they may share."""
    found = list(_numbered(doc, index)) if _JOINED.search(doc.text) else []
    if "- " in doc.text or "-, " in doc.text:
        found += _hyphened(doc, index)
    return found + list(_sharing_head(doc, index, candidates))


def _known(index: NameIndex, name: str) -> Entry | None:
    """The one entry that goes by exactly this name and needs no context."""
    entries = {t.entry for hit in index.search(name, f" {fold(name)} ") if (hit.start, hit.end) == (0, len(name)) for t in hit.targets if not t.ambiguous}
    return index.entries[entries.pop()] if len(entries) == 1 else None


def _candidate(start: int, end: int, entry: Entry, rule: str) -> Candidate:
    return Candidate(start, end, entry.name, "coordination", rule, 0.75, entry.type, entry)


def _numbered(doc: Document, index: NameIndex) -> Iterator[Candidate]:
    """"CIFAR-10/100", "GPT-3.5 and 4", "AIME 2024/2025": the first is found as it stands."""
    for found in _NUMBERED.finditer(doc.text):
        for number in _NUMBER.finditer(doc.text, *found.span("more")):
            if doc.text[number.start() - 1] == " " and _COUNTS.match(doc.text, number.end()):
                break  # "CIFAR-10 and 100 epochs"
            name = f"{found['stem']}{found['sign']}{number[0]}"
            entry = _known(index, name) or (_known(index, name.split(" ", 1)[1]) if " " in found["stem"] else None)  # "On CIFAR-10/100"
            if entry is not None and entry.named:
                yield _candidate(number.start(), number.end(), entry, "shares a numbered name")


def _hyphened(doc: Document, index: NameIndex) -> Iterator[Candidate]:
    """"data- and model-parallel": the last is found as it stands."""
    for found in _HYPHENED.finditer(doc.text):
        for part in ("first", "second"):
            entry = _known(index, f"{found[part]} {found['head']}") if found[part] else None
            if entry is not None:
                yield _candidate(*found.span(part), entry, "shares what follows the hyphen")


def _sharing_head(doc: Document, index: NameIndex, candidates: list[Candidate]) -> Iterator[Candidate]:
    """"image and video generation", "point/object tracking": what stands before "and" may go with the last words of the name behind it."""
    text = doc.text
    for c in candidates:
        if text[c.start - 2 : c.start] not in ("d ", "r ", "& ") and text[c.start - 1] != "/":
            continue
        before = _BEFORE.search(text, max(0, c.start - 60), c.start)
        if before is None:
            continue
        heads = [text[blank.end() : c.end] for blank in _BLANK.finditer(text, c.start, c.end)]  # the longest first
        for part in ("near", "far"):
            word = before[part]
            if not word or word.lower() in _FUNCTION_WORDS:
                break
            entry = next((known for head in heads if (known := _known(index, f"{word} {head}"))), None)
            if entry is None:
                break
            yield _candidate(*before.span(part), entry, "shares the head of a name")
