"""What is said of an IRI: its statements, those about it, and for a paper the evidence of its links; as RDF."""

from __future__ import annotations

from functools import cache
from itertools import islice

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Triple

from kg.graph.vocabulary import EVIDENCE_GRAPH, LINK_PAPER, PREFIXES
from kg.query import Store
from kg.query.store import read_quads
from kg.resources import ontology

_EVIDENCE = NamedNode(EVIDENCE_GRAPH)
_MOST_ABOUT = 2_000
"""Statements about an IRI that its description has at most: "Transformer" is used by thousands of papers."""
_DEEP = 4
"""Steps from a paper to the last of its evidence: link, annotation, target, selector."""


def describe(store: Store, iri: str) -> list[Triple]:
    """The statements of an IRI, at most 2,000 about it, and the nodes of its evidence as far as they are its own; of a term also what the ontology says; empty if nothing is said."""
    found: dict[Triple, None] = {}
    for quad in (*store.quads(NamedNode(iri)), *islice(store.quads(object_=NamedNode(iri), graph=DefaultGraph()), _MOST_ABOUT)):
        found[quad.triple] = None
    waiting = _evidence_of(store, iri)
    seen = {iri}
    for _ in range(_DEEP):
        seen |= waiting
        following = set()
        for node in sorted(waiting):
            for quad in store.quads(NamedNode(node), graph=_EVIDENCE):
                found[quad.triple] = None
                # Evidence hangs below its link: link/1, link/1/target.
                if isinstance(quad.object, NamedNode) and quad.object.value.startswith(node.rsplit("/", 1)[0] + "/"):
                    following.add(quad.object.value)
        waiting = following - seen
    return [*(triple for triple in _ontology() if triple.subject == NamedNode(iri)), *found]


@cache
def _ontology() -> tuple[Triple, ...]:
    """The vocabulary's own statements: its terms have pages too."""
    return tuple(quad.triple for quad in read_quads(ontology("kg.ttl")))


def _evidence_of(store: Store, iri: str) -> set[str]:
    """The link and relation nodes of a paper; of an entity there are as many as papers, so they stay out."""
    found = store.quads(None, NamedNode(LINK_PAPER), NamedNode(iri), _EVIDENCE)
    return {quad.subject.value for quad in found if isinstance(quad.subject, NamedNode)}


def serialize(triples: list[Triple], media_type: str) -> bytes:
    """The triples in an RDF format, with the vocabulary's prefixes where it has some."""
    format_ = RdfFormat.from_media_type(media_type)
    assert format_
    return pyoxigraph.serialize(triples, format=format_, prefixes=PREFIXES if format_ in (RdfFormat.TURTLE, RdfFormat.RDF_XML) else None) or b""
