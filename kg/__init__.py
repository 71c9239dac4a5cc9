"""Knowledge graphs of machine-learning papers.

    import kg
    graph = kg.build(["papers.txt"])                   # pages, JSON, JSON Lines, folders
    graph.query("SELECT ...")                          # SPARQL
    graph.to_rdflib(), graph.to_networkx()             # the graph classes that Python users know
    graph.export("graph.nq", format="nq")              # JSON-LD, CSV, Parquet, Neo4j and others: kg.exports.export
    graph.write("out/")                                # Turtle, N-Triples, GraphML, a page to explore, JSON Lines, a report
    kg.Store.open("out/").query("SELECT ...")          # another day

The stages, in the order of the data: sources, catalog, linking, graph, query, explorer, exports, pages, server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg import native
from kg.errors import CatalogError, KgError, QueryError, SourceError, UsageError, ValidationError
from kg.model import Link, LinkedPaper, Mention, Paper

if TYPE_CHECKING:
    from kg.building import build
    from kg.catalog import Catalog
    from kg.knowledge_graph import KnowledgeGraph
    from kg.linking import Linker
    from kg.query import Store

native.prefer()  # before any of the modules that it has is imported

__version__ = "0.1.0"
__all__ = [
    "Catalog",
    "CatalogError",
    "KgError",
    "KnowledgeGraph",
    "Link",
    "LinkedPaper",
    "Linker",
    "Mention",
    "Paper",
    "QueryError",
    "SourceError",
    "Store",
    "UsageError",
    "ValidationError",
    "build",
]

_LATE = {"build": "kg.building", "Catalog": "kg.catalog", "KnowledgeGraph": "kg.knowledge_graph", "Linker": "kg.linking", "Store": "kg.query"}


def __getattr__(name: str) -> Any:
    # Late, so that `kg --help` and the errors do not wait for the graph libraries.
    if name in _LATE:
        from importlib import import_module

        return getattr(import_module(_LATE[name]), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
