"""The vocabulary in the code, the ontology, the shapes and a real build: one and the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, SH

from kg import KnowledgeGraph
from kg.catalog import Catalog
from kg.graph import vocabulary
from kg.model import Listing, Paper
from kg.resources import ontology

PK = vocabulary.PK
ABSTRACT_TERMS = {PK + "Entity", PK + "names", PK + "relatesTo"}
"""Only there for others to stand under."""


@pytest.fixture(scope="module")
def defined() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology("kg.ttl"))


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology("shapes.ttl"))


def own_terms(graph: rdflib.Graph) -> set[str]:
    """The pk: terms that a graph says anything about."""
    return {str(s) for s in graph.subjects() if str(s).startswith(PK)}


def code_terms() -> set[str]:
    """The pk: terms that `kg/graph/vocabulary.py` writes."""
    values = list(vars(vocabulary).values())
    values += [iri for value in values if isinstance(value, dict) for iri in value.values()]
    return {v for v in values if isinstance(v, str) and v.startswith(PK) and v != PK}


def test_the_code_and_the_ontology_have_the_same_terms(defined: rdflib.Graph) -> None:
    assert code_terms() == own_terms(defined) - ABSTRACT_TERMS


def test_every_term_has_a_label_and_a_kind(defined: rdflib.Graph) -> None:
    kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual}
    for term in own_terms(defined):
        assert defined.value(rdflib.URIRef(term), RDFS.label), term
        assert kinds & set(defined.objects(rdflib.URIRef(term), RDF.type)), term


def below(graph: rdflib.Graph, term: str) -> set[str]:
    return {str(s) for s in graph.subjects(RDFS.subPropertyOf, rdflib.URIRef(term))}


def test_roles_stand_under_names_and_relations_under_relates_to(defined: rdflib.Graph) -> None:
    assert below(defined, PK + "names") == set(vocabulary.ROLE_PROPERTIES.values())
    assert below(defined, PK + "relatesTo") == set(vocabulary.RELATION_PROPERTIES.values())


def domains(graph: rdflib.Graph, property_: rdflib.term.Node) -> set[rdflib.term.Node]:
    """The classes that a property may be said of; none if of any."""
    domain = graph.value(property_, RDFS.domain)
    union = graph.value(domain, OWL.unionOf) if domain else None
    return set(Collection(graph, union)) if union else {domain} - {None}


def test_the_shapes_speak_of_defined_terms_only(defined: rdflib.Graph, shapes: rdflib.Graph) -> None:
    shape_names = {str(s) for s in shapes.subjects(RDF.type, SH.NodeShape)}
    used = {str(term) for triple in shapes for term in triple if str(term).startswith(PK)} - shape_names
    assert used <= own_terms(defined)
    assert used >= {*vocabulary.ROLE_PROPERTIES.values(), *vocabulary.RELATION_PROPERTIES.values(), *vocabulary.ENTITY_CLASSES.values(), vocabulary.RELATION}


def test_a_real_build_uses_defined_terms_as_the_ontology_says(defined: rdflib.Graph, sample_graph: KnowledgeGraph) -> None:
    graph = sample_graph.to_rdflib(evidence=True)
    used = {p for p in graph.predicates() if str(p).startswith(PK)}
    assert {str(p) for p in used} <= own_terms(defined)
    assert {str(c) for c in graph.objects(None, RDF.type) if str(c).startswith(PK)} <= own_terms(defined)
    for predicate in used:
        literal = (predicate, RDF.type, OWL.DatatypeProperty) in defined
        range_ = defined.value(predicate, RDFS.range)
        for value in graph.objects(None, predicate):
            assert isinstance(value, rdflib.Literal) == literal, (predicate, value)
            if literal:
                assert (value.datatype or rdflib.XSD.string) == range_, (predicate, value)
                assert not value.ill_typed, (predicate, value)


def test_what_a_property_is_said_of_is_in_its_domain(defined: rdflib.Graph, make_graph: Callable, tmp_path: Path) -> None:
    lines = [f"{type_}\tThe {type_}\t{kind}\t\t\t\tvendor=Us|year=2020\n" for type_, kind in (("method", "model"), ("dataset", "corpus"), ("hardware", "gpu"), ("task", "task"))]
    table = tmp_path / "facts.tsv"
    table.write_text("type\tname\tkind\tparent\taliases\tcontext\tfacts\tids\n" + "".join(lines))
    names = [(line.split("\t")[0], line.split("\t")[1]) for line in lines]
    paper = Paper("On " + ", ".join(name for _, name in names), listings=(Listing("p"),), arxiv="2101.00001")
    graph = make_graph([(paper, [(type_, name, "uses", name) for type_, name in names])], Catalog.load(table, packaged=False)).to_rdflib(evidence=True)
    for subject, predicate in set(graph.subject_predicates()):
        classes = {c for type_ in graph.objects(subject, RDF.type) for c in defined.transitive_objects(type_, RDFS.subClassOf)}
        assert not (allowed := domains(defined, predicate)) or classes & allowed, (subject, predicate)


@pytest.mark.parametrize(("lexical", "datatype"), [("2024-07-01", "date"), ("2024-07", "gYearMonth"), ("2024", "gYear"), ("--07-01", "gMonthDay")])
def test_dates_have_the_datatype_of_their_precision(lexical: str, datatype: str) -> None:
    assert vocabulary.date_datatype(lexical) == str(rdflib.XSD[datatype])
