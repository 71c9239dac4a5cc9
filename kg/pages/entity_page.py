"""The page of an entity: its facts, the papers that name it by role, what is named with it, how it relates to others."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote

import numpy as np
from markupsafe import Markup

from kg.graph import vocabulary as v
from kg.model import ENTITY_TYPES, RELATION_TYPES, ROLES
from kg.pages import reading, words
from kg.pages.addresses import web_address
from kg.pages.context import LIST, SECTION, Graph, PaperRow, Ref, outside, pager
from kg.pages.marks import marked
from kg.pages.tables import Ints

_MOST_BESIDE = 12
_MOST_NARROWER = 200
_MOST_RELATED = 16
NARROWER = "narrower"
"""In place of a role: papers that name only a narrower entity."""


@dataclass(frozen=True, slots=True)
class Section:
    """The papers of one role, as many as fit."""

    role: str
    heading: str
    total: int
    rows: list[PaperRow]
    all_href: str


@dataclass(frozen=True, slots=True)
class RelationRow:
    """An entity at the other end, and a sentence that says so with its paper."""

    other: Ref
    said: Markup
    paper: Ref | None
    papers: int
    sure: str


def heading(role: str) -> str:
    """What a section of papers is called."""
    return {
        "introduces": "Papers that introduce it",
        "uses": "Papers that use it",
        "compares": "Papers that compare with it",
        "mentions": "Papers that mention it",
        NARROWER: "Papers that name only something narrower",
        "": "All papers that name it",
    }[role]


def with_query(href: str, query: str) -> str:
    """An address with something behind its question mark, which it may have already."""
    return href + ("&" if "?" in href else "?") + query


def entity_context(graph: Graph, number: int) -> dict[str, object]:
    """What the template of an entity shows."""
    tables = graph.tables
    iri = tables.entities[number]
    href = graph.href(iri)
    papers, roles = tables.of_entity.row(number)
    by_role = [papers[roles == role] for role in range(len(ROLES))]
    rows = iter(graph.paper_rows([paper for chosen in by_role for paper in chosen[:SECTION]], number))  # one question to the store
    sections = [
        Section(role, heading(role), len(chosen), list(islice(rows, min(SECTION, len(chosen)))), with_query(href, f"role={role}"))
        for role, chosen in zip(ROLES, by_role, strict=True)
        if len(chosen)
    ]
    below = tables.papers_below(number)
    narrower_section = Section(NARROWER, heading(NARROWER), len(below), graph.paper_rows(below[:10]), with_query(href, f"role={NARROWER}")) if len(below) else None
    facts = reading.facts(graph.store, iri)
    type_ = tables.type_of(number)
    return {
        "iri": iri,
        "href": href,
        "name": tables.names[number],
        "type": type_,
        "kind": tables.kinds[number] if tables.kinds[number] != type_ else "",
        "address": web_address(iri) if type_ in ("repository", "webpage") else "",
        "chain": [graph.entity_ref(n) for n in tables.chain(number)],
        "others": tables.other_names_of(number),
        "facts": _facts(facts),
        "ids": [outside(value) for property_, value in facts if property_ == v.EXACT_MATCH],
        "broader": [graph.entity_ref(n) for n in tables.broader.get(number, ())],
        "narrower": [graph.entity_ref(n) for n in sorted(tables.narrower.get(number, ()))][:_MOST_NARROWER],
        "narrower_total": len(tables.narrower.get(number, ())),
        "sections": sections,
        "narrower_section": narrower_section,
        "papers": len(papers),
        "code_papers": int(np.count_nonzero(tables.with_code[papers])),
        "bars": graph.bars(papers),
        "beside": _beside(graph, number, papers),
        "relations": _relations(graph, number),
        "query": "/query?query=" + quote(_QUERY.format(iri=iri), safe=""),
    }


_QUERY = """SELECT ?role ?title ?date ?paper WHERE {{
  VALUES ?role {{ pk:introduces pk:uses pk:comparesWith pk:mentions }}
  ?paper ?role <{iri}> ; dcterms:title ?title .
  OPTIONAL {{ ?paper dcterms:issued ?date }}
}}
ORDER BY ?role DESC(?date)
LIMIT 100"""


def papers_context(graph: Graph, number: int, role: str, page: int) -> dict[str, object] | None:
    """One page of an entity's papers: of a role, of none (all), or of narrower entities. None for another word."""
    tables = graph.tables
    papers, roles = tables.of_entity.row(number)
    if role == NARROWER:
        chosen = tables.papers_below(number)
    elif role in ROLES:
        chosen = papers[roles == ROLES.index(role)]
    elif role == "":
        chosen = np.sort(papers)
    else:
        return None
    href = graph.href(tables.entities[number])
    of = pager(page, len(chosen), LIST, href, role=role or "all")
    shown = chosen[(of.page - 1) * LIST : of.page * LIST]
    return {
        "name": tables.names[number],
        "type": tables.type_of(number),
        "href": href,
        "heading": heading(role),
        "role": role,
        "rows": graph.paper_rows(shown, None if role == NARROWER else number),
        "bars": graph.bars(chosen),
        "pager": of,
        "first": (of.page - 1) * LIST + 1,
    }


