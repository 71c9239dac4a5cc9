"""The store: what it opens, how it fails, and how it takes a query."""

from __future__ import annotations

import gzip
import os
import shutil
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, RdfFormat

from kg import KnowledgeGraph
from kg.errors import KgError, QueryError, SourceError
from kg.graph.vocabulary import EVIDENCE_GRAPH, PAPER, PREFIXES, TYPE
from kg.query import Answer, Store

COUNT_PAPERS = "SELECT (COUNT(?p) AS ?n) WHERE { ?p a fabio:ResearchPaper }"


@pytest.mark.parametrize("name", ["", "graph.ttl", "graph.nt"])
def test_a_build_and_each_of_its_files_can_be_opened(hand_build: Path, name: str) -> None:
    assert Store.open(hand_build / name).query(COUNT_PAPERS).rows == [(4,)]


def test_a_build_holds_facts_and_evidence_apart(hand_build: Path, hand_store: Store) -> None:
    store = Store.open(hand_build)
    assert len(store) == len(hand_store)
    assert not store.query("ASK { ?l a pk:Link }")
    assert store.query("ASK { GRAPH pk:evidenceGraph { ?l a pk:Link } }")
    assert store.query("ASK { GRAPH pk:evidenceGraph { ?p dcterms:abstract ?text } }")


def test_a_folder_is_answered_from_its_store_on_disk(hand_build: Path, tmp_path: Path) -> None:
    shutil.copytree(hand_build, tmp_path / "copy")
    (tmp_path / "copy" / "graph.nt").write_text("")  # older than the store again, below: as if it were too long to read
    os.utime(tmp_path / "copy" / "graph.nt", (0, 0))
    store, other = Store.open(tmp_path / "copy"), Store.open(tmp_path / "copy")
    assert store.query(COUNT_PAPERS).rows == other.query(COUNT_PAPERS).rows == [(4,)]


def test_a_graph_that_was_changed_by_hand_goes_before_its_old_store(hand_build: Path, tmp_path: Path) -> None:
    shutil.copytree(hand_build, tmp_path / "copy")
    with (tmp_path / "copy" / "graph.nt").open("a") as file:
        file.write(f"<http://e/new> <{TYPE}> <{PAPER}> .\n")
    assert Store.open(tmp_path / "copy").query(COUNT_PAPERS).rows == [(5,)]


def test_a_damaged_store_says_what_to_do(hand_build: Path, tmp_path: Path) -> None:
    shutil.copytree(hand_build, tmp_path / "copy")
    for path in (tmp_path / "copy" / "store").glob("MANIFEST*"):
        path.unlink()
    with pytest.raises(SourceError, match="the store is damaged") as raised:
        Store.open(tmp_path / "copy")
    assert raised.value.where.endswith("store") and "build again" in raised.value.hint
    shutil.rmtree(tmp_path / "copy" / "store")
    assert Store.open(tmp_path / "copy").query(COUNT_PAPERS).rows == [(4,)]


def test_the_dataset_of_a_query_can_be_chosen(hand_store: Store) -> None:
    paper = "SELECT (COUNT(*) AS ?n) { ?p a fabio:ResearchPaper }"
    link = "SELECT (COUNT(*) AS ?n) { ?p a pk:Link }"
    in_graph = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?p a pk:Link } }"

    def count(sparql: str, default: list[str] | None = None, named: list[str] | None = None) -> object:
        return Answer(lambda: hand_store.results(sparql, default, named)).rows[0][0]

    assert (count(paper), count(paper, [EVIDENCE_GRAPH])) == (4, 0)
    assert (count(link), count(link, [EVIDENCE_GRAPH])) == (0, 14)
    assert (count(in_graph), count(in_graph, [EVIDENCE_GRAPH]), count(in_graph, [], [EVIDENCE_GRAPH]), count(in_graph, None, ["http://e/other"])) == (14, 0, 14, 0)


def test_rdflib_sits_on_the_store_on_disk(hand_build: Path) -> None:
    dataset = Store.open(hand_build).to_rdflib()
    rows = dataset.query("SELECT ?n { ?p pk:introduces ?m . ?m a pk:Method ; skos:prefLabel ?n }")
    assert [str(name) for (name,) in rows] == ["RoundWell"]
    assert len(dataset.get_context(rdflib.URIRef(EVIDENCE_GRAPH))) == len(list(Store.open(hand_build).quads(graph=NamedNode(EVIDENCE_GRAPH))))


def test_a_graph_just_built_can_be_an_rdflib_dataset_too(hand_graph: KnowledgeGraph) -> None:
    dataset = hand_graph.to_rdflib(on_store=True)
    assert len(dataset.query("SELECT ?p { ?p a fabio:ResearchPaper }")) == 4
    dataset.add((rdflib.URIRef("http://e/p"), rdflib.RDF.type, rdflib.URIRef(PAPER)))
    assert hand_graph.query(COUNT_PAPERS).rows == [(5,)]


