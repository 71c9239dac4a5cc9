"""JSON-LD: two other libraries read the same triples from it, and a reader of JSON needs to know nothing of them."""

from __future__ import annotations

import io
import json

import pyld.jsonld
import pytest
import rdflib
from rdflib.compare import isomorphic

from kg import KnowledgeGraph
from kg.exports.export import export
from kg.exports.jsonld import write_jsonld
from kg.exports.statements import one_graph
from kg.graph import vocabulary
from kg.model import Paper
from kg.query import Store
from kg.resources import ontology


def written(store: Store, **options: object) -> str:
    out = io.BytesIO()
    export(store, out, "jsonld", **options)
    return out.getvalue().decode()


def ntriples(store: Store, **options: object) -> rdflib.Graph:
    out = io.BytesIO()
    export(store, out, "nt", **options)
    return rdflib.Graph().parse(data=out.getvalue(), format="nt")


@pytest.fixture(scope="module", params=["sample_graph", "hand_graph"])
def store(request: pytest.FixtureRequest) -> Store:
    return Store.of_graph(request.getfixturevalue(request.param))


@pytest.mark.parametrize("options", [{}, {"evidence": True}, {"align": "lpwc"}], ids=str)
def test_pyld_reads_the_same_triples(store: Store, options: dict) -> None:
    nquads = pyld.jsonld.to_rdf(json.loads(written(store, **options)), {"format": "application/n-quads"})
    assert isomorphic(rdflib.Graph().parse(data=nquads, format="nt"), ntriples(store, **options))


@pytest.mark.parametrize("options", [{}, {"evidence": True}, {"align": "lpwc"}], ids=str)
def test_rdflib_reads_the_same_triples(store: Store, options: dict) -> None:
    assert isomorphic(rdflib.Graph().parse(data=written(store, **options), format="json-ld"), ntriples(store, **options))


def test_it_is_as_compact_as_pyld_makes_it(hand_store: Store) -> None:
    document = json.loads(written(hand_store, evidence=True))
    context = document["@context"]
    compacted = pyld.jsonld.compact(pyld.jsonld.expand(document), context)
    ours = {node["id"]: node for node in document["@graph"]}
    assert {node["id"]: {key: sorted(value, key=str) if isinstance(value, list) else value for key, value in node.items()} for node in compacted["@graph"]} == {
        id_: {key: sorted(value, key=str) if isinstance(value, list) else value for key, value in node.items()} for id_, node in ours.items()
    }


def test_a_reader_of_json_finds_titles_dates_and_entities(hand_store: Store) -> None:
    nodes = {node["id"]: node for node in json.loads(written(hand_store, evidence=True))["@graph"]}
    paper = nodes["https://w3id.org/paperkg/paper/arxiv-2201.00002"]
    assert (paper["type"], paper["title"], paper["date"], paper["arxivId"]) == ("Paper", "RoundWell rounds well", "2022-01-10", "2201.00002")
    assert [nodes[entity]["name"] for entity in paper["comparesWith"]] == ["BitSqueeze"]
    assert {(nodes[entity]["type"], nodes[entity]["name"]) for entity in paper["uses"]} == {("Dataset", "BigText"), ("Hardware", "VendorA X100")}
    (link,) = (node for node in nodes.values() if node.get("type") == "Link" and "deviceCount" in node)
    assert (link["role"], link["confidence"], link["deviceCount"], nodes[link["entity"]]["memoryGB"]) == ("uses", "0.9", 8, ["40", "80"])
    (position,) = (nodes[s] for s in nodes[nodes[link["evidence"][0]]["hasTarget"]]["hasSelector"] if nodes[s]["type"] == "TextPositionSelector")
    text = nodes[link["paper"]]["abstract"]
    assert text[position["start"] : position["end"]] == "VendorA X100"


def test_a_line_is_a_node(hand_store: Store) -> None:
    lines = written(hand_store).partition('"@graph": [\n')[2].splitlines()[:-1]
    assert [json.loads(line.rstrip(",")) for line in lines] == json.loads(written(hand_store))["@graph"]


def test_the_context_has_a_term_for_all_that_a_build_says(sample_graph: KnowledgeGraph) -> None:
    context = json.loads(ontology("context.jsonld").read_text(encoding="utf-8"))["@context"]
    for node in json.loads(written(Store.of_graph(sample_graph), evidence=True))["@graph"]:
        assert set(node) <= set(context), node
        types = node.get("type", [])
        assert {types} if isinstance(types, str) else set(types) <= set(context), node


def test_the_prefixes_of_the_context_are_those_of_the_vocabulary() -> None:
    context = json.loads(ontology("context.jsonld").read_text(encoding="utf-8"))["@context"]
    assert {name: iri for name, iri in context.items() if name in vocabulary.PREFIXES}.items() <= vocabulary.PREFIXES.items()


def test_what_the_context_has_no_term_for_is_kept(make_graph, small_catalog, tmp_path) -> None:
    path = tmp_path / "odd.ttl"
    path.write_text(
        "@prefix e: <http://e.org/> . @prefix dcterms: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        'e:a a e:Class, e:Other ; dcterms:title "deux"@fr, "two", e:x ; dcterms:issued "soon", 3.5 ; e:p 1, true, "1e3"^^xsd:double, _:b .\n'
        '_:b e:q "123456789012345678901234567890"^^xsd:integer ; <https://w3id.org/paperkg/ontology#deviceCount> 123456789012345678901234567890, 7 ;'
        ' <https://w3id.org/paperkg/ontology#role> e:p .'
    )
    store = Store.open(path)
    expected = ntriples(store)
    assert isomorphic(rdflib.Graph().parse(data=written(store), format="json-ld"), expected)
    nquads = pyld.jsonld.to_rdf(json.loads(written(store)), {"format": "application/n-quads"})
    assert isomorphic(rdflib.Graph().parse(data=nquads, format="nt"), expected)


@pytest.mark.parametrize("title", ['"quoted" \\ and </script>', "line\none", "日本 𝒳 \u2028", "@id", "_:b0"])
def test_texts_stay_what_they_are(make_graph, small_catalog, title: str) -> None:
    store = Store.of_graph(make_graph([(Paper(title), [])], small_catalog))
    out = io.BytesIO()
    write_jsonld(one_graph(store), out, {"t": {"@id": vocabulary.TITLE}})
    (node,) = json.loads(out.getvalue())["@graph"]
    assert node["t"] == title
    assert isomorphic(rdflib.Graph().parse(data=out.getvalue(), format="json-ld"), ntriples(store))
