"""The statements: what a paper, an entity and a link become, and that they say what `links.jsonl` says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DCTERMS, RDF, SKOS

from kg import KnowledgeGraph
from kg.catalog import Catalog
from kg.graph.vocabulary import PK, PREFIXES, ROLE_PROPERTIES
from kg.iris import Iris
from kg.model import LinkedPaper, Listing, Paper

NS, OA, SCHEMA = rdflib.Namespace(PK), rdflib.Namespace(PREFIXES["oa"]), rdflib.Namespace(PREFIXES["schema"])
BASE = "https://w3id.org/paperkg/"
CODE = "https://github.com/roundwell/roundwell"
PAPER = rdflib.URIRef(BASE + "paper/arxiv-2201.00002")
X100 = rdflib.URIRef(BASE + "hardware/vendora-x100")


@pytest.fixture(scope="module")
def facts(hand_graph: KnowledgeGraph) -> rdflib.Graph:
    return hand_graph.to_rdflib()


@pytest.fixture(scope="module")
def everything(hand_graph: KnowledgeGraph) -> rdflib.Graph:
    return hand_graph.to_rdflib(evidence=True)


def test_a_paper_and_its_links_are_plain_triples(facts: rdflib.Graph) -> None:
    assert facts.value(PAPER, DCTERMS.title) == rdflib.Literal("RoundWell rounds well")
    assert facts.value(PAPER, DCTERMS.issued) == rdflib.Literal("2022-01-10", datatype=rdflib.XSD.date)
    assert facts.value(PAPER, NS.arxivId) == rdflib.Literal("2201.00002")
    assert set(facts.objects(PAPER, NS.introduces)) == {rdflib.URIRef(BASE + "method/roundwell"), rdflib.URIRef(CODE)}
    assert set(facts.objects(PAPER, NS.comparesWith)) == {rdflib.URIRef(BASE + "method/bitsqueeze")}
    assert list(facts.objects(PAPER, NS.listedOn)) == [rdflib.URIRef(BASE + "page/list.txt")]


def test_an_entity_has_its_names_class_parents_and_facts(facts: rdflib.Graph) -> None:
    assert facts.value(X100, RDF.type) == NS.Hardware
    assert facts.value(X100, SKOS.prefLabel) == rdflib.Literal("VendorA X100")
    assert list(facts.objects(X100, SKOS.altLabel)) == [rdflib.Literal("X100")]
    assert facts.value(X100, NS.vendor) == rdflib.Literal("VendorA")
    assert facts.value(X100, NS.year) == rdflib.Literal("2020", datatype=rdflib.XSD.gYear)
    assert {v.toPython() for v in facts.objects(X100, NS.memoryGB)} == {40, 80}
    assert list(facts.objects(X100, SKOS.broader)) == [rdflib.URIRef(BASE + "hardware/accelerator")]


def test_all_that_is_broader_than_a_linked_entity_is_in_the_graph(facts: rdflib.Graph) -> None:
    above = set(facts.transitive_objects(rdflib.URIRef(BASE + "method/bitsqueeze"), SKOS.broader))
    assert {str(facts.value(entity, SKOS.prefLabel)) for entity in above} == {"BitSqueeze", "post-training quantization", "quantization", "model compression"}


def test_every_entity_that_is_spoken_of_is_described(facts: rdflib.Graph) -> None:
    spoken_of = {o for role in ROLE_PROPERTIES.values() for o in facts.objects(None, rdflib.URIRef(role))} | set(facts.objects(None, SKOS.broader))
    for entity in spoken_of:
        assert len(list(facts.objects(entity, SKOS.prefLabel))) == 1
        assert facts.value(entity, RDF.type)


def test_unlinked_catalog_entries_stay_out(facts: rdflib.Graph) -> None:
    assert facts.value(predicate=SKOS.prefLabel, object=rdflib.Literal("AnyData")) is None
    assert len(set(facts.subjects(RDF.type, NS.Dataset))) == 2


def test_a_link_node_has_role_confidence_and_devices(everything: rdflib.Graph) -> None:
    (link,) = [s for s in everything.subjects(NS.entity, X100) if everything.value(s, NS.deviceCount)]
    assert everything.value(link, NS.role) == NS.uses
    assert everything.value(link, NS.confidence) == rdflib.Literal("0.9", datatype=rdflib.XSD.decimal)
    assert everything.value(link, NS.deviceCount).toPython() == 8
    assert everything.value(link, NS.deviceMemory).toPython() == 80


def test_an_annotation_quotes_its_sentence_and_place(everything: rdflib.Graph) -> None:
    link = everything.value(predicate=NS.entity, object=rdflib.URIRef(BASE + "method/roundwell"))
    annotation = everything.value(link, NS.evidence)
    assert str(everything.value(annotation, NS.sentence)) in ("We introduce RoundWell.", "RoundWell and BitSqueeze and pruning on a Y200, on BigText.")
    target = everything.value(annotation, OA.hasTarget)
    assert str(everything.value(target, OA.hasSource)).endswith("/abstract")
    assert len(list(everything.objects(target, OA.hasSelector))) == 2


def test_a_count_that_is_no_number_is_no_integer(make_graph: Callable, small_catalog: Catalog) -> None:
    paper = Paper("On X100", "We take dozens of X100.", listings=(Listing("p"),))
    graph = make_graph([(paper, [("hardware", "VendorA X100", "uses", "X100", {"count": "dozens of"})])], small_catalog)
    assert list(graph.to_rdflib(evidence=True).objects(None, NS.deviceCount)) == []


def test_link_nodes_keep_their_iri_when_other_links_come_and_go(hand_graph: KnowledgeGraph, hand_papers, make_graph: Callable, small_catalog: Catalog) -> None:
    fewer = make_graph([(paper, links[:1]) for paper, links in hand_papers], small_catalog)
    nodes = [set(graph.to_rdflib(evidence=True).subjects(RDF.type, NS.Link)) for graph in (fewer, hand_graph)]
    assert nodes[0] < nodes[1]


@pytest.mark.parametrize("base", ["https://example.org/kg/", "https://example.org/kg", "urn:kg#"])
def test_the_base_changes_every_iri_of_papers_entities_pages_and_links(hand_papers, make_graph: Callable, small_catalog: Catalog, base: str) -> None:
    graph = make_graph(hand_papers, small_catalog, base).to_rdflib(evidence=True)
    start = base if base.endswith(("/", "#")) else base + "/"
    minted = {str(s) for s in graph.subjects()} - {CODE}
    assert minted
    assert all(iri.startswith(start) for iri in minted)
    assert not any(BASE in str(term) and PK not in str(term) for triple in graph for term in triple)


def test_build_takes_the_base(sample_graph: KnowledgeGraph) -> None:
    links = [(link.entity, link.type) for item in sample_graph.papers for link in item.links]
    assert all(item.iri.startswith("https://example.org/lab/paper/") for item in sample_graph.papers)
    assert {entity.startswith("https://example.org/lab/") for entity, type_ in links if type_ not in ("repository", "webpage")} == {True}
    assert "https://github.com/tiny/former" in {entity for entity, _ in links}


def test_papers_are_named_by_arxiv_id_else_doi_else_title() -> None:
    iris = Iris()
    assert iris.paper(Paper("A", arxiv="2101.00001", doi="10.1000/x")) == BASE + "paper/arxiv-2101.00001"
    assert iris.paper(Paper("A", doi="10.1000/X y")) == BASE + "paper/doi-10.1000%2Fx%20y"
    assert iris.paper(Paper("The Kite!")) == iris.paper(Paper("the  kite"))
    assert iris.paper(Paper("北京")) != iris.paper(Paper("東京"))


def test_counts_and_top_entities_agree_with_the_links(hand_graph: KnowledgeGraph) -> None:
    counts = hand_graph.counts()
    assert (counts["papers"], counts["links"], counts["links: introduces"], counts["links: compares"]) == (4, 14, 2, 1)
    assert [(record.name, papers) for record, papers in hand_graph.top_entities("method", 2)] == [("BitSqueeze", 3), ("RoundWell", 2)]
    assert [record.name for record, _ in hand_graph.top_entities("dataset")] == ["BigText", "TinyText"]


def test_ids_elsewhere_become_exact_matches(make_link: Callable, tmp_path: Path) -> None:
    table = tmp_path / "ids.tsv"
    table.write_text("type\tname\tkind\tparent\taliases\tcontext\tfacts\tids\nmethod\tKite\tmodel\t\t\t\t\twikidata:Q1@there|github:a/b@there|isbn:5@there\n")
    catalog = Catalog.load(table, packaged=False)
    paper, iris = Paper("Kite", listings=(Listing("p"),)), Iris()
    graph = KnowledgeGraph([LinkedPaper(iris.paper(paper), paper, (make_link(paper, iris, "method", "Kite", "uses"),))], catalog, iris).to_rdflib()
    assert {str(o) for o in graph.objects(None, SKOS.exactMatch)} == {"http://www.wikidata.org/entity/Q1", "https://github.com/a/b"}


def test_an_entity_is_called_by_the_name_used_most_whatever_came_first(make_link: Callable, small_catalog: Catalog) -> None:
    iris, paper, other = Iris(), Paper("FooBar and Foobar", arxiv="2401.00001"), Paper("Foobar or FOOBAR", arxiv="2401.00002")
    linked = [LinkedPaper(iris.paper(p), p, (make_link(p, iris, "method", name, "uses"),)) for p, name in ((paper, "FooBar"), (paper, "Foobar"), (other, "Foobar"), (other, "FOOBAR"))]
    for order in (linked, linked[::-1]):
        (record,) = KnowledgeGraph(order, small_catalog, iris).entities.values()
        assert (record.name, record.other_names) == ("Foobar", ("FOOBAR", "FooBar"))


def test_links_call_an_entity_by_its_preferred_name(pages_graph: KnowledgeGraph) -> None:
    different = {(link.name, pages_graph.entities[link.entity].name) for item in pages_graph.papers for link in item.links}
    assert {pair for pair in different if pair[0] != pair[1]} == set()
