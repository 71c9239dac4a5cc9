"""Nodes and edges from a store: the network of the graph that it was made of; and as GraphML and GEXF, read back by NetworkX."""

from __future__ import annotations

import io
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest

from kg import KnowledgeGraph
from kg.exports.export import export
from kg.query import Store
from kg.query.property_graph import EDGE_COLUMNS, NODE_COLUMNS, PropertyGraph, to_networkx

BASE = "https://w3id.org/paperkg/"


def as_rdf_holds_it(data: dict) -> dict:
    """Attributes of `kg.graph.network` without what RDF does not hold."""
    held = {name: value for name, value in data.items() if name in {**NODE_COLUMNS, **EDGE_COLUMNS}}
    if "authors" in held:
        held["authors"] = "; ".join(sorted(held["authors"].split("; ")))
    return held


def nodes_and_edges(network: nx.MultiDiGraph) -> tuple[dict, dict]:
    return dict(network.nodes(data=True)), {(u, v, k): d for u, v, k, d in network.edges(keys=True, data=True)}


@pytest.mark.parametrize("name", ["hand_graph", "sample_graph", "pages_graph"])
def test_it_is_the_network_as_far_as_rdf_holds_it(request: pytest.FixtureRequest, name: str) -> None:
    graph: KnowledgeGraph = request.getfixturevalue(name)
    expected_nodes, expected_edges = nodes_and_edges(graph.to_networkx())
    nodes, edges = nodes_and_edges(to_networkx(PropertyGraph(Store.of_graph(graph))))
    assert nodes == {iri: as_rdf_holds_it(data) for iri, data in expected_nodes.items()}
    assert edges == {ends: as_rdf_holds_it(data) for ends, data in expected_edges.items()}


def test_numbers_are_numbers(hand_store: Store) -> None:
    network = to_networkx(PropertyGraph(hand_store))
    assert network.nodes[BASE + "hardware/vendora-x100"]["memoryGB"] == "40; 80"
    assert network.nodes[BASE + "hardware/vendora-x100"]["year"] == 2020
    edge = network.edges[BASE + "paper/arxiv-2001.00001", BASE + "hardware/vendora-x100", "uses"]
    assert (edge["confidence"], edge["mentions"], edge["count"], edge["memory"]) == (0.9, 1, 8, 80)


def test_without_evidence_edges_have_their_role_alone(hand_build: Path, hand_graph: KnowledgeGraph) -> None:
    network = to_networkx(PropertyGraph(Store.open(hand_build / "graph.nt")))
    assert set(network.edges(keys=True)) == set(hand_graph.to_networkx().edges(keys=True))
    assert all(data == {"role": key} for _, _, key, data in network.edges(keys=True, data=True))


def test_a_file_of_something_else_has_no_nodes(tmp_path: Path) -> None:
    (tmp_path / "other.ttl").write_text("<http://e.org/a> a <http://e.org/B> ; <http://e.org/p> 1 .")
    graph = PropertyGraph(Store.open(tmp_path / "other.ttl"))
    assert (list(graph.nodes()), list(graph.edges())) == ([], [])


def test_networkx_reads_graphml(pages_store: Store, tmp_path: Path) -> None:
    read = nx.read_graphml(export(pages_store, tmp_path / "graph.graphml", "graphml")[0], force_multigraph=True)
    assert read.is_directed()
    assert nodes_and_edges(read) == nodes_and_edges(to_networkx(PropertyGraph(pages_store)))


def test_networkx_reads_gexf(pages_store: Store, tmp_path: Path) -> None:
    read = nx.read_gexf(export(pages_store, tmp_path / "graph.gexf", "gexf")[0])
    expected_nodes, expected_edges = nodes_and_edges(to_networkx(PropertyGraph(pages_store)))
    assert read.is_directed()
    assert dict(read.nodes(data=True)) == expected_nodes
    found = {(u, v, data["role"]): {k: x for k, x in data.items() if k not in ("id", "key")} for u, v, data in read.edges(data=True)}
    assert found == expected_edges


def test_gexf_has_no_date_that_changes_its_bytes(hand_store: Store) -> None:
    out = io.BytesIO()
    export(hand_store, out, "gexf")
    root = ElementTree.fromstring(out.getvalue())
    assert root.tag == "{http://www.gexf.net/1.2draft}gexf"
    assert "lastmodifieddate" not in out.getvalue().decode()
