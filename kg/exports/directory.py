"""All files of a build, written beside the target and then renamed, so that a failed build leaves the previous one whole."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx

from kg.errors import UsageError
from kg.exports.rdf import fact_prefixes, write_ntriples, write_turtle
from kg.exports.report import report

if TYPE_CHECKING:
    from kg.graph import PaperGraph


@dataclass
class _Sources:
    """What the files are written from."""

    graph: PaperGraph

    @cached_property
    def network(self) -> nx.MultiDiGraph:
        return self.graph.to_networkx()


def _graph_html(of: _Sources, path: Path) -> None:
    from kg.explorer import write_page

    write_page(of.network, path)


def _explorer_html(of: _Sources, path: Path) -> None:
    from kg.explorer import write_explorer

    write_explorer(of.network, path)


def _links(of: _Sources, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(item.as_json(), ensure_ascii=False) + "\n" for item in of.graph.papers)


def _report(of: _Sources, path: Path) -> None:
    path.write_text(report(of.graph), encoding="utf-8", newline="\n")


def _store(of: _Sources, path: Path) -> None:
    from kg.query import Store

    # Of the files that were just written: pyoxigraph loads them in parallel, and without an object of Python for each statement.
    Store.create(path, path.with_name("graph.nt"), path.with_name("evidence.ttl"))


FILES: dict[str, tuple[str, Callable[[_Sources, Path], None]]] = {
    "graph.ttl": ("the facts as Turtle", lambda of, path: write_turtle(of.graph.triples(), path, fact_prefixes(of.graph.iris.base))),
    "evidence.ttl": ("a node for each link, with the sentences behind it", lambda of, path: write_turtle(of.graph.evidence(), path)),
    "graph.nt": ("the facts as N-Triples", lambda of, path: write_ntriples(of.graph.triples(), path)),
    "store": ("the store on disk that kg query and kg serve read", _store),
    "graph.graphml": ("for NetworkX, Gephi, Cytoscape", lambda of, path: nx.write_graphml_xml(of.network, path)),
    "graph.html": ("a page to explore, without network", _graph_html),
    "explorer.html": ("a page for graphs of any size, without network: search, filters, table, charts", _explorer_html),
    "links.jsonl": ("what `kg link` prints", _links),
    "report.md": ("counts, top entities, what was skipped", _report),
}
"""Name of each file or folder, what it is, and its writer; in the order in which they are written."""


def check_writable(directory: str | Path) -> Path:
    """The directory's path, if files can be written there. Raises UsageError before any work is done otherwise."""
    path = Path(directory)
    if path.exists() and not path.is_dir():
        raise UsageError("is a file, not a folder", where=str(path), hint="name a folder for the results")
    if (path / "CURRENT").exists() and not (path / "report.md").exists():  # pyoxigraph's database
        raise UsageError("is the store of another graph", where=str(path), hint=f"name another folder; a new graph in the place of that one goes to {path.parent}")
    nearest = next(p for p in (path, *path.absolute().parents) if p.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        raise UsageError("can't be written", where=str(nearest), hint="choose another folder or change its permissions")
    return path


_FEWEST = 3
"""Files of a build that a folder has to have for the others in it to be taken for a build's too: one that was stopped while it was renamed leaves no fewer."""


def check_results_folder(directory: str | Path) -> Path:
    """The directory's path, if a build can be written there and replaces nothing but another build. Raises UsageError before any work is done otherwise."""
    if not str(directory).strip():
        raise UsageError("no folder for the results is named", hint="is a variable of the shell empty? . is the current folder")
    if str(directory) == "-":
        raise UsageError("a build is a folder of files, and can't go to standard output", where="-", hint="kg link and kg export print")
    path = check_writable(directory)
    if (strange := _strange(path)) is not None:
        raise UsageError("would be replaced, and no build wrote it", where=str(strange), hint="name another folder for the results, or move it away")
    return path


def _strange(path: Path) -> Path | None:
    """Something in a folder that a build would replace and no build has written: a file beside nothing of a build, or a folder `store` that is no store."""
    there = [path / name for name in FILES if (path / name).exists()]
    store = path / "store"
    if store.is_dir() and any(store.iterdir()) and not (store / "CURRENT").exists():
        return store
    return there[0] if there and len(there) < _FEWEST else None


def write_all(graph: PaperGraph, directory: str | Path) -> list[Path]:
    """Writes every file of FILES and gives back their paths. Other files in the directory stay as they are.

    Raises UsageError if the directory can't be written, or holds what would be replaced and no build wrote.
    """
    of = _Sources(graph)
    with folder_aside(check_results_folder(directory)) as aside:
        for name, (_, write) in FILES.items():
            write(of, aside / name)
    return [Path(directory) / name for name in FILES]


@contextmanager
def folder_aside(directory: Path) -> Iterator[Path]:
    """A folder whose files and folders go into `directory`, in the place of those of the same names, once all are whole.

    Raises UsageError if the directory can't be written.
    """
    target = check_writable(directory)
    try:
        target.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".writing-", dir=target))
    except OSError as error:
        raise UsageError(f"can't be written: {error.strerror}", where=str(target), hint="choose another folder or change its permissions") from error
    try:
        yield aside
        # Only now the old ones go. A rename within a folder is atomic; a folder can't be renamed onto another, nor onto a file.
        for path in sorted(aside.iterdir()):
            old = target / path.name
            if not (old.is_dir() or (path.is_dir() and old.exists())):
                os.replace(path, old)
                continue
            away = aside / f"old-{path.name}"
            old.rename(away)
            try:
                os.replace(path, old)
            except OSError:
                away.rename(old)
                raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
