"""A store of RDF that answers SPARQL: the facts in the default graph, the evidence in a named one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, RdfFormat

from kg.errors import QueryError, SourceError
from kg.graph.vocabulary import EVIDENCE_GRAPH, PREFIXES
from kg.query.answer import Answer, Results

if TYPE_CHECKING:
    import rdflib

    from kg.graph import PaperGraph

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
_FACTS, _EVIDENCE, _ON_DISK = ("graph.nt", "graph.ttl"), "evidence.ttl", "store"
# Comments, IRIs and strings, which may hold what looks like SPARQL and is none.
_OPAQUE = r"""\#[^\n]*|<[^<>"{}|^`\\\s]*>|\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
_WHERE = re.compile(_OPAQUE + r"|(?P<where>\bWHERE\s*\{)", re.IGNORECASE | re.DOTALL)
_PREFIX = re.compile(_OPAQUE + r"|\bPREFIX\s+(?P<declared>[\w.-]*):|(?<![\w:?$@.-])(?P<used>(?!_:)(?:[^\W\d_][\w.-]*)?):", re.IGNORECASE | re.DOTALL)
_UPDATE = re.compile(r"(?:\s|#[^\n]*\n|(?:PREFIX\s+[\w.-]*:|BASE)\s*<[^>]*>)*(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b", re.IGNORECASE)
_STAR = re.compile(_OPAQUE + r"|(?P<star>\bSELECT(?:\s+(?:DISTINCT|REDUCED))?\s*\*)|(?P<other>\bSELECT\b)", re.IGNORECASE | re.DOTALL)
_POSITION = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