def test_a_build_without_evidence_is_a_graph_too(hand_build: Path, tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_bytes((hand_build / "graph.ttl").read_bytes())
    assert Store.open(tmp_path).query(COUNT_PAPERS).rows == [(4,)]


@pytest.mark.parametrize(
    ("ending", "format_"),
    [("ttl", RdfFormat.TURTLE), ("nt", RdfFormat.N_TRIPLES), ("nq", RdfFormat.N_QUADS), ("trig", RdfFormat.TRIG), ("rdf", RdfFormat.RDF_XML), ("XML", RdfFormat.RDF_XML), ("jsonld", RdfFormat.JSON_LD)],
)
def test_every_rdf_format_by_its_ending(tmp_path: Path, ending: str, format_: RdfFormat) -> None:
    triple = pyoxigraph.Triple(NamedNode("http://e/kite"), NamedNode("http://e/flies"), Literal("high"))
    path = tmp_path / f"some.{ending}"
    path.write_bytes(pyoxigraph.serialize([triple], format=format_))
    assert Store.open(path).query("SELECT ?o WHERE { ?s ?p ?o }").rows == [("high",)]


@pytest.mark.parametrize(
    ("name", "content", "words", "line"),
    [
        ("broken.ttl", b"<http://a> <http://b> 1 .\n\n<http://a> oops\n", "does not parse", 3),
        ("broken.nt", b"<http://a> <http://b> \"x\" .\n<http://a> <http://b> x .\n", "does not parse", 2),
        ("latin1.nt", b"<http://a> <http://b> \"caf\xe9\" .\n", "does not parse", 1),
        ("cut.jsonld", b'{"@id":\n', "does not parse", None),
        ("cut.rdf", b"<rdf:RDF", "does not parse", None),
        ("packed.ttl", gzip.compress(b"<http://a> <http://b> 1 .", mtime=0), "does not parse", 1),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, name: str, content: bytes, words: str, line: int | None) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=words) as raised:
        Store.open(path)
    assert raised.value.where.startswith(str(path))
    if line:
        assert raised.value.where == f"{path}:{line}"


def test_what_is_not_there_or_no_rdf(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file or folder"):
        Store.open(tmp_path / "nowhere")
    with pytest.raises(SourceError, match="the folder holds no graph") as raised:
        Store.open(tmp_path)
    assert "kg build" in raised.value.hint
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(SourceError, match=r"no RDF format ends in '\.txt'") as raised:
        Store.open(tmp_path / "notes.txt")
    assert ".ttl" in raised.value.hint


def test_every_prefix_is_known_without_declaration(hand_store: Store) -> None:
    for prefix, iri in PREFIXES.items():
        assert hand_store.query(f"SELECT (STR({prefix}:x) AS ?iri) WHERE {{}}").rows == [(iri + "x",)]


def test_a_querys_own_prefix_wins(hand_store: Store) -> None:
    assert hand_store.query("PREFIX pk: <http://mine/> SELECT (STR(pk:x) AS ?iri) WHERE {}").rows == [("http://mine/x",)]
    assert hand_store.query("prefix skos:<http://mine/>\nSELECT (STR(skos:x) AS ?iri) WHERE {}").rows == [("http://mine/x",)]


def test_prefixes_named_in_a_comment_or_text_are_still_known(hand_store: Store) -> None:
    assert hand_store.query('# prefix fabio: is known\nSELECT ("prefix fabio: too" AS ?x) (COUNT(?p) AS ?n) WHERE { ?p a fabio:ResearchPaper }').rows[0][1] == 4


@pytest.mark.parametrize(
    ("sparql", "where"),
    [("SELECT ?x WHERE {\n  ?x a pk:Method\n  FILTR(?x)\n}", "line 3"), ("SELEC ?x {}", "line 1"), ("", "line 1"), ("SELECT ?x WHERE {", "line 1"), ("DROP ALL", "line 1"), ("INSERT DATA { <a:a> <a:b> 1 }", "line 1")],
)
def test_a_query_that_does_not_parse_is_an_error_with_its_line(hand_store: Store, sparql: str, where: str) -> None:
    with pytest.raises(QueryError, match="does not parse") as raised:
        hand_store.query(sparql)
    assert raised.value.where.startswith(where)
    assert raised.value.exit_code == 2
    assert hand_store.query(COUNT_PAPERS).rows == [(4,)]


def test_an_unknown_prefix_is_called_so(hand_store: Store) -> None:
    with pytest.raises(QueryError, match="the prefix foaf: is not declared") as raised:
        hand_store.query('PREFIX ex: <http://x/#foo:>\nSELECT ?x WHERE { # sh:ort\n ?x ex:y "a:b"@en ; skos:note _:b ; foaf:name ?y }')
    assert raised.value.where == "line 3, column 37"
    assert "skos" in raised.value.hint


def test_a_graph_answers_queries_directly(hand_graph: KnowledgeGraph) -> None:
    assert hand_graph.query("SELECT ?name WHERE { ?x pk:vendor 'VendorB' ; skos:prefLabel ?name }").rows == [("VendorB Y200",)]


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?p WHERE { ?p pk:uses ?m }",
        "SELECT ?p where{?p pk:uses/skos:broader* ?m}",
        "SELECT (COUNT(?p) AS ?n) WHERE { ?p pk:uses ?m } GROUP BY ?p",
        "SELECT ?p WHERE { { ?p pk:uses ?m } UNION { ?p pk:comparesWith ?m } }",
        "SELECT ?p WHERE { ?p a fabio:ResearchPaper FILTER EXISTS { ?p pk:uses ?m } }",
        "# WHERE { is no beginning\nSELECT ?p ('WHERE {' AS ?s) (\"\"\"WHERE\n{\"\"\" AS ?t) WHERE { ?p pk:uses ?m }",
        "ASK WHERE { ?p pk:uses ?m }",
        "CONSTRUCT { ?p ?p ?m } WHERE { ?p pk:uses ?m }",
    ],
)
def test_parameters_are_bound_wherever_the_variable_stands(hand_store: Store, sparql: str) -> None:
    base = "https://w3id.org/paperkg/"
    known = hand_store.query(sparql, {"m": NamedNode(base + "method/pruning")})
    assert len(known) == 1
    assert known
    assert not hand_store.query(sparql, {"m": NamedNode(base + "method/nothing")})


