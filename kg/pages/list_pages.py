"""The pages with lists: home, all of a type, what a search found, what is near an address that is none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection

import numpy as np

from kg.graph import vocabulary as v
from kg.model import ENTITY_TYPES
from kg.pages.addresses import web_address
from kg.pages.context import Graph, PaperRow, Ref, pager
from kg.pages.finding import Hit
from kg.pages.tables import Ints

LISTING = 100
FOUND = 25
ORDERS = {"papers": "Most papers", "recent": "Most papers in the last 12 months", "name": "Name"}
PAPER_ORDERS = {"date": "Newest first", "links": "Most entities", "title": "Title"}
_MOST_TOP = 10


def home_context(graph: Graph) -> dict[str, object]:
    """What the graph is, with its largest and newest."""
    tables = graph.tables
    tops = []
    for type_ in ("method", "dataset", "task", "hardware"):
        of_type = _named(graph, type_)  # in the order of their papers
        tops.append((type_, len(of_type), [graph.entity_ref(int(n)) for n in of_type[:_MOST_TOP]]))
    rows = graph.paper_rows(range(min(_MOST_TOP, len(tables.papers))))
    for number, row in enumerate(rows):
        row.names = _names(graph, number)
    return {
        "papers": len(tables.papers),
        "entities": int(np.count_nonzero(tables.counts)),
        "links": len(tables.of_paper.items),
        "with_code": int(np.count_nonzero(tables.with_code)),
        "counts": [(type_, len(_named(graph, type_))) for type_ in ENTITY_TYPES],
        "tops": [top for top in tops if top[2]],
        "newest": rows,
        "bars": graph.bars(np.arange(len(tables.papers), dtype=np.int32)),
    }


def _named(graph: Graph, type_: str) -> Ints:
    """The entities of a type that papers name, without those that are only broader than one."""
    return np.flatnonzero((graph.tables.types == ENTITY_TYPES.index(type_)) & (graph.tables.counts > 0)).astype(np.int32)


def _names(graph: Graph, paper: int, most: int = 5) -> list[Ref]:
    """What a paper introduces and uses, for a line below its title: the more special first."""
    entities, roles = graph.tables.of_paper.row(paper)
    best = sorted(zip(roles.tolist(), (-entities).tolist(), strict=True))
    named = [graph.entity_ref(-entity) for _, entity in best]
    return [ref for ref in named if ref.type not in ("repository", "webpage")][:most]


def listing_context(graph: Graph, type_: str, page: int, order: str, kind: str) -> dict[str, object]:
    """One page of all papers, or of all entities of a type, or of one kind of it."""
    tables = graph.tables
    if type_ == "paper":
        # Papers without a year can't be said to be new.
        orders = PAPER_ORDERS if np.any(tables.months >= 13) else {key: PAPER_ORDERS[key] for key in ("title", "links")}
        order = order if order in orders else next(iter(orders))
        numbers: Ints = np.arange(len(tables.papers), dtype=np.int32)
        if order == "links":
            numbers = numbers[np.argsort(-tables.of_paper.lengths, kind="stable")]
        elif order == "title":
            numbers = np.array(tables.by_title, np.int32)
        of = pager(page, len(numbers), LISTING, "/paper", order=order if order != next(iter(orders)) else "")
        rows = graph.paper_rows(numbers[(of.page - 1) * LISTING : of.page * LISTING])
        return {"type": type_, "orders": orders, "order": order, "kind": "", "kinds": [], "pager": of, "rows": rows, "bars": graph.bars(np.sort(numbers)), "first": (of.page - 1) * LISTING + 1}
    order = order if order in ORDERS else "papers"
    numbers = _named(graph, type_)
    kinds = Counter(tables.kinds[n] for n in numbers if tables.kinds[n])
    if kind:
        numbers = np.array([n for n in numbers if tables.kinds[n] == kind], np.int32)
    if order == "recent":
        numbers = numbers[np.argsort(-tables.recent[numbers], kind="stable")]
    elif order == "name":
        numbers = np.array(sorted(numbers, key=lambda n: (tables.names[n].casefold(), tables.entities[n])), np.int32)
    of = pager(page, len(numbers), LISTING, f"/{type_}", kind=kind, order=order if order != "papers" else "")
    shown = numbers[(of.page - 1) * LISTING : of.page * LISTING]
    return {
        "type": type_,
        "orders": ORDERS,
        "order": order,
        "kind": kind,
        "kinds": sorted(kinds.items(), key=lambda item: (-item[1], item[0])) if len(kinds) > 1 else [],
        "pager": of,
        "entities": [(graph.entity_ref(int(n)), tables.kinds[n], int(tables.recent[n]), *_years(graph, int(n))) for n in shown],
        "first": (of.page - 1) * LISTING + 1,
    }


def _years(graph: Graph, entity: int) -> tuple[str, str]:
    """The first and last year of the papers that name it."""
    months = graph.tables.months[graph.tables.of_entity.row(entity)[0]]
    years = months[months >= 13] // 13
    return (str(years.min()), str(years.max())) if len(years) else ("", "")


def search_context(graph: Graph, text: str, type_: str, page: int) -> dict[str, object]:
    """One page of what a search found, with how much of each type."""
    hits = graph.finder.find(text)
    types = Counter(_type(graph, hit) for hit in hits)
    chosen = [hit for hit in hits if not type_ or _type(graph, hit) == type_]
    of = pager(page, len(chosen), FOUND, "/search", q=text, type=type_)
    results: list[tuple[PaperRow | None, Ref | None, str]] = []
    for hit in chosen[(of.page - 1) * FOUND : of.page * FOUND]:
        if hit.is_paper:
            row = graph.paper_row(hit.number)
            row.names = _names(graph, hit.number)
            results.append((row, None, ""))
        else:
            kind = graph.tables.kinds[hit.number]
            results.append((None, graph.entity_ref(hit.number, note=hit.other_name), kind))
    return {"text": text, "type": type_, "types_found": [(t, types[t]) for t in (*ENTITY_TYPES, "paper") if types[t]], "all": len(hits), "results": results, "pager": of}


def _type(graph: Graph, hit: Hit) -> str:
    return "paper" if hit.is_paper else graph.tables.type_of(hit.number)


def suggestions(graph: Graph, text: str, most: int) -> list[dict[str, object]]:
    """The best of a search as data, for a list that changes while somebody types."""
    found: list[dict[str, object]] = []
    for hit in graph.finder.find(text)[:most]:
        ref = graph.any_ref(graph.tables.papers[hit.number]) if hit.is_paper else graph.entity_ref(hit.number)
        iri = (graph.tables.papers if hit.is_paper else graph.tables.entities)[hit.number]
        found.append({"iri": iri, "name": ref.name, "type": ref.type, "papers": ref.count, "href": ref.href, "also": hit.other_name})
    return found


def missing_context(graph: Graph, iri: str) -> dict[str, object]:
    """What is near an IRI that the graph does not have."""
    last = re.sub(r"[-_+%/]+", " ", iri.rstrip("/").rsplit("/", 1)[-1])[:100]
    near = suggestions(graph, last, 8)
    return {"iri": iri, "last": last, "near": [Ref(str(n["name"]), str(n["href"]), str(n["type"]), int(str(n["papers"]))) for n in near]}


def resource_context(graph: Graph, iri: str, triples: list[tuple[str, str, str]], back: list[tuple[str, str]], terms: Collection[str], label: Callable[[str], str]) -> dict[str, object]:
    """A plain table of what the graph says of an IRI; `triples` are property, value, and which graph.

    `terms` are those of the ontology. A term of another vocabulary has no page here and leads to its own.
    """

    def property_ref(property_: str) -> Ref:
        return Ref(label(property_), graph.href(property_) if property_ in terms else web_address(property_), "")

    def value_ref(text: str, property_: str, where: str) -> Ref:
        if text in graph.tables.entity_number or text in graph.tables.paper_number:
            return graph.any_ref(text)
        if property_ in (v.TITLE, v.SENTENCE, v.EXACT) or not text.startswith(("http://", "https://", "urn:")):
            return Ref(text, "", "")
        return Ref(label(text), web_address(text) if where == "ontology" and text not in terms else graph.href(text), "")

    return {
        "iri": iri,
        "href": graph.href(iri),
        "name": label(iri),
        "triples": [(property_ref(property_), value_ref(text, property_, where), where) for property_, text, where in triples],
        "back": [(value_ref(subject, "", ""), property_ref(property_)) for subject, property_ in back],
    }
