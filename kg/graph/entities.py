"""The entities of a graph: those that papers link to, and all that is broader than they are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.catalog import Catalog, Entry
from kg.iris import Iris
from kg.model import EntityType, LinkedPaper

_SIZES = {"MB": 1 / 1024, "GB": 1.0, "TB": 1024.0}
_MEMORY = re.compile(rf"(\d+(?:\.\d+)?)\s*({'|'.join(_SIZES)})")


def gigabytes(memory: str) -> list[str]:
    """The sizes that the catalog's words name, in GB, each once and in alphabetical order: `40` and `80` of "40 GB;80 GB"."""
    return sorted({f"{float(number) * _SIZES[unit]:.10g}" for number, unit in _MEMORY.findall(memory)})


@dataclass(frozen=True, slots=True)
class EntityRecord:
    """An entity with its names and its place in the hierarchy; `entry` is the catalog's, if it has one."""

    iri: str
    type: EntityType
    name: str
    other_names: tuple[str, ...]
    broader: tuple[str, ...]
    entry: Entry | None = None

    @property
    def kind(self) -> str:
        """The catalog's word for it, or the type."""
        return self.entry.kind if self.entry else self.type


def collect_entities(papers: Iterable[LinkedPaper], catalog: Catalog, iris: Iris) -> dict[str, EntityRecord]:
    """By IRI, in the order of the IRIs."""
    used: dict[str, Counter[tuple[EntityType, str]]] = defaultdict(Counter)
    surfaces: dict[str, set[str]] = defaultdict(set)
    for item in papers:
        for link in item.links:
            used[link.entity][link.type, link.name] += len(link.mentions)
            surfaces[link.entity].update(m.text for m in link.mentions)
    # Where links disagree, the catalog's name, else the one used most: never the one that happens to come first.
    entries = {iri: catalog.at(iri.removeprefix(iris.base)) for iri in used}
    names = {iri: (entry.type, entry.name) if (entry := entries[iri]) else min(found, key=lambda n: (-found[n], n)) for iri, found in used.items()}
    waiting = list(names)
    broader: dict[str, tuple[str, ...]] = {}
    while waiting:
        iri = waiting.pop()
        if iri in broader:
            continue
        entry = entries[iri]
        above = {iris.entity(parent.type, parent.name): parent for parent in (catalog.parents(entry) if entry else ())}
        broader[iri] = tuple(above)
        for parent_iri, parent in above.items():
            entries[parent_iri] = parent
            names.setdefault(parent_iri, (parent.type, parent.name))
            waiting.append(parent_iri)
    return {iri: _record(iri, names[iri], entries[iri], surfaces[iri], broader[iri]) for iri in sorted(names)}


def _record(iri: str, type_and_name: tuple[EntityType, str], entry: Entry | None, surfaces: set[str], broader: tuple[str, ...]) -> EntityRecord:
    type_, name = type_and_name
    if entry:
        others = {n.text for n in entry.names}
    elif type_ in ("repository", "webpage"):
        others = set()
    else:
        others = {" ".join(s.split()) for s in surfaces}
    return EntityRecord(iri, type_, name, tuple(sorted(others - {name})), broader, entry)
