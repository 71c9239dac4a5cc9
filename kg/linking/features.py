"""What the learned decision looks at: for each entity that the recognisers found in a document, a dozen keys (see `templates.py`)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from kg.linking.cues import any_between
from kg.linking.decide import Found
from kg.linking.document import Document
from kg.linking.phrases import TASK_PHRASE
from kg.linking.roles import compared, tells_background
from kg.linking.templates import Key, parts_of, shape_of
from kg.text import squash

IDENTITY = frozenset(["entry", "head", "first", "pair", "shape", "long"])
_MOST_MENTIONS = 3
_JOINT = re.compile(r"(?: ?\([^()]{1,40}\))?(?:,? (?:and|or|&|as well as)|,|/| and| or) ?(?:the |on |for )?")
_LONGEST_JOINT = 50
_IS_A = re.compile(
    r"s?(?: ?\([^()]{1,60}\))?(?:,|:| is| are| [—–]| ?--?-?)(?: is| are)? (?:an?|the|our|the first) ((?:[\w/'-]+ ){0,9}?[\w/'-]+)"
    r"(?= (?:that|which|to|for|with|using|based|designed|of|in|on|by|via|where|capable|consisting|and|from|trained|built)\b|[,.;:(\n]|$)"
)
"""What is said of a name right behind it: "X, a large-scale benchmark for", "X is the first open accelerator that"."""


def listed_with(doc: Document, items: list[Found]) -> dict[int, list[Found]]:
    """For the `id` of each item the items that it stands in a list with: "A, B and C"."""
    spans = sorted([(c.start, -c.end, number) for number, item in enumerate(items) for c in item.candidates])
    lists: dict[int, set[int]] = {}  # by the number of an item, the numbers of all in its list
    text = doc.text
    reach, last = -1, -1  # the widest span before, and whose it is
    for start, minus_end, number in spans:
        if start < reach:
            continue
        if last >= 0 and last != number and start - reach < _LONGEST_JOINT and text[reach] in " ,/(" and _JOINT.fullmatch(text, reach, start):
            joined = lists.get(last, {last}) | lists.get(number, {number})
            for member in joined:
                lists[member] = joined
        reach, last = -minus_end, number
    return {id(items[number]): [items[member] for member in sorted(joined) if member != number] for number, joined in lists.items()}


def describe(doc: Document, items: list[Found], turn: int, lists: dict[int, list[Found]]) -> list[list[Key]]:
    """The keys of each item, in the order of `items`; `turn` is where the abstract begins to speak of the paper itself.

    The keys of IDENTITY are of the entity itself, the others of this paper.
    """
    names = [f" {item.name.lower()} " for item in items]
    everything = "\n".join(names)
    counts: dict[str, int] = {}
    present: set[str] = set()
    broader: set[str] = set()
    own = False
    for item in items:
        counts[item.type] = counts.get(item.type, 0) + 1
        own = own or item.own
        if item.entry is not None:
            present.add(item.entry.name)
            broader.update(item.entry.parents)
    result = []
    for item, name in zip(items, names, strict=True):
        entry, type_, candidates = item.entry, item.type, item.candidates
        part = everything.count(name[1:]) > 1 or everything.count(name[:-1]) > 1
        many = min(counts[type_], 12) // 3
        keys: list[Key]
        if entry is not None:
            surfaces = {squash(doc.text[c.start : c.end]).removesuffix("s") for c in candidates}
            keys = [
                ("entry", type_, entry.name, entry.kind, entry.parents, entry.named),
                ("called", type_, squash(entry.name).removesuffix("s") in surfaces, tuple(sorted(surfaces)) if len(surfaces) > 1 else tuple(surfaces)),
                ("company", type_, many, part, entry.name in broader, not present.isdisjoint(entry.parents)),
            ]
        else:
            words = name.replace("-", " ").split() or [""]
            keys = [("head", words[-1], type_, min(len(words), 5)), ("shape", shape_of(item.name), min(len(item.name), 20) // 3), ("company", type_, many, part, False, False)]
            if len(words) > 1:
                keys += [("first", words[0], type_), ("pair", words[-2], words[-1], type_)]
            long = _long_form(doc, item)
            if long:
                keys.append(("long", long[-2], long[-1], type_))
            if not item.own:
                keys.append(("unlisted", own, "phrase" if candidates[0].recogniser == "phrase" else "word", " " in item.name and _initials_stand_alone(doc, item.name)))
        rules = frozenset([(c.recogniser, c.rule) for c in candidates])
        keys.append(("manner", type_, rules, min(len(candidates), 5), candidates[0].start < doc.body, candidates[-1].start >= doc.body, item.introduced))
        _of_places(doc, item, turn, keys)
        mates = lists.get(id(item))
        if mates:
            keys.append(("listed_with", type_, frozenset([m.type for m in mates if m.entry is not None]), min(len(mates), 4)))
        if item.inside or item.containing:
            sort = "listed" if entry else "phrase" if all(recogniser == "phrase" for recogniser, _ in rules) else "shape"
            keys += [("inside", container, _tenths(share), sort, type_) for container, share in item.inside.items()]
            if item.containing:
                keys.append(("contains", sort, type_))
        result.append(keys)
    return result


@cache
def _tenths(share: float) -> float:
    """Few shares recur, and rounding one takes as long as all else that is done with it."""
    return round(share, 1)


def _long_form(doc: Document, item: Found) -> list[str]:
    """The words, two or more, that the item's abbreviation stands for in this paper; none if it is no abbreviation."""
    for c in item.candidates:
        if c.recogniser == "abbreviation" and c.end - c.start > len(item.name) + 1:
            words = doc.lower[c.start : c.end].replace("-", " ").split()
            if len(words) > 1:
                return words
    return []


