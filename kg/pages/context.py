"""What all pages share: the graph in its three forms (store, arrays, search), and how its things are shown in a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urlsplit

import numpy as np
from markupsafe import Markup

from kg.graph.triples import link_iri_of
from kg.pages import addresses, reading, words
from kg.pages.finding import Finder
from kg.pages.marks import marked
from kg.pages.tables import Ints, Tables
from kg.query import Store

SECTION = 25
"""Papers that a section of an entity's page shows: with their sentences, more of them take too long for the most named entities."""
LIST = 50
"""Papers that a page of a list has."""


@dataclass(frozen=True, slots=True)
class Ref:
    """An entity or paper to link to, with a count of papers where one is shown."""

    name: str
    href: str
    type: str
    count: int = 0
    note: str = ""


@dataclass(slots=True)
class PaperRow:
    """A paper in a list; `said` are sentences with their marks, `names` some of its entities."""

    title: str
    href: str
    date: str
    iso_date: str
    arxiv: str
    arxiv_href: str
    code: bool
    said: list[Markup] = field(default_factory=list)
    names: list[Ref] = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A year or month and its papers; `height` in hundredths of the highest."""

    label: str
    count: int
    height: int


@dataclass(frozen=True)
class Pager:
    """Which page of how many, with the addresses of the others."""

    page: int
    pages: int
    total: int
    before: str
    after: str


@dataclass(frozen=True)
class Graph:
    """One graph as the pages read it."""

    store: Store
    tables: Tables
    finder: Finder
    base: str

    def href(self, iri: str) -> str:
        """Where this server shows an IRI."""
        return addresses.path_of(iri, self.base)

    def entity_ref(self, number: int, count: int | None = None, note: str = "") -> Ref:
        """An entity, with its own papers as the count if no other is given."""
        tables = self.tables
        return Ref(tables.names[number], self.href(tables.entities[number]), tables.type_of(number), int(tables.counts[number]) if count is None else count, note)

    def any_ref(self, iri: str) -> Ref:
        """An IRI by its name, if it is an entity or paper."""
        if (entity := self.tables.entity_number.get(iri)) is not None:
            return self.entity_ref(entity)
        if (paper := self.tables.paper_number.get(iri)) is not None:
            return Ref(self.tables.titles[paper], self.href(iri), "paper")
        return Ref(iri, self.href(iri), "")

    def paper_row(self, number: int) -> PaperRow:
        """A paper's line."""
        tables = self.tables
        arxiv, date = tables.arxiv[number], tables.dates[number]
        return PaperRow(
            tables.titles[number],
            self.href(tables.papers[number]),
            words.date(date),
            date if date[:1].isdigit() else "",
            arxiv,
            f"https://arxiv.org/abs/{quote(arxiv)}" if arxiv else "",
            bool(tables.with_code[number]),
        )

    def paper_rows(self, numbers: Iterable[int], entity: int | None = None) -> list[PaperRow]:
        """Papers' lines, with the sentences in which they name the entity."""
        chosen = [int(number) for number in numbers]
        rows = [self.paper_row(number) for number in chosen]
        if entity is not None:
            names = [self.tables.names[entity], *self.tables.other_names_of(entity)]
            iri, type_ = self.tables.entities[entity], self.tables.type_of(entity)
            papers = [self.tables.papers[number] for number in chosen]
            said = reading.sentences(self.store, iri, names, {paper: link_iri_of(self.base, paper, type_, iri) for paper in papers})
            for row, number in zip(rows, chosen, strict=True):
                row.said = [marked(sentence.text, *sentence.exact) for sentence in said.get(self.tables.papers[number], ())]
        return rows

    def bars(self, papers: Ints, most: int = 16) -> list[Bar]:
        """Papers by year, or by month if they are all of two years or fewer; the latest of a long row."""
        months = self.tables.months[papers]
        dated = months[months >= 13]
        if not len(dated):
            return []
        years = dated // 13
        first, last = int(years.min()), int(years.max())
        if last - first > 1 or not np.all(dated % 13):
            counts = np.bincount(years - first)
            labels = [str(first + i) for i in range(len(counts))]
        else:
            in_order = (dated // 13) * 12 + dated % 13 - 1
            start = int(in_order.min())
            counts = np.bincount(in_order - start)
            labels = [f"{(start + i) // 12}-{(start + i) % 12 + 1:02d}" for i in range(len(counts))]
        counts, labels = counts[-most:], labels[-most:]
        top = max(int(counts.max()), 1)
        return [Bar(label, int(count), -(-int(count) * 100 // top)) for label, count in zip(labels, counts, strict=True)]


def pager(page: int, total: int, size: int, path: str, **query: str) -> Pager:
    """The pages of a list; a page that is too far is the last."""
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)

    def to(number: int) -> str:
        chosen = {name: value for name, value in query.items() if value} | ({"page": str(number)} if number > 1 else {})
        joined = urlencode(chosen, quote_via=quote)
        return path + (("&" if "?" in path else "?") + joined if joined else "")

    return Pager(page, pages, total, to(page - 1) if page > 1 else "", to(page + 1) if page < pages else "")


def outside(url: str) -> tuple[str, str]:
    """An address elsewhere as a link and what to call it; no link if it is not one of the web."""
    parts = urlsplit(url) if addresses.web_address(url) else None
    host = words.HOSTS.get(parts.netloc, parts.netloc) if parts else ""
    rest = (parts.path.rstrip("/").rsplit("/", 1)[-1] or parts.netloc) if parts else url
    return addresses.web_address(url), f"{host}: {rest}" if host and host != rest else rest
