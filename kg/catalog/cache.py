"""The compiled catalog: its entries and indexes, made once for each state of the tables."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

from kg.catalog import entries as entries_module
from kg.catalog import index as index_module
from kg.catalog import near_misses as near_module
from kg.catalog import task_words as task_words_module
from kg.catalog import variants as variants_module
from kg.catalog.entries import Catalog, Entries, table_paths
from kg.catalog.index import NameIndex, compile_names
from kg.catalog.near_misses import NearMisses, near_keys
from kg.catalog.task_words import TaskWords, task_words
from kg.compiled import compiled
from kg.errors import CatalogError
from kg.resources import package_file

_MODULES = (entries_module, index_module, near_module, variants_module, task_words_module)


def load_indexed(*tables: str | Path, packaged: bool = True) -> tuple[Catalog, NameIndex, NearMisses, TaskWords]:
    """`Catalog.load` with its indexes; the second time, from the cache. Raises CatalogError for a malformed table."""
    for table in map(Path, tables):
        if not table.is_file():
            raise CatalogError("no such table", where=str(table), hint="a catalog table is a tab-separated file")

    def make() -> tuple[Any, ...]:
        catalog = Catalog.load(*tables, packaged=packaged)
        entries = catalog.entries
        return Entries.rows(entries), catalog.positions, compile_names(entries), near_keys(entries), tuple(task_words(entries))

    # Of the code that reads the tables too, so that a new version does not meet an old cache.
    sources = [*(Path(str(module.__file__)) for module in _MODULES), package_file("text.py"), package_file("iris.py"), *table_paths(tables, packaged)]
    rows, positions, spellings, keys, words = compiled("catalog", sources, make)
    entries = Entries(rows)
    made = Catalog(entries, positions), NameIndex(entries, spellings), NearMisses(entries, keys), TaskWords(*words)
    # The catalog lives as long as the process: looking for garbage among its tuples would cost a third of the linker's time.
    gc.freeze()
    return made
