"""`explorer.html`: a page for graphs of any size, in one file: the network's columns, the bundled script and styles, a policy that lets nothing else in."""

from __future__ import annotations

import base64
from pathlib import Path

import networkx as nx
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kg.explorer.data import payload
from kg.explorer.policy import source_hash
from kg.graph.vocabulary import ENTITY_CLASSES, PREFIXES, ROLE_PROPERTIES
from kg.resources import asset


def explorer_html(network: nx.MultiDiGraph) -> str:
    """The page as text. The same network gives the same text.

    Raises KgError if the package's assets were never made.
    """
    # The page writes SPARQL with the names that the store answers to.
    about = {
        "prefixes": {name: PREFIXES[name] for name in ("pk", "dcterms", "fabio", "xsd")},
        "classes": {type_: _short(iri) for type_, iri in ENTITY_CLASSES.items()},
        "properties": {role: _short(iri) for role, iri in ROLE_PROPERTIES.items()},
    }
    script, styles = asset("explorer.js"), asset("explorer.css")
    environment = Environment(loader=FileSystemLoader(Path(__file__).resolve().parent), undefined=StrictUndefined, autoescape=True)
    text: str = environment.get_template("explorer.html.j2").render(
        data=base64.b64encode(payload(network, about)).decode(),
        script=script.replace("</script", "<\\/script"),
        script_hash=source_hash(script.replace("</script", "<\\/script")),
        styles=styles,
        style_hash=source_hash(styles),
    )
    return text


def write_explorer(network: nx.MultiDiGraph, path: str | Path) -> None:
    """Writes `explorer_html` to a file."""
    Path(path).write_text(explorer_html(network), encoding="utf-8", newline="\n")


def _short(iri: str) -> str:
    name, base = next((name, base) for name, base in PREFIXES.items() if iri.startswith(base))
    return f"{name}:{iri.removeprefix(base)}"
