"""Alignments: the ontology files are sound, and queries that were published for Linked Papers With Code run unchanged and answer right."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from kg import KnowledgeGraph
from kg.catalog import Catalog
from kg.exports.alignment import align, alignments
from kg.exports.export import export
from kg.graph.vocabulary import PK
from kg.model import Listing, Paper
from kg.query import Store
from kg.resources import ontology

LPWC, CLASS = "https://linkedpaperswithcode.com/property/", "https://linkedpaperswithcode.com/class/"

TABLE = "type\tname\tkind\tparent\taliases\tcontext\tfacts\tids\n" + "".join(
    f"{line}\n"
    for line in (
        "task\tdimensionality reduction\ttask",
        "task\tmanifold learning\ttask\tdimensionality reduction",
        "method\tPCA\ttechnique\t\t\t\tyear=1901",
        "method\tUMAP\ttechnique",
        "dataset\tMNIST\tdataset",
        "dataset\tCIFAR-10\tdataset",
        "hardware\tA100\tgpu",
    )
)
CODE = "https://github.com/lmcinnes/umap"
PAPERS: list[tuple[str, str, str, list[tuple[str, str, str]]]] = [
    ("UMAP", "2101.00001", "2021-02-03", [("method", "UMAP", "introduces"), ("task", "dimensionality reduction", "uses"), ("dataset", "MNIST", "uses"), ("repository", CODE, "introduces")]),
    ("PCA again", "2101.00002", "2021-12-31", [("method", "PCA", "uses"), ("task", "dimensionality reduction", "uses"), ("dataset", "MNIST", "uses"), ("dataset", "CIFAR-10", "uses")]),
    ("Manifolds", "2201.00003", "2022-01-01", [("method", "UMAP", "uses"), ("method", "PCA", "compares"), ("task", "manifold learning", "uses"), ("dataset", "MNIST", "uses")]),
    ("Later", "2201.00004", "2022-05-05", [("task", "dimensionality reduction", "uses"), ("method", "UMAP", "uses"), ("hardware", "A100", "uses"), ("dataset", "CIFAR-10", "mentions")]),
    ("Of a year", "2101.00005", "2021", [("task", "dimensionality reduction", "uses"), ("method", "UMAP", "mentions")]),
]


@pytest.fixture(scope="module")
def graph(make_graph: Callable, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """Five papers around the task that a published query asks for."""
    table = tmp_path_factory.mktemp("lpwc") / "field.tsv"
    table.write_text(TABLE, encoding="utf-8")
    papers = [
        (Paper(title, f"{title}. " + ", ".join(name for _, name, _ in links), arxiv=arxiv, date=date, authors=("Ann Ohm",), listings=(Listing("p"),)), [(*link, link[1]) for link in links])
        for title, arxiv, date, links in PAPERS
    ]
    return make_graph(papers, Catalog.load(table, packaged=False))


@pytest.fixture(scope="module")
def aligned(graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> rdflib.Graph:
    """The export in LPWC's vocabulary, in another store than ours."""
    (path,) = graph.export(tmp_path_factory.mktemp("aligned") / "lpwc.nt", "nt", align="lpwc")
    return rdflib.Graph().parse(path)


def answer(graph: rdflib.Graph, sparql: str) -> list[tuple]:
    return [tuple(term.toPython() if isinstance(term, rdflib.Literal) else str(term) for term in row) for row in graph.query(sparql)]


# Published by LPWC: the first two are whole files of example-sparql-queries at https://github.com/davidlamprecht/linkedpaperswithcode (MIT).
MOST_USED_DATASETS = """PREFIX lpwc: <https://linkedpaperswithcode.com/property/> 
PREFIX dcterms: <http://purl.org/dc/terms/>

SELECT ?datasetTitle (COUNT(?paper) AS ?count)
WHERE {
?paper a <https://linkedpaperswithcode.com/class/paper> . 
?dataset a <https://linkedpaperswithcode.com/class/dataset> . 
?paper lpwc:usesDataset ?dataset .
?dataset dcterms:title ?datasetTitle .
}

GROUP BY ?datasetTitle
ORDER BY DESC(?count)
LIMIT 8"""
DIMENSIONALITY_REDUCTION_PAPERS_2021 = """PREFIX lpwc: <https://linkedpaperswithcode.com/property/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>

SELECT DISTINCT  (COUNT(?paper) AS ?count)
WHERE {
  ?paper a <https://linkedpaperswithcode.com/class/paper> .
  ?paper lpwc:hasTask <https://linkedpaperswithcode.com/task/dimensionality-reduction> .
  ?paper dcterms:date ?date .

  FILTER (strStarts(str(?date), "2021-"))
  FILTER (str(?date) >= "2021-01-01" && str(?date) <= "2021-12-31")
}
"""
# From the pages of LPWC's site, lpwc-app/data/templates at https://github.com/metaphacts/linkedpaperswithcode (MIT), which puts in the page's IRI.
METHODS_OF_DATASET = """
  PREFIX foaf: <http://xmlns.com/foaf/0.1/>
  PREFIX lpwc: <https://linkedpaperswithcode.com/property/>
  
  SELECT ?Method (COUNT(?paper) AS ?Count) WHERE {
  ?paper lpwc:usesDataset <{{page-resource}}> .
  ?paper lpwc:hasMethod ?Method .
      
  } 
  GROUP BY ?Method
  ORDER BY DESC(?Count)
  LIMIT 10 """