def _facts(facts: reading.Triples) -> list[tuple[str, str]]:
    named = {v.YEAR: "Year", v.VENDOR: "Vendor", v.HARDWARE_CLASS: "Class", v.ARCHITECTURE: "Architecture", v.MEMORY: "Memory"}
    found: dict[str, list[str]] = defaultdict(list)
    for property_, value in facts:
        if property_ in named:
            found[property_].append(value)
    memory = sorted(found.get(v.MEMORY, ()), key=lambda size: float(size) if size.replace(".", "", 1).isdigit() else 0)
    if memory:
        found[v.MEMORY] = [f"{size.removesuffix('.0')} GB" for size in memory]
    return [(label, ", ".join(found[property_])) for property_, label in named.items() if property_ in found]


def _beside(graph: Graph, number: int, papers: Ints) -> list[tuple[str, list[Ref]]]:
    """By type, what the papers name too, most often first; of the same type nothing broader or narrower."""
    tables = graph.tables
    counts = np.bincount(tables.of_paper.joined(papers), minlength=len(tables.entities))
    counts[[number, *tables.above(number), *tables.below(number)]] = 0
    found = []
    for type_ in ("method", "dataset", "task", "hardware", "repository"):
        of_type = np.flatnonzero((tables.types == ENTITY_TYPES.index(type_)) & (counts > 0))
        if len(of_type) > _MOST_BESIDE * 4:
            of_type = np.sort(of_type[np.argpartition(-counts[of_type], _MOST_BESIDE * 2)[: _MOST_BESIDE * 2]])
        best = of_type[np.argsort(-counts[of_type], kind="stable")][:_MOST_BESIDE]
        if len(best):
            found.append((type_, [graph.entity_ref(int(n), int(counts[n])) for n in best]))
    return found


def _relations(graph: Graph, number: int) -> list[tuple[str, str, list[RelationRow], int]]:
    """Relation, heading, the other ends, how many of them there are; what the entity does before what is done with it."""
    tables = graph.tables
    ends: dict[tuple[int, bool], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in tables.relations_of.get(number, ()):
        type_, source, target, _ = tables.relations[row].tolist()
        back = target == number and source != number
        ends[type_, back][source if back else target].append(row)
    groups = []
    for (type_, back), others in sorted(ends.items()):
        shown = sorted(others, key=lambda other: (-len(others[other]), other))[:_MOST_RELATED]
        groups.append((type_, back, len(others), [(other, max(others[other], key=lambda row: (tables.confidences[row], row)), len(others[other])) for other in shown]))
    said = reading.statements(graph.store, [tables.relation_nodes[row] for *_, rows in groups for _, row, _ in rows if tables.relation_nodes[row]])
    found: list[tuple[str, str, list[RelationRow], int]] = []
    for type_, back, total, rows in groups:
        made = []
        for other, row, papers in rows:
            sentence, paper = said.get(tables.relation_nodes[row], ""), int(tables.relations[row][3])
            by = graph.any_ref(tables.papers[paper]) if sentence and paper >= 0 else None
            made.append(RelationRow(graph.entity_ref(other), marked(sentence, tables.names[other]) if by else Markup(), by, papers, words.sure(float(tables.confidences[row]))))
        relation = RELATION_TYPES[type_]
        found.append((relation, words.RELATIONS[relation][back], made, total))
    return found
