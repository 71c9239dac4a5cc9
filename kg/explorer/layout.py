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
_LARGEST = 60.0  # reach of what hangs on another node
_EVEN = 0.75  # share of a node's distance from the middle that its rank decides
_ROOM = 1.5  # times the room that the discs take

Positions = dict[int, tuple[float, float]]
Ties = Mapping[tuple[int, int], float]


def place(radii: Sequence[float], edges: Ties) -> list[tuple[int, int]]:
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


def _place_component(members: list[int], radii: Sequence[float], neighbours: Sequence[set[int]], edges: Ties) -> _Block:
    core, discs = _peel(members, radii, neighbours)
    reach = np.array([discs[node].radius for node in core])
    points = _push_apart(_spring(core, reach, neighbours, edges), reach)
    positions: Positions = {}
    centre = points.mean(axis=0)
    for node, (x, y) in zip(core, points.tolist(), strict=True):
        positions |= _unfold(node, (x, y), math.atan2(y - centre[1], x - centre[0]), discs)
    low, high = (points - reach[:, None]).min(axis=0), (points + reach[:, None]).max(axis=0)
    return _Block(positions, (float(low[0]), float(low[1]), float(high[0]), float(high[1])))


def _peel(members: list[int], radii: Sequence[float], neighbours: Sequence[set[int]]) -> tuple[list[int], dict[int, _Disc]]:
    """Hangs nodes with one neighbour on it, again and again, as long as what hangs is small: the core that is left, and everyone's disc."""
    discs: dict[int, _Disc] = {}
    hung: dict[int, list[int]] = {node: [] for node in members}
    taken: set[int] = set()

    def close(node: int) -> _Disc:
        children = sorted(hung[node], key=lambda child: (discs[child].radius, child))
        return _bouquet(radii[node], [(child, discs[child].radius) for child in children])

    degree = {node: len(neighbours[node]) for node in members}
    ends = deque(node for node in members if degree[node] == 1)
    while ends:
        node = ends.popleft()
        disc = close(node)
        if degree[node] != 1 or disc.radius > _LARGEST:  # the last of a tree; too large to hang
            continue
        parent = next(other for other in neighbours[node] if other not in taken)
        taken.add(node)
        discs[node] = disc
        hung[parent].append(node)
        degree[parent] -= 1
        if degree[parent] == 1:
            ends.append(parent)
    core = [node for node in members if node not in taken]
    return core, discs | {node: close(node) for node in core}


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


def _unfold(root: int, centre: tuple[float, float], outward: float, discs: Mapping[int, _Disc]) -> Positions:
    """Positions of a node and of what hangs on it, turned outward."""
    positions: Positions = {}
    waiting = [(root, centre, outward)]
    while waiting:
        node, (x, y), outward = waiting.pop()
        positions[node] = (x, y)
        children = discs[node].children
        if not children:
            continue
        turn = outward - math.atan2(children[0][2], children[0][1])
        for child, dx, dy in children:
            there = (x + dx * math.cos(turn) - dy * math.sin(turn), y + dx * math.sin(turn) + dy * math.cos(turn))
            waiting.append((child, there, math.atan2(there[1] - y, there[0] - x)))
    return positions


def _spring(core: list[int], reach: NDArray[np.float64], neighbours: Sequence[set[int]], edges: Ties) -> NDArray[np.float64]:
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
    found = rx.spring_layout(graph, k=1.2 / math.sqrt(len(core)), num_iter=150, weight_fn=float, seed=_SEED)
    points = np.array([list(found[index]) for index in range(len(core))])
    points -= np.median(points, axis=0)
    # Springs pack the middle and throw strays out: most of each node's distance is its rank, by the room that nodes take.
    distance = np.maximum(np.hypot(points[:, 0], points[:, 1]), 1e-9)
    order = np.argsort(distance, kind="stable")
    rank = np.empty(len(core))
    rank[order] = np.sqrt(np.cumsum((reach[order] + _GAP) ** 2))
    far = min(float(distance.max()), 2.5 * float(np.median(distance)))
    points *= ((_EVEN * rank / rank.max() + (1 - _EVEN) * np.minimum(distance / far, 1.0)) * _ROOM * rank.max() / distance)[:, None]
    points[:, 0] *= math.sqrt(_WIDE)
    points[:, 1] /= math.sqrt(_WIDE)
    return points


def _push_apart(points: NDArray[np.float64], reach: NDArray[np.float64]) -> NDArray[np.float64]:
    """Moves overlapping discs apart, a little at a time, until none overlap."""
    # Two nodes in one place have no direction to go in.
    points = points + np.stack([np.cos(np.arange(len(points))), np.sin(np.arange(len(points)))], axis=1)
    for _ in range(60):
        first, second = _near(points, reach, slack=4 * _GAP)
        apart = reach[first] + reach[second] + _GAP
        # The larger disc moves less.
        share = reach[second] ** 2 / (reach[first] ** 2 + reach[second] ** 2)
        for turn in range(8):
            between = points[second] - points[first]
            distance = np.maximum(np.hypot(between[:, 0], between[:, 1]), 1e-6)
            close = np.nonzero(distance < apart - 1)[0]
            if not len(close):
                if not turn:
                    return points
                break
            one, other = first[close], second[close]
            shift = between[close] * (0.55 * (apart[close] - distance[close]) / distance[close])[:, None]
            for axis in (0, 1):
                points[:, axis] -= np.bincount(one, shift[:, axis] * share[close], len(points))
                points[:, axis] += np.bincount(other, shift[:, axis] * (1 - share[close]), len(points))
    return points


def _near(points: NDArray[np.float64], reach: NDArray[np.float64], slack: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of discs with less than `slack` between them: from left to right, each against those that begin before it ends."""
    order = np.argsort(points[:, 0] - reach, kind="stable")
    x, y, r = points[order, 0], points[order, 1], reach[order]
    ends = np.searchsorted(x - r, x + r + slack)
    firsts, seconds = [], []
    for index, end in enumerate(ends.tolist()):
        rest = slice(index + 1, end)
        hits = np.nonzero((x[rest] - x[index]) ** 2 + (y[rest] - y[index]) ** 2 < (r[rest] + r[index] + slack) ** 2)[0] + index + 1
        firsts.append(np.full(len(hits), index))
        seconds.append(hits)
    return order[np.concatenate(firsts)], order[np.concatenate(seconds)]


def _shelve(blocks: list[_Block]) -> Positions:
    """Components in rows, the highest first; each row as wide as the widest component or the page's shape asks for."""
    gap = 5 * _GAP
    sized = [(block.box[2] - block.box[0] + gap, block.box[3] - block.box[1] + gap, block) for block in blocks]
    sized.sort(key=lambda item: -round(item[1]))
    width = max([math.sqrt(sum(w * h for w, h, _ in sized) * _WIDE), *(w for w, _, _ in sized)], default=0.0)
    placed: Positions = {}
    x = y = row = 0.0
    for w, h, block in sized:
        # A small component beside a large one would be lost in the corner.
        if x and (x + w > width + 1 or h < row / 3):
            x, y, row = 0.0, y + row, 0.0
        for node, (px, py) in block.positions.items():
            placed[node] = (px - block.box[0] + x, py - block.box[1] + y)
        x, row = x + w, max(row, h)
    return placed