METHOD_BY_YEAR = """
            PREFIX lpwc: <https://linkedpaperswithcode.com/property/> 
          PREFIX foaf: <http://xmlns.com/foaf/0.1/>
          #BASE <https://linkedpaperswithcode.com/task/>

            SELECT ?year (COUNT (?work1) as ?value) WHERE {

                ?work1 lpwc:hasMethod <{{page-resource}}>  .
                ?work1 <http://purl.org/dc/terms/date> ?date .
                BIND (xsd:integer(SUBSTR(STR(?date), 1, 4)) AS ?year)
                FILTER(?year >= '2012'^^xsd:integer && ?year < '2024'^^xsd:integer)

        } GROUP BY ?year order by asc(?year)
        """
NUMBER_OF_PUBLICATIONS = """
    PREFIX lpwc: <https://linkedpaperswithcode.com/property/>
    SELECT ?count WHERE {
     <{{page-resource}}> lpwc:numberPapers ?count .
    }"""


def on_page(sparql: str, path: str) -> str:
    return sparql.replace("{{page-resource}}", f"https://linkedpaperswithcode.com/{path}")


def test_the_most_used_datasets(aligned: rdflib.Graph, graph: KnowledgeGraph) -> None:
    found = answer(aligned, MOST_USED_DATASETS)
    assert found == [("MNIST", 3), ("CIFAR-10", 1)]
    ours = "SELECT ?n (COUNT(?p) AS ?c) { ?p pk:uses|pk:introduces ?d . ?d a pk:Dataset ; skos:prefLabel ?n } GROUP BY ?n ORDER BY DESC(?c)"
    assert found == list(graph.query(ours))


def test_papers_of_a_task_in_a_year(aligned: rdflib.Graph, graph: KnowledgeGraph) -> None:
    assert answer(aligned, DIMENSIONALITY_REDUCTION_PAPERS_2021) == [(2,)]
    ours = 'SELECT (COUNT(?p) AS ?c) { ?p pk:uses/skos:prefLabel "dimensionality reduction" ; dcterms:issued ?d FILTER (DATATYPE(?d) = xsd:date && YEAR(?d) = 2021) }'
    assert list(graph.query(ours)) == [(2,)]


def test_methods_of_the_papers_of_a_dataset(aligned: rdflib.Graph, graph: KnowledgeGraph) -> None:
    found = answer(aligned, on_page(METHODS_OF_DATASET, "dataset/mnist"))
    assert found == [("https://linkedpaperswithcode.com/method/umap", 2), ("https://linkedpaperswithcode.com/method/pca", 1)]
    ours = 'SELECT ?m (COUNT(?p) AS ?c) { ?p pk:uses/skos:prefLabel "MNIST" ; pk:uses|pk:introduces ?m . ?m a pk:Method } GROUP BY ?m ORDER BY DESC(?c)'
    assert [(method.replace("https://w3id.org/paperkg/", "https://linkedpaperswithcode.com/"), count) for method, count in graph.query(ours)] == found


def test_papers_of_a_method_by_year(aligned: rdflib.Graph, graph: KnowledgeGraph) -> None:
    found = answer(aligned, on_page(METHOD_BY_YEAR, "method/umap"))
    assert found == [(2021, 1), (2022, 2)]
    ours = 'SELECT ?y (COUNT(?p) AS ?c) { ?p pk:uses|pk:introduces ?m ; dcterms:issued ?d . ?m skos:prefLabel "UMAP" BIND (YEAR(?d) AS ?y) } GROUP BY ?y ORDER BY ?y'
    assert list(graph.query(ours)) == found


def test_how_many_papers_a_method_has(aligned: rdflib.Graph) -> None:
    assert answer(aligned, on_page(NUMBER_OF_PUBLICATIONS, "method/umap")) == [(3,)]
    assert answer(aligned, on_page(NUMBER_OF_PUBLICATIONS, "method/pca")) == [(1,)]


@pytest.mark.parametrize("name", ["pages_graph", "sample_graph"])
def test_a_published_query_on_a_real_build(request: pytest.FixtureRequest, name: str) -> None:
    graph: KnowledgeGraph = request.getfixturevalue(name)  # the sample has a base of its own
    store, _ = align(Store.of_graph(graph), "lpwc")
    ours = "SELECT ?n (COUNT(?p) AS ?c) { ?p pk:uses|pk:introduces ?d . ?d a pk:Dataset ; skos:prefLabel ?n } GROUP BY ?n ORDER BY DESC(?c)"
    counts = dict(graph.query(ours))
    found = list(store.query(MOST_USED_DATASETS))
    assert len(found) == min(8, len(counts))
    assert [count for _, count in found] == sorted(counts.values(), reverse=True)[:8]
    assert all(counts[name] == count for name, count in found)


