"""`report.md`: its figures are those of the graph, and what was skipped is listed."""

from __future__ import annotations

from pathlib import Path

import kg


def test_counts_top_entities_and_bare_papers(hand_build: Path) -> None:
    text = (hand_build / "report.md").read_text(encoding="utf-8")
    assert "| papers | 4 |" in text
    assert "| links | 14 |" in text
    assert "| [BitSqueeze](https://w3id.org/paperkg/method/bitsqueeze) | 3 |" in text
    assert "## Papers without links (1)" in text
    assert "- A paper about nothing that is known" in text


def test_what_was_skipped_is_listed_once(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text('{"title": "A kite", "abstract": "It flies with PyTorch."}\n{broken\n')
    graph = kg.build([path, path])
    graph.write(tmp_path / "out")
    text = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    assert text.count("broken JSON") == 1
    assert "some.jsonl:2" in text
