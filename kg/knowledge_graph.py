"""What `kg.build` returns: a graph of papers that also answers queries and writes itself as files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING

from kg.exports import write_all
from kg.graph import PaperGraph
from kg.graph.rdflib_graph import to_rdflib
from kg.query import Answer, Store

if TYPE_CHECKING:
    import rdflib

    from kg.explorer.viewing import View


@dataclass(repr=False)
class KnowledgeGraph(PaperGraph):
    """A graph of papers. Make one with `kg.build`."""

    def __repr__(self) -> str:
        links = sum(len(item.links) for item in self.papers)
        return f"<KnowledgeGraph of {len(self.papers):,} papers, {len(self.entities):,} entities, {links:,} links>"

    @cached_property
    def store(self) -> Store:
        """The graph in a store in memory, made when it is first asked for."""
        return Store.of_graph(self)

    def to_rdflib(self, *, evidence: bool = False, on_store: bool = False) -> rdflib.Graph:
        """The facts as an rdflib Graph, with the vocabulary's prefixes bound; with `evidence` the link nodes and annotations too.

        With `on_store` it is a Dataset on the graph's own store, which answers with that store's speed and is changed with it; the
        evidence is in its graph `pk:evidenceGraph`.
        """
        if on_store:
            return self.store.to_rdflib()
        return to_rdflib(chain(self.triples(), self.evidence() if evidence else ()))

    def query(self, sparql: str) -> Answer:
        """Answers a SPARQL query; the prefixes of the vocabulary need no declaration, the evidence is in `GRAPH pk:evidenceGraph`.

        Raises QueryError with what is wrong and where.
        """
        return self.store.query(sparql)

    def export(self, out: str | Path | IO[bytes], format: str, *, evidence: bool = False, align: str = "") -> list[Path]:
        """Writes the graph in one of `kg.exports.export.FORMATS`; arguments, result and errors are those of `kg.exports.export.export`."""
        from kg.exports.export import export

        return export(Store.of_graph(self), out, format, evidence=evidence, align=align)

    def view(self, entity: str = "", *, paper: str = "", hops: int = 2, most: int = 300) -> View:
        """What is around an entity or a paper, as a page or a picture; a Jupyter notebook shows it. See `kg.explorer.viewing.view`."""
        from kg.explorer.viewing import view

        return view(self.store, entity, paper=paper, hops=hops, most=most)

    def write(self, directory: str | Path) -> list[Path]:
        """Writes every file of `kg build` into `directory`, all or none. Raises UsageError if it can't be written."""
        return write_all(self, directory)