SHAPES = {
    "paper": {
        "http://purl.org/dc/terms/title": "string", "http://purl.org/dc/terms/abstract": "string", "http://purl.org/dc/terms/date": "date",
        "http://purl.org/spar/fabio/hasArXivId": "string", LPWC + "hasURLAbstract": "anyURI", LPWC + "creatorName": "string",
        LPWC + "hasTask": "task", LPWC + "hasMethod": "method", LPWC + "usesDataset": "dataset", LPWC + "hasOfficialRepository": "repository",
    },
    "method": {
        "http://xmlns.com/foaf/0.1/name": "string", LPWC + "introducedBy": "paper", LPWC + "introducedYear": "gYear", LPWC + "numberPapers": "integer",
    },
    "dataset": {"http://purl.org/dc/terms/title": "string", LPWC + "introducedBy": "paper", LPWC + "numberPapers": "integer"},
    "task": {"http://xmlns.com/foaf/0.1/name": "string", LPWC + "hasSubtask": "task"},
    "repository": {"http://purl.org/spar/fabio/hasURL": "anyURI"},
}  # fmt: skip
"""What LPWC's ontology (ontologies/linkedpaperswithcode-ontology.ttl, its shapes) allows of what is written here: the datatype or class of each value."""


@pytest.mark.parametrize("name", ["graph", "sample_graph"])
def test_every_statement_is_as_lpwcs_shapes_say(request: pytest.FixtureRequest, tmp_path: Path, name: str) -> None:
    read = rdflib.Graph().parse(request.getfixturevalue(name).export(tmp_path / "lpwc.ttl", "ttl", align="lpwc")[0])
    types = {subject: str(class_).removeprefix(CLASS) for subject, class_ in read.subject_objects(RDF.type)}
    seen = set()
    for subject, predicate, value in read:
        if predicate in (RDF.type, SKOS.closeMatch):
            continue
        allowed = SHAPES[types[subject]][str(predicate)]
        found = str(value.datatype or rdflib.XSD.string).rpartition("#")[2] if isinstance(value, rdflib.Literal) else types[value]
        assert found == allowed, (subject, predicate, value)
        seen.add((types[subject], str(predicate)))
    if name == "graph":
        assert seen == {(class_, predicate) for class_, shape in SHAPES.items() for predicate in shape} - {("dataset", LPWC + "introducedBy")}


def test_entities_lead_back_to_ours(aligned: rdflib.Graph, graph: KnowledgeGraph) -> None:
    back = {str(ours) for _, ours in aligned.subject_objects(SKOS.closeMatch)}
    assert back == {iri for iri, record in graph.entities.items() if record.type in ("task", "method", "dataset")}


def test_a_plain_rdf_file_is_aligned_as_well(graph: KnowledgeGraph, aligned: rdflib.Graph, tmp_path: Path) -> None:
    (facts,) = graph.export(tmp_path / "facts.ttl", "ttl")
    (path,) = export(Store.open(facts), tmp_path / "lpwc.nq", "nq", align="lpwc")
    assert len(rdflib.Graph().parse(path, format="nt")) == len(aligned) - len(PAPERS)  # the abstracts are in the evidence


# The ontology files


@pytest.fixture(scope="module")
def alignment() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology("alignments.ttl"))


def test_rdflib_pyoxigraph_and_raptor_read_the_alignments(alignment: rdflib.Graph, rapper: Callable) -> None:
    assert len(alignment) == len(set(pyoxigraph.parse(path=ontology("alignments.ttl"))))
    assert f"Parsing returned {len(alignment)} triples" in rapper("-c", "-i", "turtle", ontology("alignments.ttl")).stderr


def test_own_terms_are_defined_and_of_one_kind_with_what_they_stand_under(alignment: rdflib.Graph) -> None:
    defined = rdflib.Graph().parse(ontology("kg.ttl"))
    own = {term for triple in alignment for term in triple if str(term).startswith(PK)}
    assert own and all((term, RDF.type, None) in defined for term in own)
    for subject, predicate, value in alignment:
        for term in (subject, value):
            if term in own and predicate in (RDFS.subClassOf, RDFS.subPropertyOf):
                assert ((term, RDF.type, OWL.Class) in defined) == (predicate == RDFS.subClassOf), term


def test_every_own_entity_class_and_role_is_aligned(alignment: rdflib.Graph) -> None:
    mentioned = {str(term) for triple in alignment for term in triple}
    # Hardware has no counterpart in any of them.
    assert {PK + name for name in ("Method", "Dataset", "Task", "Repository", "WebPage", "names", "uses", "introduces", "arxivId", "doi")} <= mentioned


def test_the_alignments_are_queries_over_defined_terms() -> None:
    defined = rdflib.Graph().parse(ontology("kg.ttl"))
    assert set(alignments()) == {"lpwc"}
    for path in alignments().values():
        text = path.read_text(encoding="utf-8")
        rdflib.Graph().query(text)  # rdflib parses it too
        own = set(re.findall(r"\bpk:(\w+)", text)) - {"evidenceGraph"}
        assert own and all((rdflib.URIRef(PK + name), RDF.type, None) in defined for name in own), own
