"""What the learned decision looks at: for each entity that the recognisers found in a document, a few dozen binary features by name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kg.linking.decide import Found
from kg.linking.document import Document
from kg.linking.roles import BACKGROUND, compared
from kg.linking.words import word_classes
from kg.text import squash

_MOST_MENTIONS = 3
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


_JOINT = re.compile(r"(?: ?\([^()]{1,40}\))?(?:,? (?:and|or|&|as well as)|,|/| and| or) ?(?:the |on |for )?")


def listed_with(doc: Document, items: list[Found]) -> dict[int, list[Found]]:
    """For the `id` of each item the items that it stands in a list with: "A, B and C"."""
    spans = sorted((c.start, -c.end, number) for number, item in enumerate(items) for c in item.candidates)
    mates: dict[int, list[Found]] = {}
    reach, last = -1, -1  # the widest span before, and whose it is
    for start, minus_end, number in spans:
        if start < reach:
            continue
        if last >= 0 and last != number and start - reach < 50 and _JOINT.fullmatch(doc.text, reach, start):
            a, b = items[last], items[number]
            chain = mates.setdefault(id(a), [])
            other = mates.get(id(b), [])
            joined = [*chain, *([a] if a not in chain else []), *other, b]
            for item in joined:
                mates[id(item)] = joined
        reach, last = -minus_end, number
    return {key: [m for m in joined if id(m) != key] for key, joined in mates.items()}


def _of_mates(item: Found, mates: list[Found], features: list[str]) -> None:
    """What the list says that it stands in: how long it is, and what the catalog knows the others as."""
    known = {m.type for m in mates if m.entry is not None}
    features += [f"listed with={type_} {item.type}" for type_ in known] or [f"listed with=unknown {item.type}"]
    features.append(f"list of={min(len(mates), 4)} {item.type}")


def describe(doc: Document, items: list[Found], turn: int, lists: dict[int, list[Found]]) -> list[Features]:
    """The features of each item, in the order of `items`; `turn` is where the abstract begins to speak of the paper itself."""
    own = [item for item in items if item.own]
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
        if mates := lists.get(id(item)):
            _of_mates(item, mates, here)
        if item.entry is None and not item.own:
            here.append(f"another is the paper's own={bool(own)} {'phrase' if item.candidates[0].recogniser == 'phrase' else 'word'}")
            if " " in item.name:
                initials = "".join(word[0] for word in re.split("[ -]", item.name) if word and word[0].isupper())
                if len(initials) > 1 and re.search(rf"\b{initials}s?\b", doc.text):
                    here.append("its initials stand alone")
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
        if item.inside or item.containing:
            sort = "listed" if entry else "phrase" if all(recogniser == "phrase" for recogniser, _ in rules) else "shape"
            for container, share in item.inside.items():
                here += [f"inside {container} {sort} {type_}", f"inside {container}={round(share, 1)} {sort}"]
            if item.containing:
                here += [f"contains another {sort}", f"contains another {sort} {type_}"]
        fixed = _of_entry(type_, entry.name, entry.kind, entry.parents, item.name) if entry else _of_spelling(item.name, type_, True)
        result.append(Features(fixed, manner, here))
    return result


def describe_type(doc: Document, item: Found, mates: list[Found]) -> list[str]:
    """The features by which the type of an entity that no catalog has is decided: its spelling, what stands around it, what the rules guess."""
    features = ["bias", f"guess={item.type}", *_of_parts(item.name)]
    for candidate in item.candidates[:_MOST_MENTIONS]:
        two, one, after, second = doc.neighbours(candidate.start, candidate.end)
        features += [f"rule={candidate.recogniser}/{candidate.rule}", f"rule={candidate.rule} {candidate.type}"]
        features += [f"left={two}", f"left={one}", f"right={after}", f"right={second}", f"-1={one}", f"+1={after}"]
        features += [f"cl={word_classes(two)[1]}", f"cl={word_classes(one)[1]}", f"cr={word_classes(after)[1]}", f"cr={word_classes(second)[1]}"]
    features += [f"mate={type_}" for type_ in {m.type for m in mates if m.entry is not None}]
    for candidate in item.candidates[:_MOST_MENTIONS]:
        first, last = doc.sentence_span(doc.sentence(candidate.start))
        features += [f"sentence={word}" for word in _TELLING.findall(doc.lower, first, last)]
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


_TELLING = re.compile(r"\b(?:dataset|benchmark|corpus|corpora|evaluat|experiment|outperform|task|framework|model|gpu|robot|device|hardware|simulat|environment|librar|optimiz)")


@lru_cache(maxsize=65536)
def _of_parts(name: str) -> tuple[str, ...]:
    words = name.replace("-", " ").split() or [name]
    parts = [f"part={part.lower()}" for part in _PARTS.findall(name)]
    classes = (f"chead={word_classes(words[-1].lower())[1]}", f"cfirst={word_classes(words[0].lower())[1]}")
    return (*classes, f"head={words[-1].lower()}", f"first={words[0].lower()}", f"end={name[-3:]}", f"end4={name[-4:]}", f"words={min(len(words), 4)}", *parts)


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
        features += [f"first ends={words[0][-3:]} {type_}", f"first={words[0]}", f"head pair={' '.join(words[-2:])}"]
    coarse, fine = word_classes(words[-1])
    features.append(f"chead={fine} {type_} {unknown}")
    if len(words) > 1:
        features += [f"cfirst={word_classes(words[0])[1]} {unknown}", f"cpair={word_classes(words[-2])[0]} {coarse} {type_}"]
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
    features += [f"-1={one} {type_}", f"+1={after} {type_}", f"c-1={word_classes(one)[1]} {type_}", f"c+1={word_classes(after)[1]} {type_}"]
    if doc.text[end : end + 1] == "-":
        features.append("hyphen behind")
    if doc.text[start - 1 : start] == "-":
        features.append("hyphen before")
