"""The arrays of a large graph in a file, so that a server that starts again need not ask the store for a million terms."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

FORMAT = 1
"""Counted up whenever what is kept changes; files of another format are made again."""
_TEXTS, _ENDS = "texts:", "ends:"


def write(path: Path, texts: Mapping[str, Sequence[str]], arrays: Mapping[str, NDArray[np.generic]]) -> None:
    """Writes lists of texts and arrays of numbers; the file is whole or not there."""
    kept: dict[str, NDArray[np.generic]] = {"format": np.array([FORMAT])} | dict(arrays)
    for name, items in texts.items():
        data = [item.encode("utf-8", "surrogatepass") for item in items]
        kept[_TEXTS + name] = np.frombuffer(b"".join(data), np.uint8)
        kept[_ENDS + name] = np.cumsum([len(item) for item in data], dtype=np.int64)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as file:
            np.savez(file, allow_pickle=False, **kept)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def read(path: Path) -> tuple[dict[str, list[str]], dict[str, NDArray[np.generic]]] | None:
    """What `write` wrote; None if there is no such file, or it is broken or of another format."""
    try:
        with np.load(path, allow_pickle=False) as file:
            kept = {name: file[name] for name in file.files}
        if int(kept.pop("format")[0]) != FORMAT:
            return None
        texts = {}
        for name in [name for name in kept if name.startswith(_TEXTS)]:
            data = kept.pop(name).tobytes()
            ends = kept.pop(_ENDS + name.removeprefix(_TEXTS)).tolist()
            texts[name.removeprefix(_TEXTS)] = [data[start:end].decode("utf-8", "surrogatepass") for start, end in zip([0, *ends], ends, strict=False)]
    except (OSError, ValueError, KeyError, IndexError, EOFError, BadZipFile):
        return None
    return texts, kept
