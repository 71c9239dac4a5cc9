"""Why a paper has the links that it has, and why it lacks others: every entity that the recognisers proposed, and what decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kg.linking.decide import THRESHOLD, Found, select
from kg.linking.document import Document
from kg.linking.features import describe, describe_type, listed_with, type_is_open
from kg.linking.linker import Linker, decided_role
from kg.linking.model import Model
from kg.linking.roles import role_of, turning_point
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
    judgements: tuple[Judgement, ...] = field(default=())


def explain(linker: Linker, paper: Paper, reasons: int = 6) -> Explanation:
    """Links a paper from its own text and keeps what is thrown away otherwise; at most so many `reasons` for each entity."""
    doc, found = linker.candidates(paper)
    turn = turning_point(doc)
    keys = _keys(linker.model, doc, found, turn)
    scores = [linker.model.probability(k) if linker.model else item.score for item, k in zip(found, keys, strict=True)]
    least = [linker.model.least(item.type, item.introduced and item.entry is None) if linker.model else THRESHOLD for item in found]
    proposals = [_proposals(doc, item) for item in found]
    places = [{(c.start, c.end) for c in item.candidates} for item in found]
    alive = [(score, item) for score, item, floor in zip(scores, found, least, strict=True) if score >= floor]
    linked = [item for _, item in select(alive)]
    judgements = []
    for number, item in enumerate(found):
        is_linked = any(item is other for other in linked)
        outcome: Outcome = "linked" if is_linked else "unlikely" if scores[number] < least[number] else "overlapped"
        role: Role | None = None
        if is_linked:
            spans = [(c.start, c.end) for c in item.candidates]
            role = decided_role(linker.model, doc, item, keys[number], turn) if linker.model else role_of(doc, spans, item.type, item.introduced, turn)
        rivals = [other.name for other in linked if outcome == "overlapped" and any(c.start < end and start < c.end for c in other.candidates for start, end in places[number])]
        judgements.append(
            Judgement(
                item.type,
                item.entry.name if item.entry else item.name,
                linker.entity_iri(item),
                item.entry is not None,
                outcome,
                round(scores[number], 3),
                least[number],
                role,
                proposals[number],
                _reasons(linker.model, keys[number], reasons) if linker.model else (),
                tuple(rivals),
            )
        )
    order = {id(j): n for n, j in enumerate(judgements)}
    judgements.sort(key=lambda j: (j.outcome != "linked", order[id(j)] if j.outcome == "linked" else -j.score, j.name))
    return Explanation(linker.iris.paper(paper), paper.title, tuple(judgements))


def _keys(model: Model | None, doc: Document, found: list[Found], turn: int) -> list[list[Key]]:
    if model is None:
        return [[] for _ in found]
    lists = listed_with(doc, found)
    for item in found:
        if type_is_open(item):
            item.type = model.type(describe_type(doc, item, lists.get(id(item), [])))
    return describe(doc, found, turn, lists)


def _proposals(doc: Document, item: Found) -> tuple[Proposal, ...]:
    return tuple(Proposal(doc.mention(c.start, c.end, c.recogniser, c.rule), c.score) for c in item.candidates)


def _reasons(model: Model, keys: list[Key], most: int) -> tuple[tuple[str, float], ...]:
    weights: dict[str, float] = {}
    for key in keys:
        for name in expand(key):
            if name != "bias":
                weights[name] = weights.get(name, 0.0) + model.keep.get(name, 0.0)
    ranked = sorted(weights.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
    return tuple((name, round(weight, 2)) for name, weight in ranked[:most] if weight)
