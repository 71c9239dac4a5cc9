"""Nodes and edges as CSV (RFC 4180): for spreadsheets and data frames, and as `neo4j-admin database import` takes them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from kg.query.property_graph import EDGE_COLUMNS, NODE_COLUMNS, NODE_TYPES, Column, PropertyGraph, Row

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NEO4J_TYPES: dict[Column, str] = {str: "string", int: "long", float: "double"}
NEO4J_SCRIPT = "import.sh"


def write_csv(graph: PropertyGraph, folder: Path) -> None:
    """`nodes.csv` and `edges.csv`, each with a header, UTF-8, safe to open in a spreadsheet.

    A text that a spreadsheet would run as a formula (OWASP, "CSV Injection"), or that could be mistaken for one made safe, gets an apostrophe
    before it. To undo it, take one apostrophe from each cell that matches `^'+[=+@\\t\\r\\n＝＋－＠-]`.
    """
    for name, columns, rows in (("nodes.csv", NODE_COLUMNS, graph.nodes()), ("edges.csv", EDGE_COLUMNS, graph.edges())):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows([_harmless(row.get(column, "")) for column in columns] for row in rows)


def _harmless(cell: str | float) -> str | float:
    return "'" + cell if isinstance(cell, str) and _FORMULA.match(cell) else cell


def write_neo4j(graph: PropertyGraph, folder: Path) -> None:
    """Header and data files for each label and for all relationships, and `import.sh`, which runs the import.

    Format: https://neo4j.com/docs/operations-manual/current/import/ (CSV header format). Texts are as they are, without the apostrophes of
    `write_csv`: a database runs no formulas, and would keep them.
    """
    node_columns = {name: column for name, column in NODE_COLUMNS.items() if name not in ("id", "type")}
    edge_columns = {name: column for name, column in EDGE_COLUMNS.items() if name not in ("source", "target", "role")}
    for type_ in NODE_TYPES:
        _write_header(folder / f"nodes-{type_}-header.csv", ["iri:ID", ":LABEL"], node_columns)
    _write_header(folder / "edges-header.csv", [":START_ID", ":END_ID", ":TYPE"], edge_columns)
    used: set[str] = set()
    with ExitStack() as opened:
        writers = {type_: csv.writer(_open(opened, folder / f"nodes-{type_}.csv")) for type_ in NODE_TYPES}
        for row in graph.nodes():
            type_ = str(row["type"])
            used.add(type_)
            writers[type_].writerow([row["id"], _label(type_), *_cells(row, node_columns)])
        edges = csv.writer(_open(opened, folder / "edges.csv"))
        for row in graph.edges():
            edges.writerow([row["source"], row["target"], _relationship(str(row["role"])), *_cells(row, edge_columns)])
    script = folder / NEO4J_SCRIPT
    script.write_text(f'#!/bin/sh\ncd "$(dirname "$0")" &&\n{_neo4j_command(sorted(used))}\n', encoding="utf-8", newline="\n")
    script.chmod(0o755)


def _neo4j_command(types: Iterable[str]) -> str:
    """The command that imports the nodes of these types and all edges into the database `neo4j`."""
    # The database first: an option that takes several values would swallow it.
    nodes = [f"--nodes=nodes-{type_}-header.csv,nodes-{type_}.csv" for type_ in types]
    return " ".join(["neo4j-admin database import full neo4j", *nodes, "--relationships=edges-header.csv,edges.csv"])


def _write_header(path: Path, first: list[str], columns: Mapping[str, Column]) -> None:
    path.write_text(",".join([*first, *(f"{name}:{_NEO4J_TYPES[column]}" for name, column in columns.items())]) + "\r\n", encoding="utf-8", newline="")


def _open(opened: ExitStack, path: Path) -> IO[str]:
    return opened.enter_context(path.open("w", encoding="utf-8", newline=""))


def _cells(row: Row, columns: Iterable[str]) -> list[str | int | float | bool]:
    return [row.get(column, "") for column in columns]


def _label(type_: str) -> str:
    """A label as Neo4j's style guide has it: `Paper`, `WebPage`."""
    return "WebPage" if type_ == "webpage" else type_.capitalize()


def _relationship(role: str) -> str:
    """A relationship type as Neo4j's style guide has it: `EVALUATED_ON`."""
    return re.sub(r"(?=[A-Z])", "_", role).upper()
