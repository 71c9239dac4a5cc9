"""Data in the form that loads soonest, kept in the user's cache folder under a hash of what it was made from."""

from __future__ import annotations

import gc
import hashlib
import marshal
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from kg.resources import cache_folder

_KEPT = 4
"""Files of one name that stay: other catalogs and other versions may still be in use."""


def compiled(name: str, sources: Iterable[Path], make: Callable[[], Any]) -> Any:
    """What `make` gives: from the cache, if an earlier call made it from sources with the same bytes.

    `make` gives plain values only (numbers, strings, tuples, lists, dicts, sets): marshal, which reads them twice as fast as pickle, knows
    no others. `sources` are the files that it reads, and those of the code that makes it. The cache is in `cache_folder()`; where that
    can't be written, nothing is kept.
    """
    cached = cache_folder() / f"{name}-{_fingerprint(sources)}.marshal"
    collecting = gc.isenabled()
    gc.disable()  # a hundred thousand small tuples are made at once, and none is garbage
    try:
        with suppress(OSError, ValueError, TypeError, EOFError):
            return marshal.loads(cached.read_bytes())
        made = make()
        with suppress(OSError):
            _write(cached, name, marshal.dumps(made))
        return made
    finally:
        if collecting:
            gc.enable()


def _fingerprint(sources: Iterable[Path]) -> str:
    """Of the sources' names and bytes, and of what marshal's form depends on."""
    digest = hashlib.sha256(f"{sys.implementation.cache_tag} {marshal.version}".encode())
    for path in sources:
        with suppress(OSError):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:24]


def _write(path: Path, name: str, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    os.replace(file.name, path)
    for old in sorted(path.parent.glob(f"{name}-*"), key=lambda p: p.stat().st_mtime)[:-_KEPT]:
        with suppress(OSError):
            old.unlink()
