"""What the learned decision looks at: for each entity that the recognisers found in a document, a few dozen binary features by name."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.linking.decide import Found
from kg.linking.document import Document
from kg.linking.roles import BACKGROUND, compared

_MOST_MENTIONS = 1
_PARTS = re.compile(r"[A-Z][a-z]+|[A-Z]{2,}(?![a-z])|\d+[KkM]?")


def describe(doc: Document, items: list[Found], turn: int) -> list[list[str]]:
    """The features of each item, in the order of `items`; `turn` is where the abstract begins to speak of the paper itself."""
    names = [f" {item.name.lower()} " for item in items]
    counts: dict[str, int] = {}
    for item in items:
        counts[item.type] = counts.get(item.type, 0) + 1
    everything = "\n".join(names)
    result = []
    for item, name in zip(items, names, strict=True):
        features = ["bias", f"many {item.type}={min(counts[item.type], 12) // 3}", *_of_name(item), *_of_places(doc, item, turn)]
        if everything.count(name[1:]) > 1 or everything.count(name[:-1]) > 1:
            features.append("part of another name")
        sort = "phrase" if all(c.recogniser == "phrase" for c in item.candidates) else "listed" if item.entry else "shape"
        if item.inside:
            features += [f"inside another {sort} {item.type}", f"inside={round(item.inside, 1)} {sort}"]
        if item.inside_phrase:
            features.append(f"inside a phrase {sort}")
        if item.contains:
            features += [f"contains another {sort}", f"contains another {sort} {item.type}"]
        result.append(list(dict.fromkeys(features)))
    return result


def describe_type(doc: Document, item: Found) -> list[str]:
    """The features by which the type of an entity that no catalog has is decided: its spelling, what stands around it, what the rules guess."""
    features = ["bias", f"guess={item.type}", *_of_parts(item.name)]
    for candidate in item.candidates[:_MOST_MENTIONS]:
        features += [f"rule={candidate.recogniser}/{candidate.rule}", f"rule={candidate.rule} {candidate.type}"]
        left, right = doc.words_around(candidate.start, candidate.end, 4, 3)
        features += [f"left={word}" for word in left] + [f"right={word}" for word in right]
        features += [f"-1={left[-1] if left else '^'}", f"+1={right[0] if right else '$'}"]
    if item.introduced and item.candidates[0].start < doc.body:
        features += [f"title={word}" for word in re.findall(r"[a-z]{4,}", doc.title.text.lower())]
    return list(dict.fromkeys(features))


def describe_role(doc: Document, item: Found, features: list[str], turn: int) -> list[str]:
    """The features by which the role is decided: those of the entity, and whether its clauses compare or tell background."""
    spans = [(c.start, c.end) for c in item.candidates]
    body = [start for start, _ in spans if start >= doc.body]
    against = sum(compared(doc, start, item.type) for start in body)
    told = sum(start < turn and bool(BACKGROUND.search(doc.text, doc.sentence_span(doc.sentence(start))[0], start)) for start in body)
    return [
        *features,
        f"compared={'all' if against and against == len(body) else 'some' if against else 'none'} {item.type}",
        f"background={'all' if told and told == len(body) else 'some' if told else 'none'}",
        f"before the turn={sum(start < turn for start in body) == len(body)}",
    ]


@lru_cache(maxsize=65536)
def _of_parts(name: str) -> tuple[str, ...]:
    words = name.replace("-", " ").split() or [name]
    parts = [f"part={part.lower()}" for part in _PARTS.findall(name)]
    return (f"head={words[-1].lower()}", f"first={words[0].lower()}", f"end={name[-3:]}", f"end4={name[-4:]}", f"words={min(len(words), 4)}", *parts)


def _of_name(item: Found) -> list[str]:
    """What the entity is called, and who says so."""
    entry, type_ = item.entry, item.type
    rules = sorted({(c.recogniser, c.rule) for c in item.candidates})
    features = [f"type={type_}"]
    for recogniser, rule in rules:
        features += [f"rule={recogniser}/{rule}", f"rule={recogniser}/{rule} {type_}"]
    features.append("rules=" + "+".join(sorted({recogniser for recogniser, _ in rules})))
    if entry:
        features += [f"entry={type_}/{entry.name}", f"kind={type_}/{entry.kind}", "named" if entry.named else f"generic {type_}"]
        features += [f"parent={parent}" for parent in entry.parents]
    return [*features, *_of_spelling(item.name, type_, entry is None)]


@lru_cache(maxsize=65536)
def _of_spelling(name: str, type_: str, unknown: bool) -> tuple[str, ...]:
    words = name.lower().replace("-", " ").split() or [""]
    shape = re.sub(r"[a-z]+", "a", re.sub(r"[A-Z]+", "A", re.sub(r"\d+", "0", name)))[:12]
    features = [f"head={words[-1]} {type_}", f"words={min(len(words), 5)} {type_}", f"last={words[-1][-4:]}"]
    if len(words) > 1:
        features += [f"first={words[0]}", f"head pair={' '.join(words[-2:])}"]
    if unknown:
        features += [f"unknown {type_}", f"shape={shape}", f"length={min(len(name), 20) // 3}"]
    return tuple(features)


def _of_places(doc: Document, item: Found, turn: int) -> list[str]:
    """Where it stands, how often, and between which words."""
    spans = sorted({(c.start, c.end) for c in item.candidates})
    in_title = spans[0][0] < doc.body
    body = [span for span in spans if span[0] >= doc.body]
    features = [f"mentions={min(len(spans), 5)}", f"title={in_title}", f"introduced={item.introduced} {item.type}"]
    if in_title and not body:
        features.append("only in the title")
    if body:
        length = max(1, len(doc.text) - doc.body)
        features += [f"place={(body[0][0] - doc.body) * 5 // length}", f"last place={(body[-1][0] - doc.body) * 5 // length}"]
        if body[-1][0] < turn:
            features.append(f"background only {item.type}")
        if doc.sentence(body[0][0]) != doc.sentence(body[-1][0]):
            features.append("several sentences")
    if item.entry is not None and not item.entry.named and any(doc.text[s].isupper() and doc.text[s - 1 : s] == " " for s, _ in body):
        features.append("capitalised")
    for start, end in (body or spans)[:_MOST_MENTIONS]:
        features += _of_neighbours(doc, start, end, item.type)
    return features


def _of_neighbours(doc: Document, start: int, end: int, type_: str) -> list[str]:
    left, right = doc.words_around(start, end, 2, 2)
    one, two = (left[-1] if left else "^"), (left[-2] if len(left) > 1 else "^")
    after, second = (right[0] if right else "$"), (right[1] if len(right) > 1 else "$")
    features = [f"-1={one}", f"-1={one} {type_}", f"+1={after}", f"+1={after} {type_}", f"-2={two} {one}", f"+2={after} {second}"]
    if doc.text[end : end + 1] == "-":
        features.append("hyphen behind")
    if doc.text[start - 1 : start] == "-":
        features.append("hyphen before")
    if one == "(" and after == ")":
        features.append("alone in brackets")
    return features
