"""The page of a paper: its text with the mentions marked, its links and relations, the papers most like it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

import numpy as np
from markupsafe import Markup

from kg.graph import vocabulary as v
from kg.model import ENTITY_TYPES, ROLES
from kg.pages import reading, words
from kg.pages.addresses import web_address
from kg.pages.context import Graph, PaperRow, Ref
from kg.pages.marks import Span, marked, pieces

_MOST_RELATED = 8
_MOST_SHARED = 0.2
"""An entity that more of the papers name than this says nothing about what is like what."""


@dataclass(slots=True)
class LinkRow:
    """A link of the paper, with what the page says of it."""

    entity: Ref
    role: str
    sure: str
    low: bool
    details: str
    why: list[str] = field(default_factory=list)
    mentions: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands behind a marked piece of text."""

    link: LinkRow
    why: str


def paper_context(graph: Graph, number: int) -> dict[str, object]:
    """What the template of a paper shows."""
    tables = graph.tables
    iri = tables.papers[number]
    facts: dict[str, list[str]] = defaultdict(list)
    for property_, value in reading.facts(graph.store, iri):
        facts[property_].append(value)
    evidence = reading.links(graph.store, iri)
    links: dict[str, LinkRow] = {}
    for entity, role in zip(*tables.of_paper.row(number), strict=True):
        links[tables.entities[entity]] = _link(graph, int(entity), ROLES[role], evidence.get(tables.entities[entity]))
    title, abstract = reading.abstract(graph.store, iri)
    spans: dict[str, list[Span[Mark]]] = defaultdict(list)
    for entity_iri, link in links.items():
        for place in evidence[entity_iri].places if entity_iri in evidence else ():
            spans[place.field].append(Span(place.start, place.end, Mark(link, words.why(place.recogniser, place.rule))))
    row = graph.paper_row(number)
    doi = next(iter(facts[v.DOI]), "")
    return {
        "iri": iri,
        "href": graph.href(iri),
        "title": tables.titles[number],
        "title_pieces": pieces(title or tables.titles[number], spans["title"] if title else []),
        "abstract": pieces(abstract, spans["abstract"]),
        "row": row,
        "url": next(filter(None, map(web_address, facts[v.URL])), ""),
        "doi": doi,
        "doi_href": f"https://doi.org/{quote(doi, safe='/().;:-_')}" if doi else "",
        "authors": facts[v.CREATOR],
        "categories": facts[v.SUBJECT],
        "listed": [Ref(_last_part(page), graph.href(page), "page") for page in facts[v.LISTED_ON]],
        "groups": _groups(links),
        "types_here": [type_ for type_ in ENTITY_TYPES if any(link.entity.type == type_ for link in links.values())],
        "links": len(links),
        "code": [(web_address(entity), link) for entity, link in links.items() if link.entity.type in ("repository", "webpage")],
        "relations": _relations(graph, iri),
        "related": _related(graph, number),
        "query": "/query?query=" + quote(_QUERY.format(iri=iri), safe=""),
    }


_QUERY = """SELECT ?role ?name ?confidence ?sentence ?entity WHERE {{
  GRAPH pk:evidenceGraph {{
    ?link pk:paper <{iri}> ; pk:entity ?entity ; pk:role ?role ; pk:confidence ?confidence ; pk:evidence ?annotation .
    ?annotation pk:sentence ?sentence
  }}
  ?entity skos:prefLabel ?name
}}
ORDER BY ?role ?name"""


def _last_part(iri: str) -> str:
    return unquote(iri.rsplit("/", 1)[-1])


def _link(graph: Graph, entity: int, role: str, evidence: reading.Evidence | None) -> LinkRow:
    details = ""
    if evidence and evidence.device_count:
        details = f"{evidence.device_count} of them"
    if evidence and evidence.device_memory:
        details += f"{', ' if details else ''}{evidence.device_memory} GB" + (" each" if evidence.device_count else "")
    confidence = evidence.confidence if evidence else None
    why = list(dict.fromkeys(words.why(place.recogniser, place.rule) for place in evidence.places)) if evidence else []
    return LinkRow(
        graph.entity_ref(entity), role, words.sure(confidence), confidence is not None and confidence < 0.6, details, why, len(evidence.places) if evidence else 0
    )


def _groups(links: dict[str, LinkRow]) -> list[tuple[str, list[LinkRow]]]:
    """The links by type, the strongest role first and in it what was named first in the arrays' order."""
    found: list[tuple[str, list[LinkRow]]] = []
    for type_ in ENTITY_TYPES:
        rows = [link for link in links.values() if link.entity.type == type_]
        if rows:
            found.append((type_, sorted(rows, key=lambda link: (ROLES.index(link.role), -link.mentions))))
    return found


def _relations(graph: Graph, iri: str) -> list[tuple[Ref, str, Ref, Markup, str]]:
    found = []
    for statement in reading.stated(graph.store, iri):
        source, target = graph.any_ref(statement.source), graph.any_ref(statement.target)
        found.append((source, words.RELATIONS[statement.relation][0].lower(), target, marked(statement.sentence, target.name), words.sure(statement.confidence)))
    return found


def _related(graph: Graph, number: int) -> list[PaperRow]:
    """The papers that share most entities, each counted by how rare it is (the logarithm of its inverse frequency)."""
    tables = graph.tables
    entities, _ = tables.of_paper.row(number)
    weights = np.zeros(len(tables.papers))
    rare = [int(entity) for entity in entities if 1 < tables.counts[entity] <= max(2, _MOST_SHARED * len(tables.papers))]
    for entity in rare:
        papers, _ = tables.of_entity.row(entity)
        weights[papers] += np.log(len(tables.papers) / len(papers))
    weights[number] = 0
    most = min(_MOST_RELATED, int(np.count_nonzero(weights)))
    if not most:
        return []
    best = np.argpartition(-weights, most - 1)[:most] if most < len(weights) else np.arange(len(weights))
    rows = []
    shared = set(rare)
    for paper in sorted(best, key=lambda p: (-weights[p], p)):
        row = graph.paper_row(int(paper))
        common = [int(entity) for entity in tables.of_paper.row(int(paper))[0] if int(entity) in shared]
        row.names = [graph.entity_ref(entity) for entity in sorted(common, key=lambda entity: int(tables.counts[entity]))][:6]
        rows.append(row)
    return rows
