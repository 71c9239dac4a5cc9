"""`kg.build`: from inputs to a graph, in the order sources, linking, graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from kg.catalog import check_table
from kg.errors import SourceError, UsageError
from kg.iris import DEFAULT_BASE, Iris
from kg.knowledge_graph import KnowledgeGraph
from kg.linking import Linker
from kg.model import Listing, Paper
from kg.sources import Problem, merge_papers, read_papers

_OWN = "kg.build"
"""The page that papers stand on which a program gives, and no file."""


def build(
    inputs: str | Path | Paper | Iterable[str | Path | Paper],
    *,
    catalogs: str | Path | Iterable[str | Path] = (),
    base: str = DEFAULT_BASE,
    strict: bool = False,
    workers: int = 1,
    on_problem: Callable[[Problem], None] = lambda problem: None,
    progress: Callable[[Iterable, str], Iterable] = lambda items, label: items,  # type: ignore[type-arg]
) -> KnowledgeGraph:
    """Reads papers, links them, and gives back their graph.

    inputs: a file, a folder, `-` for standard input, a Paper of your own, or several of them.
    catalogs: a table of entities, or several, that add to the packaged ones and override them.
    base: what all IRIs of the graph begin with.
    strict: anything that can't be read, in papers or tables, is an error, instead of being passed over and noted in `problems`.

    workers: processes that share the linking; the graph is the same whatever their number.

    Raises SourceError if an input is not there or no paper could be read, CatalogError for a malformed table.
    """
    papers, problems = read(inputs, strict=strict, on_problem=on_problem)
    iris = Iris(base)
    tables = [catalogs] if isinstance(catalogs, (str, Path)) else list(catalogs)
    linker = Linker(tables, iris)
    note = _noting(problems, strict, on_problem)
    for table in map(Path, tables):
        for finding in check_table(table, linker.catalog):
            note(Problem(str(table), int(finding.where.rpartition(":")[2]), f"left out: {finding.message}"))
    linked = linker.link(progress(papers, "linking"), workers)
    linked.sort(key=lambda item: item.iri)
    return KnowledgeGraph(linked, linker.catalog, iris, problems)


def read(
    inputs: str | Path | Paper | Iterable[str | Path | Paper], *, strict: bool = False, on_problem: Callable[[Problem], None] = lambda problem: None
) -> tuple[list[Paper], list[Problem]]:
    """The papers of the inputs, each once, and what could not be read. The arguments and errors are those of `build`."""
    if not isinstance(inputs, (str, Path, Paper, Iterable)):
        raise UsageError("neither a path nor a Paper, nor several", where=repr(inputs)[:60], hint="give files, folders, \"-\" or kg.Paper(title, abstract)")
    given = [inputs] if isinstance(inputs, (str, Path, Paper)) else list(inputs)
    own = [item if item.listings else replace(item, listings=(Listing(_OWN, ""),)) for item in given if isinstance(item, Paper)]
    sources = [item for item in given if not isinstance(item, Paper)]
    for item in sources:
        if not isinstance(item, (str, Path)):
            raise UsageError("neither a path nor a Paper", where=repr(item)[:60], hint="give files, folders, \"-\" or kg.Paper(title, abstract)")
    problems: list[Problem] = []
    note = _noting(problems, strict, on_problem)
    papers = merge_papers([*own, *read_papers(sources, note)])
    if not papers:
        raise SourceError("no paper could be read", where=", ".join(map(str, given)), hint="give saved daily-papers pages, JSON or JSON Lines")
    return papers, problems


def _noting(problems: list[Problem], strict: bool, on_problem: Callable[[Problem], None]) -> Callable[[Problem], None]:
    """Adds a problem to the list and tells it; raises SourceError if none is allowed."""

    def note(problem: Problem) -> None:
        problems.append(problem)
        on_problem(problem)
        if strict:
            raise SourceError(problem.message, where=f"{problem.source}:{problem.line}" if problem.line else problem.source, hint="without --strict it is passed over")

    return note