class Store:
    """RDF behind pyoxigraph's SPARQL 1.1: in memory, or the store on disk that a build left. Readers of one folder do not disturb each other."""

    def __init__(self, store: pyoxigraph.Store | None = None) -> None:
        self._store = pyoxigraph.Store() if store is None else store

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

        A folder's store on disk is opened for reading only, if it is as new as the folder's graph; else the graph is loaded.
        Raises SourceError if it is neither, or does not parse.
        """
        on_disk = _store_of(Path(where))
        if on_disk is None:
            store = cls()
            store._load_all(Path(where))
            return store
        return cls.open_on_disk(on_disk)

    @classmethod
    def open_on_disk(cls, directory: Path) -> Store:
        """The store in a folder that `create` or `on_disk` gave, for reading only. Raises SourceError if it is damaged."""
        try:
            return cls(pyoxigraph.Store.read_only(str(directory)))
        except (OSError, ValueError, RuntimeError) as error:
            raise SourceError(f"the store is damaged: {error}", where=str(directory), hint="build again, or delete it: then the graph's files are read") from error

    @classmethod
    def on_disk(cls, where: str | Path, scratch: Path) -> Path:
        """The folder of a store on disk that holds what `open` would answer from; made in the new folder `scratch` if there is none.

        Raises SourceError as `open` does.
        """
        found = _store_of(Path(where))
        if found is None:
            cls(pyoxigraph.Store(str(scratch)))._load_all(Path(where))
            return scratch
        return found

    @classmethod
    def create(cls, directory: Path, facts: Path, evidence: Path) -> None:
        """Makes a store on disk of two RDF files: the facts in its default graph, the evidence in `pk:evidenceGraph`."""
        store = cls(pyoxigraph.Store(str(directory)))
        store.load(facts)
        store.load(evidence, EVIDENCE_GRAPH)
        store._store.optimize()
        store._store.flush()

    def _load_all(self, path: Path) -> None:
        """A build's files, or one RDF file."""
        facts, evidence = facts_and_evidence(path)
        self.load(facts)
        if evidence:
            self.load(evidence, EVIDENCE_GRAPH)

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

    def query(self, sparql: str, parameters: Mapping[str, NamedNode | Literal] | None = None) -> Answer:
        """Answers a SELECT, ASK, CONSTRUCT or DESCRIBE. Undeclared prefixes of the vocabulary are known.

        `parameters` are values for variables of the query: terms, which can't become another piece of it. Raises QueryError.
        """
        whole = with_values(sparql, parameters) if parameters else sparql
        return Answer(lambda: self.results(whole), query_errors)

    def results(self, sparql: str, default_graphs: Sequence[str] | None = None, named_graphs: Sequence[str] | None = None, base_iri: str | None = None) -> Results:
        """What pyoxigraph answers, unread. With lists of graphs these are the dataset, as in the SPARQL 1.1 Protocol, section 2.1.4.

        `base_iri` is what relative IRIs of the query are relative to; without it there may be none.

        Raises QueryError; of what goes wrong while the answer is read, `query_errors` makes one.
        """
        dataset: dict[str, list[NamedNode]] = {}
        if not sparql.strip():
            raise QueryError("the query does not parse: it is empty", where="line 1", hint="SELECT, ASK, CONSTRUCT or DESCRIBE")
        with query_errors(sparql):
            if default_graphs is not None or named_graphs is not None:
                dataset = {"default_graph": [NamedNode(iri) for iri in default_graphs or ()], "named_graphs": [NamedNode(iri) for iri in named_graphs or ()]}
            found = self._store.query(sparql, base_iri=base_iri, prefixes=PREFIXES, **dataset)  # type: ignore[arg-type]
            if isinstance(found, QuerySolutions) and (ordered := _with_order(sparql, [variable.value for variable in found.variables])):
                found = self._store.query(ordered, base_iri=base_iri, prefixes=PREFIXES, **dataset)  # type: ignore[arg-type]
            return found

    def construct(self, sparql: str) -> Store:
        """What a CONSTRUCT or DESCRIBE gives, as a store of its own, in memory. Raises QueryError."""
        results = self.results(sparql)
        if isinstance(results, (QuerySolutions, QueryBoolean)):
            raise QueryError("the query gives no triples", hint="write a CONSTRUCT")
        made = Store()
        with query_errors():
            made._store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in results)
        return made

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

    def to_rdflib(self) -> rdflib.Dataset:
        """An rdflib Dataset that sits on this store and answers with its speed; its default graph holds the facts. Needs `oxrdflib`."""
        import rdflib

        # By the author of oxigraph; 13 to 140 times quicker on our queries than rdflib's own store (BSD).
        from oxrdflib import OxigraphStore

        dataset = rdflib.Dataset(store=OxigraphStore(store=self._store))
        for prefix, iri in PREFIXES.items():
            dataset.bind(prefix, iri)
        return dataset


def facts_and_evidence(where: Path, facts: Sequence[str] = _FACTS) -> tuple[Path, Path | None]:
    """The files of a build's folder that hold its facts, the first that there is, and its evidence, if there is any; an RDF file itself.

    Raises SourceError for a folder without facts.
    """
    if not where.is_dir():
        return where, None
    evidence = where / _EVIDENCE
    for name in facts:
        if (where / name).exists():
            return where / name, evidence if evidence.exists() else None
    raise SourceError("the folder holds no graph", where=str(where), hint="make one with: kg build INPUT... -o " + str(where))


def _store_of(path: Path) -> Path | None:
    """The store in a build's folder, if it was made of the graph beside it, and not of one that was there before somebody changed it."""
    if not path.is_dir():
        return None
    current = path / _ON_DISK / "CURRENT"  # which RocksDB writes when the database is made
    newest = max(file.stat().st_mtime_ns for file in facts_and_evidence(path) if file)
    return path / _ON_DISK if current.exists() and current.stat().st_mtime_ns >= newest else None


