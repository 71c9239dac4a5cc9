"""Statements in one order whatever store they come from, by an external merge sort: memory does not grow with the graph."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby, islice
from operator import attrgetter

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple

from kg.graph.vocabulary import END, START, TYPE, XSD

_AT_ONCE = 400_000
"""Statements sorted in memory before they go to a temporary file: about 200 MB."""
_COUNTS = {NamedNode(START), NamedNode(END)}
_INTEGER, _COUNT = NamedNode(XSD + "integer"), NamedNode(XSD + "nonNegativeInteger")


def sorted_triples(quads: Iterable[Quad]) -> Iterator[Triple]:
    """Each triple once, by subject, its type first, then by predicate and object, all as N-Triples spells them."""
    lines = _sorted_lines(f"{_as_written(quad)} .\n".encode() for quad in quads)
    for _, group in groupby(_parsed(lines), key=attrgetter("subject")):
        yield from sorted(group, key=lambda triple: triple.predicate.value != TYPE)


def _parsed(lines: Iterator[bytes]) -> Iterator[Triple]:
    while some := b"".join(islice(lines, 10_000)):
        for quad in pyoxigraph.parse(some, RdfFormat.N_TRIPLES):
            yield quad.triple


def _as_written(quad: Quad) -> Triple:
    """The triple with the datatype of Web Annotation's positions, of which a store keeps the value: it gives back any integer as xsd:integer."""
    value = quad.object
    if quad.predicate in _COUNTS and isinstance(value, Literal) and value.datatype == _INTEGER:
        return Triple(quad.subject, quad.predicate, Literal(value.value, datatype=_COUNT))
    return quad.triple


def _sorted_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines in order, each once."""
    rest = iter(lines)
    with ExitStack() as opened:
        runs: list[Iterable[bytes]] = []
        while run := sorted(islice(rest, _AT_ONCE)):
            if runs or len(run) == _AT_ONCE:
                file = opened.enter_context(tempfile.TemporaryFile())
                file.writelines(run)
                file.seek(0)
                runs.append(file)
            else:
                runs.append(run)
        for line, _ in groupby(heapq.merge(*runs)):
            yield line
