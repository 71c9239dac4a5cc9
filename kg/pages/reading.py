"""What one page needs beyond the arrays, asked of the store: facts, sentences, the places of mentions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from kg.graph import vocabulary as v
from kg.query import Store
from kg.query.parameters import node_of

Triples = list[tuple[str, str]]
_RELATION_OF = {iri: word for word, iri in v.RELATION_PROPERTIES.items()}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and all that stands in it for the entity."""

    text: str
    exact: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a field of a paper names an entity, in code points, and who found it."""

    field: str
    start: int
    end: int
    recogniser: str
    rule: str


@dataclass(slots=True)
class Evidence:
    """What is known of one link of a paper: how sure, how many devices, where."""

    confidence: float | None = None
    device_count: int | None = None
    device_memory: int | None = None
    places: list[Place] = field(default_factory=list)


@dataclass(frozen=True, slots=True, order=True)
class Stated:
    """That a paper relates two entities, with its sentence."""

    relation: str
    source: str
    target: str
    sentence: str
    confidence: float


def values(variable: str, iris: Iterable[str]) -> str:
    """A VALUES clause of IRIs, each written by pyoxigraph, which refuses what is no IRI."""
    terms = []
    for iri in iris:
        try:
            terms.append(str(NamedNode(iri)))
        except ValueError:
            continue
    return f"VALUES ?{variable} {{ {' '.join(terms)} }}"


def facts(store: Store, iri: str) -> Triples:
    """Properties and values of a subject, in the default graph."""
    node = node_of(iri)
    if node is None:
        return []
    rows = store.query("SELECT ?property ?value WHERE { ?subject ?property ?value }", {"subject": node})
    return sorted((str(property_), str(value)) for property_, value in rows)


def evidence_facts(store: Store, iri: str) -> Triples:
    """Properties and values of a subject, in the graph of the evidence."""
    node = node_of(iri)
    if node is None:
        return []
    rows = store.query(f"SELECT ?property ?value WHERE {{ GRAPH <{v.EVIDENCE_GRAPH}> {{ ?subject ?property ?value }} }}", {"subject": node})
    return sorted((str(property_), str(value)) for property_, value in rows)


def pointing_to(store: Store, iri: str, most: int) -> list[tuple[str, str]]:
    """Some subjects and properties whose value is this IRI, from both graphs."""
    node = node_of(iri)
    if node is None:
        return []
    found: set[tuple[str, str]] = set()
    for pattern in ("?subject ?property ?value", f"GRAPH <{v.EVIDENCE_GRAPH}> {{ ?subject ?property ?value }}"):
        rows = store.query(f"SELECT ?subject ?property WHERE {{ {pattern} }} LIMIT {most}", {"value": node})
        found |= {(str(subject), str(property_)) for subject, property_ in rows}
    return sorted(found)[:most]


def sentences(store: Store, entity: str, names: Sequence[str], links: Mapping[str, str]) -> dict[str, list[Sentence]]:
    """By paper, the sentences that name the entity, in the order of their mentions, each once.

    `links` are the nodes that the links of papers have in our own graphs; papers whose node is another are asked for by their links,
    which costs twice as much. What stands for the entity in a sentence is looked for by its `names`; the store is asked for the
    words only where none of them is found, since that costs three look-ups a mention.
    """
    if not links:
        return {}
    said = "?link pk:evidence ?annotation . ?annotation pk:sentence ?sentence"
    paper_of = {link: paper for paper, link in links.items()}
    known = store.query(f"SELECT ?link ?annotation ?sentence WHERE {{ GRAPH <{v.EVIDENCE_GRAPH}> {{ {values('link', paper_of)} {said} }} }}")
    rows = [(paper_of[str(link)], str(annotation), str(text)) for link, annotation, text in known]
    if others := links.keys() - {paper for paper, _, _ in rows}:
        # A filter, because an entity in the pattern would have the store begin with all of its links.
        searched = store.query(
            f"""SELECT ?paper ?annotation ?sentence WHERE {{ GRAPH <{v.EVIDENCE_GRAPH}> {{
              {values("paper", sorted(others))} ?link pk:paper ?paper ; pk:entity ?entity FILTER(?entity = {node_of(entity)}) {said} }} }}"""
        )
        rows += [(str(paper), str(annotation), str(text)) for paper, annotation, text in searched]
    pattern = _names_pattern(names)
    found: dict[str, dict[str, Sentence]] = defaultdict(dict)
    missed: dict[str, list[str]] = defaultdict(list)
    for paper, annotation, text in sorted(rows, key=lambda row: (row[0], len(row[1]), row[1])):
        in_it = pattern.findall(text)
        found[paper].setdefault(text, Sentence(text, tuple(dict.fromkeys(in_it))))
        if not in_it:
            missed[text].append(annotation)
    if missed:
        exact = _exact(store, [annotation for annotations in missed.values() for annotation in annotations])
        for texts in found.values():
            for text in texts.keys() & missed.keys():
                texts[text] = Sentence(text, tuple(dict.fromkeys(exact[annotation] for annotation in missed[text] if annotation in exact)))
    return {paper: list(texts.values()) for paper, texts in found.items()}


def _names_pattern(names: Sequence[str]) -> re.Pattern[str]:
    """Any of the names, the longest first, whatever its case, as words of their own, also in the plural."""
    longest = sorted({name for name in names if name}, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})s?(?!\w)", re.IGNORECASE)


def _exact(store: Store, annotations: list[str]) -> dict[str, str]:
    """The words that annotations are about."""
    rows = store.query(
        f"""SELECT ?annotation ?exact WHERE {{ GRAPH <{v.EVIDENCE_GRAPH}> {{
          {values("annotation", annotations)} ?annotation oa:hasTarget ?target . ?target oa:hasSelector ?selector . ?selector oa:exact ?exact }} }}"""
    )
    return {str(annotation): " ".join(str(exact).split()) for annotation, exact in rows}


def abstract(store: Store, paper: str) -> tuple[str, str]:
    """The title and abstract that the positions of mentions count in; empty where the graph has none."""
    said = dict(evidence_facts(store, paper))
    return said.get(v.TITLE, ""), said.get(v.ABSTRACT, "")


def links(store: Store, paper: str) -> dict[str, Evidence]:
    """The evidence of a paper's links, by entity."""
    node = node_of(paper)
    if node is None:
        return {}
    found: dict[str, Evidence] = defaultdict(Evidence)
    given = {"paper": node}
    rows = store.query(f"SELECT ?entity ?property ?value WHERE {{ GRAPH <{v.EVIDENCE_GRAPH}> {{ ?link pk:paper ?paper ; pk:entity ?entity ; ?property ?value }} }}", given)
    for entity, property_, value in rows:
        known = found[str(entity)]
        if property_ == v.CONFIDENCE and isinstance(value, int | float):
            known.confidence = float(value)
        elif property_ == v.DEVICE_COUNT and isinstance(value, int):
            known.device_count = value
        elif property_ == v.DEVICE_MEMORY and isinstance(value, int):
            known.device_memory = value
    rows = store.query(
        f"""SELECT ?entity ?source ?start ?end ?recogniser ?rule WHERE {{
          GRAPH <{v.EVIDENCE_GRAPH}> {{
            ?link pk:paper ?paper ; pk:entity ?entity ; pk:evidence ?annotation .
            ?annotation pk:recogniser ?recogniser ; pk:rule ?rule ; oa:hasTarget ?target .
            ?target oa:hasSource ?source ; oa:hasSelector ?selector . ?selector oa:start ?start ; oa:end ?end
          }} }}""",
        given,
    )
    for entity, source, start, end, recogniser, rule in rows:
        if isinstance(start, int) and isinstance(end, int):
            found[str(entity)].places.append(Place(str(source).rsplit("/", 1)[-1], start, end, str(recogniser), str(rule)))
    for known in found.values():
        known.places.sort(key=lambda place: (place.field != "title", place.start, place.end))
    return found


