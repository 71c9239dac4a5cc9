"""What a page shows of one node: its neighbours, read hop by hop from the store, and of those as many as there is room for."""

from __future__ import annotations

from collections.abc import Iterable

from kg.explorer.core import STRENGTH, Shown, count
from kg.query.property_graph import Ends, PropertyGraph


def pick_neighbourhood(graph: PropertyGraph, centre: str, hops: int, most_nodes: int) -> Shown:
    """The centre and at most `most_nodes` - 1 of the nodes within `hops` links of it.

    Nearer ones go first, but a hop takes at most half of the room that is left, as long as farther ones can use the rest. Within a hop
    the weight decides: the sum of strength times confidence over the links to nodes already picked; then the number of papers; then
    the IRI. Every node that is picked is tied to the centre through others that are.
    """
    near = _Near(graph, centre, hops)
    picked = [centre]
    frontier = [centre]
    waiting: list[list[str]] = []
    for hop in range(1, len(near.levels)):
        candidates = near.ranked(near.levels[hop], frontier)
        room = most_nodes - len(picked)
        beyond = sum(map(len, near.levels[hop + 1 :]))
        frontier = candidates[: max(room - beyond, room // 2) if beyond else room]
        waiting.append(candidates[len(frontier) :])
        picked += frontier
    for rest in waiting:  # what farther hops had no use for
        picked += rest[: max(most_nodes - len(picked), 0)]
    return Shown(
        picked,
        {node: near.papers_of(node) for node in picked},
        {node: len(near.around(node) - set(picked)) for node in picked},
        near.note(set(picked)),
        centre,
    )


class _Near:
    """All nodes within some links of one, by distance, with the edges at each."""

    def __init__(self, graph: PropertyGraph, centre: str, hops: int) -> None:
        self._graph = graph
        self._ends: dict[str, set[Ends]] = {}
        self.papers = {node for node, type_ in graph.types.items() if type_ == "paper"}
        self.levels = [[centre]]
        seen = {centre}
        while len(self.levels) <= hops:
            found = {other for node in self.levels[-1] for other in self.around(node)} - seen
            if not found:
                break
            seen |= found
            self.levels.append(sorted(found))

    def ends(self, node: str) -> set[Ends]:
        """The edges at a node, each read once."""
        if node not in self._ends:
            self._ends[node] = self._graph.ends(node)
        return self._ends[node]

    def around(self, node: str) -> set[str]:
        """The nodes that a node is linked with."""
        return {target if source == node else source for source, target, _ in self.ends(node)} - {node}

    def papers_of(self, node: str) -> int:
        """How many papers link to a node."""
        return len({source for source, target, _ in self.ends(node) if target == node and source in self.papers})

    def ranked(self, level: Iterable[str], frontier: list[str]) -> list[str]:
        """The nodes of a level that are linked with the frontier, the weightiest first."""
        there = set(level)
        sure = self._graph.confidences(frontier)
        weight: dict[str, float] = {}
        for node in frontier:
            for edge in sorted(self.ends(node)):
                source, target, role = edge
                other = target if source == node else source
                if other in there:
                    weight[other] = weight.get(other, 0.0) + STRENGTH.get(role, 1.0) * sure.get(edge, 1.0)
        return sorted(weight, key=lambda node: (-round(weight[node], 6), -self.papers_of(node), node))

    def note(self, picked: set[str]) -> str:
        """What was left out, by distance; empty if nothing was."""
        all_ = {node for level in self.levels for node in level}
        left = all_ - picked
        if not left:
            return ""
        hops = len(self.levels) - 1
        by_hop = ", ".join(f"{sum(node in picked for node in level):,} of {len(level):,} at {_links(hop)}" for hop, level in enumerate(self.levels) if hop)
        return (
            f"{len(picked):,} of the {len(all_):,} nodes within {_links(hops)} shown: {by_hop}, the most and surest linked ones. "
            f"Left out: {count(left - self.papers, 'entity')} and {count(left & self.papers, 'paper')}."
        )


def _links(number: int) -> str:
    """A distance in words."""
    return f"{number} link{'' if number == 1 else 's'}"
