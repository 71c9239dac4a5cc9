"""Examples of the types of names that no catalog has, from papers that nobody annotated.

A share of the catalog's entries is hidden, so that the recognisers find their names in the papers as they find any coined name; the
catalog, uncovered again, says of what type each is (distant supervision: Mintz et al. 2009, "Distant supervision for relation
extraction without labeled data"). Each share is hidden in turn, and its names are looked for in papers of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.catalog import Catalog, Entry
from kg.linking import Linker
from kg.linking.features import describe_type, listed_with, type_is_open
from kg.linking.templates import Key
from kg.model import EntityType, Paper
from kg.text import squash

SHARES = 5
MOST = 6
"""Examples of one entry: LLaMA is in every tenth paper, and one name more says more than one place more."""
_SHORTEST = 3


class Example(NamedTuple):
    """A name in its paper as the model sees it, and the type of what the catalog has under that name."""

    keys: list[Key]
    type: EntityType


def examples(papers: Sequence[Paper], entries: Sequence[Entry]) -> Iterator[Example]:
    """What the names of `entries` in `papers` teach; techniques and tasks are left in the catalog, since they are found by it or not at all."""
    named = [entry for entry in entries if entry.named]
    for share in range(SHARES):
        hidden = named[share::SHARES]
        yield from _examples(papers[share::SHARES], hidden, Catalog([entry for entry in entries if entry not in set(hidden)]))


def _examples(papers: Sequence[Paper], hidden: Sequence[Entry], rest: Catalog) -> Iterator[Example]:
    by_name: dict[str, set[Entry]] = defaultdict(set)
    for entry in hidden:
        for name in entry.names:
            if not name.ambiguous and len(squash(name.text)) >= _SHORTEST:
                by_name[name.text].add(entry)
    linker = Linker(rest, model=None)
    seen: Counter[str] = Counter()
    for paper in papers:
        doc, found = linker.candidates(paper)
        lists = listed_with(doc, found)
        for item in found:
            if type_is_open(item):
                surfaces = {item.name, *(doc.text[c.start : c.end] for c in item.candidates)}
                meant = set().union(*(by_name.get(surface, set()) for surface in surfaces))
                if len(meant) == 1 and seen[(entry := meant.pop()).name] < MOST:
                    seen[entry.name] += 1
                    yield Example(describe_type(doc, item, lists.get(id(item), [])), entry.type)
