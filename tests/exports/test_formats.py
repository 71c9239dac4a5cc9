"""The files of a build, read back by parsers that did not write them; and texts that break careless writers."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import networkx as nx
import pyoxigraph
import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, RDF

from kg import KnowledgeGraph
from kg.catalog import Catalog
from kg.exports import FILES
from kg.graph.vocabulary import PK, PREFIXES, ROLE_PROPERTIES
from kg.model import ENTITY_TYPES, FIELDS, ROLES, Listing, Paper

NS, OA = rdflib.Namespace(PK), rdflib.Namespace(PREFIXES["oa"])
RDF_FILES = ["graph.ttl", "evidence.ttl", "graph.nt"]


def statements(path: Path) -> set[pyoxigraph.Triple]:
    return {quad.triple for quad in pyoxigraph.parse(path=path)}


def test_a_build_is_exactly_the_listed_files(pages_build: Path) -> None:
    assert sorted(path.name for path in pages_build.iterdir()) == sorted(FILES)
    assert all(path.stat().st_size for path in pages_build.iterdir())


@pytest.fixture(scope="module")
def evidence(pages_build: Path) -> dict[str, dict[rdflib.URIRef, list[str]]]:
    """What `evidence.ttl` says: subject, predicate, objects. By pyoxigraph: rdflib's own parser takes ten times as long."""
    said: dict[str, dict[rdflib.URIRef, list[str]]] = defaultdict(lambda: defaultdict(list))
    known = {}
    for quad in pyoxigraph.parse(path=pages_build / "evidence.ttl"):
        predicate = known.setdefault(quad.predicate.value, rdflib.URIRef(quad.predicate.value))
        said[quad.subject.value][predicate].append(rdflib.URIRef(quad.object.value) if predicate == RDF.type else quad.object.value)
    return said


@pytest.mark.parametrize("name", RDF_FILES)
def test_raptor_reads_as_many_triples_as_pyoxigraph(pages_build: Path, rapper: Callable, name: str) -> None:
    result = rapper("-c", "-i", "turtle" if name.endswith(".ttl") else "ntriples", pages_build / name)
    assert result.returncode == 0, result.stderr
    assert "Error" not in result.stderr
    triples = [quad.triple for quad in pyoxigraph.parse(path=pages_build / name)]
    assert f"Parsing returned {len(triples)} triples" in result.stderr
    assert len(triples) == len(set(triples))  # nothing is written twice


def test_rdflib_reads_the_same_facts_from_turtle_and_ntriples(pages_build: Path) -> None:
    turtle, ntriples = rdflib.Graph().parse(pages_build / "graph.ttl"), rdflib.Graph().parse(pages_build / "graph.nt")
    assert set(turtle) == set(ntriples)
    assert len(turtle) == len(statements(pages_build / "graph.ttl"))


def test_rdflib_reads_evidence_and_facts_of_the_sample(sample_build: Path, sample_graph: KnowledgeGraph) -> None:
    read = rdflib.Graph().parse(sample_build / "graph.ttl").parse(sample_build / "evidence.ttl")
    assert isomorphic(read, sample_graph.to_rdflib(evidence=True))


def test_turtle_is_written_with_prefixes(sample_build: Path) -> None:
    text = (sample_build / "graph.ttl").read_text(encoding="utf-8")
    assert "@prefix pk: " in text
    assert " a fabio:ResearchPaper" in text


def test_graphml_is_the_network(pages_build: Path, pages_graph: KnowledgeGraph) -> None:
    read, network = nx.read_graphml(pages_build / "graph.graphml", force_multigraph=True), pages_graph.to_networkx()
    assert read.is_directed()
    assert dict(read.nodes(data=True)) == dict(network.nodes(data=True))
    assert {(u, v, k): d for u, v, k, d in read.edges(keys=True, data=True)} == {(u, v, k): d for u, v, k, d in network.edges(keys=True, data=True)}


