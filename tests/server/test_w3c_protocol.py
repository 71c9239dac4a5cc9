"""The query tests of the W3C's SPARQL 1.1 protocol suite, by their names there (w3.org/2009/sparql/docs/tests): requests, and what has to come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote, urlencode

import httpx
import pyoxigraph
import pytest

DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
ONE, TWO, THREE = (DATA.format(n) for n in (1, 2, 3))
ZERO = [("default-graph-uri", DATA.format(0))]
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
NAMED = f"ASK {{ GRAPH ?g1 {{ <{ONE}> a ?type }} GRAPH ?g2 {{ <{TWO}> a ?type }} }}"
BOTH = f"ASK {{ <{ONE}> a ?type . <{TWO}> a ?type . }}"
TABLES = {"application/sparql-results+xml", "application/sparql-results+json", "text/csv", "text/tab-separated-values"}
TRIPLES = {"application/rdf+xml", "text/turtle", "application/n-triples", "application/ld+json"}


class Case(NamedTuple):
    name: str
    method: str
    url: Sequence[tuple[str, str]] = ()
    content_type: str | None = None
    body: bytes | None = None
    expected: object = True
    """A truth value, a set of media types, or the first digit of a status."""


CASES = [
    Case("query_post_form", "POST", ZERO, FORM, urlencode({"query": "ASK {}"}, quote_via=quote).encode()),
    Case("query_dataset_default_graphs_get", "GET", [("query", BOTH), ("default-graph-uri", ONE), ("default-graph-uri", TWO)]),
    Case("query_dataset_default_graphs_post", "POST", [("default-graph-uri", ONE), ("default-graph-uri", TWO)], DIRECT, BOTH.encode()),
    Case("query_dataset_named_graphs_post", "POST", [("named-graph-uri", ONE), ("named-graph-uri", TWO)], DIRECT, NAMED.encode()),
    Case("query_dataset_named_graphs_get", "GET", [("query", NAMED), ("named-graph-uri", ONE), ("named-graph-uri", TWO)]),
    Case(
        "query_dataset_full",
        "POST",
        [("default-graph-uri", THREE), ("named-graph-uri", ONE), ("named-graph-uri", TWO)],
        DIRECT,
        f"ASK {{ <{THREE}> a ?type {NAMED.removeprefix('ASK {')}".encode(),
    ),
    Case("query_multiple_dataset", "POST", [("named-graph-uri", ONE), ("named-graph-uri", TWO)], DIRECT, NAMED.replace("ASK", f"ASK FROM <{THREE}>").encode()),
    Case("query_get", "GET", [("query", "ASK {}"), *ZERO]),
    Case("query_content_type_select", "POST", ZERO, DIRECT, b"SELECT (1 AS ?value) {}", TABLES),
    Case("query_content_type_ask", "POST", ZERO, DIRECT, b"ASK {}", TABLES),
    Case("query_content_type_describe", "POST", ZERO, DIRECT, b"DESCRIBE <http://example.org/>", TRIPLES),
    Case("query_content_type_construct", "POST", ZERO, DIRECT, b"CONSTRUCT { <s> <p> 1 } WHERE {}", TRIPLES),
    Case("query_post_direct", "POST", [], DIRECT, b"ASK {}"),
    Case("bad_query_method", "PUT", [("query", "ASK {}"), *ZERO], FORM, None, 4),
    Case("bad_multiple_queries", "GET", [("query", "ASK {}"), ("query", "SELECT * {}")], expected=4),
    Case("bad_query_wrong_media_type", "POST", [], "text/plain", b"ASK {}", 4),
    Case("bad_query_missing_form_type", "POST", [], None, b"query=ASK%20%7B%7D", 4),
    Case("bad_query_missing_direct_type", "POST", [], None, b"ASK {}", 4),
    Case("bad_query_non_utf8", "POST", [], f"{DIRECT}; charset=UTF-16", "ASK {}".encode("utf-16"), 4),
    Case("bad_query_syntax", "GET", [("query", "ASK {")], expected=4),
]
UPDATES = [
    Case("update_post_form", "POST", [], FORM, urlencode({"update": "CLEAR ALL"}).encode()),
    Case("update_post_direct", "POST", [], "application/sparql-update", b"CLEAR ALL"),
    Case("update_get", "GET", [("update", "CLEAR ALL")]),
    Case("update_beside_a_query", "POST", [("query", "ASK {}")], FORM, urlencode({"update": "CLEAR ALL"}).encode()),
    Case("update_as_a_query", "POST", [], DIRECT, b"INSERT DATA { <http://e/s> <http://e/p> 1 }"),
    Case("load_as_a_query", "POST", [], DIRECT, b"LOAD <http://127.0.0.1:9/x>"),
]


@pytest.fixture(scope="module")
def endpoint(serve: Callable, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An endpoint over the suite's data: a document in each of three graphs."""
    path = tmp_path_factory.mktemp("w3c") / "data.trig"
    path.write_text("".join(f"GRAPH <{iri}> {{ <{iri}> a <http://xmlns.com/foaf/0.1/Document> }}\n" for iri in (ONE, TWO, THREE)))
    with serve(path) as server:
        yield server.url + "sparql/"


def send(endpoint: str, case: Case) -> httpx.Response:
    url = endpoint + ("?" + urlencode(case.url, quote_via=quote) if case.url else "")
    headers = {"Content-Type": case.content_type} if case.content_type else {}
    return httpx.request(case.method, url, content=case.body, headers=headers, trust_env=False)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_query(endpoint: str, case: Case) -> None:
    answer = send(endpoint, case)
    if isinstance(case.expected, bool):
        assert answer.status_code == 200, answer.text
        assert bool(pyoxigraph.parse_query_results(answer.content, pyoxigraph.QueryResultsFormat.JSON)) is case.expected
    elif isinstance(case.expected, set):
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].partition(";")[0] in case.expected
    else:
        assert answer.status_code // 100 == case.expected
        assert len(answer.text.splitlines()) == 1


@pytest.mark.parametrize("case", UPDATES, ids=[case.name for case in UPDATES])
def test_updates_are_refused_and_change_nothing(endpoint: str, case: Case) -> None:
    answer = send(endpoint, case)
    assert answer.status_code in (400, 403)
    count = httpx.get(endpoint, params={"query": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", "format": "csv"}, trust_env=False)
    assert count.text.split() == ["n", "3"]
