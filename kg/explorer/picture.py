"""A static picture of a neighbourhood, for a paper: shapes and colours of the page, names that don't touch, a legend."""

from __future__ import annotations

import io
import math
import textwrap
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.explorer.core import STRENGTH, Shown
from kg.explorer.layout import place
from kg.explorer.page import LOOKS, role_words

if TYPE_CHECKING:
    import networkx as nx

_MARKERS = {"square": "s", "dot": "o", "diamond": "D", "hexagon": "h", "triangle": "^", "star": "*", "triangleDown": "v"}
_DASHES: dict[str, Any] = {"compares": (0, (6, 3)), "mentions": (0, (1.5, 2.5)), "broader": (0, (4, 4))}
_LETTERS, _LINES = 24, 2  # of a name
_ROOM = 12.0  # points around a node that the layout keeps for its name
_GROWTH, _WIDEST = 1.12, 1300.0  # the picture grows until all names fit; on paper, those of a wider one would be too small to read
_MARGIN = 14.0
_INK, _QUIET = "#1b1f24", "#59636e"

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The file's bytes, and a sentence on what isn't in it (empty if nothing was left out)."""

    data: bytes
    note: str = ""


def draw(network: nx.MultiDiGraph, shown: Shown, format_: str) -> Picture:
    """The nodes of `shown` and the edges between them. The same graph gives the same bytes with the same Matplotlib.

    Names that find no place are left out, the least weighty node's first. Raises UsageError without Matplotlib.
    """
    try:
        import matplotlib as mpl
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise UsageError("pictures need Matplotlib", hint="pip install 'paperkg[pictures]'") from error

    # Nothing of the user's own settings; the hash names the SVG's elements, a random one otherwise.
    with mpl.rc_context(mpl.rcParamsDefault | {"svg.hashsalt": "paperkg", "font.family": "DejaVu Sans", "text.parse_math": False}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure()
        canvas: Any = FigureCanvasAgg(figure)
        sheet = _Sheet(network, shown, figure, canvas.get_renderer())
        names = sheet.names()
        sheet.paint(names)
        out = io.BytesIO()
        metadata: dict[str, Any] = {"Date": None, "Creator": None} if format_ == "svg" else {"Software": None}
        figure.savefig(out, format=format_, dpi=200, metadata=metadata)
    without = len(shown.nodes) - len(names)
    unnamed = f"{without:,} of the {len(shown.nodes):,} nodes have no name for lack of room." if without else ""
    return Picture(out.getvalue(), " ".join(filter(None, (shown.note, unnamed))))


class _Sheet:
    """A figure with the nodes placed on it; lengths are in points."""

    def __init__(self, network: nx.MultiDiGraph, shown: Shown, figure: Any, renderer: Any) -> None:
        self._network = network
        self._shown = shown
        self._figure = figure
        self._renderer = renderer
        self._radius = {node: min(4 + 1.2 * math.sqrt(shown.papers.get(node, 0)), 14.0) for node in shown.nodes}
        number = {node: index for index, node in enumerate(sorted(shown.nodes))}
        ties: dict[tuple[int, int], float] = {}
        for source, target, role in network.edges(keys=True):
            pair = (min(number[source], number[target]), max(number[source], number[target]))
            ties[pair] = max(ties.get(pair, 0.0), STRENGTH.get(role, 1.0))
        points = place([self._radius[node] + _ROOM for node in number], ties)
        shrink = min(1.0, _WIDEST / max(1.0, max(x for x, _ in points) - min(x for x, _ in points)))
        self._at = {node: (shrink * x, -shrink * y) for node, (x, y) in zip(number, points, strict=True)}

    def names(self) -> dict[str, tuple[str, Box]]:
        """The names that find a place, with it: spreads the nodes until all do, as far as a page of a paper bears."""
        sizes = {node: self._size(self._name(node), node) for node in self._shown.nodes}
        while True:
            found = self._fit_names(sizes)
            across = [x for x, _ in self._at.values()]
            # One node, or several in a column, have no width to grow.
            width = max(across) - min(across)
            if len(found) == len(sizes) or not width or width * _GROWTH > _WIDEST:
                return found
            self._at = {node: (x * _GROWTH, y * _GROWTH) for node, (x, y) in self._at.items()}

    def _fit_names(self, sizes: dict[str, tuple[float, float]]) -> dict[str, tuple[str, Box]]:
        """As many names as fit below, above or beside their nodes without touching another or a node, the weightiest first."""
        taken: list[tuple[str, Box]] = [(node, (x - r, y - r, x + r, y + r)) for node, (x, y) in self._at.items() for r in [self._radius[node]]]
        found: dict[str, tuple[str, Box]] = {}
        for node in self._shown.nodes:
            x, y = self._at[node]
            (width, height), reach = sizes[node], self._radius[node] + 2
            diagonal = reach * 0.75
            corners = [
                *((x - width / 2, y - reach - height), (x - width / 2, y + reach), (x + reach, y - height / 2), (x - reach - width, y - height / 2)),
                *((x + diagonal, y - diagonal - height), (x - diagonal - width, y - diagonal - height), (x + diagonal, y + diagonal), (x - diagonal - width, y + diagonal)),
            ]
            for left, bottom in corners:
                box = (left, bottom, left + width, bottom + height)
                if not any(_touch(box, other) for of, other in taken if of != node):
                    found[node] = (self._name(node), box)
                    taken.append(("", box))
                    break
        return found

    def paint(self, names: dict[str, tuple[str, Box]]) -> None:
        """Sizes the figure around nodes, names and legend, and draws them."""
        import networkx as nx

        boxes = [(x - r, y - r, x + r, y + r) for node, (x, y) in self._at.items() for r in [self._radius[node]]] + [box for _, box in names.values()]
        left, bottom = min(b[0] for b in boxes) - _MARGIN, min(b[1] for b in boxes) - _MARGIN
        right, top = max(b[2] for b in boxes) + _MARGIN, max(b[3] for b in boxes) + _MARGIN
        handles = self._handles()
        legend_height = 14.0 * math.ceil(len(handles) / max(1, int((right - left) // 95))) + 10
        bottom -= legend_height
        self._figure.set_size_inches(max(right - left, 200.0) / 72, (top - bottom) / 72)
        axes = self._figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(left, left + max(right - left, 200.0))
        axes.set_ylim(bottom, top)
        for role in sorted({role for _, _, role in self._network.edges(keys=True)}):
            pairs = sorted((source, target) for source, target, key in self._network.edges(keys=True) if key == role)
            nx.draw_networkx_edges(
                nx.DiGraph(pairs), self._at, edgelist=pairs, ax=axes, arrows=False, style=_DASHES.get(role, "solid"), width=1.6 if role == "introduces" else 0.7, edge_color=_QUIET, alpha=0.45
            )
        for type_, look in LOOKS.items():
            # Sorted, so that what lies on top doesn't depend on the order of reading.
            nodes = sorted(node for node in self._shown.nodes if self._type(node) == type_)
            if nodes:
                edges = [1.8 if node == self._shown.centre else 0.6 for node in nodes]
                sizes = [(2 * self._radius[node]) ** 2 for node in nodes]
                nx.draw_networkx_nodes(
                    self._network, self._at, nodelist=nodes, ax=axes, node_size=sizes, node_shape=_MARKERS[look.shape], node_color=look.color, edgecolors=_INK, linewidths=edges
                )
        for node, (text, box) in names.items():
            # On white, which no node is under: links end at a name instead of crossing it out.
            back = {"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 0.3}
            x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
            axes.text(x, y, text, ha="center", va="center", zorder=5, color=_INK, linespacing=1.0, bbox=back, **self._font(node))
        columns = max(1, int((right - left) // 95))
        axes.legend(handles=handles, loc="lower center", ncols=min(columns, len(handles)), frameon=False, fontsize=7, handlelength=1.8, columnspacing=1.2)

    def _handles(self) -> Sequence[Any]:
        """What the legend explains: the types and roles that are there."""
        from matplotlib.lines import Line2D

        types, roles = {self._type(node) for node in self._shown.nodes}, {role for _, _, role in self._network.edges(keys=True)}
        return [
            *(
                Line2D([], [], linestyle="", marker=_MARKERS[look.shape], markersize=6, markerfacecolor=look.color, markeredgecolor=_INK, markeredgewidth=0.6, label=type_)
                for type_, look in LOOKS.items()
                if type_ in types
            ),
            *(
                Line2D([], [], color=_QUIET, linestyle=_DASHES.get(role, "solid"), linewidth=1.6 if role == "introduces" else 0.8, label=role_words(role))
                for role in sorted(roles, key=lambda role: (-STRENGTH.get(role, 1.0), role))
            ),
        ]

    def _type(self, node: str) -> str:
        type_ = str(self._network.nodes[node].get("type", "other"))
        return type_ if type_ in LOOKS else "other"

    def _name(self, node: str) -> str:
        name = str(self._network.nodes[node].get("label", node))
        if self._type(node) in ("repository", "webpage"):
            name = name.split("://", 1)[-1].removeprefix("github.com/")
            return name if len(name) <= _LETTERS + 4 else name[: _LETTERS + 3] + "…"
        return "\n".join(textwrap.wrap(" ".join(name.split()), _LETTERS, max_lines=_LINES, placeholder=" …")) or node

    def _font(self, node: str) -> dict[str, Any]:
        centre = node == self._shown.centre
        return {"fontsize": 9 if centre else 6.5 if self._type(node) == "paper" else 7.5, "fontweight": "bold" if centre else "normal"}

    def _size(self, text: str, node: str) -> tuple[float, float]:
        """Width and height of a name in points, with a little air."""
        written = self._figure.text(0, 0, text, linespacing=1.0, **self._font(node))
        extent = written.get_window_extent(self._renderer)
        written.remove()
        points = 72 / self._figure.dpi
        return float(extent.width) * points + 3, float(extent.height) * points + 2


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