def test_every_annotation_quotes_the_slice_that_it_points_to(pages_build: Path, evidence: dict) -> None:
    annotations = [iri for iri, said in evidence.items() if OA.Annotation in said[RDF.type]]
    for annotation in annotations:
        (target,) = evidence[annotation][OA.hasTarget]
        paper, _, field = evidence[target][OA.hasSource][0].rpartition("/")
        selectors = evidence[target][OA.hasSelector]
        ((start,), (end,), (exact,)) = ([v for s in selectors for v in evidence[s][p]] for p in (OA.start, OA.end, OA.exact))
        (text,) = evidence[paper][DCTERMS[field]]
        assert text[int(start) : int(end)] == exact != ""
        assert " ".join(exact.split()) in evidence[annotation][NS.sentence][0]
    lines = [json.loads(line) for line in (pages_build / "links.jsonl").read_text(encoding="utf-8").splitlines()]
    mentions = sum(len(link["mentions"]) for line in lines for link in line["links"])
    assert len(annotations) == mentions + sum(len(line["relations"]) for line in lines)
    assert mentions > 1000


def test_every_link_is_a_plain_triple_and_every_such_triple_a_link(pages_build: Path, evidence: dict) -> None:
    lines = [json.loads(line) for line in (pages_build / "links.jsonl").read_text(encoding="utf-8").splitlines()]
    links = {(line["paper"], ROLE_PROPERTIES[link["role"]], link["entity"]) for line in lines for link in line["links"]}
    triples = {(t.subject.value, t.predicate.value, t.object.value) for t in statements(pages_build / "graph.ttl") if t.predicate.value in ROLE_PROPERTIES.values()}
    assert links == triples
    nodes = [iri for iri, said in evidence.items() if NS.Link in said[RDF.type]]
    assert len(nodes) == len(links) == sum(len(line["links"]) for line in lines)  # one a paper and entity
    told = {(said[NS.paper][0], said[NS.role][0], said[NS.entity][0]) for said in map(evidence.__getitem__, nodes)}
    assert told == links


def test_the_lines_of_links_jsonl_keep_to_the_contract(pages_build: Path) -> None:
    lines = (pages_build / "links.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 391
    for line in map(json.loads, lines):
        assert list(line) == ["paper", "title", "abstract", "links", "relations"]
        assert len({link["entity"] for link in line["links"]}) == len(line["links"])
        for link in line["links"]:
            assert list(link) == ["type", "entity", "name", "role", "confidence", "mentions"]
            assert link["type"] in ENTITY_TYPES
            assert link["role"] in ROLES
            assert isinstance(link["confidence"], float)
            assert 0 <= link["confidence"] <= 1
            assert link["mentions"]
            for mention in link["mentions"]:
                assert list(mention) == ["field", "start", "end", "text"]
                assert mention["field"] in FIELDS
                assert line[mention["field"]][mention["start"] : mention["end"]] == mention["text"] != ""
        entities = {link["entity"] for link in line["links"]}
        for relation in line["relations"]:
            assert {relation["source"], relation["target"]} <= entities
            evidence = relation["evidence"]
            assert line[evidence["field"]][evidence["start"] : evidence["end"]] == evidence["text"] != ""


NASTY = {
    "quotes": "\"Kites\", 'boats' and ``bikes''",
    "script": "</script><script>alert(1)</script> & <b>kites</b>",
    "entity": "Kites &amp; &#60; ]]> <!-- -->",
    "backslash": r"Kites \u0041 \n \" in C:\new",
    "newline": "Kites\nin\r\ntwo lines\tand a tab",
    "control": "Kites \x00\x01\x08\x1b[31m\x7f\x85",
    "rtl": "Kites \u202eetik\u202c טיסן عفريت",
    "astral": "Kites 😀 𝒦 e\u0301 \ufeff",
    "noncharacter": "Kites \ufffe\uffff",
    "template": "Kites {{ 7 * 7 }} {% raw %} ${x}",
    "markdown": "Kites | *bold* [a](b) `c` # d",
}


@pytest.fixture(scope="module")
def nasty(make_graph: Callable, small_catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Paper], Path]:
    """A build of papers with the nasty texts as title and in the abstract, each with a link behind the text."""
    papers = {key: Paper(text, f"{text} BitSqueeze 😀 {text}.", arxiv=f"2401.{number:05}", authors=(text,), listings=(Listing(text),)) for number, (key, text) in enumerate(NASTY.items())}
    graph = make_graph([(paper, [("method", "BitSqueeze", "uses", "BitSqueeze")]) for paper in papers.values()], small_catalog)
    directory = tmp_path_factory.mktemp("nasty")
    graph.write(directory)
    return papers, directory


