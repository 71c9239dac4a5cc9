"""What is known of the catalog's entities from many papers (`scripts/classes.py` counts them): which stand in the same company, and how common each is."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kg.compiled import compiled
from kg.resources import package_file


class EntityClass(NamedTuple):
    """The coarse and the fine class, the binary logarithm of how many papers name it, and how many tenths of those in the title (at most 4)."""

    coarse: int
    fine: int
    papers: int
    titles: int


def entity_class(type_: str, name: str) -> EntityClass | None:
    """Of a catalog entity; None if it is rare or a user's own."""
    row = _table().get(f"{type_}/{name}")
    return None if row is None else EntityClass(*row)


@cache
def _table() -> dict[str, tuple[int, int, int, int]]:
    path = package_file("linking", "entities.json.gz")
    table: dict[str, tuple[int, int, int, int]] = compiled("entities", [path, Path(__file__)], lambda: _read(path))
    return table


def _read(path: Path) -> dict[str, tuple[int, ...]]:
    return {entity: tuple(row) for entity, row in json.loads(gzip.decompress(path.read_bytes())).items()}
