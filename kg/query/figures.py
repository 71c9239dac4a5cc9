"""The figures of a graph, counted by query: what `kg stats` prints."""

from __future__ import annotations

from kg.graph.vocabulary import ENTITY_CLASSES, EVIDENCE_GRAPH, PAPER, ROLE_PROPERTIES
from kg.query.store import Store


def figures(store: Store) -> dict[str, int | float]:
    """Papers, papers without links, entities by type, those that no paper names, links by role, papers with code, mentions, relations, mean confidence; in that order."""
    found: dict[str, int | float] = {"papers": _count(store, f"?x a <{PAPER}>")}
    roles = "|".join(f"<{iri}>" for iri in ROLE_PROPERTIES.values())
    found["papers without links"] = _count(store, f"?x a <{PAPER}> FILTER NOT EXISTS {{ ?x {roles} ?y }}")
    for type_, iri in ENTITY_CLASSES.items():
        found[f"entities: {type_}"] = _count(store, f"?x a <{iri}>")
    found["entities no paper names"] = _count(store, f"?x skos:prefLabel ?name FILTER NOT EXISTS {{ ?paper {roles} ?x }}")
    for role, iri in ROLE_PROPERTIES.items():
        found[f"links: {role}"] = _count(store, f"?p <{iri}> ?o BIND(CONCAT(STR(?p), ' ', STR(?o)) AS ?x)")
    found["papers with code"] = _count(store, f"?x <{ROLE_PROPERTIES['introduces']}> ?r . ?r a <{ENTITY_CLASSES['repository']}>")
    found["mentions"] = _count(store, f"GRAPH <{EVIDENCE_GRAPH}> {{ ?l a pk:Link ; pk:evidence ?x }}")
    found["relations"] = _count(store, f"GRAPH <{EVIDENCE_GRAPH}> {{ ?x a pk:Relation }}")
    ((mean,),) = store.query(f"SELECT (AVG(?c) AS ?mean) WHERE {{ GRAPH <{EVIDENCE_GRAPH}> {{ ?l a pk:Link ; pk:confidence ?c }} }}").rows
    found["mean confidence"] = round(float(mean or 0), 3)
    return found


def _count(store: Store, pattern: str) -> int:
    ((count,),) = store.query(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}").rows
    return int(count or 0)
