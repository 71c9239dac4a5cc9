"""The compiled catalog, kept in the user's cache folder under a hash of what it was made from: start-up without work done before."""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import tempfile
from contextlib import suppress
from pathlib import Path

from kg.catalog import entries as entries_module
from kg.catalog import index as index_module
from kg.catalog import near_misses as near_module
from kg.catalog import task_words as task_words_module
from kg.catalog import variants as variants_module
from kg.catalog.entries import Catalog, table_paths
from kg.catalog.index import NameIndex, compile_names
from kg.catalog.near_misses import NearMisses, near_keys
from kg.catalog.task_words import TaskWords, task_words
from kg.errors import CatalogError
from kg.resources import cache_folder, package_file


def load_indexed(*tables: str | Path, packaged: bool = True) -> tuple[Catalog, NameIndex, NearMisses, TaskWords]:
    """`Catalog.load` with its indexes; the second time, from the cache.

    The cache is in `$XDG_CACHE_HOME/paperkg` (`~/.cache/paperkg`); where that can't be written, nothing is kept.
    Raises CatalogError for a malformed table.
    """
    for table in map(Path, tables):
        if not table.is_file():
            raise CatalogError("no such table", where=str(table), hint="a catalog table is a tab-separated file")
    cached = cache_folder() / f"catalog-{_fingerprint(tables, packaged)}.pickle"
    gc.disable()  # a hundred thousand small tuples are made at once, and none is garbage
    try:
        with suppress(OSError, ValueError, TypeError, AttributeError, EOFError, ImportError, pickle.UnpicklingError):
            entries, slugs, patterns, keys, words = pickle.loads(cached.read_bytes())
            return Catalog(entries, slugs), NameIndex(entries, patterns), NearMisses(entries, keys), words
        catalog = Catalog.load(*tables, packaged=packaged)
        patterns, keys, words = compile_names(catalog.entries), near_keys(catalog.entries), task_words(catalog.entries)
        with suppress(OSError):
            _write(cached, pickle.dumps((catalog.entries, catalog.slugs, patterns, keys, words), protocol=5))
        return catalog, NameIndex(catalog.entries, patterns), NearMisses(catalog.entries, keys), words
    finally:
        gc.enable()
        # The catalog lives as long as the process: looking for garbage among its tuples would cost a third of the linker's time.
        gc.freeze()


def _fingerprint(tables: tuple[str | Path, ...], packaged: bool) -> str:
    """Of the tables' bytes and of the code that reads them, so that neither a changed table nor a new version meets an old cache."""
    digest = hashlib.sha256()
    code = [Path(str(module.__file__)) for module in (entries_module, index_module, near_module, variants_module, task_words_module)] + [package_file("text.py")]
    for path in [*code, *table_paths(tables, packaged)]:
        with suppress(OSError):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:24]


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    os.replace(file.name, path)
    for old in sorted(path.parent.glob("catalog-*.pickle"), key=lambda p: p.stat().st_mtime)[:-4]:
        with suppress(OSError):
            old.unlink()
