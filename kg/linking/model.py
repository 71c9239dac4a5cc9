"""The learned decision: linear models over the features of `templates.py`, for keeping an entity, for its role, for the type of an unlisted one.

Logistic regression (scikit-learn trains it, `scripts/train`), its weights a table of names; applying it needs no library.
"""

from __future__ import annotations

import gzip
import json
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from kg.compiled import compiled
from kg.errors import SourceError
from kg.linking.decide import Found
from kg.linking.phrases import OPENS_TITLE
from kg.linking.templates import Key, expand
from kg.model import ROLES, EntityType, Role
from kg.resources import package_file

FORMAT = 3
_MOST_KEYS = 400_000
TYPES: tuple[EntityType, ...] = ("method", "dataset", "hardware", "task")


@dataclass(frozen=True, slots=True)
class Model:
    """`keep` maps a feature to its weight, `roles` and `types` to a weight for each of ROLES and TYPES; `thresholds` are the least probabilities of a link."""

    keep: dict[str, float]
    roles: dict[str, tuple[float, ...]]
    types: dict[str, tuple[float, ...]]
    thresholds: dict[str, float]
    _known: dict[Key, float] = field(default_factory=dict, compare=False, repr=False)
    _known_roles: dict[Key, tuple[float, ...]] = field(default_factory=dict, compare=False, repr=False)
    _known_types: dict[Key, tuple[float, ...]] = field(default_factory=dict, compare=False, repr=False)
    """What the features of a key add up to, kept from paper to paper."""

    def probability(self, keys: Sequence[Key]) -> float:
        """How likely it is, from 0 to 1, that a careful annotator would list the entity."""
        total = 0.0
        known = self._known
        for key in keys:
            weight = self.keep.get(key, 0.0) if isinstance(key, str) else known.get(key)
            if weight is None:
                if len(known) > _MOST_KEYS:
                    known.clear()
                weight = known[key] = sum([self.keep.get(name, 0.0) for name in expand(key)], 0.0)
            total += weight
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def least(self, item: Found) -> float:
        """The least probability with which an entity is kept: names are what readers miss most, so they pass more easily than techniques."""
        entry = item.entry
        if entry is None and item.introduced:
            return self.thresholds["introduced"]
        if entry is None and item.type == "method" and item.candidates[0].rule.startswith(OPENS_TITLE):
            return self.thresholds["title"]
        if item.type == "task":
            return self.thresholds["task"]
        return self.thresholds["named" if entry is None or entry.named else "generic"]

    def role(self, keys: list[Key], roles: Sequence[Role] = ROLES) -> Role:
        """The likeliest of these roles; ties go to the earlier of ROLES."""
        totals = dict(zip(ROLES, _totals(self.roles, self._known_roles, keys), strict=True))
        return max(roles, key=totals.__getitem__)

    def type(self, keys: list[Key]) -> EntityType:
        """The likeliest type of an entity that no catalog has."""
        totals = _totals(self.types, self._known_types, keys)
        return TYPES[totals.index(max(totals))]

    def save(self, path: Path) -> None:
        """Writes the model; the same weights give the same bytes."""
        data = {"format": FORMAT, "thresholds": self.thresholds, "keep": dict(sorted(self.keep.items())), "roles": dict(sorted(self.roles.items())), "types": dict(sorted(self.types.items()))}
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        path.write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))

    @classmethod
    def load(cls, path: Path) -> Model:
        """Reads a model. Raises SourceError if it is none, or of another format."""
        return cls(*_read(path))


def _read(path: Path) -> tuple[dict[str, float], dict[str, tuple[float, ...]], dict[str, tuple[float, ...]], dict[str, float]]:
    """The fields of a saved model."""
    try:
        data = json.loads(gzip.decompress(path.read_bytes()))
        if data["format"] != FORMAT:
            raise ValueError(f"format {data['format']} instead of {FORMAT}")
        return data["keep"], _tuples(data["roles"]), _tuples(data["types"]), data["thresholds"]
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        raise SourceError(f"not a model of this version: {error}", where=str(path), hint="train one with scripts/train") from error


def _tuples(table: dict[str, list[float]]) -> dict[str, tuple[float, ...]]:
    return {name: tuple(weights) for name, weights in table.items()}


_NONE = (0.0, 0.0, 0.0, 0.0)


def _totals(table: dict[str, tuple[float, ...]], known: dict[Key, tuple[float, ...]], keys: list[Key]) -> list[float]:
    """The sums of four classes' weights."""
    a = b = c = d = 0.0
    for key in keys:
        weights = known.get(key)
        if weights is None:
            if len(known) > _MOST_KEYS:
                known.clear()
            rows = [table[name] for name in expand(key) if name in table]
            weights = known[key] = tuple([sum(column, 0.0) for column in zip(*rows, strict=True)]) if rows else _NONE
        a += weights[0]
        b += weights[1]
        c += weights[2]
        d += weights[3]
    return [a, b, c, d]


@cache
def packaged_model() -> Model:
    """The model that ships with the package."""
    path = package_file("linking", "model.json.gz")
    return Model(*compiled("model", [path, Path(__file__)], lambda: _read(path)))
