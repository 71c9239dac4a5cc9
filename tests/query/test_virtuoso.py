"""The exports in another SPARQL server: Virtuoso loads them, and answers every saved query as the embedded store does."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import kg
from kg.graph.vocabulary import EVIDENCE_GRAPH
from kg.query import Endpoint, Store, saved_queries
from kg.query.parameters import bind
from kg.resources import samples

FACTS = "http://localhost/facts"
GIVEN = {"method": "LoRA", "dataset": "ImageNet", "hardware": "GPU", "entity": "LoRA", "paper": "LoRA", "task": "image classification"}
INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {build}
NumberOfBuffers = 10000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = 100000
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build of the packaged sample."""
    directory = tmp_path_factory.mktemp("sample") / "build"
    kg.build(samples() / "daily-papers.txt").write(directory)
    return directory


@pytest.fixture(scope="module")
def virtuoso(build: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str], Endpoint]]:
    """A Virtuoso server with the build loaded from two of its files; gives the endpoint over these two graphs."""
    server, client = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if not server or not client:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Virtuoso is not installed (Debian: virtuoso-opensource)")
    home = tmp_path_factory.mktemp("virtuoso")
    sql, http = free_port(), free_port()
    (home / "virtuoso.ini").write_text(INI.format(sql=sql, http=http, build=build))
    log = home / "log"  # what it writes in the foreground; into its own log that comes later
    with log.open("w") as out:
        process = subprocess.Popen([server, "+configfile", "virtuoso.ini", "+foreground"], cwd=home, stdout=out, stderr=out)
    try:
        until = time.monotonic() + 300  # a machine that others keep busy takes a minute and more
        while process.poll() is None and "Server online" not in log.read_text() and time.monotonic() < until:
            time.sleep(0.1)
        assert "Server online" in log.read_text(), log.read_text()

        def load(facts: str, evidence: str) -> Endpoint:
            commands = [f"SPARQL CLEAR GRAPH <{graph}>;" for graph in (FACTS, EVIDENCE_GRAPH)]
            commands += [f"DB.DBA.TTLP_MT(file_open('{build / name}'), '', '{graph}');" for name, graph in ((facts, FACTS), (evidence, EVIDENCE_GRAPH))]
            done = subprocess.run([client, f"127.0.0.1:{sql}", "dba", "dba", f"exec={' '.join(commands)}"], capture_output=True, text=True, check=False)
            assert done.returncode == 0 and "Error" not in done.stdout + done.stderr, done.stdout + done.stderr
            return Endpoint(f"http://127.0.0.1:{http}/sparql?default-graph-uri={FACTS}&named-graph-uri={EVIDENCE_GRAPH.replace('#', '%23')}")

        yield load
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.fixture(scope="module")
def endpoint(virtuoso: Callable[[str, str], Endpoint]) -> Endpoint:
    return virtuoso("graph.nt", "evidence.ttl")


@pytest.mark.parametrize("graph", ["", EVIDENCE_GRAPH])
def test_it_holds_the_same_statements(endpoint: Endpoint, build: Path, graph: str) -> None:
    pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
    query = f"SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) {{ {pattern} }} GROUP BY ?p ORDER BY STR(?p)"
    here = Store.open(build).query(query).rows
    assert here and endpoint.query(query).rows == here


@pytest.mark.parametrize("name", saved_queries())
def test_saved_queries_answer_alike(endpoint: Endpoint, build: Path, name: str) -> None:
    query, store = saved_queries()[name], Store.open(build)
    given = {p.name: "Vision" if p.name == "to" else GIVEN[p.type] for p in query.parameters if p.default is None}
    here, there = store.query(query.sparql, bind(query, given, store)), endpoint.query(query.sparql, bind(query, given, endpoint))
    assert there.columns == here.columns
    assert there.rows == here.rows


def test_the_command_asks_it(endpoint: Endpoint, build: Path) -> None:
    question = ("--name", "top-entities", "--type", "dataset", "--format", "csv", "-q")
    here, there = (subprocess.run([sys.executable, "-m", "kg", "query", *which, *question], capture_output=True, text=True, check=True).stdout for which in ((str(build),), ("--endpoint", endpoint.url)))
    assert here == there and "ImageNet" in here


def test_turtle_loads_like_n_triples(virtuoso: Callable[[str, str], Endpoint], build: Path) -> None:
    query = "SELECT ?s ?p (STR(?o) AS ?text) { ?s ?p ?o } ORDER BY STR(?s) STR(?p) STR(?o)"
    one, other = (virtuoso(name, "evidence.ttl").query(query).rows for name in ("graph.nt", "graph.ttl"))
    assert one and one == other