@contextmanager
def query_errors(sparql: str = "") -> Iterator[None]:
    """Turns pyoxigraph's errors into QueryError; of `sparql` it tells which prefix is missing, which pyoxigraph does not."""
    try:
        yield
    except SyntaxError as error:
        if missing := _undeclared(sparql):
            line, start = sparql.count("\n", 0, missing.start()) + 1, sparql.rfind("\n", 0, missing.start())
            where, message = f"line {line}, column {missing.start() - start}", f"the prefix {missing['used']}: is not declared"
        else:
            found = _POSITION.fullmatch(error.msg)
            where, message = (f"line {found[1]}, column {found[2]}", found[3]) if found else ("", error.msg)
            # Where anything may follow, pyoxigraph lists it all.
            message = shorten(message, 160, placeholder=" …")
            if found and (near := _words_at(sparql, int(found[1]), int(found[2]))):
                message = f"{message}, near {near!r}"
        if sparql and (update := _UPDATE.match(sparql)):
            line, column = sparql.count("\n", 0, update.start(1)) + 1, update.start(1) - sparql.rfind("\n", 0, update.start(1))
            raise QueryError(f"the query does not parse: {update[1].upper()} is an update, and the graph can only be read", where=f"line {line}, column {column}", hint="SELECT, ASK, CONSTRUCT or DESCRIBE; an rdflib graph of it (to_rdflib) takes updates") from error
        hint = "prefixes known without declaration: " + " ".join(sorted(PREFIXES)) if missing else "the error may stand in front of that place"
        raise QueryError(f"the query does not parse: {message}", where=where, hint=hint) from error
    except (ValueError, RuntimeError, OSError) as error:
        raise QueryError(f"the query failed: {error}", hint="see https://www.w3.org/TR/sparql11-query/") from error


_BEFORE_IT, _BEHIND_IT = 20, 10


def _words_at(sparql: str, line: int, column: int) -> str:
    """What stands around a place of a query, in its line; empty if the query has no such line."""
    lines = sparql.split("\n")
    return lines[line - 1][max(0, column - 1 - _BEFORE_IT) : column - 1 + _BEHIND_IT].strip() if 0 < line <= len(lines) else ""


def _with_order(sparql: str, names: Sequence[str]) -> str:
    """A `SELECT *` with its variables by name, in the order in which the query has them, as one expects; pyoxigraph sorts them. Empty for other queries."""
    select = next((found for found in _STAR.finditer(sparql) if found["star"] or found["other"]), None)
    if select is None or not select["star"] or not names:
        return ""
    places = {name: found.start() if (found := re.search(rf"[?$]{re.escape(name)}\b", sparql)) else len(sparql) for name in names}
    return f"{sparql[: select.end() - 1]}{''.join(f' ?{name}' for name in sorted(names, key=places.__getitem__))}{sparql[select.end() :]}"


def _undeclared(sparql: str) -> re.Match[str] | None:
    """The first use of a prefix that neither the query nor the vocabulary declares."""
    declared = set(PREFIXES)
    for found in _PREFIX.finditer(sparql):
        if found["declared"] is not None:
            declared.add(found["declared"])
        elif found["used"] is not None and found["used"] not in declared:
            return found
    return None


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


def with_values(sparql: str, parameters: Mapping[str, NamedNode | Literal]) -> str:
    """The query with a VALUES block at the beginning of each WHERE, of those of subqueries too: nothing else would be bound inside these.

    pyoxigraph's own `substitutions` take only variables that the query selects, and its optimiser begins with a VALUES block, but
    not with a path to a constant. The terms are written by pyoxigraph, which escapes what has to be; line numbers stay what they are.
    """
    ends = [found.end() for found in _WHERE.finditer(sparql) if found["where"]]
    if not ends:
        raise QueryError("a query with parameters has no WHERE { ... }", hint="write the WHERE that SPARQL lets you leave out")
    names, terms = " ".join(f"?{name}" for name in parameters), " ".join(map(str, parameters.values()))
    pieces = [sparql[start:end] for start, end in pairwise([0, *ends, len(sparql)])]
    return f" VALUES ({names}) {{ ({terms}) }} ".join(pieces)
