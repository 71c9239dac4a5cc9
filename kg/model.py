"""The records that all stages share: Paper, Mention, Link, Relation, and the words for types and roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

EntityType = Literal["method", "dataset", "hardware", "task", "repository", "webpage"]
Role = Literal["introduces", "uses", "compares", "mentions"]
Field = Literal["title", "abstract"]
RelationType = Literal["extends", "partOf", "comparedWith", "evaluatedOn", "runsOn", "implementedIn"]

ENTITY_TYPES: tuple[EntityType, ...] = get_args(EntityType)
RELATION_TYPES: tuple[RelationType, ...] = get_args(RelationType)
FIELDS: tuple[Field, ...] = get_args(Field)
ROLES: tuple[Role, ...] = get_args(Role)
"""Strongest first: where two roles fit, the earlier one is the link's."""


@dataclass(frozen=True, slots=True, order=True)
class Listing:
    """One place that a paper was read from.

    `page` is the input's name (a file name, without its folder), `date` the date heading that the paper stood under
    there, as an XML Schema lexical form (`2024-07-01`, `--07-01`), or empty.
    """

    page: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as its source gives it. Only the title is certain to be there.

    `date` is an XML Schema lexical form at the precision that the source has: `2024-07-01` (date), `2024-07`
    (gYearMonth), `2024` (gYear), `--07-01` (gMonthDay), or empty. `arxiv` is the id without version.
    """

    title: str
    abstract: str = ""
    arxiv: str = ""
    doi: str = ""
    date: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    listings: tuple[Listing, ...] = ()

    def text(self, field: Field) -> str:
        """The text of a field."""
        return self.title if field == "title" else self.abstract


class Mention(NamedTuple):
    """Where a field names an entity: Unicode code points `start` to `end`, and the exact text there.

    `recogniser` is the module that found it, `rule` the rule in it that did.
    """

    field: Field
    start: int
    end: int
    text: str
    recogniser: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """That a paper names an entity, in which role, how sure that is, and the evidence. One a paper and entity."""

    type: EntityType
    entity: str
    name: str
    role: Role
    confidence: float
    mentions: tuple[Mention, ...]
    details: tuple[tuple[str, str], ...] = ()
    """Facts of this use: for hardware `count` (devices) and `memory` (GB each)."""


class Relation(NamedTuple):
    """That a sentence relates two entities: `source` is what the paper introduces, but for `partOf`, whose target is the whole.

    `start` to `end` are the sentence's code points in the field, `rule` is what in it says so, `confidence` how often that rule is right.
    """

    type: RelationType
    source: str
    target: str
    field: Field
    start: int
    end: int
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class LinkedPaper:
    """A paper, its IRI, its links ordered by type, then by first mention, and what it says of how their entities relate."""

    iri: str
    paper: Paper
    links: tuple[Link, ...]
    relations: tuple[Relation, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The object that `kg link` prints for this paper."""
        return {
            "paper": self.iri,
            "title": self.paper.title,
            "abstract": self.paper.abstract,
            "links": [
                {
                    "type": link.type,
                    "entity": link.entity,
                    "name": link.name,
                    "role": link.role,
                    "confidence": link.confidence,
                    "mentions": [{"field": m.field, "start": m.start, "end": m.end, "text": m.text} for m in link.mentions],
                }
                for link in self.links
            ],
            "relations": [
                {
                    "type": r.type,
                    "source": r.source,
                    "target": r.target,
                    "confidence": r.confidence,
                    "evidence": {"field": r.field, "start": r.start, "end": r.end, "text": self.paper.text(r.field)[r.start : r.end]},
                }
                for r in self.relations
            ],
        }
