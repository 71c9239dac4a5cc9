"""The page itself: the graph as JSON, pyvis's vis-network, and this folder's template, styles and script, in one file."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import networkx as nx

from kg.errors import KgError
from kg.explorer.core import STRENGTH, Shown, pick_core
from kg.explorer.layout import place
from kg.explorer.policy import source_hash
from kg.model import ENTITY_TYPES, ROLES

_HERE = Path(__file__).resolve().parent


class Look(NamedTuple):
    """How a type is drawn: vis-network's shape, the same shape as SVG, and a colour of Okabe and Ito's palette."""

    shape: str
    path: str
    color: str


LOOKS = {
    "paper": Look("square", "M3 3h10v10H3z", "#999999"),
    "method": Look("dot", "M8 2a6 6 0 1 0 .01 0z", "#0072b2"),
    "dataset": Look("diamond", "M8 1l7 7-7 7-7-7z", "#009e73"),
    "hardware": Look("hexagon", "M4.5 2h7L15 8l-3.5 6h-7L1 8z", "#d55e00"),
    "task": Look("triangle", "M8 2l7 12H1z", "#cc79a7"),
    "repository": Look("star", "M8 .5l2 5.2 5.5.3-4.3 3.5 1.5 5.4L8 11.8l-4.7 3.1 1.5-5.4L.5 6 6 5.7z", "#e69f00"),
    "webpage": Look("triangleDown", "M1 2h14L8 14z", "#56b4e9"),
    "other": Look("dot", "M8 2a6 6 0 1 0 .01 0z", "#f0e442"),
}
_TYPES = ("paper", *ENTITY_TYPES)
_BROADER = "broader"
_NODE_FIELDS = {"type", "label", "kind", "aliases", "date", "arxiv"}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_EDGE_FIELDS = {"role", "confidence", "mentions", "evidence"}
_OPTIONS = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "nodes": {"borderWidth": 1, "shadow": False},
    "edges": {"smooth": False, "width": 1, "selectionWidth": 0},
    # The page finds the node under the pointer itself, with room for fingers.
    "interaction": {"dragNodes": False, "hover": False, "selectable": False, "keyboard": {"enabled": True, "bindToWindow": False}},
}


def role_words(role: str) -> str:
    """A role as people read it: "compared with" of "comparedWith"."""
    return _CAMEL.sub(" ", role).lower()


def write_page(network: nx.MultiDiGraph, path: str | Path, *, most_nodes: int = 400) -> None:
    """Writes `page_html` of a graph, or of the core of one that has more than `most_nodes`, to a file."""
    Path(path).write_text(page_html(network, pick_core(network, most_nodes)), encoding="utf-8", newline="\n")


def page_html(network: nx.MultiDiGraph, shown: Shown) -> str:
    """One HTML page that needs no network: search, filters, and for every link its sentence. It says what isn't shown.

    The same graph gives the same text.
    """
    return _render(_data(network, shown), shown)


def _data(network: nx.MultiDiGraph, shown: Shown) -> dict[str, Any]:
    """What the script reads. Nodes are numbered in the order of their IRIs; sentences are stored once."""
    from pyvis.network import Network

    number = {iri: index for index, iri in enumerate(sorted(shown.nodes))}
    nodes = [_node(network, iri, index, shown) for iri, index in number.items()]
    edges: list[dict[str, Any]] = []
    ties: dict[tuple[int, int], float] = {}
    sentences: dict[str, int] = {}
    for source, target, key, attributes in sorted(network.edges(keys=True, data=True), key=lambda edge: (edge[0], edge[1], str(edge[2]))):
        if source not in number or target not in number:
            continue
        role = str(attributes.get("role", key))
        edge: dict[str, Any] = {"from": number[source], "to": number[target], "role": role}
        edge |= {name: attributes[name] for name in ("confidence", "mentions") if name in attributes}
        if attributes.get("evidence"):
            edge["evidence"] = sentences.setdefault(str(attributes["evidence"]), len(sentences))
        details = {name: str(value) for name, value in attributes.items() if name not in _EDGE_FIELDS}
        if details:
            edge["details"] = details
        edges.append(edge)
        pair = (min(edge["from"], edge["to"]), max(edge["from"], edge["to"]))
        ties[pair] = max(ties.get(pair, 0.0), STRENGTH.get(role, 1.0))
    for node, (x, y) in zip(nodes, place([node["size"] for node in nodes], ties), strict=True):
        node["x"], node["y"] = x, y
    # Set as lists: pyvis's own add_edge reads all edges again for each new one.
    net = Network(directed=True)
    net.nodes, net.edges = nodes, edges
    groups = {type_: {"shape": look.shape, "color": {"background": look.color}} for type_, look in LOOKS.items()}
    net.options = _OPTIONS | {"groups": groups}
    nodes, edges, _, _, _, options = net.get_network_data()
    data = {"nodes": nodes, "edges": edges, "sentences": list(sentences), "options": json.loads(options)}
    return data | {"centre": number[shown.centre]} if shown.centre else data


def _node(network: nx.MultiDiGraph, iri: str, number: int, shown: Shown) -> dict[str, Any]:
    attributes = network.nodes[iri]
    type_ = str(attributes.get("type", "other"))
    papers = 0 if type_ == "paper" else shown.papers[iri]
    node: dict[str, Any] = {
        "id": number,
        "iri": iri,
        "group": type_ if type_ in LOOKS else "other",
        "name": str(attributes.get("label", iri)),
        "size": 5.0 if type_ == "paper" else round(min(5 + 2.5 * math.sqrt(papers), 60), 1),
        "papers": papers,
    }
    node |= {name: str(attributes[name]) for name in ("kind", "date", "arxiv") if attributes.get(name)}
    if attributes.get("aliases"):
        node["aliases"] = [alias for alias in str(attributes["aliases"]).split("; ") if alias]
    facts = {name: str(value) for name, value in attributes.items() if name not in _NODE_FIELDS}
    if facts:
        node["facts"] = facts
    if shown.left.get(iri):
        node["notShown"] = shown.left[iri]
    return node


def _render(data: dict[str, Any], shown: Shown) -> str:
    from jinja2 import Environment, FileSystemLoader

    types = Counter(node["group"] for node in data["nodes"])
    roles = Counter(edge["role"] for edge in data["edges"])
    entities = sum(types.values()) - types["paper"]
    scripts = {"vis": _vis_network(), "script": _own("page.js")}
    styles = _own("page.css")
    template = Environment(loader=FileSystemLoader(_HERE), autoescape=True, keep_trailing_newline=True).get_template("page.html.j2")
    return template.render(
        summary=f"{types['paper']:,} papers, {entities:,} entities, {len(data['edges']):,} links",
        title=data["nodes"][data["centre"]]["name"] if "centre" in data else "Knowledge graph",
        note=shown.note,
        types=[(type_, types[type_], LOOKS[type_]) for type_ in (*_TYPES, "other") if types[type_]],
        roles=[(role, role_words(role), roles[role]) for role in (*ROLES, _BROADER, *sorted(set(roles) - {*ROLES, _BROADER})) if roles[role]],
        data=_as_json(data),
        styles=styles,
        script_hashes=" ".join(map(source_hash, scripts.values())),
        style_hash=source_hash(styles),
        **scripts,
    )


def _as_json(data: object) -> str:
    """JSON in ASCII that stays data in HTML: nothing in it opens or closes an element."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _own(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _vis_network() -> str:
    """The newest vis-network in the pyvis package, without the line that would load its source map."""
    import pyvis

    found = Path(pyvis.__file__).parent.glob("lib/vis-*/vis-network.min.js")
    try:
        newest = max(found, key=lambda path: [int(part) for part in re.findall(r"\d+", path.parent.name)])
    except ValueError:
        raise KgError("pyvis has no vis-network", where=str(Path(pyvis.__file__).parent), hint="install pyvis 0.3.2") from None
    text = newest.read_text(encoding="utf-8").replace("\r\n", "\n")
    return re.sub(r"\n//# sourceMappingURL=.*\s*$", "\n", text)
