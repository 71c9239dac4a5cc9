"""CSV, Neo4j's import files and Parquet, read back by csv and DuckDB; and texts that a spreadsheet would run."""

from __future__ import annotations

import csv
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import KnowledgeGraph
from kg.catalog import Catalog
from kg.errors import UsageError
from kg.exports import tables
from kg.exports.export import export
from kg.model import Paper
from kg.query import Store
from kg.query.property_graph import EDGE_COLUMNS, NODE_COLUMNS, PropertyGraph

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''quoted", "＝1", "it's = fine", '"=1"', "a,b"]
UNDO = re.compile(r"^'(?='*[=+@\t\r\n＝＋－＠-])")
"""What the documentation of `write_csv` says."""


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def as_cells(graph: PropertyGraph) -> tuple[list, list]:
    """Nodes and edges as a reader of CSV should get them."""
    return (
        [{column: str(row.get(column, "")) for column in NODE_COLUMNS} for row in graph.nodes()],
        [{column: str(row.get(column, "")) for column in EDGE_COLUMNS} for row in graph.edges()],
    )


def test_csv_has_every_node_and_edge(pages_store: Store, tmp_path: Path) -> None:
    edges, nodes = export(pages_store, tmp_path / "tables", "csv")
    read = [[{name: UNDO.sub("", cell) for name, cell in row.items()} for row in rows(path)] for path in (nodes, edges)]
    assert read == list(as_cells(PropertyGraph(pages_store)))
    assert {row["source"] for row in read[1]} | {row["target"] for row in read[1]} <= {row["id"] for row in read[0]}
    assert nodes.read_bytes().count(b"\r\n") == len(read[0]) + 1  # RFC 4180, and no line ends inside


def test_no_cell_is_a_formula_and_it_can_be_undone(make_graph: Callable, small_catalog: Catalog, tmp_path: Path) -> None:
    make_graph([(Paper(text, arxiv=f"2001.0000{number}"), []) for number, text in enumerate(FORMULAS)], small_catalog).export(tmp_path, "csv")
    labels = [row["label"] for row in rows(tmp_path / "nodes.csv")]
    assert not [label for label in labels if label[0] in "=+-@\t\r＝＋－＠"]
    assert sorted(UNDO.sub("", label) for label in labels) == sorted(FORMULAS)
    assert "it's = fine" in labels and "''quoted" in labels  # nothing is done to what is harmless


def test_how_to_undo_it_is_in_the_documentation() -> None:
    assert "take one apostrophe" in (tables.write_csv.__doc__ or "")


def ask_duckdb(sql: str) -> list[list]:
    """The rows of an answer. In a process of its own: DuckDB 2.0 reports leaks at the end of a process that pytest runs in."""
    code = "import duckdb, json, sys; print(json.dumps(duckdb.sql(sys.argv[1]).fetchall()))"
    return json.loads(subprocess.run([sys.executable, "-c", code, sql], capture_output=True, text=True, check=True).stdout)


HEADER_FIELD = re.compile(r"(?P<name>[A-Za-z]*):(?P<type>ID|LABEL|START_ID|END_ID|TYPE|int|long|float|double|boolean|byte|short|char|string)")
"""`<name>:<field_type>`, the parts of the CSV header format of Neo4j's operations manual that are used here."""
PARSERS = {"long": int, "double": float, "string": str, "ID": str, "LABEL": str, "START_ID": str, "END_ID": str, "TYPE": str}


def neo4j(header: Path, data: Path) -> list[dict[str, object]]:
    """The rows of a header file and its data file, with each value read as the header types it; an empty field is no value."""
    ((*fields,),) = csv.reader(header.read_text(encoding="utf-8").splitlines())
    found = [HEADER_FIELD.fullmatch(field) for field in fields]
    assert all(found), fields
    read = []
    with data.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, strict=True):
            assert len(row) == len(fields)
            assert not any("\n" in cell for cell in row)  # would need --multiline-fields
            read.append({f["name"] or ":" + f["type"]: PARSERS[f["type"]](cell) for f, cell in zip(found, row, strict=True) if f and cell})
    return read


