"""The pass over the whole corpus: names that one paper introduced are linked where others use them; spellings of one entity become one node."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

import ahocorasick_rs
from rapidfuzz import fuzz

from kg.iris import short_hash, slug
from kg.linking.repeats import alone
from kg.model import FIELDS, ROLES, Link, LinkedPaper, Mention
from kg.text import fold_name, squash

COINED = "-coined"
"""How the IRI ends of what is spelled like an entity of the catalog and is none."""
_RULE = "introduced by another paper"
_SAME_MEANING = 85
"""Percent of likeness from which two long forms are one."""


class CorpusNames:
    """The coined names that the papers of a corpus introduce, and where other papers use them."""

    def __init__(self, linked: list[LinkedPaper]) -> None:
        owners: dict[str, list[Link]] = defaultdict(list)
        for item in linked:
            for link in item.links:
                if link.role == "introduces" and link.type in ("method", "dataset", "hardware") and _distinct(link.name):
                    owners[link.name].append(link)
        # A name that two papers introduce may be two things: it links nobody else.
        self._links = {name: links[0] for name, links in owners.items() if len(links) == 1}
        self._names = sorted(self._links)
        self._automaton = ahocorasick_rs.AhoCorasick(self._names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)

    def linked_further(self, item: LinkedPaper) -> LinkedPaper:
        """The paper with links to the names of others that its own text did not give away, and with their types where it guessed."""
        by_key = {squash(link.name): link for link in item.links}
        added: dict[str, list[Mention]] = defaultdict(list)
        for where in FIELDS:
            text = item.paper.text(where)
            taken = {place for link in item.links for m in link.mentions if m.field == where for place in range(m.start, m.end)}
            for number, first, last in self._automaton.find_matches_as_indexes(text):
                if alone(text, first, last) and text[first - 1 : first] not in ("/", ".") and taken.isdisjoint(range(first, last)):
                    added[self._names[number]].append(Mention(where, first, last, text[first:last], "corpus", _RULE))
        links = [self._retyped(link) for link in item.links]
        for name, mentions in sorted(added.items()):
            origin = self._links[name]
            if squash(name) not in by_key:
                links.append(Link(origin.type, origin.entity, origin.name, "uses", 0.7, tuple(mentions)))
        return replace(item, links=tuple(links)) if added or links != list(item.links) else item

    def _retyped(self, link: Link) -> Link:
        """A name that this paper only guessed the type of takes the type that its introducing paper gives it."""
        origin = self._links.get(link.name)
        guessed = all(m.recogniser == "shape" for m in link.mentions)
        if origin is None or not guessed or origin.type == link.type:
            return link
        return replace(link, type=origin.type, entity=origin.entity)


def _distinct(name: str) -> bool:
    """Whether a name can't be mistaken for ordinary words: inner capitals or digits, four letters and more."""
    return len(squash(name)) >= 4 and bool(re.search(r"[a-z].*[A-Z]|[A-Z].*[A-Z]|[A-Za-z].*\d", name)) and " " not in name


def unify(linked: list[LinkedPaper], listed: Callable[[str], bool] = lambda entity: False) -> list[LinkedPaper]:
    """One entity for all spellings: within a type, names that differ in case, hyphens or a plural get the IRI and name used most.

    The catalog's entities (`listed` tells by IRI) stay what they are, RefCOCO and RefCOCO+ two; other spellings go to the one of them used most.
    """
    uses: dict[tuple[str, str], dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    for item in linked:
        for link in item.links:
            uses[link.type, _spelling(link)][link.name, link.entity] += len(link.mentions)
    chosen = {key: min(names, key=lambda n: (not listed(n[1]), -names[n], n)) for key, names in uses.items() if len(names) > 1}
    if not chosen:
        return linked
    unified = []
    for item in linked:
        links: dict[tuple[str, str], Link] = {}
        for link in item.links:
            name, entity = chosen.get((link.type, _spelling(link)), (link.name, link.entity))
            if entity != link.entity and listed(link.entity):
                name, entity = link.name, link.entity
            other = links.get((link.type, entity))
            joined = _joined(other, link) if other else link
            links[link.type, entity] = joined if (joined.name, joined.entity) == (name, entity) else replace(joined, name=name, entity=entity)
        unified.append(replace(item, links=tuple(links.values())))
    return unified


def keep_apart(linked: list[LinkedPaper], listed: Callable[[str], bool]) -> list[LinkedPaper]:
    """Two things of one name get two nodes: names outside the catalog (`listed` tells by IRI) that several papers introduce, each meaning its own.

    They are one thing only where the papers' long forms of the name agree ("General Motion Retargeting" twice). The IRI of each ends
    in its long form, or in a hash of the paper that has none.
    """
    owners: dict[str, list[tuple[LinkedPaper, Link]]] = defaultdict(list)
    for item in linked:
        for link in item.links:
            if link.role == "introduces" and link.type in ("method", "dataset", "hardware") and not listed(link.entity):
                owners[link.entity].append((item, link))
    moved: dict[tuple[str, str], str] = {}
    for entity, introduced in owners.items():
        meanings: list[str] = []
        of_paper: dict[str, str] = {}
        for item, link in sorted(introduced, key=lambda pair: pair[0].iri):  # the nodes must not depend on the order of the papers
            meaning = _long_form(link)
            known = next((other for other in meanings if meaning and fuzz.ratio(meaning, other) >= _SAME_MEANING), None)
            of_paper[item.iri] = known or meaning or short_hash(item.iri)
            if known is None:
                meanings.append(of_paper[item.iri])
        if len(meanings) > 1:
            moved |= {(iri, entity): f"{entity}-{slug(meaning)}" for iri, meaning in of_paper.items()}
    return [_moved(item, moved) for item in linked] if moved else linked


def _moved(item: LinkedPaper, moved: dict[tuple[str, str], str]) -> LinkedPaper:
    links = tuple(replace(link, entity=moved[item.iri, link.entity]) if (item.iri, link.entity) in moved else link for link in item.links)
    return replace(item, links=links) if links != item.links else item


def _long_form(link: Link) -> str:
    """What the paper says that the name stands for, folded; empty if it does not."""
    longest = max((fold_name(m.text) for m in link.mentions), key=lambda text: (len(text.split()), text))
    return longest if len(longest.split()) > len(fold_name(link.name).split()) + 1 else ""


def _spelling(link: Link) -> str:
    if link.type in ("repository", "webpage"):
        return link.entity.lower()
    key = squash(link.name) or link.name
    if link.role == "introduces" and link.entity.endswith(COINED):
        return key + COINED  # what a paper brings, and the catalog's entity of that name is another
    return key[:-1] if len(key) > 4 and key.endswith("s") and not key.endswith("ss") else key


def _joined(a: Link, b: Link) -> Link:
    """Two links of a paper that turn out to be one."""
    mentions = sorted({*a.mentions, *b.mentions}, key=lambda m: (m.field == "abstract", m.start))
    return replace(a, role=min(a.role, b.role, key=ROLES.index), details=a.details or b.details, confidence=max(a.confidence, b.confidence), mentions=tuple(mentions))
