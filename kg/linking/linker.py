"""The linker: composes the recognisers, the decision and the roles, paper by paper, and the pass over the corpus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.catalog import Catalog, NameIndex
from kg.iris import Iris
from kg.linking.abbreviations import find_definitions
from kg.linking.candidates import Candidate
from kg.linking.catalog_names import find_catalog_names
from kg.linking.corpus import CorpusNames, unify
from kg.linking.decide import Found, decide
from kg.linking.document import Document, read_document
from kg.linking.hardware import find_hardware
from kg.linking.introduced import find_introduced
from kg.linking.near_misses import NearMisses
from kg.linking.roles import own_page, role_of, turning_point
from kg.linking.shapes import find_coined_names
from kg.linking.urls import find_urls
from kg.model import ENTITY_TYPES, ROLES, EntityType, Field, Link, LinkedPaper, Mention, Paper


class Linker:
    """Links papers to the entities that their texts name.

    One linker serves any number of papers; it holds the catalog's index, which takes a moment to build.
    """

    def __init__(self, catalog: Catalog | None = None, iris: Iris | None = None) -> None:
        self.catalog = catalog if catalog is not None else Catalog.load()
        self.iris = iris or Iris()
        self._index = NameIndex(self.catalog.entries)
        self._near = NearMisses(self.catalog.entries)

    def link(self, papers: Iterable[Paper]) -> list[LinkedPaper]:
        """Links all papers, then links the names that one introduced where others use them, and gives one node to all spellings."""
        linked = [self.link_paper(paper) for paper in papers]
        names = CorpusNames(linked)
        return unify([names.linked_further(item) for item in linked], self.iris)

    def stream(self, papers: Iterable[Paper]) -> Iterator[LinkedPaper]:
        """Links paper by paper, without the pass over the corpus: memory stays that of one paper."""
        for paper in papers:
            yield self.link_paper(paper)

    def link_paper(self, paper: Paper) -> LinkedPaper:
        """The links of one paper, from its own text alone."""
        addresses: dict[Field, list[tuple[int, int, EntityType, str]]] = {"title": [], "abstract": []}
        for where in addresses:
            addresses[where] = [tuple(address) for address in find_urls(paper.text(where))]  # type: ignore[misc]
        doc = read_document(paper, {where: [(start, end) for start, end, _, _ in found] for where, found in addresses.items()})
        definitions = find_definitions(doc)
        found = decide(doc, self._candidates(doc, definitions), definitions)
        turn = turning_point(doc)
        links = [self._link(doc, item, turn) for item in found]
        links += _address_links(doc, addresses)
        links.sort(key=lambda link: (ENTITY_TYPES.index(link.type), link.mentions[0].field == "abstract", link.mentions[0].start, link.entity))
        return LinkedPaper(self.iris.paper(paper), paper, tuple(links))

    def _candidates(self, doc: Document, definitions: list) -> list[Candidate]:  # type: ignore[type-arg]
        candidates = find_catalog_names(doc, self._index)
        covered = {(c.start, c.end) for c in candidates}
        for coined in find_coined_names(doc):
            if (coined.start, coined.end) in covered:
                continue
            near = self._near.find(coined.name)
            if near:
                coined.entry, coined.type = near[0], near[0].type
                coined.recogniser, coined.rule, coined.score = "near miss", near[1], 0.8
            candidates.append(coined)
        for expression in find_hardware(doc):
            known = self._near.find(expression.name)
            if known and known[0].type == "hardware":
                expression.entry = known[0]
            candidates.append(expression)
        return candidates + find_introduced(doc, definitions)

    def _link(self, doc: Document, found: Found, turn: int) -> Link:
        name = found.entry.name if found.entry else found.name
        mentions = sorted({doc.mention(c.start, c.end, c.recogniser, c.rule) for c in found.candidates}, key=_place)
        role = role_of(doc, [(c.start, c.end) for c in found.candidates], found.type, found.introduced, turn)
        return Link(found.type, self.iris.entity(found.type, name), name, role, found.score, tuple(_one_a_place(mentions)))


def _place(mention: Mention) -> tuple[bool, int, int]:
    return mention.field == "abstract", mention.start, -mention.end


def _one_a_place(mentions: list[Mention]) -> list[Mention]:
    places: dict[tuple[str, int, int], Mention] = {}
    for mention in mentions:
        places.setdefault((mention.field, mention.start, mention.end), mention)
    return list(places.values())


def _address_links(doc: Document, addresses: dict[Field, list[tuple[int, int, EntityType, str]]]) -> list[Link]:
    """One link for each repository and page: the paper's own unless its sentence says otherwise."""
    found: dict[tuple[EntityType, str], list[Mention]] = {}
    own: dict[tuple[EntityType, str], bool] = {}
    for where, items in addresses.items():
        text = doc.paper.text(where)
        for start, end, type_, url in items:
            key = type_, url
            found.setdefault(key, []).append(Mention(where, start, end, text[start:end], "url", "address"))
            own[key] = own.get(key, False) or own_page(doc, text, start)
    return [Link(type_, url, url, ROLES[0] if own[type_, url] else ROLES[1], 0.99, tuple(mentions)) for (type_, url), mentions in found.items()]