def test_neo4j_files_have_every_node_and_edge(pages_store: Store, tmp_path: Path) -> None:
    written = export(pages_store, tmp_path, "neo4j")
    graph = PropertyGraph(pages_store)
    command = shlex.split((tmp_path / "import.sh").read_text().splitlines()[-1])
    assert command[:5] == ["neo4j-admin", "database", "import", "full", "neo4j"]
    sources = {"--nodes": [], "--relationships": []}
    for word in command[5:]:
        option, _, files = word.partition("=")
        header, data = (tmp_path / name for name in files.split(","))
        assert {header, data} <= set(written)
        sources[option] += neo4j(header, data)
    nodes = [{**row, "id": row["iri"], "type": str(row[":LABEL"]).lower()} for row in sources["--nodes"]]
    assert sorted(({k: v for k, v in row.items() if k not in ("iri", ":LABEL")} for row in nodes), key=lambda row: row["id"]) == list(graph.nodes())
    assert {row[":LABEL"] for row in sources["--nodes"]} <= {"Paper", "Method", "Dataset", "Hardware", "Task", "Repository", "WebPage"}
    kept = [{k: v for k, v in row.items() if k[0] != ":"} | {"source": row[":START_ID"], "target": row[":END_ID"]} for row in sources["--relationships"]]
    assert kept == [{k: v for k, v in row.items() if k != "role"} for row in graph.edges()]
    assert {"INTRODUCES", "USES", "COMPARES", "BROADER", "EVALUATED_ON"} <= {row[":TYPE"] for row in sources["--relationships"]}
    ids = [row["iri"] for row in sources["--nodes"]]
    assert len(ids) == len(set(ids))  # one space of ids for all labels


def test_neo4j_gets_texts_as_they_are(make_graph: Callable, small_catalog: Catalog, tmp_path: Path) -> None:
    make_graph([(Paper(text, arxiv=f"2001.0000{number}"), []) for number, text in enumerate(FORMULAS)], small_catalog).export(tmp_path, "neo4j")
    assert sorted(row["label"] for row in neo4j(tmp_path / "nodes-paper-header.csv", tmp_path / "nodes-paper.csv")) == sorted(FORMULAS)
    assert (tmp_path / "import.sh").stat().st_mode & 0o100


def test_duckdb_reads_typed_columns_from_parquet(pages_store: Store, tmp_path: Path) -> None:
    export(pages_store, tmp_path, "parquet")
    graph = PropertyGraph(pages_store)
    names = {str: "VARCHAR", int: "BIGINT", float: "DOUBLE"}
    for name, columns, expected in (("nodes", NODE_COLUMNS, graph.nodes()), ("edges", EDGE_COLUMNS, graph.edges())):
        described = ask_duckdb(f"DESCRIBE SELECT * FROM '{tmp_path}/{name}.parquet'")
        assert [(column, type_) for column, type_, *_ in described] == [(column, names[type_]) for column, type_ in columns.items()]
        read = ask_duckdb(f"SELECT * FROM '{tmp_path}/{name}.parquet'")
        assert read == [[row.get(column) for column in columns] for row in expected]


def test_a_join_of_both_tables_answers_a_question(pages_graph: KnowledgeGraph, tmp_path: Path) -> None:
    pages_graph.export(tmp_path, "parquet")
    pages_graph.export(tmp_path, "csv")
    question = """SELECT n.label, COUNT(*) FROM '{0}/edges.{1}' e JOIN '{0}/nodes.{1}' n ON e.target = n.id WHERE e.role = 'uses' AND n.type = 'dataset' GROUP BY ALL"""
    sparql = "SELECT ?n (COUNT(?p) AS ?c) { ?p pk:uses ?d . ?d a pk:Dataset ; skos:prefLabel ?n } GROUP BY ?n"
    for ending in ("parquet", "csv"):
        assert sorted(ask_duckdb(question.format(tmp_path, ending))) == sorted(map(list, pages_graph.query(sparql)))


def test_without_pyarrow_it_is_said_what_to_install(hand_store: Store, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError) as raised:
        export(hand_store, tmp_path / "out", "parquet")
    assert raised.value.hint == "pip install 'paperkg[parquet]'"
    assert not list((tmp_path / "out").iterdir())
