"""Recogniser of catalog names: context for the ambiguous ones, sizes and versions behind a name."""

from __future__ import annotations

import re

from kg.catalog import Entry, Hit, NameIndex
from kg.linking.candidates import Candidate
from kg.linking.document import Document

# Sizes and variants are part of the name's mention: ResNet-50, ViT-B/16, LLaMA-7B, BERT-Large, OPT-175B-Instruct.
_SIZE = re.compile(
    r"(?:[- ]?\d+(?:\.\d+)?[BMK](?:-A\d+(?:\.\d+)?B)?\b|-(?:\d{2,4}|[STBLHG]/\d{1,2}|XXL|XL|Large|Base|Small|Tiny|Huge|large|base|small|tiny|[BL])\b(?![-.]?\d))"
    r"(?:-(?:Instruct|Chat|Base|Coder|Math|it|chat|instruct|hf))?"
)
_VERSION = re.compile(r"[- ]?v?\d+(?:\.\d+)?\b(?!\s?(?:%|x|times|\d|[a-z]))|[.+]\d")
_SIZED_KINDS = {"model", "architecture", "dataset", "benchmark"}
_GENERATION_KINDS = {"model", "architecture", "algorithm"}


def find_catalog_names(doc: Document, index: NameIndex) -> list[Candidate]:
    """Every catalog name in the document, overlapping ones too; those that need context and lack it are left out."""
    found: list[Candidate] = []
    for hit in index.search(doc.text, doc.folded):
        for entry, rule, score in _readings(doc, hit, index):
            end = _with_size(doc.text, hit.end, entry)
            if end is not None:
                found.append(Candidate(hit.start, end, entry.name, "catalog", rule, score, entry.type, entry))
    return found


def _readings(doc: Document, hit: Hit, index: NameIndex) -> list[tuple[Entry, str, float]]:
    """The entries that the name may stand for here, each with the rule that let it through."""
    readings = []
    for target in hit.targets:
        entry = index.entries[target.entry]
        if not target.ambiguous:
            readings.append((entry, "name", 0.9 if entry.named else 0.8))
        elif any(f" {word}" in doc.folded for word in entry.context):
            readings.append((entry, "name in context", 0.75))
    return readings


def _with_size(text: str, end: int, entry: Entry) -> int | None:
    """Where the mention ends with its size; None if a version follows that makes it another entity."""
    following = text[end : end + 1]
    if following in ("-", " ") and entry.kind in _SIZED_KINDS:
        size = _SIZE.match(text, end)
        if size:
            return size.end()
    if following == "-" and entry.named and entry.kind in _GENERATION_KINDS and _VERSION.match(text, end):
        return None
    return end