def _initials_stand_alone(doc: Document, name: str) -> bool:
    """Whether the paper also speaks of "DCDM" where the name is "Deep Conjugate Direction Method"."""
    initials = "".join([word[0] for word in name.replace("-", " ").split(" ") if word and word[0].isupper()])
    return len(initials) > 1 and initials in doc.text and bool(re.search(rf"\b{initials}s?\b", doc.text))


def _of_places(doc: Document, item: Found, turn: int, keys: list[Key]) -> None:
    """Adds where it stands, and between which words."""
    type_, text, candidates, body = item.type, doc.text, item.candidates, doc.body
    first = candidates[0]
    if candidates[-1].start >= body:
        if first.start < body:
            first = next(c for c in candidates if c.start >= body)
        length = max(1, len(text) - body)
        last = candidates[-1].start
        several = last != first.start and doc.sentence(first.start) != doc.sentence(last)
        capitalised = item.entry is not None and not item.entry.named and any(text[c.start].isupper() and text[c.start - 1] == " " for c in candidates if c.start >= body)
        keys.append(("places", type_, (first.start - body) * 5 // length, (last - body) * 5 // length, last < turn, several, capitalised))
    start, end = first.start, first.end
    two, before, behind, _ = doc.neighbours(start, end)
    keys.append(("word_before", before, type_))
    keys.append(("word_behind", behind, type_))
    # Of two words at once: "task of X", "for X in". Few recur, so that these are features' names already.
    keys.append(f"-2-1={two} {before} {type_}")
    keys.append(f"-1+1={before} {behind} {type_}")
    another = candidates[0] if candidates[0] is not first else candidates[1] if len(candidates) > 1 else None
    if another is not None:
        two, before, behind, _ = doc.neighbours(another.start, another.end)
        keys.append(f"another -2-1={two} {before} {type_}")
        keys.append(f"another -1+1={before} {behind} {type_}")
    if text[end : end + 1] == "-" or text[start - 1 : start] == "-":
        keys.append(("hyphens", text[start - 1 : start] == "-", text[end : end + 1] == "-"))


def type_is_open(item: Found) -> bool:
    """Whether the words around have to tell the type: not for what the catalog has, nor for what only its head made a task."""
    return item.entry is None and not (item.type == "task" and all(c.rule == TASK_PHRASE for c in item.candidates))


def describe_type(doc: Document, item: Found, mates: list[Found]) -> list[Key]:
    """The keys by which the type of an entity that no catalog has is decided: its spelling, what stands around it, what the rules guess."""
    words = item.name.lower().replace("-", " ").split() or [item.name]
    keys: dict[Key, None] = {("last_word", words[-1], min(len(words), 4), item.type): None, ("first_word", words[0]): None, ("end", item.name[-4:]): None}
    if long := _long_form(doc, item):
        keys["long_word", long[-1]] = None
    for part in parts_of(item.name):
        keys["part_of", part.lower()] = None
    for type_ in sorted(item.made_of):
        keys["made_of", type_] = None
    seen = set()
    for candidate in item.candidates[:_MOST_MENTIONS]:
        two, one, after, second = doc.neighbours(candidate.start, candidate.end)
        keys["rule", candidate.recogniser, candidate.rule, candidate.type] = None
        keys["left", two, False] = keys["left", one, True] = keys["right", after, True] = keys["right", second, False] = None
        if said := _IS_A.match(doc.lower, candidate.end):
            keys["is_a", said[1].rsplit(" ", 1)[-1].rsplit("-", 1)[-1]] = None
        sentence = doc.sentence(candidate.start)
        if sentence not in seen:
            seen.add(sentence)
            start, end = doc.sentence_span(sentence)
            for cue in doc.cues.telling[bisect_left(doc.cues.telling, (start, "")) :]:
                if cue[0] >= end:
                    break
                keys["sentence", cue[1]] = None
    for mate in mates:
        if mate.entry is not None:
            keys["mate", mate.type] = None
    if item.introduced and item.candidates[0].start < doc.body:
        keys["title", doc.title.text.lower()] = None
    return list(keys)


def describe_role(doc: Document, item: Found, keys: Sequence[Key], turn: int) -> list[Key]:
    """The keys by which the role is decided: those of this paper, and whether its clauses compare or tell background."""
    body = [c.start for c in item.candidates if c.start >= doc.body]
    against = sum([compared(doc, start, item.type) for start in body])
    early = [start for start in body if start < turn]
    told = sum([tells_background(doc, start) for start in early])
    shares = ["all" if number and number == len(body) else "some" if number else "none" for number in (against, told)]
    kind = f"{item.entry.kind} {item.entry.named}" if item.entry is not None else "unlisted"
    return [("part", item.type, kind, *shares, len(early) == len(body)), *[key for key in keys if not isinstance(key, str) and key[0] not in IDENTITY], *_around(doc, item, turn)]


_WORD = re.compile(r"[a-z][\w'-]*|[,;:()]")
_FAR_BEFORE, _FAR_BEHIND = 70, 30
"""Letters in which the words are looked for that speak of a mention: no more than `_BEFORE` and `_BEHIND` of them."""
_BEFORE, _BEHIND = 6, 3
_PREPOSITION = re.compile(r"\b(?:for|with|via|by|using|on|in|of|from|through)\b")


def _around(doc: Document, item: Found, turn: int) -> list[Key]:
    """The words around the first two mentions and the last, whether the paper speaks of itself in their sentences, and how these begin."""
    keys: dict[Key, None] = {}
    candidates, lower, body, speakers = item.candidates, doc.lower, doc.body, doc.cues.speakers
    for c in candidates if len(candidates) <= _MOST_MENTIONS else [candidates[0], candidates[1], candidates[-1]]:
        first, last = doc.sentence_span(doc.sentence(c.start))
        in_title = c.start < body
        before: list[str] = _WORD.findall(lower, max(first, c.start - _FAR_BEFORE), c.start)  # typed, or mypyc can't compile the loop
        for distance, word in enumerate(reversed(before[-_BEFORE:])):
            keys["role_before", word, in_title, 1 if distance == 0 else 2 if distance < 3 else 3] = None
        behind: list[str] = _WORD.findall(lower, c.end, min(last, c.end + _FAR_BEHIND))
        for distance, word in enumerate(behind[:_BEHIND]):
            keys["role_behind", word, in_title, distance == 0] = None
        if in_title:
            keys["role_in_title", c.start == 0, _PREPOSITION.search(lower, 0, c.start) is not None] = None
        else:
            keys["role_speaker", any_between(speakers, first, c.start), any_between(speakers, first, last), c.start < turn] = None
            keys["role_opening", " ".join(_WORD.findall(lower, first, min(first + 40, last))[:2])] = None
    return list(keys)
