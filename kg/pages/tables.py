"""What every page needs of a graph, read once into arrays: papers newest first, entities most named first, the links both ways."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kg.graph import vocabulary as v
from kg.model import ENTITY_TYPES, ROLES
from kg.query import Store

Ints = NDArray[np.int32]
_TYPE_OF_CLASS = {class_: number for number, class_ in enumerate(v.ENTITY_CLASSES.values())}
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?")


@dataclass(frozen=True)
class Rows:
    """Lists of numbers behind each other: row i is `items[starts[i]:starts[i + 1]]`, `roles` beside it with an index into ROLES."""

    starts: NDArray[np.int64]
    items: Ints
    roles: NDArray[np.uint8]

    @classmethod
    def of(cls, keys: Ints, items: Ints, roles: NDArray[np.uint8], count: int) -> Rows:
        """Rows of pairs that are sorted by key already."""
        starts = np.zeros(count + 1, np.int64)
        np.cumsum(np.bincount(keys, minlength=count), out=starts[1:])
        return cls(starts, items, roles)

    def row(self, number: int) -> tuple[Ints, NDArray[np.uint8]]:
        """The items and roles of one row."""
        part = slice(self.starts[number], self.starts[number + 1])
        return self.items[part], self.roles[part]

    def joined(self, numbers: Ints) -> Ints:
        """The items of several rows, one after the other."""
        lengths = self.starts[numbers + 1] - self.starts[numbers]
        offsets = np.repeat(self.starts[numbers] - np.cumsum(lengths) + lengths, lengths)
        found: Ints = self.items[offsets + np.arange(len(offsets))]
        return found

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How long each row is."""
        return np.diff(self.starts)


