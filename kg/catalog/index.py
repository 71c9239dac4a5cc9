"""Every catalog name that a text holds, found in one pass over it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import ahocorasick_rs

from kg.catalog.entries import Entry
from kg.catalog.variants import spellings
from kg.text import letters

_CAPITALS = re.compile("[A-Z]")
ANY_CASE, EXACT, ACRONYM, CAPITALISED = range(4)


class Target(NamedTuple):
    """What a pattern stands for: an entry, the name in the table, how its case is compared, whether it needs context."""

    entry: int
    name: str
    case: int
    ambiguous: bool


Pattern = tuple[tuple[int, str, int, bool], ...]
"""The fields of a pattern's targets: of the many patterns few are met in a run, and the cache gives back plain tuples sooner than named ones."""


class Hit(NamedTuple):
    """A name in a text: code points `start` to `end`, and every entry that goes by it."""

    start: int
    end: int
    targets: tuple[Target, ...]


class NameIndex:
    """An Aho–Corasick automaton (Aho and Corasick 1975) over all spellings of all names."""

    def __init__(self, entries: list[Entry], compiled: dict[str, Pattern] | None = None) -> None:
        """`compiled` are the patterns of exactly these entries, from an earlier `compile_names`."""
        self.entries = entries
        patterns = compile_names(entries) if compiled is None else compiled
        self._patterns = list(patterns.values())
        self._targets: dict[int, tuple[tuple[Target, ...], bool]] = {}
        """Of the patterns met so far, by their number: what each stands for, and whether case counts for it."""
        self._automaton = ahocorasick_rs.AhoCorasick(
            list(patterns), matchkind=ahocorasick_rs.MatchKind.Standard, implementation=ahocorasick_rs.Implementation.ContiguousNFA
        )

    def search(self, text: str, folded: str) -> list[Hit]:
        """All names in `text`, overlapping ones too, by start. `folded` is `fold(text)` with one blank before and behind."""
        hits: list[Hit] = []
        known = self._targets
        for pattern, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            # The blank in front moves every offset by one: the name is at start..end-2 of the text.
            stop = end - 2
            met = known.get(pattern)
            if met is None:
                targets = tuple([Target(*fields) for fields in self._patterns[pattern]])
                met = known[pattern] = targets, any(target.case for target in targets)
            targets, cased = met
            if cased:
                surface = text[start:stop]
                targets = _one_an_entry([t for t in targets if not t.case or _case_fits(surface, t)])
            if targets:
                hits.append(Hit(start, stop, targets))
        hits.sort(key=lambda hit: (hit.start, -hit.end))
        return hits


def compile_names(entries: list[Entry]) -> dict[str, Pattern]:
    """Every spelling of every name, with what it stands for. Blanks around it: so the automaton finds whole words only."""
    targets: dict[str, list[Target]] = {}
    for number, entry in enumerate(entries):
        for name in entry.names:
            case = EXACT if name.exact else ACRONYM if _is_acronym(name.text) else ANY_CASE
            for spelling, capitals in spellings(name.text):
                found = targets.setdefault(f" {spelling} ", [])
                found.append(Target(number, name.text, CAPITALISED if capitals and case == ANY_CASE else case, name.ambiguous))
    return {pattern: tuple([(t.entry, t.name, t.case, t.ambiguous) for t in (found if len(found) == 1 else _without_repeats(found))]) for pattern, found in targets.items()}


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
