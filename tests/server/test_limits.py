"""What the server refuses, ends and outlives: runaway queries, large ones, requests to others, and hand-made attacks."""

from __future__ import annotations

import os
import re
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.server.errors import HttpError
from kg.server.protocol import read_request

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?f ?g"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f }"


@pytest.fixture(scope="module")
def strict(serve: Callable, pages_build: Path) -> Iterator:
    """The five pages, served with narrow limits."""
    with serve(pages_build, "--time-limit", 2, "--answer-limit", 1, "--memory-limit", 256, "--processes", 3) as server:
        yield server


def test_a_runaway_query_is_ended_with_a_reason(strict) -> None:
    answer = strict.sparql(RUNAWAY)
    assert answer.status_code == 503
    assert answer.text == "the query was stopped: it took longer than 2 seconds\n"
    assert answer.headers["retry-after"]
    assert strict.sparql("ASK {}").json()["boolean"] is True


def test_a_runaway_query_does_not_keep_others_waiting(strict) -> None:
    with ThreadPoolExecutor(2) as threads:
        slow = threads.submit(strict.sparql, RUNAWAY)
        time.sleep(0.3)
        while_it_runs = [strict.sparql("ASK {}").status_code for _ in range(5)]
        assert not slow.done()
        assert while_it_runs == [200] * 5
        assert slow.result().status_code == 503


def test_more_runaways_than_processes_still_end(strict) -> None:
    with ThreadPoolExecutor(8) as threads:
        codes = [answer.status_code for answer in threads.map(strict.sparql, [RUNAWAY] * 6)]
    assert codes == [503] * 6
    assert strict.sparql("ASK {}").status_code == 200


def test_a_query_that_eats_memory_is_ended_alone(strict) -> None:
    answer = strict.sparql(HUNGRY)
    assert answer.status_code == 503 and answer.text.startswith("the query was stopped")
    assert strict.sparql("ASK {}").status_code == 200


def test_an_answer_has_a_size_limit(strict) -> None:
    answer = strict.sparql(LARGE)
    assert answer.status_code == 413
    assert "larger than 1 MB" in answer.text and "LIMIT" in answer.text
    assert len(strict.sparql(LARGE + " LIMIT 100").json()["results"]["bindings"]) == 100


def test_a_query_ends_when_its_client_goes(serve: Callable, pages_build: Path) -> None:
    with serve(pages_build, "--time-limit", 300, "--processes", 1) as server:
        with pytest.raises(httpx.ReadTimeout):
            server.http.post("sparql", data={"query": RUNAWAY}, timeout=1)
        assert server.http.post("sparql", data={"query": "ASK {}"}, timeout=20).status_code == 200


def test_a_request_has_a_size_limit(strict) -> None:
    answer = strict.http.post("sparql", content=b"#" * 2_000_000 + b"\nASK {}", headers={"Content-Type": "application/sparql-query"})
    assert answer.status_code == 413


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """A server that notes who comes: nobody must."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                heard.append(connection.recv(1000))
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/data", heard
        stop.set()
        thread.join()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { service silent <URL> { ?s ?p ?o } }",
        "SELECT * { BIND(<URL> AS ?u) SERVICE ?u { ?s ?p ?o } }",
        "PREFIX x: <URL> SELECT * { SERVICE x: { ?s ?p ?o } }",
        "SELECT * { ?s ?p '#' . SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { ?s ?p <http://e/#> . SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { ?s ?p <http://e/\\u0041#> . SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 'it\\'s' . SERVICE <URL> { ?s ?p \"'\" } }",
        "SELECT * { ?s ?p '''a'b''c''' . SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { FILTER(1<2)SERVICE<URL>{ ?s ?p ?o } }",
        "SELECT * { FILTER(?a<?b&&1>0)SERVICE<URL>{ ?s ?p ?o } }",
        "SELECT * { #\nSERVICE#\n<URL> { ?s ?p ?o } }",
        "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
        "ASK { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
        "SELECT * FROM <URL> { ?s ?p ?o }",
        "SELECT * FROM NAMED <URL> { GRAPH <URL> { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT <URL> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { ?s ?p trueSERVICE <URL> { ?s ?p ?o } }",
        "PREFIX e: <URL> SELECT * { SERVICEe: { ?s ?p ?o } }",
        "PREFIX e: <URL> SELECT * { ?s ?p 1.SERVICEe: #{\n { ?s ?p ?o } }",
        "PREFIX e: <URL> SELECT * { FILTER(1<2)SERVICEe:#>\n{ ?s ?p ?o } }",
        "PREFIX e: <URL> SELECT * { FILTER(1<e:b)SERVICEe:#>\n{ ?s ?p ?o } }",
        "LOAD <URL>",
    ],
)
def test_no_query_reaches_out(served, listener: tuple[str, list[bytes]], query: str) -> None:
    url, heard = listener
    answer = served.sparql(query.replace("URL", url))
    assert answer.status_code in (200, 400, 403)
    if "SERVICE" in query.upper():
        assert answer.status_code == 403 and "SERVICE" in answer.text
    assert heard == []


@pytest.mark.parametrize("graph", ["default-graph-uri", "named-graph-uri"])
def test_no_dataset_reaches_out(served, listener: tuple[str, list[bytes]], graph: str) -> None:
    url, heard = listener
    assert served.sparql("SELECT * { ?s ?p ?o }", **{graph: url}).json()["results"]["bindings"] == []
    assert heard == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service a pk:Method }",
        "SELECT $SERVICE { $SERVICE a pk:Method }",
        "PREFIX service: <http://e/> SELECT * { ?s service:service service:a-SERVICE }",
        "SELECT * { ?s ?p 'SERVICE <http://e/> {}' } # SERVICE",
        "SELECT * { ?s ?p \"\"\" SERVICE \"quoted\" \"\"\" }",
        "SELECT * { ?s <http://e/SERVICE> 'x'@service }",
        "SELECT * { _:service ?p ?o }",
        "PREFIX e: <http://e/> SELECT * { ?s ?p e:a.b.SERVICEe: { ?s ?p ?o } }",
        "SELECT * { ?s ?p <http://e/service(1)> }",
    ],
)
def test_the_word_alone_is_no_offence(served, query: str) -> None:
    assert served.sparql(query).status_code == 200


def test_a_long_query_is_read_in_the_time_that_its_length_takes() -> None:
    """What is tried anew from each character would hold the server for minutes here, and the suite's own limit would end it."""
    for noise in ("-" * 500_000, "a.-" * 150_000 + "SERVICE", "'" * 500_000, "<" * 500_000, "service:x " * 50_000, ": " * 200_000):
        with suppress(HttpError):
            read_request("POST", "application/sparql-query", b"", f"ASK {{ {noise} }}".encode())