class Tables:
    """A graph's papers and entities by number. A lower paper number is newer, a lower entity number is named by more papers."""

    def __init__(self, store: Store) -> None:
        self._read_papers(store)
        self._read_entities(store)
        self._read_broader(store)

    def _read_papers(self, store: Store) -> None:
        titles: dict[str, str] = {}
        for iri, title in store.query("SELECT ?paper ?title WHERE { ?paper a fabio:ResearchPaper ; dcterms:title ?title }"):
            titles.setdefault(str(iri), str(title))
        dates = _strings(store, "SELECT ?paper ?date WHERE { ?paper dcterms:issued ?date }")
        arxiv = _strings(store, "SELECT ?paper ?id WHERE { ?paper pk:arxivId ?id }")
        months = {iri: _month(dates.get(iri, "")) for iri in titles}
        self.papers = sorted(sorted(titles), key=lambda iri: (months[iri] // 13, dates.get(iri, "")), reverse=True)
        self.paper_number = {iri: number for number, iri in enumerate(self.papers)}
        self.titles = [titles[iri] for iri in self.papers]
        self.dates = [dates.get(iri, "") for iri in self.papers]
        self.arxiv = [arxiv.get(iri, "") for iri in self.papers]
        self.months = np.array([months[iri] for iri in self.papers], np.int32)
        """13 times the year, plus the month; 0 without a year, and without a month the multiple of 13."""

    def _read_entities(self, store: Store) -> None:
        types: dict[str, int] = {}
        for number, class_ in enumerate(v.ENTITY_CLASSES.values()):
            for (iri,) in store.query(f"SELECT ?entity WHERE {{ ?entity a <{class_}> }}"):
                types.setdefault(str(iri), number)
        names = _strings(store, "SELECT ?entity ?name WHERE { ?entity skos:prefLabel ?name }")
        kinds = _strings(store, "SELECT ?entity ?kind WHERE { ?entity pk:kind ?kind }")
        iris = sorted(types, key=lambda iri: ((names.get(iri) or iri).casefold(), iri))
        first = {iri: number for number, iri in enumerate(iris)}
        papers, entities, roles = self._read_links(store, first)
        order = np.argsort(-np.bincount(entities, minlength=len(iris)), kind="stable")
        rank = np.empty(len(iris), np.int32)
        rank[order] = np.arange(len(iris), dtype=np.int32)
        entities = rank[entities]
        self.entities = [iris[i] for i in order]
        self.entity_number = {iri: number for number, iri in enumerate(self.entities)}
        self.names = [names.get(iri, iri) for iri in self.entities]
        self.kinds = [kinds.get(iri, "") for iri in self.entities]
        self.types = np.array([types[iri] for iri in self.entities], np.uint8)
        by = np.lexsort((entities, papers))
        self.of_paper = Rows.of(papers[by], entities[by], roles[by], len(self.papers))
        by = np.lexsort((papers, roles, entities))
        self.of_entity = Rows.of(entities[by], papers[by], roles[by], len(self.entities))
        self.counts = self.of_entity.lengths.astype(np.int32)

    def _read_links(self, store: Store, entity_number: dict[str, int]) -> tuple[Ints, Ints, NDArray[np.uint8]]:
        """Papers, entities and roles of all links, one a paper and entity: its strongest role."""
        papers, entities, roles = [], [], []
        for number, role in enumerate(ROLES):
            for paper, entity in store.query(f"SELECT ?paper ?entity WHERE {{ ?paper <{v.ROLE_PROPERTIES[role]}> ?entity }}"):
                p, e = self.paper_number.get(paper, -1), entity_number.get(entity, -1)  # type: ignore[arg-type]
                if p >= 0 and e >= 0:
                    papers.append(p)
                    entities.append(e)
                    roles.append(number)
        ids = np.array(papers, np.int64) * max(len(entity_number), 1) + np.array(entities, np.int64)
        _, first = np.unique(ids, return_index=True)
        return np.array(papers, np.int32)[first], np.array(entities, np.int32)[first], np.array(roles, np.uint8)[first]

    def _read_broader(self, store: Store) -> None:
        self.broader: dict[int, list[int]] = defaultdict(list)
        self.narrower: dict[int, list[int]] = defaultdict(list)
        pairs = store.query("SELECT ?narrow ?broad WHERE { ?narrow skos:broader ?broad }")
        numbers = self.entity_number
        known = [(numbers[str(n)], numbers[str(b)]) for n, b in pairs if n in numbers and b in numbers]
        for narrow, broad in sorted(known):
            self.broader[narrow].append(broad)
            self.narrower[broad].append(narrow)

    def type_of(self, entity: int) -> str:
        """The type's word."""
        return ENTITY_TYPES[int(self.types[entity])]

    def chain(self, entity: int) -> list[int]:
        """The broader entities from the broadest down; where there are several, the one that most papers name. Cycles end it."""
        found = [entity]
        while above := [b for b in self.broader.get(found[-1], ()) if b not in found]:
            found.append(min(above))
        return found[:0:-1]

    def below(self, entity: int) -> set[int]:
        """All narrower entities, whatever the depth."""
        return _closure(self.narrower, entity)

    def above(self, entity: int) -> set[int]:
        """All broader entities, whatever the depth."""
        return _closure(self.broader, entity)

    def papers_below(self, entity: int) -> Ints:
        """Papers that name a narrower entity and not this one, newest first."""
        below = np.array(sorted(self.below(entity)), np.int32)
        if not len(below):
            return below
        own, _ = self.of_entity.row(entity)
        found: Ints = np.setdiff1d(self.of_entity.joined(below), own)
        return found

    @cached_property
    def by_title(self) -> list[int]:
        """The papers in the order of their titles."""
        return sorted(range(len(self.papers)), key=lambda number: (self.titles[number].casefold(), number))

    @cached_property
    def with_code(self) -> NDArray[np.bool_]:
        """Which papers link to a repository."""
        found = np.zeros(len(self.papers), bool)
        repositories = np.flatnonzero(self.types == ENTITY_TYPES.index("repository")).astype(np.int32)
        found[self.of_entity.joined(repositories)] = True
        return found

    @cached_property
    def recent(self) -> Ints:
        """How many of each entity's papers are from the last twelve months that the graph has."""
        last = int(self.months.max(initial=0))
        newest = int(np.count_nonzero(self.months > last - 13))
        found: Ints = np.bincount(self.of_paper.joined(np.arange(newest, dtype=np.int32)), minlength=len(self.entities)).astype(np.int32)
        return found


def _closure(edges: dict[int, list[int]], start: int) -> set[int]:
    found, waiting = {start}, [start]
    while waiting:
        for other in edges.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found - {start}


def _strings(store: Store, query: str) -> dict[str, str]:
    """The first value of each subject, the least where there are several."""
    found: dict[str, str] = {}
    for subject, value in store.query(query):
        key, text = str(subject), str(value)
        if key not in found or text < found[key]:
            found[key] = text
    return found


def _month(date: str) -> int:
    found = _DATE.match(date)
    return int(found[1]) * 13 + int(found[2] or 0) if found else 0
