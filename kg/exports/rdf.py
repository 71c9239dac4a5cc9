"""Turtle and N-Triples, written as a stream; and the rdflib graph for those who want one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from kg.graph.vocabulary import PREFIXES, XSD
from kg.model import ENTITY_TYPES

if TYPE_CHECKING:
    import rdflib


def write_turtle(triples: Iterable[Triple], path: Path, prefixes: Mapping[str, str] = PREFIXES) -> None:
    """Turtle, subject by subject; memory does not grow with the graph."""
    with path.open("wb") as file:
        pyoxigraph.serialize(triples, file, RdfFormat.TURTLE, prefixes=dict(prefixes))


def fact_prefixes(base: str) -> dict[str, str]:
    """The vocabulary's prefixes and one for each kind of thing: `method:lora`.

    One for the base alone would write `:method\\/lora`, which Virtuoso 7 reads as an IRI with a backslash.
    """
    return PREFIXES | {kind: f"{base}{kind}/" for kind in ("paper", *ENTITY_TYPES) if kind not in ("repository", "webpage")}


def write_ntriples(triples: Iterable[Triple], path: Path) -> None:
    """N-Triples, a statement a line."""
    with path.open("wb") as file:
        pyoxigraph.serialize(triples, file, RdfFormat.N_TRIPLES)


def to_rdflib(triples: Iterable[Triple]) -> rdflib.Graph:
    """An rdflib Graph of the triples, with the vocabulary's prefixes bound."""
    import rdflib

    result = rdflib.Graph(bind_namespaces="none")
    for prefix, iri in PREFIXES.items():
        result.bind(prefix, iri)
    terms: dict[str, rdflib.URIRef] = {}

    def term(value: NamedNode | BlankNode | Literal | Triple) -> rdflib.term.Node:
        if isinstance(value, NamedNode):
            if value.value not in terms:
                terms[value.value] = rdflib.URIRef(value.value)
            return terms[value.value]
        if isinstance(value, BlankNode):
            return rdflib.BNode(value.value)
        assert isinstance(value, Literal)
        if value.language or value.datatype.value == XSD + "string":
            return rdflib.Literal(value.value, lang=value.language)
        return rdflib.Literal(value.value, datatype=rdflib.URIRef(value.datatype.value))

    for triple in triples:
        result.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return result
