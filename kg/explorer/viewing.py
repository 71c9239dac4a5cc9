"""A view of one node's neighbourhood: as a page, in a Jupyter notebook, and as a picture for a paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.explorer.neighbourhood import pick_neighbourhood
from kg.explorer.page import page_html
from kg.query.parameters import resolve, resolve_paper
from kg.query.property_graph import PropertyGraph, to_networkx

if TYPE_CHECKING:
    import networkx as nx

    from kg.explorer.core import Shown
    from kg.explorer.picture import Picture
    from kg.query import Store

MOST_ON_PAGE, MOST_IN_PICTURE = 300, 60


def view(store: Store, entity: str = "", *, paper: str = "", hops: int = 2, most: int = MOST_ON_PAGE, on_choice: Callable[[str], None] = lambda choice: None) -> View:
    """The neighbourhood of an entity, called by one of its names, or of a paper, by arXiv id or words of its title.

    hops: how many links away from it; at least 1.
    most: nodes at most; the weightiest are kept (`kg.explorer.neighbourhood`), and the page says what was left out.
    on_choice: is told which was taken where several entities have the name, or several titles fit the words.

    Raises QueryError with the nearest three names if there is none such, UsageError unless exactly one of `entity` and `paper` is given.
    """
    if bool(entity) == bool(paper):
        raise UsageError("give exactly one of an entity and a paper", hint="a name such as LoRA, or an arXiv id or words of a title")
    if hops < 1 or most < 1:
        raise UsageError("a neighbourhood has at least 1 hop and 1 node", hint=f"not hops {hops} and most {most}")
    return View(PropertyGraph(store), resolve(entity, "entity", store, on_choice) if entity else resolve_paper(paper, store, on_choice), hops, most)


class View:
    """What `view` returns. The last expression of a notebook's cell shows itself there as the page."""

    def __init__(self, graph: PropertyGraph, centre: str, hops: int, most: int) -> None:
        self._graph = graph
        self._centre = centre
        self._hops = hops
        self._most = most

    @cached_property
    def shown(self) -> Shown:
        """The nodes on the page, the weightiest first, and a note on what was left out."""
        return self._pick(self._most)

    @cached_property
    def network(self) -> nx.MultiDiGraph:
        """The nodes on the page and the edges between them, as `KnowledgeGraph.to_networkx` has them."""
        return to_networkx(self._graph.part(self.shown.nodes))

    @cached_property
    def html(self) -> str:
        """The page. The same graph gives the same text."""
        return page_html(self.network, self.shown)

    def write(self, path: str | Path) -> Path:
        """Writes the page to a file, and gives back its path. Raises UsageError if that can't be written."""
        return written(path, self.html.encode())

    def picture(self, format_: str, most: int = MOST_IN_PICTURE) -> Picture:
        """A picture of the view's weightiest `most` nodes, `svg` or `png`, and a note on what it lacks. Raises UsageError without Matplotlib."""
        from kg.explorer.picture import draw

        shown = self.shown if len(self.shown.nodes) <= most else self._pick(most)
        return draw(to_networkx(self._graph.part(shown.nodes)), shown, format_)

    def svg(self, most: int = MOST_IN_PICTURE) -> str:
        """The picture as SVG; its letters are paths, so that it looks the same everywhere. Raises UsageError without Matplotlib."""
        return self.picture("svg", most).data.decode()

    def png(self, most: int = MOST_IN_PICTURE) -> bytes:
        """The picture as PNG, with 200 dots an inch. Raises UsageError without Matplotlib."""
        return self.picture("png", most).data

    def _repr_html_(self) -> str:
        """The page in a frame of its own: its script runs, and reaches nothing of the notebook."""
        # srcdoc keeps it in the notebook's file. Without allow-same-origin the frame is a stranger to the notebook; links open beside it.
        return (
            '<iframe sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" width="100%" height="640" style="border: 1px solid #d1d9e0"'
            f' title="{escape(self.network.nodes[self._centre]["label"])}" srcdoc="{escape(self.html)}"></iframe>'
        )

    def _pick(self, most: int) -> Shown:
        return pick_neighbourhood(self._graph, self._centre, self._hops, most)


def written(path: str | Path, data: bytes) -> Path:
    """Writes a file, and gives back its path. Raises UsageError if it can't be written."""
    try:
        Path(path).write_bytes(data)
    except OSError as error:
        raise UsageError(f"can't be written: {error.strerror}", where=str(path), hint="choose another place or change its permissions") from error
    return Path(path)
