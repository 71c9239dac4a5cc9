"""Answers: rows of Python values, and the SPARQL result formats."""

from __future__ import annotations

import csv
import io
import json
import math
import socket
import threading

import pytest
import rdflib

from kg.errors import QueryError, UsageError
from kg.query import Endpoint, Store

VALUES = """SELECT ?name ?value WHERE { VALUES (?name ?value) {
  ("integer" 7) ("big" "9"^^xsd:nonNegativeInteger) ("decimal" 0.5) ("double" 1e3) ("yes" true) ("no" "0"^^xsd:boolean) ("text" "a, \\"b\\"\\nc")
  ("language" "chat"@fr) ("date" "2024-07-01"^^xsd:date) ("iri" pk:Method) ("unbound" UNDEF) ("wrong" "many"^^xsd:integer) ("infinite" "INF"^^xsd:double)
} }"""


def test_rows_are_python_values(hand_store: Store) -> None:
    answer = hand_store.query(VALUES)
    assert answer.columns == ("name", "value")
    found = dict(answer)
    assert found == {
        "integer": 7,
        "big": 9,
        "decimal": 0.5,
        "double": 1000.0,
        "yes": True,
        "no": False,
        "text": 'a, "b"\nc',
        "language": "chat",
        "date": "2024-07-01",
        "iri": "https://w3id.org/paperkg/ontology#Method",
        "unbound": None,
        "wrong": "many",
        "infinite": math.inf,
    }
    assert [type(found[k]) for k in ("integer", "decimal", "yes")] == [int, float, bool]
    assert len(answer) == 13


def test_csv_is_what_a_csv_reader_reads(hand_store: Store) -> None:
    rows = list(csv.reader(io.StringIO(hand_store.query(VALUES).serialize("csv"), newline="")))
    assert rows[0] == ["name", "value"]
    assert ["text", 'a, "b"\nc'] in rows
    assert ["unbound", ""] in rows
    assert len(rows) == 14


def test_tsv_keeps_types(hand_store: Store) -> None:
    lines = hand_store.query(VALUES).serialize("tsv").splitlines()
    assert lines[0] == "?name\t?value"
    assert '"language"\t"chat"@fr' in lines
    assert '"iri"\t<https://w3id.org/paperkg/ontology#Method>' in lines
    assert len(lines) == 14


def test_json_is_sparql_results_json(hand_store: Store) -> None:
    document = json.loads(hand_store.query(VALUES).serialize("json"))
    assert document["head"]["vars"] == ["name", "value"]
    bindings = {b["name"]["value"]: b.get("value") for b in document["results"]["bindings"]}
    assert bindings["unbound"] is None
    assert bindings["iri"] == {"type": "uri", "value": "https://w3id.org/paperkg/ontology#Method"}
    assert bindings["language"] == {"type": "literal", "value": "chat", "xml:lang": "fr"}


@pytest.mark.parametrize("value", ["0", "false", "''"])
def test_a_row_counts_whatever_it_says(hand_store: Store, value: str) -> None:
    assert hand_store.query(f"SELECT ({value} AS ?x) {{}}")
    assert not hand_store.query(f"SELECT ({value} AS ?x) {{ ?s skos:prefLabel 'Nothing' }}")


@pytest.mark.parametrize("truth", [True, False])
def test_ask(hand_store: Store, truth: bool) -> None:
    answer = hand_store.query("ASK { ?m skos:prefLabel 'BitSqueeze' }" if truth else "ASK { ?m skos:prefLabel 'Nothing' }")
    assert bool(answer) is truth
    assert answer.rows == [(truth,)]
    assert answer.serialize("csv").strip() == answer.serialize("tsv").strip() == str(truth).lower()
    assert json.loads(answer.serialize("json"))["boolean"] is truth


def test_an_empty_answer_is_false_and_still_has_its_header(hand_store: Store) -> None:
    answer = hand_store.query("SELECT ?a ?b WHERE { ?a pk:nothing ?b }")
    assert not answer
    assert len(answer) == 0
    assert answer.serialize("csv").strip() == "a,b"


@pytest.mark.parametrize("sparql", ["CONSTRUCT { ?m skos:prefLabel ?n } WHERE { ?m a pk:Dataset ; skos:prefLabel ?n }", "DESCRIBE <https://w3id.org/paperkg/dataset/bigtext>"])
@pytest.mark.parametrize("format_", ["csv", "json"])
def test_construct_and_describe_give_triples(hand_store: Store, sparql: str, format_: str) -> None:
    answer = hand_store.query(sparql)
    assert answer.columns == ("subject", "predicate", "object")
    assert ("https://w3id.org/paperkg/dataset/bigtext", "http://www.w3.org/2004/02/skos/core#prefLabel", "BigText") in answer.rows
    assert len(rdflib.Graph().parse(data=answer.serialize(format_), format="nt")) == len(answer)


def test_an_answer_can_be_read_twice(hand_store: Store) -> None:
    answer = hand_store.query("SELECT ?n WHERE { ?m a pk:Dataset ; skos:prefLabel ?n } ORDER BY ?n")
    assert list(answer) == list(answer) == [("BigText",), ("TinyText",)]
    assert answer.serialize("csv") == answer.serialize("csv")


def test_the_rows_hold_what_the_formats_hold(hand_store: Store) -> None:
    with pytest.raises(QueryError):
        hand_store.query("SELECT ?x WHERE { ?x ?y }")
    answer = hand_store.query("SELECT ?n (COUNT(?p) AS ?papers) WHERE { ?p pk:uses ?m . ?m skos:prefLabel ?n } GROUP BY ?n ORDER BY ?n")
    rows = list(csv.reader(io.StringIO(answer.serialize("csv"), newline="")))[1:]
    assert [(name, int(count)) for name, count in rows] == answer.rows


def test_an_unknown_format_is_named_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="csv, tsv, json"):
        Store().query("SELECT * { ?s ?p ?o }").serialize("xml")


@pytest.mark.parametrize("url", ["http://[::1", "http://h/a b", "http://h:abc/", "http://h/é", "http://:80/", "ftp://h/"])
def test_what_is_no_address_of_an_endpoint_is_said_at_once(url: str) -> None:
    with pytest.raises(UsageError, match="no URL of an endpoint"):
        Endpoint(url)


def test_a_server_that_speaks_no_http_is_an_error_that_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"hello, I am no web server\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(QueryError, match="can't be reached"):
            Endpoint(f"http://127.0.0.1:{server.getsockname()[1]}/sparql").query("ASK {}")
        thread.join()
