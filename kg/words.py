"""Classes of words that stand in the same company (`scripts/classes.py` makes them): "segmentation" and "detection" have one."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path

from kg.compiled import compiled
from kg.resources import package_file

_UNKNOWN = (-1, -1)


@cache
def _table() -> dict[str, tuple[int, int]]:
    path = package_file("words.json.gz")
    table: dict[str, tuple[int, int]] = compiled("words", [path, Path(__file__)], lambda: _read(path))
    return table


def _read(path: Path) -> dict[str, tuple[int, int]]:
    data = json.loads(gzip.decompress(path.read_bytes()))
    return {word: (coarse, fine) for word, (coarse, fine) in data.items()}


def is_ordinary(word: str) -> bool:
    """Whether a lower-case word is one of those that abstracts use again and again; names of the field are among them ("resnet")."""
    return word in _table()


@cache
def word_classes(word: str) -> tuple[int, int]:
    """The coarse and the fine class of a lower-case word, of a hyphenated one its last part; -1 if it is unknown."""
    return _table().get(word.rsplit("-", 1)[-1].strip(".,;:()'\""), _UNKNOWN)
