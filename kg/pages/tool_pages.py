"""What the query page and the page about the graph show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from pyoxigraph import Literal, NamedNode

from kg.graph.vocabulary import ENTITY_CLASSES, PK, PREFIXES
from kg.model import ENTITY_TYPES, ROLES
from kg.pages.context import Graph
from kg.query import SavedQuery, saved_queries
from kg.query.store import with_values

_FIRST = f"""PREFIX pk: <{PREFIXES["pk"]}>
PREFIX skos: <{PREFIXES["skos"]}>

SELECT ?name (COUNT(DISTINCT ?paper) AS ?papers) WHERE {{
  ?paper pk:uses ?entity .
  ?entity a pk:Dataset ; skos:prefLabel ?name .
}}
GROUP BY ?name
ORDER BY DESC(?papers)
LIMIT 20
"""


def query_context(graph: Graph, asked: str) -> dict[str, Any]:
    """The editor with a query in it, and the saved queries about examples of this graph."""
    return {"base": graph.base, "asked": asked, "first": _FIRST, "prefixes": dict(sorted(PREFIXES.items())), "saved": [found for query in saved_queries().values() if (found := _example(graph, query))]}


def about_context(graph: Graph, root: str, downloads: Sequence[str]) -> dict[str, Any]:
    """Counts, addresses and files."""
    tables = graph.tables
    return {
        "papers": len(tables.papers),
        "entities": int(np.count_nonzero(tables.counts)),
        "broader": len(tables.entities) - int(np.count_nonzero(tables.counts)),
        "links": len(tables.of_paper.items),
        "root": root,
        "ontology": PK.removesuffix("#"),
        "downloads": downloads,
    }


def _example(graph: Graph, query: SavedQuery) -> dict[str, str] | None:
    """A saved query about something that there is; None if this graph has nothing of the kind."""
    values: dict[str, NamedNode | Literal] = {}
    names = []
    for number, parameter in enumerate(query.parameters):
        if parameter.type in ("integer", "string"):
            values[parameter.name] = Literal(int(parameter.default or 0)) if parameter.type == "integer" else Literal(parameter.default or "")
            names.append(parameter.default or "")
        elif parameter.type == "type":
            values[parameter.name] = NamedNode(ENTITY_CLASSES["method"])
        else:
            found = _something(graph, parameter.type, number)
            if found is None:
                return None
            values[parameter.name] = NamedNode(found[0])
            names.append(found[1])
    sparql = with_values(query.sparql, values) if values else query.sparql
    return {"name": query.name, "title": query.title, "description": query.description, "sparql": sparql, "about": ", ".join(names)}


def _something(graph: Graph, type_: str, number: int) -> tuple[str, str] | None:
    """The IRI and name of a thing of some type that much is linked to; another one for each `number`."""
    tables = graph.tables
    if type_ == "paper":
        linked = np.argsort(-tables.of_paper.lengths, kind="stable")
        return (tables.papers[linked[number]], tables.titles[linked[number]]) if number < len(linked) else None
    found = np.flatnonzero(tables.types == ENTITY_TYPES.index("method" if type_ == "entity" else type_))
    if type_ == "entity":  # of one that a paper introduces there is most to ask
        introduced = np.unique(tables.of_paper.items[tables.of_paper.roles == ROLES.index("introduces")])
        found = np.intersect1d(found, introduced) if len(introduced) else found
    return (tables.entities[found[number]], tables.names[found[number]]) if number < len(found) else None
