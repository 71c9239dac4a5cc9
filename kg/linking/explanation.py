"""Why a paper has the links that it has, and why it lacks others: every entity that the recognisers proposed, and what decided."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kg.linking.decide import Found, select
from kg.linking.document import Document
from kg.linking.linker import Linker
from kg.linking.model import Model
from kg.linking.roles import turning_point
from kg.linking.templates import Key, expand
from kg.model import EntityType, Mention, Paper, Role

Outcome = Literal["linked", "unlikely", "overlapped"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mention that a recogniser proposed, and how often its rule is right (0 to 1)."""

    mention: Mention
    score: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one proposed entity.

    `score` is its probability (without a model, the score of its rules), `least` what it needs to be linked; `overlapped` is one that was
    likely enough and whose places all went to `taken_by`. `reasons` are the model's features with the most weight, the strongest
    first, positive ones for the link.
    """

    type: EntityType
    name: str
    entity: str
    listed: bool
    """Whether the catalog has it."""
    outcome: Outcome
    score: float
    least: float
    role: Role | None
    proposals: tuple[Proposal, ...]
    reasons: tuple[tuple[str, float], ...] = ()
    taken_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A paper's judgements: what was linked first, in the order of the text, then what was not, the likeliest first."""

    paper: str
    title: str
    judgements: tuple[Judgement, ...]


def explain(linker: Linker, paper: Paper, reasons: int = 6) -> Explanation:
    """Links a paper from its own text and keeps what is thrown away otherwise; at most so many `reasons` for each entity."""
    doc, found = linker.candidates(paper)
    turn = turning_point(doc)
    scored = linker.scored(doc, found, turn)
    proposals = [_proposals(doc, item) for item in found]
    places = [{(c.start, c.end) for c in item.candidates} for item in found]
    linked = [item for _, item in select([(s.score, s.item) for s in scored if s.score >= s.least])]
    judgements = []
    for number, (item, score, least, keys) in enumerate(scored):
        is_linked = any(item is other for other in linked)
        outcome: Outcome = "linked" if is_linked else "unlikely" if score < least else "overlapped"
        rivals = [other.name for other in linked if outcome == "overlapped" and any(c.start < end and start < c.end for c in other.candidates for start, end in places[number])]
        judgements.append(
            Judgement(
                item.type,
                item.label,
                linker.entity_iri(item),
                item.entry is not None,
                outcome,
                round(score, 3),
                least,
                linker.role(doc, scored[number], turn) if is_linked else None,
                proposals[number],
                _reasons(linker.model, keys, score, reasons) if linker.model else (),
                tuple(rivals),
            )
        )
    order = {id(j): n for n, j in enumerate(judgements)}
    judgements.sort(key=lambda j: (j.outcome != "linked", order[id(j)] if j.outcome == "linked" else -j.score, j.name))
    return Explanation(linker.iris.paper(paper), paper.title, tuple(judgements))


def _proposals(doc: Document, item: Found) -> tuple[Proposal, ...]:
    return tuple(Proposal(doc.mention(c.start, c.end, c.recogniser, c.rule), c.score) for c in item.candidates)


def _reasons(model: Model, keys: Sequence[Key], score: float, most: int) -> tuple[tuple[str, float], ...]:
    weights: dict[str, float] = {}
    learned = model.probability(keys)
    if score > learned:  # the linker's own rule, weighed as the model would have to
        weights["product number"] = math.log(score / (1 - score)) - math.log(learned / (1 - learned))
    for key in keys:
        for name in expand(key):
            if name != "bias":
                weights[name] = weights.get(name, 0.0) + model.keep.get(name, 0.0)
    ranked = sorted(weights.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
    return tuple((name, round(weight, 2)) for name, weight in ranked[:most] if weight)


_TYPE = "(?: (?:method|dataset|hardware|task))?"
_ENDS = {"^": "the start", "^ ^": "the start", "$": "the end"}
_WORDINGS = [
    (re.compile(rf"(another )?-1\+1=(\S+) (\S+){_TYPE}"), "between {} and {}"),
    (re.compile(rf"(another )?-2-1=(\S+ \S+){_TYPE}"), "behind {}"),
    (re.compile(rf"()-1=(\S+){_TYPE}"), "behind {}"),
    (re.compile(rf"()\+1=(\S+){_TYPE}"), "before {}"),
    (re.compile(rf"()head=(\S+){_TYPE}"), "last word {}"),
    (re.compile(r"()head pair=(.+)"), "last words {}"),
    (re.compile(r"()last=(.+)"), "ends in {}"),
    (re.compile(r"()first=(.+)"), "first word {}"),
    (re.compile(r"()called=(.+)"), "spelled {}"),
    (re.compile(r"()entry=\w+/(.+)"), "what is known of {}"),
    (re.compile(r"()parent=(.+)"), "a kind of {}"),
]
_PLAIN_WORDINGS = [
    (re.compile(rf"rule=(\w[\w ]*)/(.+?){_TYPE}"), r"\1: \2"),
    (re.compile(r"mentions=1"), "one mention"),
    (re.compile(r"mentions=(\d)"), r"\1 mentions"),
    (re.compile(rf"listed with=(\w+){_TYPE}"), r"in a list with a \1"),
    (re.compile(rf"list of=(\d){_TYPE}"), r"in a list with \1 more"),
    (re.compile(r"inside (\w+)=(\S+) .+"), r"\2 of it inside \1 names"),
    (re.compile(r"inside (\w+) .+"), r"inside a \1 name"),
    (re.compile(rf"contains another (\w+){_TYPE}"), r"contains a \1 name"),
    (re.compile(rf"unknown{_TYPE}"), "not in the catalog"),
    (re.compile(r"kind=\w+/(.+)"), r"kind \1"),
    (re.compile(r"(type|shape)=(.+)"), r"\1 \2"),
    (re.compile(r"(entity class|fine class)=(\S+) .*"), r"\1 \2"),
    (re.compile(r"(?:papers|titles)=(\d+) .*"), r"how often papers name it"),
    (re.compile(r"class -1=(\S+).*"), r"behind a word of class \1"),
    (re.compile(r"class \+1=(\S+).*"), r"before a word of class \1"),
    (re.compile(r"head class=(\S+).*"), r"last word of class \1"),
    (re.compile(r"first class=(\S+).*"), r"first word of class \1"),
    (re.compile(rf"pair of classes=(\S+) (\S+){_TYPE}"), r"last words of classes \1 and \2"),
]


def in_words(feature: str) -> str:
    """The name of a feature as a reader would say it: "behind 'introduces'" for "-1=introduces method"; names that say it themselves stay."""
    for pattern, wording in _WORDINGS:
        if found := pattern.fullmatch(feature):
            another, *words = found.groups()
            return ("elsewhere " if another else "") + wording.format(*[_ENDS.get(word, f"'{word}'") for word in words])
    for pattern, template in _PLAIN_WORDINGS:
        if found := pattern.fullmatch(feature):
            return found.expand(template)
    return feature
