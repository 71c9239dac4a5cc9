"""The endpoint as clients meet it: formats, headers, its description, and the saved queries through it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import QueryResultsFormat, RdfFormat
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

from kg.graph.vocabulary import EVIDENCE_GRAPH, PK
from kg.query import Endpoint, Store
from kg.query.parameters import bind
from kg.query.saved import saved_queries

NAMES = "SELECT ?n { ?p pk:introduces ?m . ?m a pk:Method ; skos:prefLabel ?n }"
GIVEN = {"method": "BitSqueeze", "dataset": "BigText", "hardware": "X100", "entity": "roundwell", "paper": "rounds well", "task": "language modeling"}
VOID, SD = "http://rdfs.org/ns/void#", "http://www.w3.org/ns/sparql-service-description#"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("*/*", "application/sparql-results+json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/sparql-results+xml"),
        ("text/csv;q=0.5, application/sparql-results+xml", "application/sparql-results+xml"),
        ("application/json", "application/sparql-results+json"),
        ("text/turtle, application/sparql-results+json;q=0.1", "application/sparql-results+json"),
    ],
)
def test_solutions_come_in_the_format_that_is_accepted(served, accept: str, media_type: str) -> None:
    answer = served.sparql(NAMES, accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert "Accept" in answer.headers["vary"]
    if media_type == "text/csv":
        assert answer.text.split() == ["n", "RoundWell"]
    else:
        solutions = pyoxigraph.parse_query_results(answer.content, QueryResultsFormat.from_media_type(media_type))
        assert [row["n"].value for row in solutions] == ["RoundWell"]


@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"])
def test_triples_come_in_the_format_that_is_accepted(served, accept: str) -> None:
    answer = served.sparql("CONSTRUCT { ?m skos:prefLabel ?n } WHERE { ?p pk:introduces ?m . ?m a pk:Method ; skos:prefLabel ?n }", accept)
    assert answer.headers["content-type"].partition(";")[0] == accept
    assert [quad.object.value for quad in pyoxigraph.parse(answer.content, format=RdfFormat.from_media_type(accept))] == ["RoundWell"]


def test_a_format_that_there_is_not(served) -> None:
    assert served.sparql(NAMES, "image/png").status_code == 406
    assert served.sparql(NAMES, "text/turtle").status_code == 406
    assert served.sparql(NAMES, "nonsense").status_code == 400


def test_a_link_can_name_the_format(served) -> None:
    assert served.http.get("sparql", params={"query": NAMES, "format": "tsv"}).text.splitlines() == ["?n", '"RoundWell"']


def test_a_broken_query_is_told_where_it_breaks(served) -> None:
    answer = served.sparql("SELECT ?x {\n ?x nope }")
    assert answer.status_code == 400
    assert answer.text.startswith("line 2, column 10: the query does not parse")
    assert "Traceback" not in answer.text


def test_pages_of_other_sites_may_ask(served) -> None:
    answer = served.http.get("sparql", params={"query": "ASK {}"}, headers={"Origin": "https://elsewhere.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    allowed = served.http.options("sparql", headers=asked)
    assert allowed.status_code == 200 and "POST" in allowed.headers["access-control-allow-methods"]


@pytest.mark.parametrize("path", ["sparql", ".well-known/void"])
@pytest.mark.parametrize("accept", ["text/turtle", "application/rdf+xml", "application/ld+json", ""])
def test_the_service_describes_itself(served, path: str, accept: str) -> None:
    answer = served.http.get(path, headers={"Accept": accept})
    graph = rdflib.Graph().parse(data=answer.content, format=answer.headers["content-type"].partition(";")[0])
    sd, void = rdflib.Namespace(SD), rdflib.Namespace(VOID)
    (service,) = graph.subjects(rdflib.RDF.type, sd.Service)
    assert str(service) == served.url + "sparql" == str(graph.value(service, sd.endpoint))
    dataset = graph.value(service, sd.defaultDataset)
    (evidence,) = graph.objects(dataset, sd.namedGraph)
    assert str(graph.value(evidence, sd.name)) == EVIDENCE_GRAPH
    facts = graph.value(dataset, sd.defaultGraph)
    parts = {str(graph.value(part, void["class"])): int(graph.value(part, void.entities)) for part in graph.objects(facts, void.classPartition)}
    assert parts[PK + "Repository"] == 1 and parts["http://purl.org/spar/fabio/ResearchPaper"] == 4
    asked = served.sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv").text.split()[1]
    assert int(asked) == int(graph.value(facts, void.triples))


def test_sparqlwrapper(served) -> None:
    client = SPARQLWrapper(served.url + "sparql")
    client.setMethod(POST)
    client.setQuery(NAMES)
    client.setReturnFormat(JSON)
    assert [row["n"]["value"] for row in client.queryAndConvert()["results"]["bindings"]] == ["RoundWell"]
    client.setQuery("DESCRIBE ?m { ?p pk:introduces ?m . ?m a pk:Method }")
    client.setReturnFormat(TURTLE)
    assert b"RoundWell" in client.queryAndConvert()


def test_rdflib_over_http(served) -> None:
    remote = rdflib.Graph(SPARQLStore(served.url + "sparql", returnFormat="json"))
    names = remote.query(f"SELECT ?n {{ ?p <{PK}introduces> ?m . ?m a <{PK}Method> ; <http://www.w3.org/2004/02/skos/core#prefLabel> ?n }}")
    assert [str(n) for (n,) in names] == ["RoundWell"]
    assert len(list(remote.triples((None, rdflib.URIRef(PK + "introduces"), None)))) == 2


def test_curl(served) -> None:
    curl = shutil.which("curl")
    if not curl:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("curl is not installed")

    def run(*arguments: str) -> str:
        return subprocess.run([curl, "-s", "--noproxy", "*", *arguments], capture_output=True, text=True, check=True).stdout

    url = served.url + "sparql"
    assert run("-H", "Accept: text/csv", "--data-urlencode", f"query={NAMES}", url).split() == ["n", "RoundWell"]
    assert run("-G", "-H", "Accept: text/csv", "--data-urlencode", f"query={NAMES}", url).split() == ["n", "RoundWell"]
    assert run("-H", "Accept: text/csv", "-H", "Content-Type: application/sparql-query", "--data-binary", NAMES, url).split() == ["n", "RoundWell"]


@pytest.mark.parametrize("name", saved_queries())
def test_saved_queries_answer_alike_over_http(served, hand_store: Store, name: str) -> None:
    query, endpoint = saved_queries()[name], Endpoint(served.url + "sparql")
    given = {parameter.name: GIVEN[parameter.type] for parameter in query.parameters if parameter.default is None}
    there, here = endpoint.query(query.sparql, bind(query, given, endpoint)), hand_store.query(query.sparql, bind(query, given, hand_store))
    assert there.columns == here.columns and there.rows == here.rows
    assert there.serialize("csv") == here.serialize("csv")


def test_triples_and_truth_come_from_an_endpoint_too(served, hand_store: Store) -> None:
    endpoint = Endpoint(served.url + "sparql")
    construct = "CONSTRUCT { ?m skos:prefLabel ?n } WHERE { ?p pk:introduces ?m . ?m a pk:Method ; skos:prefLabel ?n }"
    assert endpoint.query(construct).rows == hand_store.query(construct).rows
    assert endpoint.query(construct).serialize("csv") == hand_store.query(construct).serialize("csv")
    assert endpoint.query("ASK { ?p a fabio:ResearchPaper }") and not endpoint.query("ASK { ?p a pk:Nothing }")


def test_the_files_of_a_build_need_no_store(serve, hand_build: Path, tmp_path: Path) -> None:
    shutil.copy(hand_build / "graph.ttl", tmp_path)
    with serve(tmp_path / "graph.ttl") as server:
        assert server.sparql(NAMES, "text/csv").text.split() == ["n", "RoundWell"]