@settings(max_examples=300)
@given(st.text("<>\"'#\\?{}()aS:&|.=1 \n", max_size=30))
def test_whatever_stands_before_it_a_service_that_parses_is_seen(before: str) -> None:
    """Refused by us, or no query at all: never a query that would be run."""
    import pyoxigraph

    query = f"SELECT * {{ {before} SERVICE <http://127.0.0.1:9/> {{ ?s ?p ?o }} }}"
    try:
        read_request("POST", "application/sparql-query", b"", query.encode())
    except HttpError as error:
        assert error.status == 403
        return
    try:
        pyoxigraph.Store().query(query)
    except SyntaxError:
        return
    except OSError as error:  # it tried
        pytest.fail(f"{query!r} would reach out: {error}")
    # What is left parses without a SERVICE in it: the word stood in a comment, a string or an IRI.
    assert re.search(r"[#\"'<]", before)


@pytest.mark.parametrize("path", ["sparql?query=%FF", "sparql?query=ASK{}&default-graph-uri=not%20an%20iri", "sparql?query=ASK{}&" + "&".join(f"a{n}=1" for n in range(300))])
def test_malformed_requests_are_told_so(served, path: str) -> None:
    answer = served.http.get(path)
    assert answer.status_code == 400
    assert "Traceback" not in answer.text and len(answer.text) < 500


def test_the_server_outlives_noise(served) -> None:
    host, port = served.http.base_url.host, served.http.base_url.port
    for noise in (b"\x00" * 100, b"GET / HTTP/9.9\r\n\r\n", b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n"):
        with socket.create_connection((host, port)) as connection:
            connection.sendall(noise)
            connection.settimeout(5)
            assert b"Traceback" not in connection.recv(10_000)
    assert served.sparql("ASK {}").status_code == 200


def test_it_listens_on_loopback_alone(served) -> None:
    assert served.http.base_url.host == "127.0.0.1"
    # All of 127/8 is this machine, so that a server on every address would answer there too.
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.2", served.http.base_url.port), 2)


def test_a_port_that_is_taken(served, serve: Callable) -> None:
    import subprocess
    import sys

    command = [sys.executable, "-m", "kg", "serve", "no-such-folder", "--port", str(served.http.base_url.port), "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "choose another with --port" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_server_that_is_told_to_end_leaves_no_copy_of_the_graph_behind(serve: Callable, hand_build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, signals_by_default: None, number: int) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with serve(hand_build / "graph.ttl") as server:
        assert server.sparql("ASK {}").json()["boolean"] is True
        assert list(tmp_path.iterdir()), "the store of a file is a folder for the time being"
        server.process.send_signal(number)
        assert server.process.wait(20) == 0 and "kg:" not in server.process.stderr.read()
    assert not list(tmp_path.iterdir())
