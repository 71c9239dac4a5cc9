"""Turtle and N-Triples of a graph that was just built, written as a stream."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from kg.graph.vocabulary import PREFIXES
from kg.model import ENTITY_TYPES


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
