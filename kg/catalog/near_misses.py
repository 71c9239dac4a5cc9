"""Near misses: the entry whose name a word is, but for a letter, a hyphen, a plural or a size behind it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from kg.catalog.entries import Entry
from kg.text import squash

ONE_OFF = "one letter off"
_SHORTEST = 8
_CLOSE = 9
_LIMIT = 65536
_SEPARATOR = re.compile(r"[-_/: ]+")
_LONGEST, _SHORTEST_PART = 3, 4
"""Words that a name within another has at most, and letters at least."""


class NearMisses:
    """Looks a coined name up among the catalog's named entries of about its length and first letter."""

    def __init__(self, entries: Sequence[Entry], keys: dict[str, int] | None = None) -> None:
        """`keys` are those of exactly these entries, from an earlier `near_keys`."""
        self._entries = entries
        self._by_key = near_keys(entries) if keys is None else keys
        self._blocks: dict[tuple[str, int], list[str]] = defaultdict(list)
        for key in self._by_key:
            if len(key) >= _SHORTEST:
                self._blocks[key[0], len(key)].append(key)
        self._near: dict[tuple[str, int], list[str]] = {}
        self._known: dict[str, tuple[Entry, str] | None] = {}

    def find(self, word: str) -> tuple[Entry, str] | None:
        """The entry that `word` is a spelling of, and the rule; None if there is none or more than one."""
        if word not in self._known:
            if len(self._known) > _LIMIT:
                self._known.clear()
            self._known[word] = self._search(word)
        return self._known[word]

    def within(self, name: str) -> frozenset[str]:
        """The types of the entries that a longer, coined name is made with: dataset for "Lifelong-CIFAR10" and "MTEB-Code"."""
        words = [squash(word) for word in _SEPARATOR.split(name)]
        parts = ["".join(words[first:last]) for first in range(len(words)) for last in range(first + 1, min(first + _LONGEST, len(words)) + 1) if last - first < len(words)]
        return frozenset([self._entries[self._by_key[part]].type for part in parts if part in self._by_key and len(part) >= _SHORTEST_PART])

    def _search(self, word: str) -> tuple[Entry, str] | None:
        key = squash(word)
        plain = key.rstrip("0123456789")
        for form, rule in ((key, "spelling"), (key.removesuffix("s"), "plural")):
            # A short key is too little to tell a spelling from another name, unless the word has its capitals.
            if (entry := self._entry(form)) and (len(form) >= 4 or any(n.text == word.rstrip("s") for n in entry.names)):
                return entry, rule
        if 3 <= len(plain) < len(key) - 1 and (entry := self._entry(plain)) and entry.kind in ("model", "architecture") and int(key[len(plain) :]) >= 10:
            return entry, "size behind the name"
        if len(key) < _CLOSE or any(c.isdigit() for c in key):
            return None  # a digit more or less is another version, not a spelling error
        choices = self._choices(key[0], len(key))
        close = process.extract(key, choices, scorer=DamerauLevenshtein.distance, score_cutoff=1, limit=2)
        if len(close) != 1:
            return None
        entry = self._entries[self._by_key[close[0][0]]]
        return (entry, ONE_OFF) if _capitals(word) == _capitals(next(n.text for n in entry.names if squash(n.text) == close[0][0])) else None

    def _choices(self, letter: str, length: int) -> list[str]:
        """The names with that first letter that are as long as `length`, or a letter longer or shorter."""
        near = self._near.get((letter, length))
        if near is None:
            near = self._near[letter, length] = [name for other in (length - 1, length, length + 1) for name in self._blocks.get((letter, other), ())]
        return near

    def _entry(self, key: str) -> Entry | None:
        number = self._by_key.get(key)
        return None if number is None else self._entries[number]


def near_keys(entries: Sequence[Entry]) -> dict[str, int]:
    """The squashed names of the named entries that need no context, and the number of the entry of each."""
    keys: dict[str, int] = {}
    unclear: set[str] = set()  # a name that needs context must not come in by the back door of another that is spelled like it
    for number, entry in enumerate(entries):
        if entry.named:
            for name in entry.names:
                key = squash(name.text)
                if name.ambiguous:
                    unclear.add(key)
                elif len(key) >= 2:
                    keys.setdefault(key, number)
    return {key: number for key, number in keys.items() if key not in unclear}


def _capitals(name: str) -> str:
    return "".join(c for c in name if c.isupper())
