"""The statements of a store as Turtle, N-Triples, N-Quads, TriG or RDF/XML, in one order, as a stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import IO

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple

from kg.exports.sorting import sorted_triples
from kg.graph.vocabulary import EVIDENCE_GRAPH
from kg.query import Store

FORMATS = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "nq": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG, "rdfxml": RdfFormat.RDF_XML}


def write_statements(store: Store, out: IO[bytes], format_: str, prefixes: Mapping[str, str], *, evidence: bool = False) -> None:
    """Writes a store in one of FORMATS: N-Quads and TriG have every graph under its name, the others what `one_graph` gives."""
    statements: Iterator[Triple] | Iterator[Quad] = every_graph(store) if FORMATS[format_].supports_datasets else one_graph(store, evidence=evidence)
    pyoxigraph.serialize(statements, out, FORMATS[format_], prefixes=dict(prefixes))


def one_graph(store: Store, *, evidence: bool = False) -> Iterator[Triple]:
    """The facts, sorted; with `evidence` the evidence among them. Other named graphs are left out."""
    graphs: list[DefaultGraph | NamedNode] = [DefaultGraph(), NamedNode(EVIDENCE_GRAPH)] if evidence else [DefaultGraph()]
    return sorted_triples(chain.from_iterable(store.quads(graph=graph) for graph in graphs))


def every_graph(store: Store) -> Iterator[Quad]:
    """The default graph, then the named ones, each sorted."""
    for graph in store.graphs():
        for triple in sorted_triples(store.quads(graph=graph)):
            yield Quad(triple.subject, triple.predicate, triple.object, graph)
