"""The graph as a NetworkX MultiDiGraph, with attributes that every export can carry: strings, numbers, booleans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import networkx as nx

from kg.graph.entities import EntityRecord, gigabytes
from kg.model import LinkedPaper
from kg.text import sentence_around


def build_network(papers: Sequence[LinkedPaper], entities: Mapping[str, EntityRecord]) -> nx.MultiDiGraph:
    """Nodes are IRIs with `type`, `label` and facts (`year` a number, `memoryGB` numbers joined by `; `); edges are keyed by role, with `role`, `confidence`, `mentions`, `evidence` (a sentence)
    and `mention` (the words in it that name the entity).

    Edges go from paper to entity (`introduces`, `uses`, `compares`, `mentions`), from an entity to a `broader` one, and between the
    entities that papers relate (`extends`, `partOf`, `comparedWith`, `evaluatedOn`, `runsOn`, `implementedIn`), with the number of papers.
    """
    network = nx.MultiDiGraph()
    for record in entities.values():
        network.add_nodes_from([(record.iri, flatten(_entity_attributes(record)))])  # a fact may have any name, an argument's too
    for item in papers:
        paper = item.paper
        attributes = {"type": "paper", "label": paper.title, "date": paper.date, "arxiv": paper.arxiv, "doi": paper.doi, "authors": paper.authors}
        network.add_node(item.iri, **flatten(attributes))
        for link in item.links:
            # A sentence of the abstract says more than the title does.
            first = next((m for m in link.mentions if m.field == "abstract"), link.mentions[0])
            network.add_edge(
                item.iri,
                link.entity,
                key=link.role,
                **flatten(
                    {
                        "role": link.role,
                        "confidence": link.confidence,
                        "mentions": len(link.mentions),
                        "evidence": sentence_around(paper.text(first.field), first.start, first.end),
                        "mention": first.text,
                        **{name: _number(value) for name, value in link.details},
                    }
                ),
            )
    for record in entities.values():
        for broader in record.broader:
            network.add_edge(record.iri, broader, key="broader", role="broader")
    for item in papers:
        for relation in item.relations:
            edge = network.get_edge_data(relation.source, relation.target, relation.type)
            if edge is not None:
                edge["papers"] += 1
                continue
            evidence = " ".join(item.paper.text(relation.field)[relation.start : relation.end].split())
            facts: dict[str, object] = {"role": relation.type, "confidence": relation.confidence, "papers": 1, "evidence": evidence, "paper": item.iri}
            network.add_edge(relation.source, relation.target, key=relation.type, **flatten(facts))
    return network


def _entity_attributes(record: EntityRecord) -> dict[str, object]:
    facts: dict[str, object] = dict(record.entry.facts) if record.entry else {}
    facts |= {"memoryGB": gigabytes(str(facts.pop("memory", ""))), "year": _number(str(facts.get("year", "")))}
    return {**facts, "type": record.type, "label": record.name, "kind": record.kind, "aliases": record.other_names}


def _number(text: str) -> str | int:
    return int(text) if text.isascii() and text.isdigit() else text


def flatten(attributes: Mapping[str, object]) -> dict[str, str | int | float | bool]:
    """Attributes that GraphML and GEXF accept: sequences joined by `; `, nothing empty, no control characters."""
    flat: dict[str, str | int | float | bool] = {}
    for key, value in attributes.items():
        if isinstance(value, (int, float)):  # bool is an int
            flat[key] = value
        elif value not in (None, "", (), []):
            text = "; ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
            flat[key] = "".join(c if c >= " " and c not in "\ufffe\uffff" else " " for c in text)
    return flat
