"""A store of RDF that answers SPARQL: the facts in the default graph, the evidence in a named one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QueryTriples, RdfFormat

from kg.errors import QueryError, SourceError
from kg.graph.vocabulary import PK, PREFIXES
from kg.query.answer import Answer

if TYPE_CHECKING:
    from kg.graph import PaperGraph

EVIDENCE_GRAPH = PK + "evidenceGraph"
_FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".rdf": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
}
_FACTS, _EVIDENCE = ("graph.nt", "graph.ttl"), "evidence.ttl"
# What may hold a "where" that is none, and the first that is one.
_WHERE = re.compile(
    r"""\#[^\n]*|<[^<>"{}|^`\\\s]*>|\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
    r"|(?P<where>\bWHERE\s*\{)",
    re.IGNORECASE | re.DOTALL,
)
_POSITION = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


class Store:
    """RDF in memory, behind pyoxigraph's SPARQL 1.1."""

    def __init__(self) -> None:
        self._store = pyoxigraph.Store()

    @classmethod
    def of_graph(cls, graph: PaperGraph) -> Store:
        """A store of a graph that was just built."""
        store = cls()
        store._store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in graph.triples())
        evidence = NamedNode(EVIDENCE_GRAPH)
        store._store.bulk_extend(Quad(t.subject, t.predicate, t.object, evidence) for t in graph.evidence())
        return store

    @classmethod
    def open(cls, where: str | Path) -> Store:
        """A store of a build's folder, or of one RDF file (Turtle, N-Triples, N-Quads, TriG, RDF/XML, JSON-LD).

        Raises SourceError if it is neither, or does not parse.
        """
        path = Path(where)
        store = cls()
        if path.is_dir():
            facts = next((path / name for name in _FACTS if (path / name).exists()), None)
            if facts is None:
                raise SourceError("the folder holds no graph", where=str(path), hint="make one with: kg build INPUT... -o " + str(path))
            store.load(facts)
            if (path / _EVIDENCE).exists():
                store.load(path / _EVIDENCE, EVIDENCE_GRAPH)
        else:
            store.load(path)
        return store

    def load(self, path: Path, graph: str = "") -> None:
        """Adds an RDF file, to the default graph or a named one. Raises SourceError with the line where it does not parse."""
        format_ = _format_of(path)
        with _errors_with_place(path):
            if graph:
                self._store.bulk_load(path=str(path), format=format_, to_graph=NamedNode(graph))
            else:
                self._store.bulk_load(path=str(path), format=format_)

    def __len__(self) -> int:
        """Statements, in all graphs."""
        return len(self._store)

    def graphs(self) -> list[NamedNode | BlankNode | DefaultGraph]:
        """The default graph, then the named ones by name."""
        return [DefaultGraph(), *sorted(self._store.named_graphs(), key=str)]

    def quads(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object_: NamedNode | BlankNode | Literal | None = None,
        graph: NamedNode | BlankNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """The statements that have the given terms, of all graphs unless one is given, in no particular order."""
        return self._store.quads_for_pattern(subject, predicate, object_, graph)

    def query(self, sparql: str, parameters: Mapping[str, NamedNode | Literal] | None = None) -> Answer:
        """Answers a SELECT, ASK, CONSTRUCT or DESCRIBE. Undeclared prefixes of the vocabulary are known.

        `parameters` are values for variables of the query: terms, which can't become another piece of it. Raises QueryError.
        """
        whole = _with_values(sparql, parameters) if parameters else sparql
        with _query_errors():
            return Answer(lambda: self._store.query(whole, prefixes=PREFIXES))

    def construct(self, sparql: str) -> Store:
        """What a CONSTRUCT or DESCRIBE gives, as a store of its own, in memory. Raises QueryError."""
        with _query_errors():
            results = self._store.query(sparql, prefixes=PREFIXES)
            if not isinstance(results, QueryTriples):
                raise QueryError("the query gives no triples", hint="write a CONSTRUCT")
            made = Store()
            made._store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in results)
            return made


def read_quads(path: Path) -> Iterator[Quad]:
    """The statements of an RDF file as they are written there; a store gives `"1"^^xsd:byte` back as an integer. Raises SourceError."""
    format_ = _format_of(path)
    with _errors_with_place(path):
        yield from pyoxigraph.parse(path=str(path), format=format_)


def _format_of(path: Path) -> RdfFormat:
    if not path.exists():
        raise SourceError("no such file or folder", where=str(path), hint="give a folder that kg build wrote, or an RDF file")
    if path.suffix.lower() not in _FORMATS:
        raise SourceError(f"no RDF format ends in {path.suffix or path.name!r}", where=str(path), hint="one of " + " ".join(_FORMATS))
    return _FORMATS[path.suffix.lower()]


@contextmanager
def _errors_with_place(path: Path) -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        where = f"{path}:{error.lineno}" if error.lineno else str(path)
        raise SourceError(f"does not parse: {error.msg}", where=where, hint="is it whole, and is its ending right?") from error
    except (OSError, ValueError) as error:
        raise SourceError(f"can't be read: {error}", where=str(path), hint="check the file") from error


@contextmanager
def _query_errors() -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        found = _POSITION.fullmatch(error.msg)
        where, message = (f"line {found[1]}, column {found[2]}", found[3]) if found else ("", error.msg)
        if "Prefix not found" in message:
            message = "a prefix that is not declared"
        raise QueryError(f"the query does not parse: {message}", where=where, hint="prefixes known without declaration: " + " ".join(sorted(PREFIXES))) from error
    except (ValueError, RuntimeError, OSError) as error:
        raise QueryError(f"the query failed: {error}", hint="see https://www.w3.org/TR/sparql11-query/") from error


def _with_values(sparql: str, parameters: Mapping[str, NamedNode | Literal]) -> str:
    """The query with a VALUES block at the beginning of its WHERE.

    pyoxigraph's own `substitutions` take only variables that the query selects. The terms are written by pyoxigraph, which
    escapes what has to be, and line numbers stay what they are.
    """
    where = next((found for found in _WHERE.finditer(sparql) if found["where"]), None)
    if where is None:
        raise QueryError("a query with parameters has no WHERE { ... }", hint="write the WHERE that SPARQL lets you leave out")
    names, terms = " ".join(f"?{name}" for name in parameters), " ".join(map(str, parameters.values()))
    return f"{sparql[: where.end()]} VALUES ({names}) {{ ({terms}) }} {sparql[where.end() :]}"
