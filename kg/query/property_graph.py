"""A store as nodes and edges with flat, typed attributes: what GraphML, GEXF, CSV, Neo4j and Parquet are written from, a row at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode

from kg.graph import vocabulary as v
from kg.graph.network import flatten
from kg.query.store import Store

if TYPE_CHECKING:
    import networkx as nx

Row = dict[str, str | int | float | bool]
Column = type[str] | type[int] | type[float]

NODE_COLUMNS: dict[str, Column] = {
    "id": str, "type": str, "label": str,
    "date": str, "arxiv": str, "doi": str, "authors": str,
    "kind": str, "aliases": str, "year": int, "vendor": str, "class": str, "architecture": str, "memoryGB": str,
}  # fmt: skip
EDGE_COLUMNS: dict[str, Column] = {
    "source": str, "target": str, "role": str, "confidence": float,
    "mentions": int, "count": int, "memory": int, "papers": int, "paper": str, "evidence": str,
}  # fmt: skip
NODE_TYPES: dict[str, str] = dict([("paper", v.PAPER), *v.ENTITY_CLASSES.items()])

_FACTS, _EVIDENCE = DefaultGraph(), NamedNode(v.EVIDENCE_GRAPH)
_ROLES: dict[str, str] = {iri: role for role, iri in v.ROLE_PROPERTIES.items()}
_BETWEEN_ENTITIES: dict[str, str] = {v.BROADER: "broader", **{iri: type_ for type_, iri in v.RELATION_PROPERTIES.items()}}
_SINGLE = {"date": v.ISSUED, "arxiv": v.ARXIV_ID, "doi": v.DOI, "kind": v.KIND, "year": v.YEAR, "vendor": v.VENDOR, "class": v.HARDWARE_CLASS, "architecture": v.ARCHITECTURE}
_MANY = {"authors": v.CREATOR, "aliases": v.ALT_LABEL, "memoryGB": v.MEMORY}
_EDGES = _ROLES | _BETWEEN_ENTITIES
_CONFIDENCES = f"""SELECT ?source ?target ?property ?confidence WHERE {{ GRAPH <{v.EVIDENCE_GRAPH}> {{
  VALUES ?node {{ NODES }}
  {{ ?link pk:paper ?node }} UNION {{ ?link pk:entity ?node }} UNION {{ ?link pk:source ?node }} UNION {{ ?link pk:target ?node }}
  ?link pk:confidence ?confidence .
  {{ ?link pk:paper ?source ; pk:entity ?target ; pk:role ?property }} UNION {{ ?link pk:source ?source ; pk:target ?target ; pk:relation ?property }}
}} }}"""
Ends = tuple[str, str, str]
"""Source, target and role of an edge."""
Said = dict[str, list[str]]
"""What is said of a subject: its values by property, as texts, sorted."""


class PropertyGraph:
    """The papers and entities of a store and the edges between them, with the attributes of `kg.graph.network`, as far as RDF holds them.

    What it doesn't hold: the order of the authors (they are sorted), facts of the catalog that have no property, a hardware's memory as the
    catalog words it (`memoryGB` has the numbers), counts that are no numbers ("dozens of"). Without the evidence, edges have only
    their role. Everything comes in the order of the IRIs; memory grows with the number of nodes.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._types: dict[str, str] = {}
        for type_, class_ in NODE_TYPES.items():
            for quad in store.quads(None, NamedNode(v.TYPE), NamedNode(class_), _FACTS):
                if isinstance(quad.subject, NamedNode):
                    self._types.setdefault(quad.subject.value, type_)
        self._types = dict(sorted(self._types.items()))

    @property
    def types(self) -> Mapping[str, str]:
        """The type of each node: `paper`, or what the entity is."""
        return self._types

    def part(self, nodes: Iterable[str]) -> PropertyGraph:
        """The same graph with these nodes only, and the edges between them. Nodes that it doesn't have are passed over."""
        part = copy(self)
        part._types = {iri: self._types[iri] for iri in sorted(set(nodes)) if iri in self._types}
        return part

    def ends(self, node: str) -> set[Ends]:
        """The edges at a node, in both directions, without their attributes."""
        iri = NamedNode(node)
        quads = (*self._store.quads(iri, None, None, _FACTS), *self._store.quads(None, None, iri, _FACTS))
        found = ((_value(quad.subject), _value(quad.object), quad.predicate.value) for quad in quads if quad.predicate.value in _EDGES)
        return {(source, target, _EDGES[property_]) for source, target, property_ in found if source in self._types and target in self._types}

    def confidences(self, nodes: Iterable[str]) -> dict[Ends, float]:
        """How sure the evidence is of the edges at these nodes; an edge that it doesn't know isn't there."""
        query = _CONFIDENCES.replace("NODES", " ".join(str(NamedNode(node)) for node in nodes))
        found: dict[Ends, float] = {}
        for source, target, property_, confidence in self._store.query(query):
            if property_ in _EDGES and isinstance(confidence, (int, float)):
                ends = (str(source), str(target), _EDGES[str(property_)])
                found[ends] = max(found.get(ends, 0.0), float(confidence))
        return found

    def nodes(self) -> Iterator[Row]:
        """Rows of NODE_COLUMNS; what is not known is not in the row."""
        for iri, type_ in self._types.items():
            said = self._said(NamedNode(iri), _FACTS)
            label = _first(said, v.TITLE) if type_ == "paper" else _first(said, v.PREF_LABEL)
            row: dict[str, object] = {"id": iri, "type": type_, "label": label}
            row |= {name: _first(said, property_) for name, property_ in _SINGLE.items()}
            row |= {name: said.get(property_, []) for name, property_ in _MANY.items()}
            if type_ != "paper" and not row["kind"]:
                row["kind"] = type_
            yield _typed(row)

    def edges(self) -> Iterator[Row]:
        """Rows of EDGE_COLUMNS, by the source's IRI; none twice with the same ends and role."""
        for iri, type_ in self._types.items():
            said = self._said(NamedNode(iri), _FACTS)
            roles = _ROLES if type_ == "paper" else _BETWEEN_ENTITIES
            if not any(target in self._types for property_ in roles.keys() & said.keys() for target in said[property_]):
                continue
            links = self._links(iri) if type_ == "paper" else self._relations(iri)
            for property_ in sorted(roles.keys() & said.keys()):
                for target in said[property_]:
                    if target in self._types:
                        yield _typed({"source": iri, "target": target, "role": roles[property_], **links.get((property_, target), {})})

    def _links(self, paper: str) -> dict[tuple[str, str], dict[str, object]]:
        """What the evidence says of a paper's links, by role and entity."""
        found: dict[tuple[str, str], dict[str, object]] = {}
        for quad in self._store.quads(None, NamedNode(v.LINK_PAPER), NamedNode(paper), _EVIDENCE):
            said = self._said(quad.subject, _EVIDENCE)
            if v.LINK_ENTITY in said:
                mentions = said.get(v.EVIDENCE, [])
                found[_first(said, v.LINK_ROLE), _first(said, v.LINK_ENTITY)] = {
                    "confidence": _first(said, v.CONFIDENCE),
                    "mentions": len(mentions),
                    "count": _first(said, v.DEVICE_COUNT),
                    "memory": _first(said, v.DEVICE_MEMORY),
                    "evidence": self._sentence(mentions),
                }
        return found

    def _sentence(self, mentions: list[str]) -> str:
        """The sentence of the first mention in the abstract, or else of the first: a sentence of the abstract says more than the title."""
        sentences = []
        for mention in sorted(mentions, key=lambda iri: (len(iri), iri)):  # …/2 before …/10
            said = self._said(NamedNode(mention), _EVIDENCE)
            target = self._said(NamedNode(_first(said, v.HAS_TARGET)), _EVIDENCE) if v.HAS_TARGET in said else {}
            if _first(target, v.HAS_SOURCE).endswith("/abstract"):
                return _first(said, v.SENTENCE)
            sentences.append(_first(said, v.SENTENCE))
        return sentences[0] if sentences else ""

    def _relations(self, source: str) -> dict[tuple[str, str], dict[str, object]]:
        """What the evidence says of an entity's relations, by property and target: how many papers state it, and what the first of them says."""
        nodes: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for quad in self._store.quads(None, NamedNode(v.RELATION_SOURCE), NamedNode(source), _EVIDENCE):
            said = self._said(quad.subject, _EVIDENCE)
            key = _first(said, v.RELATION_PROPERTY), _first(said, v.RELATION_TARGET)
            nodes.setdefault(key, []).append((_first(said, v.LINK_PAPER), _value(quad.subject)))
        found: dict[tuple[str, str], dict[str, object]] = {}
        for key, stated in nodes.items():
            paper, node = min(stated)
            said = self._said(NamedNode(node), _EVIDENCE)
            sentence = self._sentence(said.get(v.EVIDENCE, []))
            found[key] = {"confidence": _first(said, v.CONFIDENCE), "papers": len(stated), "paper": paper, "evidence": sentence}
        return found

    def _said(self, subject: NamedNode | BlankNode | object, graph: NamedNode | DefaultGraph) -> Said:
        found: Said = {}
        assert isinstance(subject, (NamedNode, BlankNode))
        for quad in self._store.quads(subject, None, None, graph):
            found.setdefault(quad.predicate.value, []).append(_value(quad.object))
        return {property_: sorted(values) for property_, values in found.items()}


def to_networkx(graph: PropertyGraph) -> nx.MultiDiGraph:
    """Nodes by IRI, edges keyed by role, as `KnowledgeGraph.to_networkx` gives them."""
    import networkx as nx

    network = nx.MultiDiGraph()
    for row in graph.nodes():
        network.add_node(row.pop("id"), **row)
    for row in graph.edges():
        network.add_edge(row.pop("source"), row.pop("target"), key=row["role"], **row)
    return network


def _value(term: object) -> str:
    return term.value if isinstance(term, (NamedNode, BlankNode, Literal)) else str(term)


def _first(said: Said, property_: str) -> str:
    return said[property_][0] if property_ in said else ""


def _typed(row: dict[str, object]) -> Row:
    """The row with numbers as numbers and without what is empty; a number that can't be read as one is left out."""
    for name, column in (*NODE_COLUMNS.items(), *EDGE_COLUMNS.items()):
        if column is not str and isinstance(row.get(name), str):
            try:
                row[name] = column(str(row[name]))
            except ValueError:
                row[name] = None
    return flatten(row)
