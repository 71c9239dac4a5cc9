"""The NetworkX graph: nodes, edges keyed by role, and attributes that every export can carry."""

from __future__ import annotations

import networkx as nx
import pytest

from kg import KnowledgeGraph
from kg.graph.network import flatten
from kg.model import RELATION_TYPES

BASE = "https://w3id.org/paperkg/"


@pytest.fixture(scope="module")
def network(hand_graph: KnowledgeGraph) -> nx.MultiDiGraph:
    return hand_graph.to_networkx()


def test_papers_entities_and_their_attributes(network: nx.MultiDiGraph) -> None:
    assert network.nodes[BASE + "paper/arxiv-2201.00002"] == {"type": "paper", "label": "RoundWell rounds well", "date": "2022-01-10", "arxiv": "2201.00002"}
    x100 = network.nodes[BASE + "hardware/vendora-x100"]
    assert (x100["type"], x100["kind"], x100["vendor"], x100["aliases"]) == ("hardware", "gpu", "VendorA", "X100")
    assert (x100["year"], x100["memoryGB"]) == (2020, "40; 80")


def test_edges_carry_role_confidence_and_the_sentence(network: nx.MultiDiGraph) -> None:
    paper, entity = BASE + "paper/arxiv-2201.00002", BASE + "method/bitsqueeze"
    assert network.edges[paper, entity, "compares"] == {
        "role": "compares",
        "confidence": 0.9,
        "mentions": 1,
        "evidence": "It beats BitSqueeze on BigText with one X100.",
        "mention": "BitSqueeze",
    }
    assert list(network[entity]) == [BASE + "method/post-training-quantization"]
    assert network.edges[entity, BASE + "method/post-training-quantization", "broader"] == {"role": "broader"}


def test_every_link_is_an_edge(pages_graph: KnowledgeGraph) -> None:
    network = pages_graph.to_networkx()
    links = {(item.iri, link.entity, link.role) for item in pages_graph.papers for link in item.links}
    between_entities = {"broader", *RELATION_TYPES}
    assert {(u, v, key) for u, v, key in network.edges(keys=True) if key not in between_entities} == links
    assert len(network) == len(pages_graph.papers) + len(pages_graph.entities)
    for _, _, data in network.edges(data=True):
        if data["role"] not in between_entities:
            assert data["evidence"]
            assert data["mentions"] >= 1


def test_only_strings_and_numbers_are_left_and_nothing_empty(pages_graph: KnowledgeGraph) -> None:
    network = pages_graph.to_networkx()
    for data in [*(d for _, d in network.nodes(data=True)), *(d for _, _, d in network.edges(data=True))]:
        assert all(isinstance(value, (str, int, float)) and value != "" for value in data.values())


def test_flatten() -> None:
    given = {"none": None, "empty": "", "no": (), "two": ("a", "b"), "three": ["a", 1], "n": 0, "f": 0.5, "yes": False, "text": "a\nb\x00c\ufffed"}
    assert flatten(given) == {"two": "a; b", "three": "a; 1", "n": 0, "f": 0.5, "yes": False, "text": "a b c d"}
