"""The linker: composes the recognisers, the decision and the roles, paper by paper, and the pass over the corpus."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple

from kg.catalog import ONE_OFF, Catalog, NameIndex, NearMisses, load_indexed, task_words
from kg.errors import UsageError
from kg.iris import Iris
from kg.linking.abbreviations import Definition, find_definitions
from kg.linking.candidates import Candidate
from kg.linking.catalog_names import find_catalog_names
from kg.linking.coordination import find_coordinated
from kg.linking.corpus import COINED, CorpusNames, keep_apart, unify
from kg.linking.decide import THRESHOLD, Found, decide, select
from kg.linking.document import Document, read_document
from kg.linking.features import describe, describe_type, listed_with, type_is_open
from kg.linking.hardware import find_hardware
from kg.linking.introduced import find_introduced
from kg.linking.links import Addresses, address_links, addresses_of, decided_role, in_order, link_of
from kg.linking.model import Model, packaged_model
from kg.linking.phrases import TaskPhrases, find_capitalised_words, find_phrases
from kg.linking.relations import SOFTWARE, find_relations
from kg.linking.roles import role_of, turning_point
from kg.linking.shapes import find_coined_names
from kg.linking.templates import Key
from kg.linking.workers import link_each
from kg.model import Link, LinkedPaper, Paper, Role
from kg.text import squash

_PRODUCT = 0.9
"""The least probability of a product number with its maker, its count or its memory ("32 A800 80GB"): all 82 in the annotated papers are hardware."""


class Scored(NamedTuple):
    """A proposed entity, its score from 0 to 1, the least score that links it, and what the model looked at (nothing, where there is none)."""

    item: Found
    score: float
    least: float
    keys: Sequence[Key] = ()


class Linker:
    """Links papers to the entities that their texts name.

    One linker serves any number of papers; it holds the catalog's index, which takes a moment to build.
    """

    def __init__(self, catalog: Catalog | str | Path | Iterable[str | Path] = (), iris: Iris | None = None, model: Model | Literal["packaged"] | None = "packaged") -> None:
        """`catalog` is a catalog, or the path or paths of tables to add to the packaged ones (then its index is kept between runs).

        `model` is the learned decision: the packaged one, one of your own, or None for the rules alone.
        """
        if isinstance(catalog, Catalog):
            self.catalog, self._index, self._near, words = catalog, NameIndex(catalog.entries), NearMisses(catalog.entries), task_words(catalog.entries)
        else:
            self.catalog, self._index, self._near, words = load_indexed(*([catalog] if isinstance(catalog, (str, Path)) else catalog))
        self._tasks = TaskPhrases(words)
        self.iris = iris or Iris()
        if not (model is None or model == "packaged" or isinstance(model, Model)):
            raise UsageError("not a model", where=f"Linker(model={repr(model)[:60]})", hint='"packaged", None for the rules alone, or what kg.linking.model.Model.load(path) reads')
        self.model = packaged_model() if model == "packaged" else model

    def link(self, papers: Iterable[Paper], workers: int = 1) -> list[LinkedPaper]:
        """Links all papers, then links the names that one introduced where others use them, and gives one node to all spellings.

        `workers` processes share the first part of the work; the answer does not depend on their number.
        """
        collecting = gc.isenabled()
        gc.disable()  # what linking makes is kept or freed at once, in no cycles: looking for them would cost a fifth of the time
        try:
            linked = list(link_each(self.link_paper, papers, workers))
            names = CorpusNames(linked)
            unified = unify([names.linked_further(item) for item in linked], self._listed)
            return [self._related(replace(item, links=in_order(item.links))) for item in keep_apart(unified, self._listed)]
        finally:
            if collecting:
                gc.enable()

    def stream(self, papers: Iterable[Paper]) -> Iterator[LinkedPaper]:
        """Links paper by paper, without the pass over the corpus: memory stays that of one paper."""
        for paper in papers:
            yield self._related(self.link_paper(paper))

    def link_paper(self, paper: Paper) -> LinkedPaper:
        """The links of one paper, from its own text alone."""
        doc, found, addresses = self._found(paper)
        turn = turning_point(doc)
        links = list(self._decided(doc, found, turn))
        links += address_links(paper, addresses)
        return LinkedPaper(self.iris.paper(paper), paper, in_order(links))

    def entity_iri(self, found: Found) -> str:
        """The IRI of what a document names, as one paper alone gives it."""
        iri = self.iris.entity(found.type, found.label)
        # Spelled like a catalog entity that the recognisers would not take it for: another thing.
        return iri + COINED if found.entry is None and self._listed(iri) else iri

    def _listed(self, entity: str) -> bool:
        return entity.removeprefix(self.iris.base) in self.catalog.positions

    def _is_software(self, entity: str) -> bool:
        entry = self.catalog.at(entity.removeprefix(self.iris.base))
        return entry is not None and entry.kind in SOFTWARE

    def _related(self, item: LinkedPaper) -> LinkedPaper:
        relations = find_relations(item, self._is_software)
        return replace(item, relations=relations) if relations else item

    def candidates(self, paper: Paper) -> tuple[Document, list[Found]]:
        """What the recognisers propose for a paper before the decision: what `scripts/train` learns from."""
        doc, found, _ = self._found(paper)
        return doc, found

    def scored(self, doc: Document, found: list[Found], turn: int) -> list[Scored]:
        """Each proposed entity with how likely it is, and how likely it has to be; sets the type of what no catalog has."""
        if self.model is None:
            return [Scored(item, item.score, THRESHOLD) for item in found]
        lists = listed_with(doc, found)
        for item in found:
            if type_is_open(item):
                item.type = self.model.type(describe_type(doc, item, lists.get(id(item), [])))
        described = describe(doc, found, turn, lists)
        scores = [max(self.model.probability(keys), _PRODUCT if item.product else 0.0) for item, keys in zip(found, described, strict=True)]
        return [Scored(item, score, self.model.least(item), keys) for item, score, keys in zip(found, scores, described, strict=True)]

    def role(self, doc: Document, scored: Scored, turn: int) -> Role:
        """The role of an entity that is linked, in what `select` left of its mentions."""
        item = scored.item
        if self.model is None:
            return role_of(doc, [(c.start, c.end) for c in item.candidates], item.type, item.introduced, turn)
        return decided_role(self.model, doc, item, scored.keys, turn)

    def _decided(self, doc: Document, found: list[Found], turn: int) -> Iterator[Link]:
        alive = {id(s.item): s for s in self.scored(doc, found, turn) if s.score >= s.least}
        for score, item in select([(s.score, s.item) for s in alive.values()]):
            role = self.role(doc, alive[id(item)], turn)
            yield link_of(doc, item, self.entity_iri(item), round(score, 3), role)

    def _found(self, paper: Paper) -> tuple[Document, list[Found], Addresses]:
        if not isinstance(paper, Paper):
            raise UsageError("not a paper with a title and an abstract", where=repr(paper)[:60], hint="give kg.Paper(title, abstract)")
        addresses = addresses_of(paper)
        doc = read_document(paper, {where: [(start, end) for start, end, _, _ in spans] for where, spans in addresses.items()})
        definitions = find_definitions(doc)
        found = decide(doc, self._candidates(doc, definitions), definitions)
        for item in found:
            if type_is_open(item):
                item.made_of = self._near.within(item.name)
        return doc, found, addresses

    def _candidates(self, doc: Document, definitions: list[Definition]) -> list[Candidate]:
        candidates = find_catalog_names(doc, self._index)
        candidates += find_coordinated(doc, self._index, candidates)
        covered = {(c.start, c.end) for c in candidates}
        introduced = find_introduced(doc, definitions)
        own = tuple(filter(None, (squash(c.name) for c in introduced)))
        for coined in find_coined_names(doc, covered):
            near = self._near.find(coined.name)
            if near and not (near[1] == ONE_OFF and squash(coined.name).startswith(own)):  # a new name is no misspelling
                coined.entry, coined.type = near[0], near[0].type
                coined.recogniser, coined.rule, coined.score = "near miss", near[1], 0.8
            candidates.append(coined)
        for expression in find_hardware(doc):
            within = [c for c in candidates if c.entry is not None and c.type == "hardware" and expression.start <= c.start < expression.end]
            known = self._near.find(expression.name)
            if known and known[0].type == "hardware":
                expression.entry = known[0]
            elif within:
                expression.entry = max(within, key=lambda c: (c.end, c.length)).entry
            candidates.append(expression)
        candidates += introduced + find_phrases(doc) + self._tasks.find(doc, covered)
        return candidates + find_capitalised_words(doc, candidates)
