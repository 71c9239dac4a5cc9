"""`report.md`: its figures are those of the graph, and what was skipped is listed."""

from __future__ import annotations

from pathlib import Path

from kg import KnowledgeGraph
from kg.exports.report import report


def test_counts_top_entities_and_bare_papers(hand_build: Path) -> None:
    text = (hand_build / "report.md").read_text(encoding="utf-8")
    assert "| papers | 4 |" in text
    assert "| links | 14 |" in text
    assert "| [BitSqueeze](https://w3id.org/paperkg/method/bitsqueeze) | 3 |" in text
    assert "## Papers without links (1)" in text
    assert "- A paper about nothing that is known" in text


def test_what_was_skipped_is_listed_once(sample_graph: KnowledgeGraph) -> None:
    text = report(sample_graph)
    assert len(sample_graph.problems) == 2  # the input was given twice
    assert text.count("broken JSON") == 1
    assert "sample.jsonl:4" in text
