"""SHACL: what we export conforms; every kind of broken graph does not, and the violation names the node."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from rdflib import Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, RDF, SKOS

from kg import KnowledgeGraph
from kg.errors import SourceError
from kg.graph.vocabulary import PK, PREFIXES
from kg.query import validate
from kg.query.validation import load_rdf
from kg.resources import ontology

NS, OA = rdflib.Namespace(PK), rdflib.Namespace(PREFIXES["oa"])
PAPER = URIRef("https://w3id.org/paperkg/paper/arxiv-2001.00001")
METHOD = URIRef("https://w3id.org/paperkg/method/bitsqueeze")
X100 = URIRef("https://w3id.org/paperkg/hardware/vendora-x100")
PAGE = URIRef("https://w3id.org/paperkg/page/list.txt")


def test_the_facts_of_the_five_pages_conform(pages_build: Path) -> None:
    assert validate(pages_build / "graph.ttl") == []


def test_facts_and_evidence_of_every_eighth_paper_conform(pages_graph: KnowledgeGraph) -> None:
    """Of all papers it takes a minute: pySHACL looks at one annotation after the other."""
    some = KnowledgeGraph(pages_graph.papers[::8], pages_graph.catalog, pages_graph.iris)
    assert validate(some.to_rdflib(evidence=True)) == []


def test_a_folder_is_read_with_its_evidence(hand_build: Path, tmp_path: Path) -> None:
    assert validate(hand_build) == []
    for name in ("graph.ttl", "evidence.ttl"):
        (tmp_path / name).write_text((hand_build / name).read_text(encoding="utf-8").replace("0.41", "1.41"), encoding="utf-8")
    (violation,) = validate(tmp_path)
    assert violation.value == "1.41"


def link(graph: rdflib.Graph) -> URIRef:
    return min(graph.subjects(RDF.type, NS.Link))


def without(predicate: URIRef, of: Callable[[rdflib.Graph], URIRef]) -> Callable[[rdflib.Graph], URIRef]:
    def change(graph: rdflib.Graph) -> URIRef:
        node = of(graph)
        assert (node, predicate, None) in graph
        graph.remove((node, predicate, None))
        return node

    return change


def with_value(predicate: URIRef, value: rdflib.term.Node, of: Callable[[rdflib.Graph], URIRef], *, instead: bool = True) -> Callable[[rdflib.Graph], URIRef]:
    def change(graph: rdflib.Graph) -> URIRef:
        node = of(graph)
        (graph.set if instead else graph.add)((node, predicate, value))
        return node

    return change


def without_exact_text(graph: rdflib.Graph) -> URIRef:
    annotation = graph.value(link(graph), NS.evidence)
    for selector in list(graph.objects(graph.value(annotation, OA.hasTarget), OA.hasSelector)):
        graph.remove((selector, OA.exact, None))
    return annotation


BROKEN = {
    "no preferred name": without(SKOS.prefLabel, lambda g: METHOD),
    "two preferred names": with_value(SKOS.prefLabel, Literal("Other"), lambda g: METHOD, instead=False),
    "confidence above one": with_value(NS.confidence, Literal("1.5", datatype=rdflib.XSD.decimal), link),
    "confidence below zero": with_value(NS.confidence, Literal("-0.1", datatype=rdflib.XSD.decimal), link),
    "confidence as text": with_value(NS.confidence, Literal("high"), link),
    "two titles": with_value(DCTERMS.title, Literal("Another title"), lambda g: PAPER, instead=False),
    "no title": without(DCTERMS.title, lambda g: PAPER),
    "a role outside the four": with_value(NS.role, NS.cites, link),
    "no role": without(NS.role, link),
    "two entities": with_value(NS.entity, METHOD + "2", link, instead=False),
    "no evidence": without(NS.evidence, link),
    "evidence without its text": without_exact_text,
    "a date as text": with_value(DCTERMS.issued, Literal("last summer"), lambda g: PAPER),
    "a date that is none": with_value(DCTERMS.issued, Literal("2023-02-30", datatype=rdflib.XSD.date), lambda g: PAPER),
    "an arXiv id with version": with_value(NS.arxivId, Literal("2001.00001v2"), lambda g: PAPER),
    "a paper from nowhere": without(NS.listedOn, lambda g: PAPER),
    "a link to nothing": with_value(NS.uses, URIRef("https://w3id.org/paperkg/method/nothing"), lambda g: PAPER, instead=False),
    "memory of zero": with_value(NS.memoryGB, Literal("0", datatype=rdflib.XSD.decimal), lambda g: X100),
    "broader than nothing": with_value(SKOS.broader, URIRef("https://w3id.org/paperkg/method/nothing"), lambda g: METHOD),
    "a page without title": without(DCTERMS.title, lambda g: PAGE),
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_graph_has_a_violation_that_names_the_node(hand_graph: KnowledgeGraph, change: Callable[[rdflib.Graph], URIRef]) -> None:
    graph = hand_graph.to_rdflib(evidence=True)
    node = change(graph)
    violations = validate(graph)
    assert str(node) in {violation.node for violation in violations}
    assert all(violation.message for violation in violations)
    assert str(node) in "\n".join(map(str, violations))


def test_validating_a_graph_does_not_change_it(hand_graph: KnowledgeGraph) -> None:
    graph = hand_graph.to_rdflib(evidence=True)
    before = set(graph)
    validate(graph)
    assert set(graph) == before


@pytest.mark.parametrize("name", ["kg.ttl", "shapes.ttl"])
def test_any_rdf_is_loaded_as_rdflib_itself_reads_it(name: str) -> None:
    """With languages, datatypes and blank nodes."""
    assert isomorphic(load_rdf(ontology(name)), rdflib.Graph().parse(ontology(name)))


def test_what_cannot_be_read_is_an_error_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file or folder"):
        validate(tmp_path / "nowhere.ttl")
    with pytest.raises(SourceError, match="holds no graph"):
        validate(tmp_path)
    path = tmp_path / "broken.ttl"
    path.write_text("<http://a> <http://b> 1 .\n<http://a> oops\n")
    with pytest.raises(SourceError, match="does not parse") as raised:
        validate(path)
    assert raised.value.where == f"{path}:2"


def test_a_folder_is_read_from_the_facts_that_are_there(hand_build: Path, tmp_path: Path) -> None:
    """In either form; evidence alone is no graph."""
    shutil.copy(hand_build / "evidence.ttl", tmp_path)
    with pytest.raises(SourceError, match="holds no graph"):
        load_rdf(tmp_path)
    shutil.copy(hand_build / "graph.nt", tmp_path)
    assert len(load_rdf(tmp_path)) == len(load_rdf(hand_build))
