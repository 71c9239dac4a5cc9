"""What is wrong in the catalog: clashes, unknown parents, cycles, ambiguous names without context."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from kg.catalog.entries import Catalog, Entry
from kg.iris import slug
from kg.text import fold_name


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: `error` breaks the graph's promises, `warning` costs links."""

    level: Literal["error", "warning"]
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.level}: {self.message}"


def check_catalog(catalog: Catalog) -> list[Finding]:
    """Every finding, in the order of the checks."""
    return [*_clashes(catalog), *_slugs(catalog), *_parents(catalog), *_cycles(catalog), *_contexts(catalog)]


def _clashes(catalog: Catalog) -> list[Finding]:
    """A name of two entries of one type, which neither marks as ambiguous."""
    owners: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    marked: set[tuple[str, str, str]] = set()
    for entry in catalog.entries:
        for name in entry.names:
            key = entry.type, fold_name(name.text)
            if entry not in owners[key]:
                owners[key].append(entry)
            if name.ambiguous or name.exact:
                marked.add((*key, entry.name))
    return [
        Finding("error", entries[0].where, f"{key[1]!r} is a name of both {entries[0].name!r} and {other.name!r} ({other.where})")
        for key, entries in owners.items()
        for other in entries[1:]
        if (*key, entries[0].name) not in marked and (*key, other.name) not in marked
    ]


def _slugs(catalog: Catalog) -> list[Finding]:
    """Two entries of one type that would get one IRI."""
    owners: dict[tuple[str, str], Entry] = {}
    findings = []
    for entry in catalog.entries:
        other = owners.setdefault((entry.type, slug(entry.name)), entry)
        if other is not entry:
            findings.append(Finding("error", entry.where, f"{entry.name!r} would share its IRI with {other.name!r} ({other.where})"))
    return findings


def _parents(catalog: Catalog) -> list[Finding]:
    known = {(entry.type, fold_name(entry.name)) for entry in catalog.entries}
    return [
        Finding("error", entry.where, f"the parent {parent!r} of {entry.name!r} is no {entry.type} of the catalog")
        for entry in catalog.entries
        for parent in entry.parents
        if (entry.type, fold_name(parent)) not in known
    ]


def _cycles(catalog: Catalog) -> list[Finding]:
    parents = {(e.type, fold_name(e.name)): [(e.type, fold_name(p)) for p in e.parents] for e in catalog.entries}
    findings, done = [], set()
    for entry in catalog.entries:
        start = entry.type, fold_name(entry.name)
        stack, above = [start], set()
        while stack:
            for parent in parents.get(stack.pop(), ()):
                if parent == start and start not in done:
                    done.add(start)
                    findings.append(Finding("error", entry.where, f"{entry.name!r} is broader than itself"))
                if parent not in above:
                    above.add(parent)
                    stack.append(parent)
    return findings


def _contexts(catalog: Catalog) -> list[Finding]:
    return [
        Finding("error", entry.where, f"{name.text!r} is marked ambiguous, and {entry.name!r} has no context words")
        for entry in catalog.entries
        for name in entry.names
        if name.ambiguous and not entry.context
    ]
