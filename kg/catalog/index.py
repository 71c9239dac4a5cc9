"""Every catalog name that a text holds, found in one pass over its words."""

from __future__ import annotations

import marshal
import re
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from kg.catalog.entries import Entry
from kg.catalog.variants import spellings
from kg.text import letters

_CAPITALS = re.compile("[A-Z]")
ANY_CASE, EXACT, ACRONYM, CAPITALISED = range(4)


class Target(NamedTuple):
    """What a spelling stands for: an entry, the name in the table, how its case is compared, whether it needs context."""

    entry: int
    name: str
    case: int
    ambiguous: bool


class Hit(NamedTuple):
    """A name in a text: code points `start` to `end`, and every entry that goes by it."""

    start: int
    end: int
    targets: tuple[Target, ...]


Spellings = dict[str, bytes]
"""Every spelling of every name, folded, and every run of words that a longer one begins with. `read_spelling` tells what each says.

Bytes, because of the many few are met in a run: a dict of them is read from the cache in a third of the time that one of tuples takes.
"""


class Met(NamedTuple):
    """What is known of a spelling: the words that follow it in longer ones, what it stands for itself, and whether case counts for that."""

    following: frozenset[str]
    targets: tuple[Target, ...]
    cased: bool


_NO_NAME = Met(frozenset(), (), False)
_MOST_MET = 400_000
"""Runs of words that are remembered, of each text's own words too."""


class NameIndex:
    """Follows, from each word of a text on, the words that names begin with.

    A dict and no automaton: names begin and end with words, of which a text has few, so that a look-up for each takes no longer than a
    pass over its letters; and nothing is built at the start, where for 170,000 spellings an Aho–Corasick automaton takes longer than
    everything else together.
    """

    def __init__(self, entries: Sequence[Entry], compiled: Spellings | None = None) -> None:
        """`compiled` are the spellings of exactly these entries, from an earlier `compile_names`."""
        self.entries = entries
        self._spellings = compile_names(entries) if compiled is None else compiled
        self._met: dict[str, Met] = {}
        self._seen: dict[int, Entry] = {}

    def search(self, text: str, folded: str) -> list[Hit]:
        """All names in `text`, overlapping ones too, by start, the longest first. `folded` is `fold(text)` with one blank before and behind."""
        hits: list[Hit] = []
        words = folded.split(" ")  # empty ones where blanks follow each other, one at each end
        ends = list(accumulate(map(len, words)))  # without the blanks
        if len(self._met) > _MOST_MET:
            self._met.clear()
        for first, known in enumerate(map(self._met.get, words)):
            met = self._meet(words[first]) if known is None else known
            if met is _NO_NAME:
                continue  # no name begins with that word, as most
            spelling, last = words[first], first
            while True:
                following, targets, cased = met
                if targets:
                    start = ends[first] - len(words[first]) + first - 1  # one less than in `folded`, for its blank in front
                    end = ends[last] + last - 1
                    if cased:
                        surface = text[start:end]
                        targets = _one_an_entry([t for t in targets if not t.case or _case_fits(surface, t)])
                    if targets:
                        hits.append(Hit(start, end, targets))
                last += 1
                if not following or last == len(words) or words[last] not in following:
                    break
                spelling = f"{spelling} {words[last]}"
                met = self._met.get(spelling) or self._meet(spelling)
        hits.sort(key=lambda hit: (hit.start, -hit.end))
        return hits

    def _meet(self, spelling: str) -> Met:
        data = self._spellings.get(spelling)
        met = self._met[spelling] = read_spelling(data) if data else _NO_NAME
        for target in met.targets:
            if target.entry not in self._seen:
                self._seen[target.entry] = self.entries[target.entry]
        return met

    def entry(self, number: int) -> Entry:
        """The entry that a target of a hit stands for: `entries[number]`, at once."""
        return self._seen[number]


def read_spelling(data: bytes) -> Met:
    """What a value of `Spellings` says."""
    following, rows = marshal.loads(data)
    targets = tuple([Target(*row) for row in rows])
    return Met(frozenset(following), targets, any(target.case for target in targets))


def compile_names(entries: Iterable[Entry]) -> Spellings:
    """Every spelling of every name, with what it stands for."""
    named: dict[str, list[Target]] = {}
    for number, entry in enumerate(entries):
        for name in entry.names:
            case = EXACT if name.exact else ACRONYM if _is_acronym(name.text) else ANY_CASE
            for spelling, capitals in spellings(name.text):
                named.setdefault(spelling, []).append(Target(number, name.text, CAPITALISED if capitals and case == ANY_CASE else case, name.ambiguous))
    following: dict[str, set[str]] = {}
    for spelling in named:
        run, blank, last = spelling.rpartition(" ")
        while blank:
            following.setdefault(run, set()).add(last)
            run, blank, last = run.rpartition(" ")
    compiled = {}
    for spelling in {**named, **following}:
        targets = named.get(spelling, [])
        targets = targets if len(targets) < 2 else _without_repeats(targets)
        compiled[spelling] = marshal.dumps((tuple(sorted(following.get(spelling, ()))), tuple([(t.entry, t.name, t.case, t.ambiguous) for t in targets])))
    return compiled


def _without_repeats(targets: Iterable[Target]) -> list[Target]:
    """One target an entry, the most permissive; all of an entry whose spellings differ in case only, "LLaMA" and "Llama"."""
    of_entry: dict[int, list[Target]] = {}
    for target in targets:
        of_entry.setdefault(target.entry, []).append(target)
    kept: list[Target] = []
    for same in of_entry.values():
        same.sort(key=lambda target: (target.ambiguous, target.case))
        kept += same[:1] if same[0].case == ANY_CASE else list(dict.fromkeys(same))
    return kept


def _one_an_entry(targets: Iterable[Target]) -> tuple[Target, ...]:
    """The most permissive of each entry's, which stand in that order."""
    first: dict[int, Target] = {}
    for target in targets:
        first.setdefault(target.entry, target)
    return tuple(first.values())


def _is_acronym(name: str) -> bool:
    letters = [c for c in name if c.isalpha()]
    return 2 <= len(letters) <= 8 and " " not in name and sum(c.isupper() for c in letters) >= len(letters) - 1


def _case_fits(surface: str, target: Target) -> bool:
    if surface == target.name:
        return True
    if target.case == CAPITALISED:
        return surface[:1].isupper()
    if target.case == ACRONYM:
        return surface.isupper() or len(_CAPITALS.findall(surface)) >= 2
    if surface[:-1] == target.name and surface[-1] == "s":
        return True
    # Hyphens, blanks and a plural aside, letter for letter.
    return letters(surface) in (letters(target.name), letters(target.name) + "s", letters(target.name) + "es")
