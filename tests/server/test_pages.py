"""The pages over HTTP: each IRI as a page and as RDF, the editor in a real browser, and whatever a stranger may send."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
import rdflib
import schemathesis
from hypothesis import settings
from rdflib.compare import isomorphic
from schemathesis.checks import not_a_server_error

import kg
from kg import KnowledgeGraph
from kg.graph.vocabulary import EVIDENCE_GRAPH, PK
from kg.model import Paper
from kg.query import Store

HOSTILE = "<script>alert(1)</script>\"'&\n\u202e<img src=x onerror=alert(2)>"
TYPES = {"ttl": "text/turtle", "nt": "application/n-triples", "rdfxml": "application/rdf+xml", "jsonld": "application/ld+json"}


@pytest.mark.parametrize("path", ["method/bitsqueeze", "paper/arxiv-2201.00002", "dataset/bigtext", "page/list.txt", "ontology"])
@pytest.mark.parametrize("name", TYPES)
def test_an_iri_answers_with_rdf(served, path: str, name: str) -> None:
    by_header = served.http.get(path, headers={"Accept": TYPES[name]})
    by_name = served.http.get(path, params={"format": name})
    for answer in (by_header, by_name):
        assert answer.status_code == 200
        assert answer.headers["content-type"].partition(";")[0] == TYPES[name]
        assert "Accept" in answer.headers["vary"]
    graph = rdflib.Graph().parse(data=by_header.content, format=TYPES[name])
    assert (rdflib.URIRef(f"https://w3id.org/paperkg/{path}"), None, None) in graph
    assert isomorphic(graph, rdflib.Graph().parse(data=by_name.content, format=TYPES[name]))


def test_browsers_get_pages_and_programs_may_say_so(served) -> None:
    for accept in ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "*/*", ""):
        answer = served.http.get("method/bitsqueeze", headers={"Accept": accept})
        assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
        assert "<h1" in answer.text and "RoundWell rounds well" in answer.text
        assert '?format=ttl>; rel="alternate"; type="text/turtle"' in answer.headers["link"]
    assert served.http.get("method/bitsqueeze", headers={"Accept": "image/png"}).status_code == 406
    assert served.http.get("method/bitsqueeze", params={"format": "docx"}).status_code == 400


def test_every_iri_of_the_graph_answers(served, hand_store: Store) -> None:
    subjects = {quad.subject.value for quad in hand_store.quads()}
    assert len(subjects) > 50
    for iri in subjects:
        for accept, expected in (("text/html", "text/html"), ("text/turtle", "text/turtle")):
            if iri.startswith("https://w3id.org/paperkg/"):
                answer = served.http.get(iri.removeprefix("https://w3id.org/paperkg"), headers={"Accept": accept})
            else:
                answer = served.http.get("resource", params={"iri": iri}, headers={"Accept": accept})
            assert answer.status_code == 200, iri
            assert answer.headers["content-type"].startswith(expected)


def test_a_paper_comes_with_its_evidence(served, hand_store: Store) -> None:
    iri = "https://w3id.org/paperkg/paper/arxiv-2201.00002"
    graph = rdflib.Graph().parse(data=served.http.get("paper/arxiv-2201.00002", params={"format": "ttl"}).text, format="turtle")
    query = f"SELECT ?s WHERE {{ GRAPH <{EVIDENCE_GRAPH}> {{ ?l <https://w3id.org/paperkg/ontology#paper> <{iri}> ; <https://w3id.org/paperkg/ontology#evidence> ?a . ?a <https://w3id.org/paperkg/ontology#sentence> ?s }} }}"
    said = {str(sentence) for (sentence,) in graph.query(query.replace(f"GRAPH <{EVIDENCE_GRAPH}>", ""))}
    assert said == {row[0] for row in hand_store.query(query)} and "It beats BitSqueeze on BigText with one X100." in said
    exact = rdflib.URIRef("http://www.w3.org/ns/oa#exact")
    assert {"RoundWell", "BitSqueeze", "BigText", "X100"} <= {str(text) for text in graph.objects(None, exact)}


def test_names_in_any_script_have_pages(serve: Callable, tmp_path: Path) -> None:
    (tmp_path / "日本.jsonl").write_text(json.dumps({"title": "KiteNet", "abstract": "We introduce KiteNet."}), encoding="utf-8")
    kg.build([tmp_path / "日本.jsonl"]).write(tmp_path / "out")
    with serve(tmp_path / "out") as server:
        (row,) = server.sparql("SELECT DISTINCT ?page { ?paper pk:listedOn ?page }").json()["results"]["bindings"]
        iri = row["page"]["value"]
        page = server.http.get("resource", params={"iri": iri}, headers={"Accept": "text/html"})
        assert page.status_code == 200 and "日本" in page.text
        page = server.http.get(iri.removeprefix("https://w3id.org/paperkg/"), headers={"Accept": "text/html"})
        assert page.status_code == 200 and "日本" in page.text


def test_what_there_is_not(served) -> None:
    page = served.http.get("method/bitsqueze", headers={"Accept": "text/html"})
    assert page.status_code == 404 and "BitSqueeze" in page.text  # the nearest
    assert served.http.get("method/nothing", headers={"Accept": "text/turtle"}).status_code == 404
    assert served.http.get("resource", params={"iri": "not an iri"}, headers={"Accept": "text/turtle"}).status_code == 404
    for path in ("static/../pages.py", "static/site.py", "download/store", "download/..%2Fgraph.nt", "sitemap-9.xml"):
        assert served.http.get(path).status_code == 404, path


def test_lists_search_and_suggestions(served) -> None:
    assert "BitSqueeze" in served.http.get("method").text
    assert "BitSqueeze" in served.http.get("search", params={"q": "bitsqeeze"}).text
    assert served.http.get("suggest", params={"q": "rondwell"}).json()[0]["iri"] == "https://w3id.org/paperkg/method/roundwell"
    assert "RoundWell rounds well" in served.http.get("method/bitsqueeze", params={"role": "compares"}).text
    assert served.http.get("method/bitsqueeze", params={"role": "nonsense"}).status_code == 404
    assert served.http.get("method", params={"page": "-1e9", "order": "'"}).status_code == 200


def test_the_site_map_names_every_paper_and_entity(served) -> None:
    tree = ElementTree.fromstring(served.http.get("sitemap.xml").text)
    places = [element.text for element in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert served.url + "paper/arxiv-2201.00002" in places and served.url + "method/roundwell" in places
    assert served.url + "sitemap.xml" in served.http.get("robots.txt").text
    for place in places:
        assert served.http.get(place).status_code == 200, place


def test_files_of_the_build_may_be_fetched(served, hand_build: Path) -> None:
    about = served.http.get("about").text
    for name in re.findall(r'href="/download/([^"]+)"', about):
        assert served.http.get(f"download/{name}").content == (hand_build / name).read_bytes()
    assert "graph.ttl" in about
    explorer = served.http.get("explorer")
    assert explorer.status_code == 200 and explorer.headers["content-type"].startswith("text/html")


def test_a_single_file_has_an_explorer_too(serve: Callable, hand_build: Path, chromium) -> None:
    with serve(hand_build / "graph.nt") as server:
        page = chromium.new_page()
        page.goto(server.url + "explorer")
        page.wait_for_selector("text=4 papers")
        page.close()


def test_pages_say_what_may_run_on_them(served) -> None:
    for path in ("", "method/bitsqueeze", "search?q=x", "query", "nothing"):
        headers = served.http.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"] and "unsafe-eval" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


@pytest.fixture(scope="module")
def hostile(serve: Callable, make_graph: Callable[..., KnowledgeGraph], small_catalog, tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    """A graph whose texts try to be markup, served."""
    paper = Paper(HOSTILE, f"We use {HOSTILE} on BigText.", authors=(HOSTILE,), arxiv="2001.00009", date="2020")
    links = [("method", HOSTILE, "uses", HOSTILE), ("dataset", "BigText", "uses", "BigText"), ("webpage", "javascript:alert(3)", "mentions", "We")]
    directory = tmp_path_factory.mktemp("hostile")
    make_graph([(paper, links)], small_catalog).write(directory)
    with serve(directory) as server:
        yield server


def test_markup_in_texts_stays_text(hostile, chromium) -> None:
    page = chromium.new_page()
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    for path in ("", "paper/arxiv-2001.00009", "paper", "method", "search?q=script", "dataset/bigtext", "query?query=%3C/textarea%3E%3Cscript%3Ealert(4)%3C/script%3E", "about"):
        page.goto(hostile.url + path)
        assert page.locator("main h1").count() == 1
        assert page.locator("img").count() == 0 or path.startswith("query")
        assert page.locator('a[href^="javascript"]').count() == 0
    page.close()
    assert said == []
    answer = hostile.sparql("SELECT ?t { ?p dcterms:title ?t }")
    assert answer.json()["results"]["bindings"][0]["t"]["value"].startswith("<script>alert(1)</script>")
    refused = hostile.http.get("sparql", params={"query": f"SELECT {HOSTILE}"})
    assert refused.status_code == 400
    assert refused.headers["content-type"].startswith("text/plain") and refused.headers["x-content-type-options"] == "nosniff"


def test_the_editor_knows_its_query_and_lets_go_of_the_keyboard(served, chromium) -> None:
    page = chromium.new_page()
    page.goto(served.url + "query")
    page.locator(".yasqe_queryButton.query_valid").wait_for()
    editor = page.get_by_label("SPARQL query")
    editor.focus()
    page.keyboard.press("Tab")
    assert not editor.evaluate("element => element === document.activeElement")
    page.locator(".yasqe_queryButton").click()
    page.locator(".yasr table tbody tr").first.wait_for()
    assert "XMLSchema" not in page.locator(".yasr table").first.inner_text()
    page.close()


def test_the_editor_runs_a_query_and_a_saved_one(served, chromium) -> None:
    page = chromium.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url) if not request.url.startswith((served.url, "data:", "blob:")) else None)
    page.goto(served.url + "query?query=SELECT%20?n%20%7B%20?p%20pk:introduces%20?m%20.%20?m%20a%20pk:Method%20;%20skos:prefLabel%20?n%20%7D")
    page.locator(".yasqe_queryButton:visible").click()
    page.wait_for_selector(".yasr:visible >> text=RoundWell")
    page.get_by_role("link", name="Entities of one type that most papers link to").click()
    page.wait_for_selector(".yasr:visible >> text=BitSqueeze")
    page.close()
    assert problems == [] and outside == []


def test_tabs_that_nobody_changed_make_room_and_changed_ones_stay(served, chromium) -> None:
    context = chromium.new_context()  # with a memory of its own
    page = context.new_page()
    tabs = page.locator(".tabsList .tab")
    for number in range(3):
        page.goto(f"{served.url}query?query=SELECT%20*%20%7B%20?s{number}%20?p%20?o%20%7D%20LIMIT%201")
        page.locator(".yasqe_queryButton.query_valid:visible").wait_for()
    page.locator(".saved a").first.click()
    page.locator(".saved a").nth(1).click()
    page.wait_for_selector(".yasr:visible table")
    assert tabs.count() == 2  # the first visit's own and the last that was opened
    page.locator(".CodeMirror:visible textarea").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("# mine")
    page.locator(".saved a").first.click()
    page.wait_for_selector(".yasr:visible table")
    page.reload()
    page.locator(".saved a").nth(1).click()
    page.wait_for_selector(".yasr:visible table")
    assert tabs.count() == 3
    context.close()


def test_a_pasted_query_gets_the_declarations_that_the_editor_misses(served, chromium) -> None:
    page = chromium.new_page()
    page.goto(served.url + "query")
    editor = page.get_by_label("SPARQL query")
    editor.focus()
    page.keyboard.press("Control+A")
    page.evaluate("text => document.querySelector('.CodeMirror').CodeMirror.replaceSelection(text, null, 'paste')", 'SELECT ?m { ?m a pk:Method ; skos:prefLabel "BitSqueeze" }')
    page.locator(".yasqe_queryButton.query_valid").wait_for()
    said = page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")
    assert "PREFIX pk:" in said and "PREFIX skos:" in said and "PREFIX owl:" not in said
    page.close()


def test_the_editors_answers_open_at_a_click_and_its_errors_can_be_read(served, chromium) -> None:
    page = chromium.new_page(viewport={"width": 480, "height": 800})
    page.goto(served.url + "query?query=SELECT%20?iri%20%7B%20?iri%20skos:prefLabel%20%22BitSqueeze%22%20%7D")
    page.locator(".yasqe_queryButton:visible").click()
    with page.context.expect_page() as opened:
        page.locator(".yasr:visible table a", has_text="bitsqueeze").click()
    opened.value.get_by_role("heading", name="BitSqueeze").wait_for()
    page.goto(served.url + "query?query=SELECT%20?n%20%7B%20?p%20foaf:name%20?n%20%7D")
    page.locator(".yasqe_queryButton:visible").click()
    error = page.locator(".yasr:visible pre")
    error.wait_for()
    assert "the prefix foaf: is not declared" in error.inner_text()
    assert error.evaluate("element => element.scrollWidth <= element.clientWidth")
    page.close()


def test_the_editor_works_without_scripts(served, chromium) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.url + "query")
    page.fill("textarea", "SELECT ?n { ?m a pk:Dataset ; skos:prefLabel ?n } ORDER BY ?n")
    page.select_option("select", "json")
    page.get_by_role("button", name="Run").click()
    assert [row["n"]["value"] for row in json.loads(page.inner_text("body"))["results"]["bindings"]] == ["BigText", "TinyText"]
    context.close()


def parameter(name: str, kind: str = "string") -> dict[str, object]:
    return {"name": name, "in": "query", "schema": {"type": kind}}


def operation(*parameters: dict[str, object]) -> dict[str, object]:
    return {"get": {"parameters": list(parameters), "responses": {"default": {"description": "an answer"}}}}


SCHEMA = {
    "openapi": "3.0.3",
    "info": {"title": "kg serve", "version": "1"},
    "paths": {
        "/": operation(),
        "/search": operation(parameter("q"), parameter("type"), parameter("page")),
        "/suggest": operation(parameter("q")),
        "/resource": operation(parameter("iri"), parameter("format"), parameter("role")),
        "/method": operation(parameter("page", "integer"), parameter("order"), parameter("kind")),
        "/method/bitsqueeze": operation(parameter("role"), parameter("page", "integer"), parameter("format")),
        "/query": operation(parameter("query")),
        "/about": operation(),
        "/.well-known/void": operation(parameter("format")),
        "/{path}": {"get": {"parameters": [{"name": "path", "in": "path", "required": True, "schema": {"type": "string"}}], "responses": {"default": {"description": "an answer"}}}},
        "/sparql": {
            **operation(parameter("query"), parameter("default-graph-uri"), parameter("named-graph-uri"), parameter("format")),
            "post": {
                "requestBody": {
                    "content": {
                        "application/x-www-form-urlencoded": {"schema": {"type": "object", "properties": {"query": {"type": "string"}, "update": {"type": "string"}}}},
                        "text/plain": {"schema": {"type": "string"}},
                    }
                },
                "responses": {"default": {"description": "an answer"}},
            },
        },
    },
}
api = schemathesis.openapi.from_dict(SCHEMA)


@api.parametrize()
@settings(max_examples=30)
def test_nothing_that_is_sent_makes_it_fail(served, case: schemathesis.Case) -> None:
    answer = case.call(base_url=served.url.rstrip("/"))
    case.validate_response(answer, checks=(not_a_server_error,))
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("term", ["uses", "Method"])
def test_a_term_of_the_vocabulary_is_to_be_had_in_the_formats_that_its_page_names(served, term: str) -> None:
    page = served.http.get("resource", params={"iri": PK + term})
    addresses = re.findall(r"<([^>]+)>; rel=\"alternate\"; type=\"text/turtle\"", page.headers["link"])
    graph = rdflib.Graph().parse(data=served.http.get(addresses[0]).text, format="turtle")
    assert (rdflib.URIRef(PK + term), rdflib.RDFS.label, None) in graph


@pytest.mark.parametrize("iri", ["http://[x", "https://e.org/100%"])
def test_what_is_no_iri_is_not_found_in_any_format(served, iri: str) -> None:
    for format_ in ("html", "ttl"):
        assert served.http.get("resource", params={"iri": iri, "format": format_}).status_code == 404
