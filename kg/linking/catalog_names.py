"""Recogniser of catalog names: context for the ambiguous ones; sizes, versions and products behind a name, makers in front."""

from __future__ import annotations

import re

from kg.catalog import Entry, NameIndex
from kg.linking.candidates import Candidate
from kg.linking.document import Document

# Sizes and variants are part of the name's mention: ResNet-50, ViT-B/16, LLaMA-7B, BERT-Large, OPT-175B-Instruct.
_SIZE = re.compile(
    r"(?:[- ]?\d+(?:\.\d+)?[BMK](?:-A\d+(?:\.\d+)?B)?\b|-(?:\d{2,4}|[STBLHG]/\d{1,2}|XXL|XL|Large|Base|Small|Tiny|Huge|large|base|small|tiny|[BL])\b(?![-.]?\d))"
    r"(?:-(?:Instruct|Chat|Base|Coder|Math|it|chat|instruct|hf))?"
)
_VERSION = re.compile(r"[- ]?v?\d+(?:\.\d+)?\b(?!\s?(?:%|x|times|\d|[a-z]))|[.+]\d")
_ACRONYM = re.compile(r"[A-Z][a-z]?[A-Z][A-Za-z]{0,3}")
# Which of a family's products it is: xArm 850, iPhone 16 Pro, Husky v.2, Raspberry Pi 4 Model B.
_PRODUCT = re.compile(
    r"(?:[ -](?:\d{3,4}[A-Za-z]?|\d[a-z]|v\.? ?\d(?:\.\d)?|(?:Pro|Max|Ultra|Plus|Mini|Lite|Nano|Air|Duo|Model|Gen)(?: (?:\d|[A-D]\+?))?)(?![\w%]|[.,]\d|-\d| ?(?:[GM]i?B|[kMG]?Hz|fps|FPS|m?s|m?W)\b)){1,2}"
)
_LISTED = "name in a list"
_JOINTS = (", and ", ", or ", " and ", " or ", ", ", "/", " & ", " + ")
_WIDE_KINDS = {"technique", "algorithm"}
_SIZED_KINDS = {"model", "architecture", "dataset", "benchmark"}
_EDITION = re.compile(r"[- ~]v\.?\d+(?:\.\d+)*\b(?!-)")
_DATA_KINDS = {"dataset", "benchmark"}
_GENERATION_KINDS = {"model", "architecture", "algorithm"}


def find_catalog_names(doc: Document, index: NameIndex) -> list[Candidate]:
    """Every catalog name in the document, overlapping ones too.

    A name that needs context and lacks it is left out, unless a list shows what it is, or it is the acronym of one technique.
    """
    found: list[Candidate] = []
    doubtful: list[Candidate] = []
    hits = index.search(doc.text, doc.folded)
    ends = {hit.end for hit in hits}
    for hit in hits:
        if doc.lower.endswith("non-", 0, hit.start):
            continue  # "non-convex optimization" is no convex optimization
        for target in hit.targets:
            entry = index.entry(target.entry)
            start, end = hit.start, _with_size(doc.text, hit.end, entry, ends)
            if end is None:
                continue
            if entry.type == "hardware" and entry.named:
                start, end = _with_maker(doc.lower, start, entry), _with_product(doc.text, end, ends)
            if not target.ambiguous:
                rule, score = "name", 0.9 if entry.named else 0.8
            elif any(f" {word}" in doc.folded for word in entry.context):
                rule, score = "name in context", 0.75
            elif len(hit.targets) == 1 and not entry.named and _ACRONYM.fullmatch(doc.text, hit.start, hit.end):
                rule, score = "acronym without context", 0.4  # better that technique than an entity of its own
            else:
                rule, score = _LISTED, 0.6
            (doubtful if rule == _LISTED else found).append(Candidate(start, end, entry.name, "catalog", rule, score, entry.type, entry))
    return found + _in_lists(doc, doubtful, found) if doubtful else found


def _in_lists(doc: Document, doubtful: list[Candidate], sure: list[Candidate]) -> list[Candidate]:
    """Those of the names without context beside which a list has another entity of their sort: "Dask, Ray and Spark"."""
    ends = {c.end: c.entry for c in sure}
    starts = {c.start: c.entry for c in sure}
    found = []
    for c in doubtful:
        behind = next((len(joint) for joint in _JOINTS if doc.text.endswith(joint, 0, c.start)), 0)
        ahead = next((len(joint) for joint in _JOINTS if doc.text.startswith(joint, c.end)), 0)
        if (behind and _alike(c.entry, ends.get(c.start - behind))) or (ahead and _alike(c.entry, starts.get(c.end + ahead))):
            found.append(c)
    return found


def _alike(one: Entry | None, other: Entry | None) -> bool:
    """Whether two entities are of one sort: of a narrow kind, or under one broader entity. "PET" beside "DTI" is no prompt tuning."""
    if one is None or other is None or one.type != other.type:
        return False
    return (one.kind == other.kind and one.kind not in _WIDE_KINDS) or not set(one.parents).isdisjoint(other.parents)


def _with_maker(lower: str, start: int, entry: Entry) -> int:
    """Where a mention begins with the maker in front: "Intel RealSense D435"."""
    if lower[start - 1 : start] == " ":
        for fact, value in entry.facts:
            if fact == "vendor" and lower.endswith(value.lower(), 0, start - 1) and not lower[start - len(value) - 2 : start - len(value) - 1].isalnum():
                return start - 1 - len(value)
    return start


def _with_product(text: str, end: int, ends: set[int]) -> int:
    """Where a mention ends with the product of a family; where another name of the catalog ends there, the product is that one."""
    if text[end : end + 1] in (" ", "-") and (product := _PRODUCT.match(text, end)) and product.end() not in ends:
        return product.end()
    return end


def _with_size(text: str, end: int, entry: Entry, ends: set[int]) -> int | None:
    """Where the mention ends with its size, or a dataset's edition; None if a version follows that makes it another entity."""
    following = text[end : end + 1]
    if following in ("-", " ") and entry.kind in _SIZED_KINDS:
        size = _SIZE.match(text, end)
        if size:
            return size.end()
    if following in ("-", " ", "~") and entry.named and entry.kind in _DATA_KINDS and (edition := _EDITION.match(text, end)) and edition.end() not in ends:
        return edition.end()
    if following == "-" and entry.named and entry.kind in _GENERATION_KINDS and _VERSION.match(text, end):
        return None
    return end
