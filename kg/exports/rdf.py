"""Turtle and N-Triples, written as a stream; and the rdflib graph for those who want one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from kg.graph.vocabulary import PREFIXES

if TYPE_CHECKING:
    import rdflib

    from kg.graph import KnowledgeGraph


def write_turtle(triples: Iterable[Triple], path: Path, base: str) -> None:
    """Turtle with the vocabulary's prefixes, subject by subject; memory does not grow with the graph."""
    with path.open("wb") as file:
        pyoxigraph.serialize(triples, file, RdfFormat.TURTLE, prefixes=PREFIXES | {"": base})


def write_ntriples(triples: Iterable[Triple], path: Path) -> None:
    """N-Triples, a statement a line."""
    with path.open("wb") as file:
        pyoxigraph.serialize(triples, file, RdfFormat.N_TRIPLES)


def to_rdflib(graph: KnowledgeGraph, *, evidence: bool = False) -> rdflib.Graph:
    """An rdflib Graph of the facts, and of the evidence if asked for."""
    import rdflib

    result = rdflib.Graph(bind_namespaces="none")
    for prefix, iri in PREFIXES.items():
        result.bind(prefix, iri)
    terms: dict[object, rdflib.term.Node] = {}

    def term(value: pyoxigraph.NamedNode | pyoxigraph.Literal | pyoxigraph.BlankNode | Triple) -> rdflib.term.Node:
        if isinstance(value, pyoxigraph.NamedNode):
            if value not in terms:
                terms[value] = rdflib.URIRef(value.value)
            return terms[value]
        assert isinstance(value, pyoxigraph.Literal)
        plain = value.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
        return rdflib.Literal(value.value, datatype=None if plain else rdflib.URIRef(value.datatype.value))

    for source in (graph.triples(), graph.evidence() if evidence else ()):
        for triple in source:
            result.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return result
