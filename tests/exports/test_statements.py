"""Exports of statements: read back by parsers that did not write them; the same bytes from whatever store; whole or not at all."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib.compare import isomorphic

from kg import KnowledgeGraph
from kg.errors import KgError, UsageError
from kg.exports import sorting
from kg.exports.export import FORMATS, export
from kg.query import Store, validate
from kg.query.store import EVIDENCE_GRAPH

TEXTS = {"ttl": ("turtle", "turtle"), "nt": ("nt", "ntriples"), "rdfxml": ("xml", "rdfxml"), "nq": ("nquads", "nquads"), "trig": ("trig", "trig")}
"""What rdflib and Raptor call the formats."""
ONE_GRAPH = ["ttl", "nt", "rdfxml"]


def exported(store: Store, format_: str, **options: object) -> bytes:
    out = io.BytesIO()
    assert export(store, out, format_, **options) == []
    return out.getvalue()


@pytest.fixture(scope="module")
def facts(sample_graph: KnowledgeGraph) -> rdflib.Graph:
    return sample_graph.to_rdflib()


@pytest.fixture(scope="module")
def store(sample_graph: KnowledgeGraph) -> Store:
    return Store.of_graph(sample_graph)


@pytest.mark.parametrize("format_", ONE_GRAPH)
def test_rdflib_reads_the_facts(store: Store, facts: rdflib.Graph, format_: str) -> None:
    assert isomorphic(rdflib.Graph().parse(data=exported(store, format_), format=TEXTS[format_][0]), facts)


@pytest.mark.parametrize("format_", ONE_GRAPH)
def test_with_evidence_it_is_all_in_one_graph(store: Store, sample_graph: KnowledgeGraph, format_: str) -> None:
    read = rdflib.Graph().parse(data=exported(store, format_, evidence=True), format=TEXTS[format_][0])
    assert isomorphic(read, sample_graph.to_rdflib(evidence=True))


@pytest.mark.parametrize("format_", ["nq", "trig"])
def test_quads_have_the_facts_in_the_default_graph_and_the_evidence_in_its_own(store: Store, facts: rdflib.Graph, format_: str) -> None:
    read = rdflib.Dataset()
    read.parse(data=exported(store, format_), format=TEXTS[format_][0])
    assert set(read.default_graph) == set(facts)
    named = [graph for graph in read.graphs() if len(graph) and graph.identifier != read.default_graph.identifier]
    assert [str(graph.identifier) for graph in named] == [EVIDENCE_GRAPH]
    assert len(named[0]) == len(list(store.quads(graph=pyoxigraph.NamedNode(EVIDENCE_GRAPH))))


@pytest.mark.parametrize("format_", TEXTS)
def test_raptor_reads_every_statement_of_the_pages(pages_store: Store, rapper: Callable, tmp_path: Path, format_: str) -> None:
    (path,) = export(pages_store, tmp_path / "graph", format_)
    result = rapper("-c", "-i", TEXTS[format_][1], path)
    assert result.returncode == 0 and "Error" not in result.stderr, result.stderr
    expected = len(pages_store) if format_ in ("nq", "trig") else len(list(pages_store.quads(graph=pyoxigraph.DefaultGraph())))
    assert f"Parsing returned {expected} triples" in result.stderr


def test_a_build_and_its_export_say_the_same(pages_build: Path, pages_store: Store, tmp_path: Path) -> None:
    (path,) = export(pages_store, tmp_path / "all.nq", "nq")
    built = {q.triple for name in ("graph.nt", "evidence.ttl") for q in pyoxigraph.parse(path=pages_build / name)}
    assert {q.triple for q in pyoxigraph.parse(path=path)} == built  # with the datatypes that the build wrote


def test_what_is_exported_conforms_to_the_shapes(sample_graph: KnowledgeGraph, tmp_path: Path) -> None:
    assert validate(sample_graph.export(tmp_path / "all.ttl", "ttl", evidence=True)[0]) == []


@pytest.mark.parametrize("format_", FORMATS)
def test_the_order_of_the_store_and_how_much_is_sorted_at_once_change_no_byte(hand_graph: KnowledgeGraph, tmp_path: Path, monkeypatch, format_: str) -> None:
    quads = list(Store.of_graph(hand_graph).quads())
    backwards = Store()
    for number, part in enumerate((quads[::-2], quads[-2::-2])):
        pyoxigraph.serialize(part, tmp_path / f"{number}.nq", pyoxigraph.RdfFormat.N_QUADS)
        backwards.load(tmp_path / f"{number}.nq")
    first = {path.name: path.read_bytes() for path in hand_graph.export(tmp_path / "1" / "out", format_)}
    monkeypatch.setattr(sorting, "_AT_ONCE", 7)
    second = {path.name: path.read_bytes() for path in export(backwards, tmp_path / "2" / "out", format_)}
    assert first == second and all(first.values() if format_ != "neo4j" else [True])


def test_turtle_has_prefixes_and_each_subject_once_with_its_class_first(hand_store: Store) -> None:
    text = exported(hand_store, "ttl").decode()
    assert "@prefix pk: " in text
    heads = [line.split()[:2] for line in text.splitlines() if line.startswith("<")]
    assert heads and all(head[1] == "a" for head in heads)
    assert len({head[0] for head in heads}) == len(heads)


def test_any_rdf_file_can_be_exported_with_its_graphs_and_blank_nodes(tmp_path: Path) -> None:
    (tmp_path / "in.trig").write_text('_:a <http://e.org/p> "x"@en , _:b . <http://e.org/g> { _:b <http://e.org/q> 1.50 }')
    given, read = rdflib.Dataset(), rdflib.Dataset()
    given.parse(tmp_path / "in.trig")
    read.parse(data=exported(Store.open(tmp_path / "in.trig"), "nq"), format="nquads")
    assert len(given) == len(read) == 3
    assert [tuple(map(str, triple[1:])) for triple in read.graph(rdflib.URIRef("http://e.org/g"))] == [("http://e.org/q", "1.5")]


@pytest.mark.parametrize("format_", FORMATS)
def test_an_export_that_fails_leaves_the_previous_one_whole(hand_store: Store, tmp_path: Path, monkeypatch, format_: str) -> None:
    place = tmp_path / "out"
    before = {path: path.read_bytes() for path in export(hand_store, place, format_)}
    quads, given = hand_store.quads, 0

    def broken(*arguments: object, **named: object) -> object:
        nonlocal given
        given += 1
        if given > 12 or "graph" in named:
            raise OSError("the disk is gone")
        return quads(*arguments, **named)

    monkeypatch.setattr(hand_store, "quads", broken)
    with pytest.raises(KgError, match="the disk is gone"):
        export(hand_store, place, format_)
    assert {path: path.read_bytes() for path in before} == before
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == set(before)


def test_other_files_of_the_folder_stay(hand_store: Store, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    export(hand_store, tmp_path, "csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["edges.csv", "nodes.csv", "notes.txt"]


@pytest.mark.parametrize(
    ("format_", "options", "what"),
    [
        ("owl", {}, "no such format"),
        ("csv", {"align": "lpwc"}, "an alignment needs"),
        ("graphml", {"evidence": True}, "evidence=True needs"),
        ("nt", {"align": "dbpedia"}, "no such alignment"),
    ],
)
def test_what_does_not_go_together_is_said(hand_store: Store, tmp_path: Path, format_: str, options: dict, what: str) -> None:
    with pytest.raises(UsageError, match=what) as raised:
        export(hand_store, tmp_path / "out", format_, **options)
    assert raised.value.hint and raised.value.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_stream_can_take_one_file_only(hand_store: Store) -> None:
    with pytest.raises(UsageError, match="csv is several files"):
        export(hand_store, io.BytesIO(), "csv")


def test_a_file_does_not_take_the_place_of_a_folder(hand_store: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        export(hand_store, tmp_path, "nt")
