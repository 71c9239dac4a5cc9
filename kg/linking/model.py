"""The learned decision: linear models over the features of `features.py`, for keeping an entity, for its role, for the type of an unlisted one.

Logistic regression (scikit-learn trains it, `scripts/train`), its weights a table of names; applying it needs no library.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from kg.errors import SourceError
from kg.linking.features import Features
from kg.model import ROLES, EntityType, Role
from kg.resources import package_file

FORMAT = 1
TYPES: tuple[EntityType, ...] = ("method", "dataset", "hardware", "task")


@dataclass(frozen=True, slots=True)
class Model:
    """`keep` maps a feature to its weight, `roles` and `types` to a weight for each of ROLES and TYPES; `thresholds` are the least probabilities of a link."""

    keep: dict[str, float]
    roles: dict[str, tuple[float, ...]]
    types: dict[str, tuple[float, ...]]
    thresholds: dict[str, float]
    _sums: dict[tuple[str, ...], float] = field(default_factory=dict, compare=False, repr=False)
    _rows: dict[tuple[str, ...], list[float]] = field(default_factory=dict, compare=False, repr=False)
    """What the features of a name add up to, kept from paper to paper."""

    def probability(self, features: Features) -> float:
        """How likely it is, from 0 to 1, that a careful annotator would list the entity."""
        total = 0.0
        weight = self.keep.get
        for group in (features.name, features.manner):
            known = self._sums.get(group)
            if known is None:
                known = self._sums[group] = sum([weight(feature, 0.0) for feature in group], 0.0)
            total += known
        for feature in features.here:
            total += weight(feature, 0.0)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def least(self, type_: EntityType, introduced: bool) -> float:
        """The least probability with which an entity is kept: names that a paper introduces are what readers miss most, so they pass more easily."""
        return self.thresholds["introduced" if introduced else "task" if type_ == "task" else "other"]

    def role(self, features: Features) -> Role:
        """The likeliest role; ties go to the earlier of ROLES."""
        totals = _totals(self.roles, features.here, len(ROLES))
        for group in (features.name, features.manner):
            known = self._rows.get(group)
            if known is None:
                known = self._rows[group] = _totals(self.roles, group, len(ROLES))
            totals = [a + b for a, b in zip(totals, known, strict=True)]
        return ROLES[totals.index(max(totals))]

    def type(self, features: list[str]) -> EntityType:
        """The likeliest type of an entity that no catalog has."""
        totals = _totals(self.types, features, len(TYPES))
        return TYPES[totals.index(max(totals))]

    def save(self, path: Path) -> None:
        """Writes the model; the same weights give the same bytes."""
        data = {"format": FORMAT, "thresholds": self.thresholds, "keep": dict(sorted(self.keep.items())), "roles": dict(sorted(self.roles.items())), "types": dict(sorted(self.types.items()))}
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        path.write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))

    @classmethod
    def load(cls, path: Path) -> Model:
        """Reads a model. Raises SourceError if it is none, or of another format."""
        try:
            data = json.loads(gzip.decompress(path.read_bytes()))
            if data["format"] != FORMAT:
                raise ValueError(f"format {data['format']} instead of {FORMAT}")
            return cls(data["keep"], _tuples(data["roles"]), _tuples(data["types"]), data["thresholds"])
        except (OSError, ValueError, KeyError) as error:
            raise SourceError(f"not a model of this version: {error}", where=str(path), hint="train one with scripts/train") from error


def _tuples(table: dict[str, list[float]]) -> dict[str, tuple[float, ...]]:
    return {name: tuple(weights) for name, weights in table.items()}


def _totals(table: dict[str, tuple[float, ...]], features: Iterable[str], classes: int) -> list[float]:
    rows = [table[feature] for feature in features if feature in table]
    return [sum(column, 0.0) for column in zip(*rows, strict=True)] or [0.0] * classes


@cache
def packaged_model() -> Model:
    """The model that ships with the package."""
    return Model.load(package_file("linking", "model.json.gz"))
