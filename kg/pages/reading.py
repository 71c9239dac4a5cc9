"""What one page needs beyond the arrays, asked of the store: facts, sentences, the places of mentions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from kg.graph import vocabulary as v
from kg.model import RELATION_TYPES
from kg.query import Store
from kg.query.store import EVIDENCE_GRAPH

Triples = list[tuple[str, str]]
_RELATION_OF = {iri: word for word, iri in v.RELATION_PROPERTIES.items()}
_RELATIONS = " ".join(f"<{v.RELATION_PROPERTIES[type_]}>" for type_ in RELATION_TYPES)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and what stands in it for the entity."""

    text: str
    exact: str


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
    paper: str
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


def node_of(iri: str) -> NamedNode | None:
    """The IRI as a term; None if it is none, as what visitors type may be."""
    try:
        return NamedNode(iri)
    except ValueError:
        return None


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
    rows = store.query(f"SELECT ?property ?value WHERE {{ GRAPH <{EVIDENCE_GRAPH}> {{ ?subject ?property ?value }} }}", {"subject": node})
    return sorted((str(property_), str(value)) for property_, value in rows)


def pointing_to(store: Store, iri: str, most: int) -> list[tuple[str, str]]:
    """Some subjects and properties whose value is this IRI, from both graphs."""
    node = node_of(iri)
    if node is None:
        return []
    found: set[tuple[str, str]] = set()
    for pattern in ("?subject ?property ?value", f"GRAPH <{EVIDENCE_GRAPH}> {{ ?subject ?property ?value }}"):
        rows = store.query(f"SELECT ?subject ?property WHERE {{ {pattern} }} LIMIT {most}", {"value": node})
        found |= {(str(subject), str(property_)) for subject, property_ in rows}
    return sorted(found)[:most]


def sentences(store: Store, entity: str, papers: list[str]) -> dict[str, list[Sentence]]:
    """By paper, the sentences that name the entity, in the order of their mentions, each once."""
    if not papers:
        return {}
    rows = store.query(
        f"""SELECT ?paper ?annotation ?sentence ?exact WHERE {{
          GRAPH <{EVIDENCE_GRAPH}> {{
            {values("paper", papers)} {values("entity", [entity])}
            ?link pk:paper ?paper . ?link pk:entity ?entity . ?link pk:evidence ?annotation .
            ?annotation pk:sentence ?sentence ; oa:hasTarget ?target .
            ?target oa:hasSelector ?selector . ?selector oa:exact ?exact
          }} }}"""
    )
    found: dict[str, dict[str, Sentence]] = defaultdict(dict)
    for paper, _, text, exact in sorted(rows, key=lambda row: (str(row[0]), len(str(row[1])), str(row[1]))):
        found[str(paper)].setdefault(str(text), Sentence(str(text), " ".join(str(exact).split())))
    return {paper: list(said.values()) for paper, said in found.items()}


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
    rows = store.query(f"SELECT ?entity ?property ?value WHERE {{ GRAPH <{EVIDENCE_GRAPH}> {{ ?link pk:paper ?paper ; pk:entity ?entity ; ?property ?value }} }}", given)
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
          GRAPH <{EVIDENCE_GRAPH}> {{
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


def stated(store: Store, entity: str = "", paper: str = "", most: int = 300) -> list[Stated]:
    """The relations that papers state of an entity, or that one paper states."""
    found: set[Stated] = set()
    for variable, iri in (("paper", paper), ("source", entity), ("target", entity)):
        node = node_of(iri) if iri else None
        if node is None:
            continue
        rows = store.query(
            f"""SELECT ?relation ?source ?target ?paper ?sentence ?confidence WHERE {{
              GRAPH <{EVIDENCE_GRAPH}> {{
                ?node pk:source ?source ; pk:target ?target ; pk:relation ?relation ; pk:paper ?paper ; pk:confidence ?confidence ; pk:evidence ?annotation .
                ?annotation pk:sentence ?sentence
              }} }} LIMIT {most}""",
            {variable: node},
        )
        for relation, source, target, by, sentence, confidence in rows:
            if relation in _RELATION_OF:
                sure = float(confidence) if isinstance(confidence, int | float) else 0.0
                found.add(Stated(_RELATION_OF[str(relation)], str(source), str(target), str(by), str(sentence), sure))
    return sorted(found)


def related(store: Store, entity: str, most: int = 500) -> list[tuple[str, str, str]]:
    """Relation, source and target of the facts that relate an entity to others."""
    node = node_of(entity)
    if node is None:
        return []
    found: set[tuple[str, str, str]] = set()
    for end, other in (("source", "target"), ("target", "source")):
        rows = store.query(f"SELECT ?relation ?{other} WHERE {{ VALUES ?relation {{ {_RELATIONS} }} ?source ?relation ?target }} LIMIT {most}", {end: node})
        for relation, iri in rows:
            pair = (entity, str(iri)) if end == "source" else (str(iri), entity)
            found.add((_RELATION_OF[str(relation)], *pair))
    return sorted(found)
