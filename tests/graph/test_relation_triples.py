"""What papers say of how entities relate: as triples, as nodes with their sentence, as edges, and held to the shapes."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import pytest
import rdflib
from rdflib import Literal, URIRef
from rdflib.namespace import RDF

from kg import KnowledgeGraph
from kg.catalog import Catalog
from kg.graph.vocabulary import PK, PREFIXES, RELATION_PROPERTIES
from kg.iris import Iris
from kg.model import LinkedPaper, Listing, Paper, Relation, RelationType
from kg.query import validate

NS, OA = rdflib.Namespace(PK), rdflib.Namespace(PREFIXES["oa"])
BASE = "https://w3id.org/paperkg/"
WELL, BITS, BIG, X100 = (URIRef(BASE + path) for path in ("method/roundwell", "method/bitsqueeze", "dataset/bigtext", "hardware/vendora-x100"))
FIRST, SECOND = (URIRef(BASE + f"paper/arxiv-220{year}.00001") for year in (1, 2))
BEATS, AGAIN, RUNS = "RoundWell beats\n  BitSqueeze on BigText.", "RoundWell is better than BitSqueeze.", "It runs on an X100."
ABSTRACTS = {"2201.00001": f"𝒳: we introduce RoundWell. {BEATS} {RUNS}", "2202.00001": f"We look at RoundWell. {AGAIN}"}
ROLES = [("method", "RoundWell", "introduces"), ("method", "BitSqueeze", "compares"), ("dataset", "BigText", "uses"), ("hardware", "VendorA X100", "uses", "X100")]
STATED: list[tuple[str, RelationType, URIRef, str, float]] = [
    ("2201.00001", "comparedWith", BITS, BEATS, 0.9),
    ("2201.00001", "evaluatedOn", BIG, BEATS, 0.9),
    ("2201.00001", "runsOn", X100, RUNS, 0.75),
    ("2202.00001", "comparedWith", BITS, AGAIN, 0.75),
]


@pytest.fixture(scope="session")
def related_graph(make_link: Callable, small_catalog: Catalog) -> KnowledgeGraph:
    """Two papers with relations written by hand; both say that RoundWell is compared with BitSqueeze."""
    iris, linked = Iris(), []
    for arxiv, abstract in ABSTRACTS.items():
        paper = Paper(f"On rounding {arxiv}", abstract, arxiv=arxiv, listings=(Listing("list.txt"),))
        links = [make_link(paper, iris, *link) for link in ROLES if link[-1] in abstract or link[1] in abstract]
        relations = []
        for where, type_, target, sentence, confidence in STATED:
            if where == arxiv:
                start = abstract.index(sentence)
                relations.append(Relation(type_, str(WELL), str(target), "abstract", start, start + len(sentence), "a rule", confidence))
        linked.append(LinkedPaper(iris.paper(paper), paper, tuple(links), tuple(relations)))
    return KnowledgeGraph(linked, small_catalog, iris)


@pytest.fixture
def everything(related_graph: KnowledgeGraph) -> rdflib.Graph:
    return related_graph.to_rdflib(evidence=True)


def test_a_relation_is_one_triple_though_two_papers_say_so(related_graph: KnowledgeGraph) -> None:
    facts = related_graph.to_rdflib()
    between = {(p, o) for p, o in facts.predicate_objects(WELL) if str(p) in RELATION_PROPERTIES.values()}
    assert between == {(NS.comparedWith, BITS), (NS.evaluatedOn, BIG), (NS.runsOn, X100)}
    stated = [t for t in related_graph.triples() if t.predicate.value == PK + "comparedWith" and t.subject.value == str(WELL)]
    assert len(stated) == 1


def test_papers_compare_beside_what_they_introduce(related_graph: KnowledgeGraph) -> None:
    assert set(related_graph.to_rdflib().subjects(NS.comparedWith, BITS)) == {WELL}


def node_of(graph: rdflib.Graph, paper: URIRef, target: URIRef) -> URIRef:
    (node,) = [s for s in graph.subjects(RDF.type, NS.Relation) if graph.value(s, NS.paper) == paper and graph.value(s, NS.target) == target]
    return node


def test_every_paper_that_says_it_has_a_node(everything: rdflib.Graph) -> None:
    nodes = {(everything.value(s, NS.paper), everything.value(s, NS.relation), everything.value(s, NS.source), everything.value(s, NS.target)) for s in everything.subjects(RDF.type, NS.Relation)}
    assert nodes == {(FIRST, NS.comparedWith, WELL, BITS), (FIRST, NS.evaluatedOn, WELL, BIG), (FIRST, NS.runsOn, WELL, X100), (SECOND, NS.comparedWith, WELL, BITS)}


@pytest.mark.parametrize(("paper", "target", "sentence", "confidence"), [(FIRST, BITS, BEATS, "0.9"), (FIRST, X100, RUNS, "0.75"), (SECOND, BITS, AGAIN, "0.75")])
def test_a_node_has_its_confidence_sentence_and_place(everything: rdflib.Graph, paper: URIRef, target: URIRef, sentence: str, confidence: str) -> None:
    node = node_of(everything, paper, target)
    assert everything.value(node, NS.confidence) == Literal(confidence, datatype=rdflib.XSD.decimal)
    evidence = everything.value(node, NS.evidence)
    assert str(everything.value(evidence, NS.sentence)) == " ".join(sentence.split())
    assert everything.value(evidence, OA.hasBody) == target
    assert str(everything.value(evidence, NS.rule)) == "a rule"
    place = everything.value(evidence, OA.hasTarget)
    assert everything.value(place, OA.hasSource) == paper + "/abstract"
    ((start, end),) = [(everything.value(s, OA.start), everything.value(s, OA.end)) for s in everything.objects(place, OA.hasSelector) if (s, RDF.type, OA.TextPositionSelector) in everything]
    assert ABSTRACTS[str(paper).removeprefix(BASE + "paper/arxiv-")][start.toPython() : end.toPython()] == sentence
    ((exact,),) = [tuple(everything.objects(s, OA.exact)) for s in everything.objects(place, OA.hasSelector) if (s, RDF.type, OA.TextQuoteSelector) in everything]
    assert str(exact) == sentence


def test_relation_nodes_keep_their_iri_when_other_relations_go(related_graph: KnowledgeGraph) -> None:
    fewer = [LinkedPaper(item.iri, item.paper, item.links, item.relations[1:]) for item in related_graph.papers]
    nodes = [set(graph.to_rdflib(evidence=True).subjects(RDF.type, NS.Relation)) for graph in (related_graph, KnowledgeGraph(fewer, related_graph.catalog, related_graph.iris))]
    assert nodes[1] < nodes[0]
    assert (len(nodes[0]), len(nodes[1])) == (4, 2)


def test_the_base_changes_relations_too(small_catalog: Catalog, related_graph: KnowledgeGraph) -> None:
    graph = KnowledgeGraph(related_graph.papers, small_catalog, Iris("https://example.org/lab"))
    assert all(str(s).startswith("https://example.org/lab/relation/") for s in graph.to_rdflib(evidence=True).subjects(RDF.type, NS.Relation))


def test_counts_count_what_papers_say(related_graph: KnowledgeGraph) -> None:
    assert related_graph.counts()["relations"] == 4


# Shapes


def test_relations_conform(everything: rdflib.Graph) -> None:
    assert validate(everything) == []


def relation(graph: rdflib.Graph) -> URIRef:
    return node_of(graph, FIRST, X100)


NOWHERE = URIRef(BASE + "dataset/nowhere")
BROKEN_FACTS = {
    "evaluated on a method": (NS.evaluatedOn, BITS, "it is evaluated on datasets"),
    "evaluated on nothing known": (NS.evaluatedOn, NOWHERE, "it is evaluated on datasets"),
    "evaluated on a text": (NS.evaluatedOn, Literal("BigText"), "it is evaluated on datasets"),
    "runs on a dataset": (NS.runsOn, BIG, "it runs on hardware"),
    "extends hardware": (NS.extends, X100, "what is extended is a method"),
    "implemented in a dataset": (NS.implementedIn, BIG, "it is implemented in software"),
    "part of nothing known": (NS.partOf, NOWHERE, "what has parts is an entity"),
}


@pytest.mark.parametrize(("property_", "value", "message"), BROKEN_FACTS.values(), ids=BROKEN_FACTS)
def test_a_relation_to_what_it_cannot_be_is_reported(everything: rdflib.Graph, property_: URIRef, value: rdflib.term.Node, message: str) -> None:
    everything.add((WELL, property_, value))
    (violation,) = validate(everything)
    assert (violation.node, violation.path, violation.message, violation.value) == (str(WELL), str(property_).removeprefix(PK), message, str(value))


def test_a_relation_within_the_shapes_is_not_reported(everything: rdflib.Graph) -> None:
    for property_, value in ((NS.extends, BITS), (NS.implementedIn, BITS), (NS.partOf, BITS), (NS.partOf, BIG)):
        everything.add((WELL, property_, value))
    assert validate(everything) == []


BROKEN_NODES = {
    "no paper": (NS.paper, None, "a relation has one paper"),
    "two papers": (NS.paper, SECOND, "a relation has one paper"),
    "no source": (NS.source, None, "a relation has one source"),
    "no target": (NS.target, None, "a relation has one target"),
    "two targets": (NS.target, BITS, "a relation has one target"),
    "no property": (NS.relation, None, "a relation states one of the six properties"),
    "a role as its property": (NS.relation, NS.uses, "a relation states one of the six properties"),
    "no evidence": (NS.evidence, None, "a relation has its sentence"),
    "no confidence": (NS.confidence, None, "a relation has one confidence from 0 to 1"),
    "a confidence above one": (NS.confidence, Literal("1.5", datatype=rdflib.XSD.decimal), "a relation has one confidence from 0 to 1"),
}


@pytest.mark.parametrize(("property_", "value", "message"), BROKEN_NODES.values(), ids=BROKEN_NODES)
def test_a_broken_relation_is_reported_with_its_node(everything: rdflib.Graph, property_: URIRef, value: rdflib.term.Node | None, message: str) -> None:
    node = relation(everything)
    if value is None:
        assert (node, property_, None) in everything
        everything.remove((node, property_, None))
    else:
        everything.add((node, property_, value))
    violations = validate(everything)
    assert {(violation.node, violation.message) for violation in violations} == {(str(node), message)}


def test_evidence_without_its_sentence_is_reported(everything: rdflib.Graph) -> None:
    evidence = everything.value(relation(everything), NS.evidence)
    everything.remove((evidence, NS.sentence, None))
    assert [(violation.node, violation.message) for violation in validate(everything)] == [(str(evidence), "an annotation has its sentence")]


def test_an_entity_that_is_compared_with_nothing_known_is_reported(everything: rdflib.Graph) -> None:
    everything.add((WELL, NS.comparedWith, NOWHERE))
    assert [violation.node for violation in validate(everything)] == [str(WELL)]


# The network


@pytest.fixture(scope="module")
def network(related_graph: KnowledgeGraph) -> nx.MultiDiGraph:
    return related_graph.to_networkx()


def test_edges_between_entities_count_the_papers(network: nx.MultiDiGraph) -> None:
    assert network.edges[str(WELL), str(BITS), "comparedWith"] == {"role": "comparedWith", "confidence": 0.9, "papers": 2, "evidence": "RoundWell beats BitSqueeze on BigText.", "paper": str(FIRST)}
    assert network.edges[str(WELL), str(X100), "runsOn"] == {"role": "runsOn", "confidence": 0.75, "papers": 1, "evidence": RUNS, "paper": str(FIRST)}


def test_edges_of_relations_stand_beside_those_of_papers(network: nx.MultiDiGraph) -> None:
    keys = {(u, key) for u, _, key in network.in_edges(str(BITS), keys=True)}
    assert keys == {(str(WELL), "comparedWith"), (str(FIRST), "compares"), (str(SECOND), "compares")}
    relations = [(u, v, key) for u, v, key in network.edges(keys=True) if key in RELATION_PROPERTIES]
    assert len(relations) == 3


def test_the_network_of_a_real_graph_has_every_relation(pages_graph: KnowledgeGraph) -> None:
    network = pages_graph.to_networkx()
    stated: dict[tuple[str, str, str], set[str]] = {}
    for item in pages_graph.papers:
        for relation_ in item.relations:
            stated.setdefault((relation_.source, relation_.target, relation_.type), set()).add(item.iri)
    edges = {(u, v, key): data for u, v, key, data in network.edges(keys=True, data=True) if key in RELATION_PROPERTIES}
    assert edges.keys() == stated.keys() and edges
    for edge, data in edges.items():
        assert data["papers"] == len(stated[edge])
        assert data["paper"] in stated[edge] and data["evidence"]


def test_relations_of_real_papers_are_their_links_and_say_whole_sentences(pages_graph: KnowledgeGraph) -> None:
    for item in pages_graph.papers:
        mentions = {link.entity: link.mentions for link in item.links}
        assert len({(r.type, r.source, r.target) for r in item.relations}) == len(item.relations)
        for found in item.relations:
            assert found.source in mentions and found.source != found.target
            assert any(m.field == found.field and found.start <= m.start < m.end <= found.end for m in mentions[found.target])
            text = item.paper.text(found.field)
            assert text[found.start : found.end].strip() == text[found.start : found.end] != ""
