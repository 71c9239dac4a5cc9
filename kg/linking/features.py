"""What the learned decision looks at: for each entity that the recognisers found in a document, a few dozen binary features by name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kg.linking.decide import Found
from kg.linking.document import Document
from kg.linking.roles import BACKGROUND, compared
from kg.text import squash

_MOST_MENTIONS = 2
_PARTS = re.compile(r"[A-Z][a-z]+|[A-Z]{2,}(?![a-z])|\d+[KkM]?")


class Features(NamedTuple):
    """The features of one entity: of its name, of how it was found, of its places.

    The first two recur from document to document, so that a model needs to add their weights up only once.
    """

    name: tuple[str, ...]
    manner: tuple[str, ...]
    here: list[str]

    @property
    def all(self) -> list[str]:
        """All of them."""
        return [*self.name, *self.manner, *self.here]


def describe(doc: Document, items: list[Found], turn: int) -> list[Features]:
    """The features of each item, in the order of `items`; `turn` is where the abstract begins to speak of the paper itself."""
    names = [f" {item.name.lower()} " for item in items]
    counts: dict[str, int] = {}
    for item in items:
        counts[item.type] = counts.get(item.type, 0) + 1
    everything = "\n".join(names)
    present = {item.entry.name for item in items if item.entry}
    broader = {parent for item in items if item.entry for parent in item.entry.parents}
    result = []
    for item, name in zip(items, names, strict=True):
        entry, type_ = item.entry, item.type
        here = [f"many {type_}={min(counts[type_], 12) // 3}"]
        spans = sorted({(c.start, c.end) for c in item.candidates})
        rules = frozenset([(c.recogniser, c.rule) for c in item.candidates])
        manner = _of_manner(type_, rules, min(len(spans), 5), spans[0][0] < doc.body, spans[-1][0] >= doc.body, item.introduced)
        _of_places(doc, item, spans, turn, here)
        if everything.count(name[1:]) > 1 or everything.count(name[:-1]) > 1:
            here.append("part of another name")
        if entry:
            exact = squash(entry.name)
            surfaces = {squash(doc.text[c.start : c.end]).removesuffix("s") for c in item.candidates}
            here.append("by its own name" if exact.removesuffix("s") in surfaces else f"by another name {type_}")
            if len(surfaces) > 1:
                here.append("by several names")
            if entry.name in broader:
                here.append(f"a narrower one is named too {type_}")
            if not present.isdisjoint(entry.parents):
                here.append(f"a broader one is named too {type_}")
            here += [f"called={surface}" for surface in sorted(surfaces)]
        if item.inside_phrase or item.containing:
            sort = "listed" if entry else "phrase" if all(recogniser == "phrase" for recogniser, _ in rules) else "shape"
            if item.inside:
                here += [f"inside another {sort} {type_}", f"inside={round(item.inside, 1)} {sort}"]
            if item.inside_phrase:
                here.append(f"inside a phrase {sort}")
            if item.containing:
                here += [f"contains another {sort}", f"contains another {sort} {type_}"]
        fixed = _of_entry(type_, entry.name, entry.kind, entry.parents, item.name) if entry else _of_spelling(item.name, type_, True)
        result.append(Features(fixed, manner, here))
    return result


def describe_type(doc: Document, item: Found) -> list[str]:
    """The features by which the type of an entity that no catalog has is decided: its spelling, what stands around it, what the rules guess."""
    features = ["bias", f"guess={item.type}", *_of_parts(item.name)]
    for candidate in item.candidates[:_MOST_MENTIONS]:
        two, one, after, second = doc.neighbours(candidate.start, candidate.end)
        features += [f"rule={candidate.recogniser}/{candidate.rule}", f"rule={candidate.rule} {candidate.type}"]
        features += [f"left={two}", f"left={one}", f"right={after}", f"right={second}", f"-1={one}", f"+1={after}"]
    if item.introduced and item.candidates[0].start < doc.body:
        features += [f"title={word}" for word in re.findall(r"[a-z]{4,}", doc.title.text.lower())]
    return list(dict.fromkeys(features))


def describe_role(doc: Document, item: Found, features: Features, turn: int) -> Features:
    """The features by which the role is decided: those of the entity, and whether its clauses compare or tell background."""
    body = [c.start for c in item.candidates if c.start >= doc.body]
    against = sum(compared(doc, start, item.type) for start in body)
    told = sum(start < turn and bool(BACKGROUND.search(doc.lower, doc.sentence_span(doc.sentence(start))[0], start)) for start in body)
    more = [
        f"compared={'all' if against and against == len(body) else 'some' if against else 'none'} {item.type}",
        f"background={'all' if told and told == len(body) else 'some' if told else 'none'}",
        f"before the turn={sum(start < turn for start in body) == len(body)}",
    ]
    # Not which entity it is: LoRA is mostly used, and still introduced by its own paper.
    kind = (f"type={item.type}", f"kind={item.entry.kind} {item.entry.named}" if item.entry else "unlisted", "bias")
    return Features(kind, features.manner, features.here + more)


@lru_cache(maxsize=65536)
def _of_parts(name: str) -> tuple[str, ...]:
    words = name.replace("-", " ").split() or [name]
    parts = [f"part={part.lower()}" for part in _PARTS.findall(name)]
    return (f"head={words[-1].lower()}", f"first={words[0].lower()}", f"end={name[-3:]}", f"end4={name[-4:]}", f"words={min(len(words), 4)}", *parts)


@lru_cache(maxsize=65536)
def _of_entry(type_: str, name: str, kind: str, parents: tuple[str, ...], called: str) -> tuple[str, ...]:
    """What the catalog says of an entity."""
    named = "named" if name != name.lower() else f"generic {type_}"
    return (f"entry={type_}/{name}", f"kind={type_}/{kind}", named, *(f"parent={parent}" for parent in dict.fromkeys(parents)), *_of_spelling(called, type_, False))


@lru_cache(maxsize=65536)
def _of_spelling(name: str, type_: str, unknown: bool) -> tuple[str, ...]:
    words = name.lower().replace("-", " ").split() or [""]
    shape = re.sub(r"[a-z]+", "a", re.sub(r"[A-Z]+", "A", re.sub(r"\d+", "0", name)))[:12]
    features = ["bias", f"type={type_}", f"head={words[-1]} {type_}", f"words={min(len(words), 5)} {type_}", f"last={words[-1][-4:]}"]
    if len(words) > 1:
        features += [f"first={words[0]}", f"head pair={' '.join(words[-2:])}"]
    if unknown:
        features += [f"unknown {type_}", f"shape={shape}", f"length={min(len(name), 20) // 3}"]
    return tuple(features)


@lru_cache(maxsize=65536)
def _of_manner(type_: str, rules: frozenset[tuple[str, str]], mentions: int, in_title: bool, in_body: bool, introduced: bool) -> tuple[str, ...]:
    """Who found it, how often, and in which field."""
    recognisers = "+".join(sorted({recogniser for recogniser, _ in rules}))
    features = [f"rule={recogniser}/{rule} {type_}" for recogniser, rule in sorted(rules)]
    features += [f"rules={recognisers}", f"mentions={mentions}", f"title={in_title}", f"introduced={introduced} {type_}"]
    return (*features, "only in the title") if in_title and not in_body else tuple(features)


def _of_places(doc: Document, item: Found, spans: list[tuple[int, int]], turn: int, features: list[str]) -> None:
    """Adds where it stands, and between which words."""
    body = [span for span in spans if span[0] >= doc.body]
    if body:
        length = max(1, len(doc.text) - doc.body)
        features += [f"place={(body[0][0] - doc.body) * 5 // length}", f"last place={(body[-1][0] - doc.body) * 5 // length}"]
        if body[-1][0] < turn:
            features.append(f"background only {item.type}")
        if doc.sentence(body[0][0]) != doc.sentence(body[-1][0]):
            features.append("several sentences")
        if item.entry is not None and not item.entry.named and any(doc.text[s].isupper() and doc.text[s - 1] == " " for s, _ in body):
            features.append("capitalised")
    start, end = (body or spans)[0]
    _, one, after, _ = doc.neighbours(start, end)
    type_ = item.type
    features += [f"-1={one} {type_}", f"+1={after} {type_}"]
    if doc.text[end : end + 1] == "-":
        features.append("hyphen behind")
    if doc.text[start - 1 : start] == "-":
        features.append("hyphen before")
