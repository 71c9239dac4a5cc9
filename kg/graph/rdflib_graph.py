"""Triples as an rdflib graph, for those who want one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.graph.vocabulary import PREFIXES, XSD

if TYPE_CHECKING:
    import rdflib


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
