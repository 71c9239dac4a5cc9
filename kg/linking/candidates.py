"""What recognisers propose: a span of the document, what it may be, and why."""

from __future__ import annotations

from dataclasses import dataclass

from kg.catalog import Entry
from kg.model import EntityType


@dataclass(slots=True)
class Candidate:
    """A span of a document's text that may name an entity.

    `type` is empty where the recogniser can't tell; `entry` is the catalog's, if it has one; `name` what the entity
    would be called without a catalog; `score` in 0..1 is how often the rule is right; `introduced`, that the rule says
    the paper brings it; `details` are facts of this mention (a device count, a memory size).
    """

    start: int
    end: int
    name: str
    recogniser: str
    rule: str
    score: float
    type: EntityType | None = None
    entry: Entry | None = None
    introduced: bool = False
    details: tuple[tuple[str, str], ...] = ()

    @property
    def length(self) -> int:
        """Code points."""
        return self.end - self.start
