"""Positions for the page, computed ahead: trees hang around what they belong to, what is tied together lies together, nothing overlaps."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import rustworkx as rx
from numpy.typing import NDArray

_GAP = 6.0  # free space between two discs
_WIDE = 1.3  # screens are wider than high
_SEED = 20250701
SPRING_K=1.6
EVEN=.75
ROOM=2.0

Positions = dict[int, tuple[float, float]]


def place(radii: Sequence[float], edges: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """A position for each node 0..n-1, rounded to integers. `edges` gives each pair the strength of its tie.

    The same input gives the same positions. No two nodes' discs overlap.
    """
    neighbours: list[set[int]] = [set() for _ in radii]
    for one, other in sorted(edges):
        if one != other:
            neighbours[one].add(other)
            neighbours[other].add(one)
    blocks = [_place_component(component, radii, neighbours, edges) for component in _components(neighbours)]
    placed = _shelve(blocks)
    return [(round(placed[node][0]), round(placed[node][1])) for node in range(len(radii))]


def _components(neighbours: Sequence[set[int]]) -> list[list[int]]:
    """Largest first, then by first node."""
    seen: set[int] = set()
    found = []
    for start in range(len(neighbours)):
        if start in seen:
            continue
        seen.add(start)
        members = [start]
        for node in members:  # grows while it is read
            fresh = sorted(neighbours[node] - seen)
            seen.update(fresh)
            members += fresh
        found.append(sorted(members))
    return sorted(found, key=lambda members: (-len(members), members[0]))


@dataclass
class _Disc:
    """A node with the trees that hang on it: how far they reach, and where each child's disc lies from its centre."""

    radius: float
    children: list[tuple[int, float, float]] = field(default_factory=list)


@dataclass
class _Block:
    """A placed component and the box around its discs."""

    positions: Positions
    box: tuple[float, float, float, float]


def _place_component(members: list[int], radii: Sequence[float], neighbours: Sequence[set[int]], edges: Mapping[tuple[int, int], float]) -> _Block:
    core, hanging = _peel(members, neighbours)
    discs: dict[int, _Disc] = {}
    for node in [*hanging, *core]:  # children come before what they hang on
        children = sorted((child for child in neighbours[node] if hanging.get(child) == node), key=lambda child: (discs[child].radius, child))
        discs[node] = _bouquet(radii[node], [(child, discs[child].radius) for child in children])
    reach = np.array([discs[node].radius for node in core])
    points = _push_apart(_spring(core, reach, neighbours, edges), reach)
    positions: Positions = {}
    centre = points.mean(axis=0)
    for node, (x, y) in zip(core, points.tolist(), strict=True):
        _unfold(node, x, y, math.atan2(y - centre[1], x - centre[0]), discs, positions)
    low, high = (points - reach[:, None]).min(axis=0), (points + reach[:, None]).max(axis=0)
    return _Block(positions, (float(low[0]), float(low[1]), float(high[0]), float(high[1])))


def _peel(members: list[int], neighbours: Sequence[set[int]]) -> tuple[list[int], dict[int, int]]:
    """Takes off nodes with one neighbour until none is left: the core, and what each taken node hangs on, in the order taken."""
    degree = {node: len(neighbours[node]) for node in members}
    ends = deque(node for node in members if degree[node] == 1)
    hanging: dict[int, int] = {}
    while ends:
        node = ends.popleft()
        if degree[node] != 1:  # the last of a tree
            continue
        parent = next(other for other in neighbours[node] if other not in hanging)
        hanging[node] = parent
        degree[node] = 0
        degree[parent] -= 1
        if degree[parent] == 1:
            ends.append(parent)
    return [node for node in members if node not in hanging], hanging


def _bouquet(radius: float, children: list[tuple[int, float]]) -> _Disc:
    """Children's discs on rings around their parent, the small ones inside."""
    disc = _Disc(radius)
    inner = radius
    start = 0
    while start < len(children):
        stop, angles, distance = start, 0.0, 0.0
        while stop < len(children):
            size = children[stop][1] + _GAP / 2
            farther = max(distance, inner + _GAP / 2 + size)
            # All of the ring moves out when a larger disc joins it, so its angles are counted anew.
            total = sum(2 * math.asin(min(1.0, (s + _GAP / 2) / farther)) for _, s in children[start : stop + 1])
            if total > 2 * math.pi and stop > start:
                break
            stop, angles, distance = stop + 1, total, farther
        spare = max(0.0, 2 * math.pi - angles) / (stop - start)
        angle = 0.0
        for child, size in children[start:stop]:
            half = math.asin(min(1.0, (size + _GAP / 2) / distance))
            angle += half + spare / 2
            disc.children.append((child, distance * math.cos(angle), distance * math.sin(angle)))
            angle += half + spare / 2
        inner = distance + children[stop - 1][1]
        disc.radius = inner
        start = stop
    return disc


