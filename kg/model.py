"""The records that all stages share: Paper, Mention, Link, Relation, and the words for types and roles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from kg.errors import UsageError

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


_SURROGATE = re.compile("[\ud800-\udfff]")
_FORMS = {
    "date": (re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?|--\d\d-\d\d"), "not a date of XML Schema", "2024-07-01, 2024-07, 2024 or --07-01"),
    "arxiv": (re.compile(r"\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7}"), "not an arXiv id", "2401.12345 or cs/0112017, without version and address"),
    "doi": (re.compile(r"10\.\d.*"), "not a DOI", "10.1145/3292500, without address"),
}
"""What the fields of a paper that are not free text look like, what is wrong with others, and what is right."""


def _wrong(name: str, value: object, what: str, hint: str = "") -> UsageError:
    return UsageError(what, where=f"kg.Paper({name}={repr(value)[:60]})", hint=hint)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as its source gives it. Only the title is certain to be there.

    `date` is an XML Schema lexical form at the precision that the source has: `2024-07-01` (date), `2024-07`
    (gYearMonth), `2024` (gYear), `--07-01` (gMonthDay), or empty. `arxiv` is the id without version, `doi` the DOI without resolver.

    Raises UsageError for values that are none of these.
    """

    title: str
    abstract: str = ""
    arxiv: str = ""
    doi: str = ""
    date: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    listings: tuple[Listing, ...] = ()

    def __post_init__(self) -> None:
        for name in ("title", "abstract", "arxiv", "doi", "date"):
            value = getattr(self, name)
            if not isinstance(value, str):
                raise _wrong(name, value, "not a string")
            if not value.isascii() and (half := _SURROGATE.search(value)):
                raise _wrong(name, value, f"half of a surrogate pair at {half.start()}", 'text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") mends it')
            if value and (form := _FORMS.get(name)) and not form[0].fullmatch(value):
                raise _wrong(name, value, *form[1:])
        if not self.title.strip():
            raise _wrong("title", self.title, "empty", "every paper needs its title")
        for name in ("authors", "categories"):
            value = getattr(self, name)
            if not isinstance(value, (tuple, list)) or not all(isinstance(item, str) for item in value):
                raise _wrong(name, value, "not a tuple of strings", f'{name}=("one", "another")')
            object.__setattr__(self, name, tuple(value))  # a list would do for all but hashing

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