def in_rdf(text: str) -> str:
    """What RDF holds of a text: all but control characters, of the same length."""
    return "".join("\ufffd" if (c < " " and c not in "\t\n\r") or c in "\ufffe\uffff" else c for c in text)


@pytest.mark.parametrize("key", NASTY)
@pytest.mark.parametrize("name", ["graph.ttl", "graph.nt"])
def test_nasty_titles_in_rdf(nasty, name: str, key: str) -> None:
    papers, directory = nasty
    paper = papers[key]
    iri = f"https://w3id.org/paperkg/paper/arxiv-{paper.arxiv}"
    title = rdflib.Graph().parse(directory / name).value(rdflib.URIRef(iri), DCTERMS.title)
    assert str(title) == in_rdf(paper.title)
    with_oxigraph = [t.object.value for t in statements(directory / name) if t.subject.value == iri and t.predicate.value == str(DCTERMS.title)]
    assert with_oxigraph == [in_rdf(paper.title)]


@pytest.mark.parametrize("name", RDF_FILES)
def test_raptor_reads_nasty_texts(nasty, rapper: Callable, name: str) -> None:
    _, directory = nasty
    result = rapper("-c", "-i", "turtle" if name.endswith(".ttl") else "ntriples", directory / name)
    assert result.returncode == 0, result.stderr
    assert f"Parsing returned {len(statements(directory / name))} triples" in result.stderr


@pytest.mark.parametrize("key", NASTY)
def test_nasty_texts_in_links_jsonl_are_what_they_were(nasty, key: str) -> None:
    papers, directory = nasty
    lines = [json.loads(line) for line in (directory / "links.jsonl").read_bytes().decode().split("\n") if line]
    assert len(lines) == len(papers)
    (line,) = [line for line in lines if line["paper"].endswith(papers[key].arxiv)]
    assert (line["title"], line["abstract"]) == (papers[key].title, papers[key].abstract)
    mention = line["links"][0]["mentions"][0]
    assert line["abstract"][mention["start"] : mention["end"]] == "BitSqueeze"


@pytest.mark.parametrize("key", NASTY)
def test_nasty_titles_in_graphml(nasty, key: str) -> None:
    papers, directory = nasty
    labels = {data.get("arxiv"): data["label"] for _, data in nx.read_graphml(directory / "graph.graphml").nodes(data=True)}
    expected = "".join(" " if c < " " or c in "\ufffe\uffff" else c for c in papers[key].title)
    assert labels[papers[key].arxiv] == expected


def test_nasty_titles_run_nothing_in_the_page(nasty) -> None:
    text = (nasty[1] / "graph.html").read_text(encoding="utf-8")
    assert "<script>alert(1)" not in text
    assert "<b>kites</b>" not in text
    assert "{{ 7 * 7 }}" in text or "7 * 7" in text  # the title is there, not what a template makes of it
    assert "\x00" not in text


def test_nasty_titles_in_the_report_stay_text(make_graph: Callable, small_catalog: Catalog, tmp_path: Path) -> None:
    make_graph([(Paper(text, listings=(Listing("p"),)), []) for text in NASTY.values()], small_catalog).write(tmp_path)
    text = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "<script>" not in text.replace("\\<", "")
    assert sum(line.startswith("- ") for line in text.splitlines()) == len(NASTY)


def test_evidence_of_nasty_texts_points_to_the_right_place(nasty) -> None:
    graph = rdflib.Graph().parse(nasty[1] / "evidence.ttl")
    for annotation in graph.subjects(RDF.type, OA.Annotation):
        target = graph.value(annotation, OA.hasTarget)
        paper = str(graph.value(target, OA.hasSource)).rpartition("/")[0]
        start, end = (int(v) for p in (OA.start, OA.end) for s in graph.objects(target, OA.hasSelector) if (v := graph.value(s, p)) is not None)
        assert str(graph.value(rdflib.URIRef(paper), DCTERMS.abstract))[start:end] == "BitSqueeze"


def test_confidences_are_decimals_that_every_parser_reads(evidence: dict) -> None:
    found = {value for said in evidence.values() for value in said[NS.confidence]}
    assert found
    assert all("e" not in value.lower() and 0 <= Decimal(value) <= 1 for value in found)