def statements(store: Store, nodes: list[str]) -> dict[str, str]:
    """The sentence of each node of a relation."""
    if not nodes:
        return {}
    rows = store.query(f"SELECT ?node ?sentence WHERE {{ GRAPH <{v.EVIDENCE_GRAPH}> {{ {values('node', nodes)} ?node pk:evidence ?annotation . ?annotation pk:sentence ?sentence }} }}")
    return {str(node): str(sentence) for node, sentence in rows}


def stated(store: Store, paper: str) -> list[Stated]:
    """The relations that a paper states."""
    node = node_of(paper)
    if node is None:
        return []
    rows = store.query(
        f"""SELECT ?relation ?source ?target ?sentence ?confidence WHERE {{
          GRAPH <{v.EVIDENCE_GRAPH}> {{
            ?node pk:paper ?paper ; pk:source ?source ; pk:target ?target ; pk:relation ?relation ; pk:confidence ?confidence ; pk:evidence ?annotation .
            ?annotation pk:sentence ?sentence
          }} }}""",
        {"paper": node},
    )
    return sorted(
        Stated(_RELATION_OF[str(relation)], str(source), str(target), str(sentence), float(sure) if isinstance(sure, int | float) else 0.0)
        for relation, source, target, sentence, sure in rows
        if relation in _RELATION_OF
    )
