"""`report.md`: what was built, in counts and lists that a person reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.model import ENTITY_TYPES

if TYPE_CHECKING:
    from kg.graph import PaperGraph

_TOP = 15


def report(graph: PaperGraph) -> str:
    """Counts, the top entities of each type, papers without links, and what was skipped and why; Markdown."""
    lines = ["# Report", "", *_table(("figure", "count"), graph.counts().items())]
    for type_ in ENTITY_TYPES:
        top = graph.top_entities(type_, _TOP)
        if top:
            rows = [(f"[{_cell(record.name)}]({record.iri})", count) for record, count in top]
            lines += ["", f"## Most linked: {type_}", "", *_table((type_, "papers"), rows)]
    bare = [item for item in graph.papers if not item.links]
    lines += ["", f"## Papers without links ({len(bare)})", "", *(f"- {_cell(item.paper.title)}" for item in bare)]
    lines += ["", f"## Skipped or mended ({len(graph.problems)})", "", *sorted({f"- {_cell(str(problem))}" for problem in graph.problems})]
    return "\n".join(lines).rstrip() + "\n"


def _table(header: tuple[str, str], rows: Iterable[tuple[str, int]]) -> list[str]:
    return [f"| {header[0]} | {header[1]} |", "|---|---:|", *(f"| {name} | {count:,} |" for name, count in rows)]


def _cell(text: str) -> str:
    """Text that stays text in Markdown and in its tables."""
    return "".join("\\" + c if c in "\\`*_{}[]<>#|!" else c for c in " ".join(text.split()))
