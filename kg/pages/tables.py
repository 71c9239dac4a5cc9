"""What every page needs of a graph, read once into arrays: papers newest first, entities most named first, the links both ways."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.graph import vocabulary as v
from kg.model import ENTITY_TYPES, ROLES
from kg.pages import kept
from kg.query import Store

Ints = NDArray[np.int32]
_TEXTS = ("papers", "titles", "dates", "arxiv", "entities", "names", "kinds", "other_names", "relation_nodes")
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

    def __init__(self, store: Store, file: Path | None = None) -> None:
        """Reads the store, or the `file` that these arrays were kept in before; one that is not there, or is broken, is written."""
        if file is None or not self._restore(file):
            self._read_papers(store)
            self._read_entities(store)
            self._read_broader(store)
            self._read_relations(store)
            if file is not None:
                self._keep(file)
        self.paper_number = {iri: number for number, iri in enumerate(self.papers)}
        self.entity_number = {iri: number for number, iri in enumerate(self.entities)}
        self.counts = self.of_entity.lengths.astype(np.int32)
        self.relations_of: dict[int, list[int]] = defaultdict(list)
        for row, (_, source, target, _) in enumerate(self.relations.tolist()):
            for end in {source, target}:
                self.relations_of[end].append(row)
        self.broader: dict[int, list[int]] = defaultdict(list)
        self.narrower: dict[int, list[int]] = defaultdict(list)
        for narrow, broad in self._pairs.tolist():
            self.broader[narrow].append(broad)
            self.narrower[broad].append(narrow)

    def _keep(self, file: Path) -> None:
        texts = {name: getattr(self, name) for name in _TEXTS}
        arrays = {name: getattr(self, name) for name in ("months", "types", "_pairs", "other_name_of", "relations", "confidences")}
        for name in ("of_paper", "of_entity"):
            rows: Rows = getattr(self, name)
            arrays |= {f"{name}.starts": rows.starts, f"{name}.items": rows.items, f"{name}.roles": rows.roles}
        kept.write(file, texts, arrays)

    def _restore(self, file: Path) -> bool:
        found = kept.read(file)
        if found is None:
            return False
        texts, arrays = found
        for name in _TEXTS:
            setattr(self, name, texts[name])
        for name in ("of_paper", "of_entity"):
            setattr(self, name, Rows(*(arrays.pop(f"{name}.{part}") for part in ("starts", "items", "roles"))))  # type: ignore[arg-type]
        for name, array in arrays.items():
            setattr(self, name, array)
        return True

    def _read_papers(self, store: Store) -> None:
        found: dict[str, tuple[str, str, str]] = {}
        rows = store.query(
            """SELECT ?paper ?title ?date ?arxiv WHERE {
              ?paper a fabio:ResearchPaper ; dcterms:title ?title
              OPTIONAL { ?paper dcterms:issued ?date } OPTIONAL { ?paper pk:arxivId ?arxiv }
            }"""
        )
        for iri, *said in rows:
            texts = tuple("" if text is None else str(text) for text in said)
            found[str(iri)] = min(found.get(str(iri), texts), texts)  # type: ignore[assignment]
        months = {iri: _month(date) for iri, (_, date, _) in found.items()}
        self.papers = sorted(sorted(found), key=lambda iri: (months[iri] // 13, found[iri][1]), reverse=True)
        self.titles, self.dates, self.arxiv = ([found[iri][part] for iri in self.papers] for part in range(3))
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
        papers, entities, roles = self._read_links(store, {iri: number for number, iri in enumerate(iris)})
        order = np.argsort(-np.bincount(entities, minlength=len(iris)), kind="stable")
        rank = np.empty(len(iris), np.int32)
        rank[order] = np.arange(len(iris), dtype=np.int32)
        entities = rank[entities]
        self.entities = [iris[i] for i in order]
        self.names = [names.get(iri, iri) for iri in self.entities]
        self.kinds = [kinds.get(iri, "") for iri in self.entities]
        self.types = np.array([types[iri] for iri in self.entities], np.uint8)
        by = np.lexsort((entities, papers))
        self.of_paper = Rows.of(papers[by], entities[by], roles[by], len(self.papers))
        by = np.lexsort((papers, roles, entities))
        self.of_entity = Rows.of(entities[by], papers[by], roles[by], len(self.entities))

    def _read_links(self, store: Store, entity_number: dict[str, int]) -> tuple[Ints, Ints, NDArray[np.uint8]]:
        """Papers, entities and roles of all links, one a paper and entity: its strongest role."""
        paper_number = {iri: number for number, iri in enumerate(self.papers)}
        papers, entities, roles = [], [], []
        for number, role in enumerate(ROLES):
            # In groups, because each IRI that leaves a store on disk costs it a look-up: half as many, and half the time.
            groups = store.query(
                f'SELECT ?paper (GROUP_CONCAT(STR(?entity); separator=" ") AS ?entities) WHERE {{ ?paper <{v.ROLE_PROPERTIES[role]}> ?entity }} GROUP BY ?paper'
            )
            for paper, named in groups:
                p = paper_number.get(str(paper), -1)
                found = [e for e in map(entity_number.get, str(named).split(" ")) if e is not None] if p >= 0 else []
                papers.extend([p] * len(found))
                entities.extend(found)
                roles.extend([number] * len(found))
        ids = np.array(papers, np.int64) * max(len(entity_number), 1) + np.array(entities, np.int64)
        _, first = np.unique(ids, return_index=True)
        return np.array(papers, np.int32)[first], np.array(entities, np.int32)[first], np.array(roles, np.uint8)[first]

    def _read_broader(self, store: Store) -> None:
        numbers = {iri: number for number, iri in enumerate(self.entities)}
        pairs = store.query("SELECT ?narrow ?broad WHERE { ?narrow skos:broader ?broad }")
        known = sorted((numbers[str(n)], numbers[str(b)]) for n, b in pairs if n in numbers and b in numbers)
        self._pairs = np.array(known, np.int32).reshape(-1, 2)
        others = sorted((numbers[str(iri)], str(name)) for iri, name in store.query("SELECT ?e ?name WHERE { ?e skos:altLabel ?name }") if iri in numbers)
        self.other_names = [name for _, name in others]
        self.other_name_of = np.array([number for number, _ in others], np.int32)

    def _read_relations(self, store: Store) -> None:
        """Rows of type, source, target and paper, with the node that has the sentence; without both where only the fact is known."""
        entities, papers = ({iri: number for number, iri in enumerate(iris)} for iris in (self.entities, self.papers))
        types = {iri: number for number, iri in enumerate(v.RELATION_PROPERTIES.values())}
        nodes = store.query(
            f"""SELECT ?node ?type ?source ?target ?paper ?confidence WHERE {{ GRAPH <{v.EVIDENCE_GRAPH}> {{
              ?node pk:relation ?type ; pk:source ?source ; pk:target ?target ; pk:paper ?paper ; pk:confidence ?confidence }} }}"""
        )
        found = [
            (types[str(type_)], entities[str(source)], entities[str(target)], papers[str(paper)], str(node), float(sure or 0))
            for node, type_, source, target, paper, sure in nodes
            if type_ in types and source in entities and target in entities and paper in papers
        ]
        known = {row[:3] for row in found}
        for type_, number in types.items():
            for source, target in store.query(f"SELECT ?source ?target WHERE {{ ?source <{type_}> ?target }}"):
                row = (number, entities.get(str(source), -1), entities.get(str(target), -1))
                if -1 not in row and row not in known:
                    found.append((*row, -1, "", 0.0))
        found.sort()
        self.relations = np.array([row[:4] for row in found], np.int32).reshape(-1, 4)
        self.relation_nodes = [row[4] for row in found]
        self.confidences = np.array([row[5] for row in found], np.float32)

    def type_of(self, entity: int) -> str:
        """The type's word."""
        return ENTITY_TYPES[int(self.types[entity])]

    def other_names_of(self, entity: int) -> list[str]:
        """Its names besides the first."""
        first, last = np.searchsorted(self.other_name_of, [entity, entity + 1])
        return self.other_names[first:last]

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
        named = np.zeros(len(self.papers), bool)
        named[self.of_entity.joined(np.array(sorted(self.below(entity)), np.int32))] = True
        named[self.of_entity.row(entity)[0]] = False
        found: Ints = np.flatnonzero(named).astype(np.int32)
        return found

    @cached_property
    def by_title(self) -> list[int]:
        """The papers in the order of their titles."""
        return sorted(range(len(self.papers)), key=lambda number: (self.titles[number].casefold(), number))

    @cached_property
    def with_code(self) -> NDArray[np.bool_]:
        """Which papers have a repository of their own."""
        found = np.zeros(len(self.papers), bool)
        own = (self.types[self.of_paper.items] == ENTITY_TYPES.index("repository")) & (self.of_paper.roles == ROLES.index("introduces"))
        found[np.repeat(np.arange(len(self.papers)), self.of_paper.lengths)[own]] = True
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
