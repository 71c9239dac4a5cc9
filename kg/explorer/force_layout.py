"""Positions for a large graph, computed ahead: ForceAtlas2's forces from a start by communities, the same for the same graph.

Why our own: networkx's ForceAtlas2 is quadratic, igraph's licence is the GPL, scikit-network's and rustworkx's layouts compare all pairs.
The repulsion is summed on a mesh by FFT (Hockney and Eastwood, "Computer Simulation Using Particles", 1988), which is exact but for near
neighbours; those are pushed apart at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import fft
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SEED = 20250701
_ROUNDS = 220
_GAP = 1.5  # free space between two discs
_BETWEEN = 0.12  # how much less an edge between two communities pulls than one within
_ROOM = 2.6  # area of the drawing, in areas of all discs
_WIDE = 1.45  # screens are wider than high
_GOLDEN = np.pi * (3 - np.sqrt(5))


@dataclass(frozen=True, slots=True)
class Layout:
    """`points` (n, 2): y upwards, in the unit of the radii. `communities` (n,): 0 is the largest."""

    points: Floats
    communities: Ints


def lay_out(radii: Floats, edges: Ints) -> Layout:
    """Positions and communities of nodes 0..n-1 with the discs `radii` (n,), tied by `edges` (m, 2); loops and repeats don't count.

    Algorithms: ForceAtlas2 (Jacomy et al. 2014, doi:10.1371/journal.pone.0098679), Leiden (Traag et al. 2019, doi:10.1038/s41598-019-41695-z).
    """
    n = len(radii)
    edges = edges[edges[:, 0] != edges[:, 1]]
    edges = np.unique(np.sort(edges, axis=1), axis=0) if len(edges) else np.zeros((0, 2), np.int64)
    communities = find_communities(n, edges)
    if n < 2:
        return Layout(np.zeros((n, 2)), communities)
    _, component = connected_components(coo_array((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(n, n)), directed=False)
    sizes = np.bincount(component)
    # What hangs together with most is laid out by forces; the rest is too small for that and stands in rows below.
    main = np.flatnonzero(sizes[component] >= max(3, sizes.max() // 20))
    if len(main) == 0:
        main = np.flatnonzero(component == sizes.argmax())
    points = np.zeros((n, 2))
    points[main] = _by_forces(radii[main], _among(main, edges, n), communities[main])
    rest = np.setdiff1d(np.arange(n), main)
    if len(rest):
        points[rest] = _in_rows(radii, rest, component, points[main], radii[main])
    return Layout(points - (points.min(axis=0) + points.max(axis=0)) / 2, communities)


def find_communities(n: int, edges: Ints) -> Ints:
    """The community (n,) of each node, numbered from the largest; `edges` without loops and repeats."""
    labels = np.arange(n)
    if len(edges):
        from graspologic_native import leiden_csr

        both = coo_array((np.ones(2 * len(edges)), (np.r_[edges[:, 0], edges[:, 1]], np.r_[edges[:, 1], edges[:, 0]])), shape=(n, n)).tocsr()
        both.sort_indices()
        found = leiden_csr(both.indptr.astype(np.int64), both.indices.astype(np.int32), both.data, n, iterations=2, seed=_SEED)[1]
        labels = np.fromiter((found[node] for node in range(n)), np.int64, n) if isinstance(found, dict) else np.asarray(found, np.int64)
    _, first, number, size = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(size), np.int64)
    rank[np.lexsort((first, -size))] = np.arange(len(size))
    return rank[number]


def _among(chosen: Ints, edges: Ints, n: int) -> Ints:
    """The edges between chosen nodes, by their places in `chosen`."""
    place = np.full(n, -1)
    place[chosen] = np.arange(len(chosen))
    found = place[edges]
    return found[(found >= 0).all(axis=1)]


def _by_forces(radii: Floats, edges: Ints, communities: Ints) -> Floats:
    degree = np.bincount(edges.ravel(), minlength=len(radii)).astype(float)
    within = communities[edges[:, 0]] == communities[edges[:, 1]]
    # What everything is linked to says little about what belongs together.
    pull = np.where(within, 1.0, _BETWEEN) / np.sqrt(np.maximum(degree[edges].max(axis=1), 1.0))
    points = _start(radii, edges, communities)
    points = _force_atlas(points, edges, pull, degree + 1.0)
    points = _spread(points, radii)
    width, height = np.ptp(points, axis=0)
    stretch = min(max(np.sqrt(_WIDE * height / max(width, 1e-9)), 0.7), 1.5)
    return _separate(points * np.array([stretch, 1 / stretch]), radii)


def _start(radii: Floats, edges: Ints, communities: Ints) -> Floats:
    """Communities as discs, laid out by the same forces; each one's nodes spread evenly within, the most linked in the middle."""
    _, group = np.unique(communities, return_inverse=True)
    count = int(group.max()) + 1
    area = np.bincount(group, (radii + _GAP) ** 2)
    reach = np.sqrt(area * _ROOM)
    pairs = np.sort(group[edges], axis=1)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    tied, strength = np.unique(pairs, axis=0, return_counts=True) if len(pairs) else (np.zeros((0, 2), np.int64), np.zeros(0))
    angle = np.arange(count) * _GOLDEN
    centres = np.sqrt(np.cumsum(reach**2))[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    if count > 2:
        share = strength / np.sqrt(area[tied[:, 0]] * area[tied[:, 1]]) if len(tied) else strength.astype(float)
        centres = _force_atlas(centres, tied, share / max(share.max(initial=0.0), 1e-9), area / area.mean() + 1)
        centres *= np.sqrt((reach**2).sum()) / max(float(np.sqrt((centres**2).sum(axis=1).mean())), 1e-9)
        centres = _separate(centres, reach)
    order = np.lexsort((np.arange(len(group)), -np.bincount(edges.ravel(), minlength=len(group)), group))
    turn = np.empty(len(group))
    first = np.r_[0, np.cumsum(np.bincount(group))[:-1]]
    turn[order] = np.arange(len(group)) - first[group[order]]
    far = reach[group] * np.sqrt((turn + 0.5) / np.bincount(group)[group])
    return np.asarray(centres[group] + far[:, None] * np.stack([np.cos(turn * _GOLDEN), np.sin(turn * _GOLDEN)], axis=1))


def _force_atlas(points: Floats, edges: Ints, pull: Floats, mass: Floats) -> Floats:
    """ForceAtlas2 with linear attraction, gravity, and its adaptive speed: a node that swings moves less."""
    points = points / max(float(np.abs(points).max()), 1e-9) * 10 * np.sqrt(len(points))
    n = len(points)
    one, other = edges[:, 0], edges[:, 1]
    before = np.zeros_like(points)
    speed, efficiency = 1.0, 1.0
    for _ in range(_ROUNDS):
        force = _repulsion(points, mass)
        between = (points[one] - points[other]) * pull[:, None]
        for axis in (0, 1):
            force[:, axis] -= np.bincount(one, between[:, axis], n) - np.bincount(other, between[:, axis], n)
        force -= 0.6 * mass[:, None] * points / np.maximum(np.hypot(points[:, 0], points[:, 1]), 1.0)[:, None]
        swing = np.hypot(*(force - before).T)
        steady = 0.5 * np.hypot(*(force + before).T)
        swings, advance = float((mass * swing).sum()), float((mass * steady).sum())
        estimate = 0.05 * np.sqrt(n)
        jitter = max(np.sqrt(estimate), min(10.0, estimate * advance / n**2)) * efficiency
        if swings > 2 * advance and efficiency > 0.05:
            efficiency *= 0.5
        target = jitter * advance / max(swings, 1e-9)
        efficiency *= 0.7 if swings > jitter * advance else 1.3 if speed < 1000 else 1.0
        efficiency = min(max(efficiency, 0.05), 10.0)
        speed += min(target - speed, 0.5 * speed)
        points = points + force * (speed / (1 + np.sqrt(speed * swing)))[:, None]
        before = force
    return points


@cache
def _kernels(mesh: int) -> tuple[NDArray[np.complex64], NDArray[np.complex64]]:
    """Transforms of the field of a unit mass, along x and along y, on a mesh of twice the size."""
    steps = fft.fftfreq(2 * mesh, 1 / (2 * mesh)).astype(np.float32)
    x, y = np.meshgrid(steps, steps, indexing="ij")
    square = x * x + y * y
    square[0, 0] = np.inf
    return fft.rfft2(x / square), fft.rfft2(y / square)


def _repulsion(points: Floats, mass: Floats) -> Floats:
    """The force (n, 2) on each node: m_i m_j / distance, from every other one."""
    if len(points) <= 400:
        between = points[:, None] - points[None]
        square = (between**2).sum(axis=2)
        np.fill_diagonal(square, np.inf)
        return np.asarray(mass[:, None] * (between * (mass[None] / np.maximum(square, 1e-6))[:, :, None]).sum(axis=1))
    mesh = 128 if len(points) < 5000 else 256  # cells a side
    low = points.min(axis=0)
    step = float(np.ptp(points, axis=0).max()) / (mesh - 2)
    at = (points - low) / step
    cell = at.astype(np.int64)
    part = at - cell
    corners = [(cell[:, 0] + dx) * mesh + cell[:, 1] + dy for dx in (0, 1) for dy in (0, 1)]
    shares = [(part[:, 0] if dx else 1 - part[:, 0]) * (part[:, 1] if dy else 1 - part[:, 1]) for dx in (0, 1) for dy in (0, 1)]
    density = np.zeros(mesh * mesh, np.float32)
    for corner, share in zip(corners, shares, strict=True):
        density += np.bincount(corner, mass * share, mesh * mesh).astype(np.float32)
    transformed = fft.rfft2(density.reshape(mesh, mesh), (2 * mesh, 2 * mesh))
    force = np.empty_like(points)
    for axis, kernel in enumerate(_kernels(mesh)):
        field = fft.irfft2(transformed * kernel)[:mesh, :mesh].ravel()
        force[:, axis] = sum(field[corner] * share for corner, share in zip(corners, shares, strict=True))
    return np.asarray(force * (mass / step)[:, None])


def _spread(points: Floats, radii: Floats) -> Floats:
    """Scales a drawing to the room that its discs take, evening out how densely it is filled from the middle outwards."""
    points = points - np.median(points, axis=0)
    far = np.maximum(np.hypot(points[:, 0], points[:, 1]), 1e-9)
    order = np.argsort(far, kind="stable")
    rank = np.empty(len(points))
    rank[order] = np.sqrt(np.cumsum((radii[order] + _GAP) ** 2))
    whole = np.sqrt(_ROOM) * rank.max()
    edge = min(float(far.max()), 2.5 * float(np.median(far)))
    share = 0.55 * rank / rank.max() + 0.45 * np.minimum(far / edge, 1.0)
    return np.asarray(points * (share * whole / far)[:, None])


def _separate(points: Floats, radii: Floats) -> Floats:
    """Pushes overlapping discs apart, a little at a time, until none overlap or only a few are left."""
    angle = np.arange(len(points)) * _GOLDEN
    points = points + 1e-3 * np.stack([np.cos(angle), np.sin(angle)], axis=1)  # two nodes in one place have no direction to go in
    for _ in range(120 if len(points) < 5000 else 16):
        pairs = _touching(points, radii)
        first, second = pairs[:, 0], pairs[:, 1]
        apart = radii[first] + radii[second] + _GAP
        between = points[second] - points[first]
        distance = np.maximum(np.hypot(between[:, 0], between[:, 1]), 1e-6)
        if len(pairs) <= len(points) // 1000:
            break
        share = radii[second] ** 2 / (radii[first] ** 2 + radii[second] ** 2)  # the larger disc moves less
        shift = between * (0.5 * (apart - distance) / distance)[:, None]
        for axis in (0, 1):
            points[:, axis] -= np.bincount(first, shift[:, axis] * share, len(points))
            points[:, axis] += np.bincount(second, shift[:, axis] * (1 - share), len(points))
    return points


def _touching(points: Floats, radii: Floats) -> Ints:
    """Pairs (p, 2) of discs with less than the gap between them. Found by classes of size, so that a few large discs cost little."""
    grade = np.ceil(np.log2(radii / radii.min())).astype(np.int64)
    found = [np.zeros((0, 2), np.int64)]
    for step in np.unique(grade):
        same, less = np.flatnonzero(grade == step), np.flatnonzero(grade < step)
        tree = cKDTree(points[same])
        found.append(same[tree.query_pairs(2 * float(radii[same].max()) + _GAP, output_type="ndarray")])
        if len(less):
            around = cKDTree(points[less]).query_ball_point(points[same], radii[same] + float(radii[less].max()) + _GAP, return_sorted=True)
            reached = less[np.concatenate(around).astype(np.int64)]
            found.append(np.stack([np.repeat(same, [len(near) for near in around]), reached], axis=1))
    pairs = np.concatenate(found)
    between = points[pairs[:, 1]] - points[pairs[:, 0]]
    return np.asarray(pairs[np.hypot(between[:, 0], between[:, 1]) < radii[pairs].sum(axis=1) + _GAP - 0.05])


def _in_rows(radii: Floats, rest: Ints, component: NDArray[np.int32], placed: Floats, around: Floats) -> Floats:
    """Small components below what is placed, the largest first, each a little spiral of its nodes, in rows as wide as the drawing."""
    low, high = (placed - around[:, None]).min(axis=0), (placed + around[:, None]).max(axis=0)
    members: dict[int, list[int]] = {}
    for node in rest.tolist():
        members.setdefault(int(component[node]), []).append(node)
    place = {}
    x, y, row = low[0], low[1] - 8 * _GAP, 0.0
    for group in sorted(members.values(), key=lambda nodes: (-len(nodes), nodes[0])):
        group.sort(key=lambda node: (-radii[node], node))
        size = radii[group].max() + _GAP
        far = 1.15 * size * np.sqrt(np.arange(len(group))) * (1.6 if len(group) > 1 else 0)
        reach = float(far[-1] + size)
        if x + 2 * reach > high[0] and x > low[0]:
            x, y, row = low[0], y - row, 0.0
        for turn, node in enumerate(group):
            place[node] = (x + reach + far[turn] * np.cos(turn * _GOLDEN), y - reach + far[turn] * np.sin(turn * _GOLDEN))
        x, row = x + 2 * reach + 2 * _GAP, max(row, 2 * reach + 2 * _GAP)
    return np.array([place[node] for node in rest.tolist()])
