"""What a page shows of a graph that is too large to show whole: its most linked entities, and the papers that connect them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

STRENGTH = {"introduces": 1.5, "uses": 1.0, "compares": 0.8, "mentions": 0.5, "broader": 0.4}
"""How much a link says about what belongs together, by role; 1 if the role isn't here."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The nodes shown, the weightiest first, and what the page can't tell from these alone.

    `note` says what was left out (empty if nothing was). `papers` counts the papers that link to an entity, `left` the linked nodes that
    are not shown, both in the whole graph. `centre` is the node that the page is about, if it is about one.
    """

    nodes: list[str]
    papers: Mapping[str, int]
    left: Mapping[str, int]
    note: str = ""
    centre: str = ""


def is_paper(network: nx.MultiDiGraph, node: str) -> bool:
    """Whether a node is a paper; all others are entities."""
    return bool(network.nodes[node].get("type") == "paper")


def papers_of(network: nx.MultiDiGraph, entity: str) -> int:
    """How many papers link to an entity."""
    return sum(is_paper(network, node) for node in network.predecessors(entity))


def pick_core(network: nx.MultiDiGraph, most_nodes: int) -> Shown:
    """All nodes, or at most `most_nodes`: entities by number of papers, then papers by links to those entities; ties by IRI."""
    nodes = sorted(network)
    papers = [node for node in nodes if is_paper(network, node)]
    entities = [node for node in nodes if not is_paper(network, node)]
    of_papers = {node: papers_of(network, node) for node in entities}
    if len(nodes) <= most_nodes:
        return Shown(nodes, of_papers, {})
    room = min(len(entities), max(most_nodes // 2, most_nodes - len(papers)))
    kept = _first(entities, of_papers, room)
    linked = set(kept)
    links = {paper: sum(node in linked for node in network.successors(paper)) for paper in papers}
    read = _first(papers, links, most_nodes - len(kept))
    note = (
        f"{len(kept) + len(read):,} of {len(nodes):,} nodes shown: the {count(kept, 'entity')} that most papers link to, "
        f"and the {count(read, 'paper')} with most links to them. "
        f"Left out: {count(set(entities) - set(kept), 'entity')} and {count(set(papers) - set(read), 'paper')}."
    )
    shown = {*kept, *read}
    left = {node: len({*network.successors(node), *network.predecessors(node)} - shown) for node in shown}
    return Shown([*kept, *read], of_papers, left, note)


def _first(nodes: Iterable[str], rank: Mapping[str, int], number: int) -> list[str]:
    return sorted(nodes, key=lambda node: (-rank[node], node))[:number]


def count(nodes: Collection[str], noun: str) -> str:
    """How many, with the noun in its number: "2 entities"."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{len(nodes):,} {noun if len(nodes) == 1 else plural}"