def _unfold(node: int, x: float, y: float, outward: float, discs: Mapping[int, _Disc], positions: Positions) -> None:
    """Places a node and what hangs on it, turned outward."""
    waiting = [(node, x, y, outward)]
    while waiting:
        node, x, y, outward = waiting.pop()
        positions[node] = (x, y)
        children = discs[node].children
        if not children:
            continue
        turn = outward - math.atan2(children[0][2], children[0][1])
        for child, dx, dy in children:
            there = (x + dx * math.cos(turn) - dy * math.sin(turn), y + dx * math.sin(turn) + dy * math.cos(turn))
            waiting.append((child, *there, math.atan2(there[1] - y, there[0] - x)))


def _spring(core: list[int], reach: NDArray[np.float64], neighbours: Sequence[set[int]], edges: Mapping[tuple[int, int], float]) -> NDArray[np.float64]:
    """A force-directed layout of the core, spread evenly over an area that leaves its discs room."""
    if len(core) == 1:
        return np.zeros((1, 2))
    number = {node: index for index, node in enumerate(core)}
    graph = rx.PyGraph()
    graph.add_nodes_from(core)
    for a, b in sorted(edges):
        if a != b and a in number and b in number:
            # What everything is linked to says little about what belongs together.
            graph.add_edge(number[a], number[b], edges[a, b] / math.sqrt(max(len(neighbours[a]), len(neighbours[b]))))
    found = rx.spring_layout(graph, k=SPRING_K / math.sqrt(len(core)), repulsive_exponent=2, num_iter=150, weight_fn=float, seed=_SEED)
    points = np.array([list(found[index]) for index in range(len(core))])
    points -= np.median(points, axis=0)
    # Springs pack the middle and throw strays out: most of each node's distance is its rank, by the room that nodes take.
    distance = np.maximum(np.hypot(points[:, 0], points[:, 1]), 1e-9)
    order = np.argsort(distance, kind="stable")
    rank = np.empty(len(core))
    rank[order] = np.sqrt(np.cumsum((reach[order] + _GAP) ** 2))
    far = min(float(distance.max()), 2.5 * float(np.median(distance)))
    points *= ((EVEN * rank / rank.max() + (1 - EVEN) * np.minimum(distance / far, 1.0)) * ROOM * rank.max() / distance)[:, None]
    points[:, 0] *= math.sqrt(_WIDE)
    points[:, 1] /= math.sqrt(_WIDE)
    return points


def _push_apart(points: NDArray[np.float64], reach: NDArray[np.float64]) -> NDArray[np.float64]:
    """Moves overlapping discs apart, a little at a time, until none overlap."""
    if len(points) == 1:
        return points
    # Two nodes in one place have no direction to go in.
    points = points + np.stack([np.cos(np.arange(len(points))), np.sin(np.arange(len(points)))], axis=1)
    for _ in range(400):
        first, second = _overlaps(points, reach)
        if not len(first):
            break
        between = points[second] - points[first]
        distance = np.maximum(np.hypot(between[:, 0], between[:, 1]), 1e-6)
        shift = between * (0.55 * np.maximum(reach[first] + reach[second] + _GAP - distance, 0.5) / distance)[:, None]
        # The larger disc moves less.
        share = (reach[second] ** 2 / (reach[first] ** 2 + reach[second] ** 2))[:, None]
        for axis in (0, 1):
            points[:, axis] -= np.bincount(first, (shift * share)[:, axis], len(points))
            points[:, axis] += np.bincount(second, (shift * (1 - share))[:, axis], len(points))
    return points


def _overlaps(points: NDArray[np.float64], reach: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of discs that overlap: the nodes from left to right, each against those that begin before it ends."""
    order = np.argsort(points[:, 0] - reach, kind="stable")
    x, y, r = points[order, 0], points[order, 1], reach[order]
    ends = np.searchsorted(x - r, x + r + _GAP)
    firsts, seconds = [], []
    for index, end in enumerate(ends.tolist()):
        rest = slice(index + 1, end)
        near = (x[rest] - x[index]) ** 2 + (y[rest] - y[index]) ** 2 < (r[rest] + r[index] + _GAP - 1) ** 2
        hits = np.nonzero(near)[0] + index + 1
        firsts.append(np.full(len(hits), index))
        seconds.append(hits)
    return order[np.concatenate(firsts)], order[np.concatenate(seconds)]


def _shelve(blocks: list[_Block]) -> Positions:
    """Components in rows, largest first, each row as wide as the largest component or the page's shape asks for."""
    gap = 8 * _GAP
    sizes = [(box[2] - box[0] + gap, box[3] - box[1] + gap) for box in (block.box for block in blocks)]
    width = max([math.sqrt(sum(w * h for w, h in sizes) * _WIDE), *(w for w, _ in sizes)], default=0.0)
    placed: Positions = {}
    x = y = row = 0.0
    for block, (w, h) in zip(blocks, sizes, strict=True):
        if x and x + w > width + 1:
            x, y, row = 0.0, y + row, 0.0
        for node, (px, py) in block.positions.items():
            placed[node] = (px - block.box[0] + x, py - block.box[1] + y)
        x, row = x + w, max(row, h)
    return placed
