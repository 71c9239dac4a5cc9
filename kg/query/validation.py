"""SHACL: whether a graph keeps to `ontology/shapes.ttl`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import rdflib
from rdflib.namespace import RDF, SH

from kg.graph.rdflib_graph import to_rdflib
from kg.query.store import facts_and_evidence, read_quads
from kg.resources import ontology


@dataclass(frozen=True, slots=True)
class Violation:
    """A node that breaks a shape: which, at which property, and the shape's message."""

    node: str
    path: str
    message: str
    value: str = ""

    def __str__(self) -> str:
        value = f" (found {self.value})" if self.value else ""
        return f"{self.node} {self.path}: {self.message}{value}"


def load_rdf(where: str | Path) -> rdflib.Graph:
    """The facts and the evidence of a build's folder, or one RDF file, as an rdflib graph. Raises SourceError."""
    # Turtle first: what people have changed by hand is what they validate.
    return to_rdflib(quad.triple for file in facts_and_evidence(Path(where), ("graph.ttl", "graph.nt")) if file for quad in read_quads(file))


def validate(where: str | Path | rdflib.Graph) -> list[Violation]:
    """Everything in a folder, file or rdflib graph that breaks a shape, in the order of the nodes; empty if it conforms.

    Raises SourceError if it can't be read.
    """
    import pyshacl  # half a second to import

    data = where if isinstance(where, rdflib.Graph) else load_rdf(where)
    vocabulary = rdflib.Graph().parse(ontology("kg.ttl"))
    shapes = rdflib.Graph().parse(ontology("shapes.ttl"))
    # What was read here is nobody else's: no copy of it is needed.
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, ont_graph=vocabulary, inference="none", advanced=False, inplace=data is not where)
    found = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        found.append(
            Violation(
                node=str(report.value(result, SH.focusNode)),
                path=str(report.value(result, SH.resultPath) or "").rsplit("#", 1)[-1].rsplit("/", 1)[-1],
                message=str(report.value(result, SH.resultMessage) or ""),
                value=str(report.value(result, SH.value) or "")[:100],
            )
        )
    return sorted(found, key=str)
