"""A network as the bytes that `explorer.html` carries: columns of numbers and texts, laid out, compressed, the same for the same network."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg.explorer.core import papers_of
from kg.explorer.force_layout import lay_out
from kg.model import ENTITY_TYPES, RELATION_TYPES, ROLES

TYPES = ("paper", *ENTITY_TYPES, "other")
EDGE_ROLES = (*ROLES, *RELATION_TYPES, "broader")
_NODE_FIELDS = {"type", "label", "aliases"}
_EDGE_FIELDS = {"role", "confidence", "evidence"}
_NONE = 0xFFFFFFFF


def payload(network: nx.MultiDiGraph, about: Mapping[str, Any]) -> bytes:
    """The network and `about` (JSON), gzipped: a line of JSON, padded to 8 bytes, that names the columns and where they lie, then the columns.

    Nodes come the largest first, then by IRI, so that the first of them are what a page draws when it can't draw all. Texts are a column of
    UTF-8 and one of offsets.
    """
    papers = {iri: papers_of(network, iri) for iri in network}
    iris = sorted(network, key=lambda iri: (-_radius(network, iri, papers[iri]), str(iri)))
    number = {iri: index for index, iri in enumerate(iris)}
    edges = sorted(
        ((number[source], number[target], str(data.get("role", key)), data) for source, target, key, data in network.edges(keys=True, data=True)),
        key=lambda edge: edge[:3],
    )
    ends = np.array([edge[:2] for edge in edges], np.int64).reshape(-1, 2)
    radii = np.array([_radius(network, iri, papers[iri]) for iri in iris])
    layout = lay_out(radii, ends)
    roles = [*EDGE_ROLES, *sorted({edge[2] for edge in edges} - set(EDGE_ROLES))]
    nodes = [network.nodes[iri] for iri in iris]
    evidence, evidence_of = _table(str(data.get("evidence", "")) for *_, data in edges)
    details, details_of = _table(_rest(data, _EDGE_FIELDS) for *_, data in edges)
    columns: dict[str, NDArray[Any]] = {
        "x": layout.points[:, 0].astype("<f4"),
        "y": layout.points[:, 1].astype("<f4"),
        "radius": radii.astype("<f4"),
        "type": np.array([TYPES.index(_type(node)) for node in nodes], "<u1"),
        "papers": np.array([papers[iri] for iri in iris], "<u4"),
        "year": np.array([_year(node) for node in nodes], "<u2"),
        "source": ends[:, 0].astype("<u4"),
        "target": ends[:, 1].astype("<u4"),
        "role": np.array([roles.index(edge[2]) for edge in edges], "<u1"),
        "confidence": np.array([float(data.get("confidence", -1)) for *_, data in edges], "<f4"),
        "evidenceOf": evidence_of,
        "detailsOf": details_of,
        **_texts("iri", (str(iri) for iri in iris)),
        **_texts("label", (str(node.get("label", iri)) for iri, node in zip(iris, nodes, strict=True))),
        **_texts("aliases", (str(node.get("aliases", "")) for node in nodes)),
        **_texts("facts", (_rest(node, _NODE_FIELDS) for node in nodes)),
        **_texts("evidence", evidence),
        **_texts("details", details),
    }
    return _pack({**about, "types": TYPES, "roles": roles}, columns)


def _type(node: Mapping[str, Any]) -> str:
    found = str(node.get("type", ""))
    return found if found in TYPES else "other"


def _radius(network: nx.MultiDiGraph, iri: Any, papers: int) -> float:
    return 2.2 if network.nodes[iri].get("type") == "paper" else 2.6 + 1.9 * float(np.sqrt(papers))


def _year(node: Mapping[str, Any]) -> int:
    """Of a paper's date; 0 if it has none."""
    digits = str(node.get("date", ""))[:4]
    return int(digits) if node.get("type") == "paper" and len(digits) == 4 and digits.isascii() and digits.isdigit() else 0


def _rest(attributes: Mapping[str, Any], known: set[str]) -> str:
    """What has no column of its own, as JSON; empty if there is nothing."""
    rest = {str(name): value for name, value in sorted(attributes.items(), key=lambda item: str(item[0])) if name not in known}
    return json.dumps(rest, ensure_ascii=False, separators=(",", ":"), default=str) if rest else ""


def _table(texts: Iterable[str]) -> tuple[list[str], NDArray[Any]]:
    """The distinct texts in the order of their coming, and for each given one its place there, or the largest number if it is empty."""
    places: dict[str, int] = {}
    column = np.array([places.setdefault(text, len(places)) if text else _NONE for text in texts], "<u4")
    return list(places), column


def _texts(name: str, texts: Iterable[str]) -> dict[str, NDArray[Any]]:
    encoded = [text.encode("utf-8", "replace") for text in texts]
    ends = np.cumsum([0, *map(len, encoded)])
    return {name: np.frombuffer(b"".join(encoded), "<u1"), name + "Ends": ends.astype("<u4")}


def _pack(about: Mapping[str, Any], columns: Mapping[str, NDArray[Any]]) -> bytes:
    places: dict[str, Sequence[Any]] = {}
    parts: list[bytes] = []
    at = 0
    for name, column in columns.items():
        data = column.tobytes()
        places[name] = (column.dtype.str[1:], at, len(column))
        parts.append(data + b"\0" * (-len(data) % 8))
        at += len(parts[-1])
    head = json.dumps({**about, "columns": places}, ensure_ascii=True, separators=(",", ":")).encode()
    head += b" " * ((-len(head) - 1) % 8) + b"\n"
    return gzip.compress(head + b"".join(parts), 6, mtime=0)
