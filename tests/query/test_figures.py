"""`kg stats`: figures counted by query are those that the graph counts itself."""

from __future__ import annotations

import pyoxigraph

from kg import KnowledgeGraph
from kg.query import Store
from kg.query.figures import figures


def test_figures_of_a_known_graph(hand_store: Store) -> None:
    found = figures(hand_store)
    assert found["papers"] == 4
    assert found["papers without links"] == 1
    assert found["entities: method"] == 6  # two that are linked, one more, and three broader ones
    assert found["entities: webpage"] == 0
    assert found["links: uses"] == 11
    assert found["links: compares"] == 1
    assert found["papers with code"] == 1
    assert found["mentions"] == 14
    assert found["mean confidence"] == round((13 * 0.9 + 0.41) / 14, 3)


def test_figures_agree_with_the_graph_on_the_real_pages(pages_store: Store, pages_graph: KnowledgeGraph) -> None:
    found, counts = figures(pages_store), pages_graph.counts()
    assert found["papers"] == 391
    assert found["mentions"] == counts["mentions"]
    assert found["papers without links"] == sum(not item.links for item in pages_graph.papers)
    for name, count in counts.items():
        if ": " in name:
            assert found[name] == count, name


def test_an_empty_graph_has_figures(tmp_path) -> None:
    path = tmp_path / "empty.nt"
    path.write_bytes(pyoxigraph.serialize([], format=pyoxigraph.RdfFormat.N_TRIPLES))
    found = figures(Store.open(path))
    assert found["papers"] == 0
    assert found["mean confidence"] == 0
