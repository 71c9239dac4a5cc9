"""What the service is and what its data are, for machines: SPARQL 1.1 Service Description and VoID (W3C 2013, 2011)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.graph.vocabulary import EVIDENCE_GRAPH, PK, PREFIXES, TYPE, XSD
from kg.server.negotiation import TABLES
from kg.server.workers import Job, Pool

SD, VOID, FORMATS = "http://www.w3.org/ns/sparql-service-description#", "http://rdfs.org/ns/void#", "http://www.w3.org/ns/formats/"
_RESULT_FORMATS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples", "RDF_XML", "JSON-LD")

Counts = dict[str, int]
GraphCounts = tuple[Counts, Counts]
"""Members of each class, statements of each property."""


async def count(pool: Pool, graph: str = "") -> GraphCounts:
    """Members of each class and statements of each property, in the default graph or a named one. Raises HttpError."""
    found = []
    for statement in ("?s a ?x", "?s ?x ?o"):
        where = f"GRAPH <{graph}> {{ {statement} }}" if graph else statement
        outcome = await pool.run(Job(f"SELECT ?x (COUNT(?s) AS ?n) {{ {where} }} GROUP BY ?x ORDER BY ?x", table_format=TABLES["json"]))
        rows = json.loads(outcome.body)["results"]["bindings"] if outcome.status == 200 else []
        found.append({row["x"]["value"]: int(row["n"]["value"]) for row in rows if row["x"]["type"] == "uri"})
    return found[0], found[1]


def describe_service(root: str, base: str, facts: GraphCounts, evidence: GraphCounts) -> Iterator[Triple]:
    """The description of the endpoint at `root`sparql, and of its two graphs."""
    service, data = NamedNode(f"{root}sparql"), NamedNode(f"{root}.well-known/void#dataset")
    yield _triple(service, TYPE, SD + "Service")
    yield _triple(service, SD + "endpoint", service)
    yield _triple(service, SD + "supportedLanguage", SD + "SPARQL11Query")
    for name in _RESULT_FORMATS:
        yield _triple(service, SD + "resultFormat", FORMATS + name)
    yield _triple(service, SD + "defaultDataset", data)
    for class_ in (SD + "Dataset", VOID + "Dataset"):
        yield _triple(data, TYPE, class_)
    yield Triple(data, NamedNode(PREFIXES["dcterms"] + "title"), Literal("A knowledge graph of machine-learning papers"))
    yield _triple(data, VOID + "sparqlEndpoint", service)
    yield _triple(data, VOID + "rootResource", root)
    yield Triple(data, NamedNode(VOID + "uriSpace"), Literal(base))
    for vocabulary in (PK, PREFIXES["skos"], PREFIXES["dcterms"], PREFIXES["fabio"], PREFIXES["oa"]):
        yield _triple(data, VOID + "vocabulary", vocabulary)
    yield _number(data, VOID + "triples", sum(facts[1].values()) + sum(evidence[1].values()))
    default, named = BlankNode("facts"), BlankNode("evidence")
    yield _triple(data, SD + "defaultGraph", default)
    yield from _graph(default, *facts)
    if evidence[1]:
        entry = BlankNode("entry")
        yield _triple(data, SD + "namedGraph", entry)
        yield _triple(entry, TYPE, SD + "NamedGraph")
        yield _triple(entry, SD + "name", EVIDENCE_GRAPH)
        yield _triple(entry, SD + "graph", named)
        yield from _graph(named, *evidence)


def _graph(graph: BlankNode, classes: Counts, properties: Counts) -> Iterator[Triple]:
    for class_ in (SD + "Graph", VOID + "Dataset"):
        yield _triple(graph, TYPE, class_)
    yield _number(graph, VOID + "triples", sum(properties.values()))
    for kind, counts, key, number in (("class", classes, "class", "entities"), ("property", properties, "property", "triples")):
        for index, (iri, many) in enumerate(counts.items()):
            part = BlankNode(f"{graph.value}-{kind}-{index}")
            yield _triple(graph, f"{VOID}{kind}Partition", part)
            yield _triple(part, VOID + key, iri)
            yield _number(part, VOID + number, many)


def _triple(subject: NamedNode | BlankNode, predicate: str, object_: NamedNode | BlankNode | str) -> Triple:
    return Triple(subject, NamedNode(predicate), NamedNode(object_) if isinstance(object_, str) else object_)


def _number(subject: NamedNode | BlankNode, predicate: str, number: int) -> Triple:
    return Triple(subject, NamedNode(predicate), Literal(str(number), datatype=NamedNode(XSD + "integer")))
