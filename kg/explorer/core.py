"""What a page shows of a graph that is too large to show whole: its most linked entities, and the papers that connect them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import networkx as nx


@dataclass(frozen=True, slots=True)
class Core:
    """The nodes shown, sorted, and a sentence on what was left out (empty if nothing was)."""

    nodes: list[str]
    note: str = ""


def is_paper(network: nx.MultiDiGraph, node: str) -> bool:
    """Whether a node is a paper; all others are entities."""
    return bool(network.nodes[node].get("type") == "paper")


def papers_of(network: nx.MultiDiGraph, entity: str) -> int:
    """How many papers link to an entity."""
    return sum(is_paper(network, node) for node in network.predecessors(entity))


def pick_core(network: nx.MultiDiGraph, most_nodes: int) -> Core:
    """All nodes, or at most `most_nodes`: entities by number of papers, then papers by links to those entities; ties by IRI."""
    nodes = sorted(network)
    if len(nodes) <= most_nodes:
        return Core(nodes)
    papers = [node for node in nodes if is_paper(network, node)]
    entities = [node for node in nodes if not is_paper(network, node)]
    room = min(len(entities), max(most_nodes // 2, most_nodes - len(papers)))
    kept = _first(entities, {node: papers_of(network, node) for node in entities}, room)
    links = {paper: sum(node in kept for node in network.successors(paper)) for paper in papers}
    read = _first(papers, links, most_nodes - len(kept))
    note = (
        f"{len(kept) + len(read):,} of {len(nodes):,} nodes shown: the {_count(kept, 'entity')} that most papers link to, "
        f"and the {_count(read, 'paper')} with most links to them. "
        f"Left out: {_count(set(entities) - kept, 'entity')} and {_count(set(papers) - read, 'paper')}."
    )
    return Core(sorted(kept | read), note)


def _first(nodes: Iterable[str], rank: dict[str, int], number: int) -> set[str]:
    return set(sorted(nodes, key=lambda node: (-rank[node], node))[:number])


def _count(nodes: set[str], noun: str) -> str:
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{len(nodes):,} {noun if len(nodes) == 1 else plural}"