def test_parameters_keep_their_text_to_the_letter(hand_store: Store) -> None:
    for text in ('x") } DROP ALL #', "a'b\\", "two\nlines \u2028 and 😀", "?p ${x} <a:b>"):
        assert hand_store.query("SELECT (?value AS ?same) WHERE { }", {"value": Literal(text)}).rows == [(text,)]


def test_parameters_need_a_where(hand_store: Store) -> None:
    with pytest.raises(QueryError, match="has no WHERE"):
        hand_store.query("SELECT ?p { ?p pk:uses ?m }", {"m": NamedNode("http://e/x")})


def test_lines_of_errors_are_the_querys_own_with_parameters_too(hand_store: Store) -> None:
    with pytest.raises(QueryError) as raised:
        hand_store.query("SELECT ?p WHERE {\n ?p pk:uses ?m\n FILTR(1) }", {"m": NamedNode("http://e/x")})
    assert raised.value.where.startswith("line 3")


def test_select_star_has_its_columns_in_the_order_of_the_query(hand_store: Store) -> None:
    answer = hand_store.query("# SELECT ?x\nSELECT DISTINCT * WHERE { ?thing skos:prefLabel ?name . { SELECT * { ?thing a ?class } } }")
    assert answer.columns == ("thing", "name", "class") and answer.rows
    assert hand_store.query("SELECT*{ ?thing skos:prefLabel ?name ; a ?class }").columns == ("thing", "name", "class")
    assert hand_store.query("SELECT * { }").rows == [()]
    assert hand_store.query("SELECT ?b ?a { ?a skos:prefLabel ?b }").columns == ("b", "a")


@pytest.mark.parametrize("update", ["INSERT DATA { <a:b> <a:c> <a:d> }", "# all of it\nPREFIX a: <a:>\n delete where { ?s ?p ?o }", "CLEAR ALL"])
def test_an_update_is_told_apart_from_a_typing_error(hand_store: Store, update: str) -> None:
    with pytest.raises(QueryError, match="is an update, and the graph can only be read"):
        hand_store.query(update)
    with pytest.raises(QueryError) as raised:
        hand_store.query("SELECT * { ?insert a }")
    assert "update" not in str(raised.value)


@pytest.mark.parametrize("damage", ["CURRENT", "MANIFEST", "*.sst"])
def test_a_store_that_lost_a_file_says_what_to_do(hand_build: Path, tmp_path: Path, damage: str) -> None:
    copy = shutil.copytree(hand_build, tmp_path / "copy")
    for file in (copy / "store").glob(f"{damage}*"):
        file.write_bytes(b"nothing" if damage == "CURRENT" else b"")
    with pytest.raises(KgError, match="build again"):
        Store.open(copy).query("SELECT * WHERE { ?s ?p ?o }").rows  # noqa: B018


@pytest.mark.parametrize(("sparql", "words"), [("SELEC ?x WHERE { ?x a pk:Method }", "near 'SELEC"), ("  ", "it is empty")])
def test_a_query_that_does_not_parse_is_shown_where(hand_store: Store, sparql: str, words: str) -> None:
    with pytest.raises(QueryError, match=words):
        hand_store.query(sparql).rows  # noqa: B018
