"""Search over names, other names and titles that forgives typing errors: exact names first, then beginnings, words, parts, near spellings.

Names are compared whole, without case, hyphens and spaces, by edit distance within a window of lengths: a trigram index misses
half of what is mistyped in four letters. Words of titles are looked up in SQLite's FTS5; a word that no title has is replaced by
those of its vocabulary that are one or two letters away.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from math import log1p
from threading import Lock
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from kg.model import ENTITY_TYPES
from kg.pages.tables import Tables
from kg.text import fold_name, squash

_MOST_NAMES, _MOST_TITLES = 400, 400
_LONGEST = 200


class Hit(NamedTuple):
    """Something found: a paper or entity by number, the name that matched where it is not the first one, and how well (0 to 1)."""

    is_paper: bool
    number: int
    other_name: str
    score: float


class Finder:
    """The index over one graph's names and titles. Thread-safe."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._lock = Lock()
        self._index_names()
        self._index_titles()

    def _index_names(self) -> None:
        others = zip(self._tables.other_name_of.tolist(), self._tables.other_names, strict=True)
        # Ordered by how many papers name the entity, its first name before the others: what is found first is the likeliest.
        self._names = sorted([*((n, "") for n in range(len(self._tables.names))), *others])
        texts = [other or self._tables.names[number] for number, other in self._names]
        self._folded = [fold_name(text) for text in texts]
        self._squashed = [squash(text) or text.casefold() for text in texts]
        self._exact: dict[str, list[int]] = {}
        for row, forms in enumerate(zip(texts, self._folded, self._squashed, strict=True)):
            for form in {*forms, forms[0].casefold()}:
                self._exact.setdefault(form, []).append(row)
        self._text, self._starts = _one_text(self._folded)
        by_length = sorted(range(len(texts)), key=lambda row: len(self._squashed[row]))
        self._by_length = by_length
        self._spellings = [self._squashed[row] for row in by_length]
        self._lengths = [len(spelling) for spelling in self._spellings]

    def _index_titles(self) -> None:
        self._folded_titles = [fold_name(title) for title in self._tables.titles]
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._db.execute("CREATE VIRTUAL TABLE titles USING fts5(words, content='', detail='none', tokenize='unicode61')")
        self._db.executemany("INSERT INTO titles(rowid, words) VALUES (?, ?)", enumerate(self._folded_titles))
        self._db.execute("CREATE VIRTUAL TABLE words USING fts5vocab(titles, row)")
        self._title_words = dict(self._db.execute("SELECT term, doc FROM words"))
        counts = Counter(self._title_words)
        for (number, _), name in zip(self._names, self._folded, strict=True):
            for word in name.split():
                counts[word] += 1 + int(self._tables.counts[number])
        self._word_counts = dict(counts)
        self._words = sorted(counts, key=lambda word: (len(word), word))
        self._word_lengths = [len(word) for word in self._words]

    def find(self, text: str, type_: str = "") -> list[Hit]:
        """Best first: entities of a type, or `paper`s, or both. Nothing for a text without letters and digits."""
        text = text[:_LONGEST]
        entities = [] if type_ == "paper" else self._entities(text, type_)
        papers = [] if type_ not in ("", "paper") else self._papers(text)
        return sorted([*entities, *papers], key=lambda hit: (-hit.score, hit.is_paper, hit.number))

    def _entities(self, text: str, type_: str) -> list[Hit]:
        scores: dict[int, float] = {}

        def found(rows: Iterable[int], score: float) -> None:
            for row in rows:
                scores[row] = max(scores.get(row, 0.0), score)

        folded, squashed = fold_name(text), squash(text) or text.strip().casefold()
        if not squashed:
            return []
        for form, score in ((text.strip(), 3.0), (folded, 2.9), (squashed, 2.8)):
            found(self._exact.get(form, ()), score)
        if len(squashed) > 3:
            found(self._exact.get(squashed.removesuffix("s"), ()), 2.6)
            found(self._exact.get(squashed + "s", ()), 2.6)
        words = folded.split()
        for part in {" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, min(i + 5, len(words) + 1))} - {folded}:
            if len(part) > 2:
                found(self._exact.get(part, ()), 0.9 + 0.5 * len(part) / len(folded))
        corrected = " ".join(self._corrected(word) for word in words)
        for part, less in ((folded, 0.0), (corrected, 0.2)) if corrected != folded else ((folded, 0.0),):
            if part:
                found(self._containing("\n" + part), 1.5 - less)
                found(self._containing(" " + part), 1.2 - less)
                if len(part) > 2:
                    found(self._containing(part), 1.0 - less)
        found_near = self._near(squashed)
        best: dict[int, tuple[float, int]] = {}
        wanted = ENTITY_TYPES.index(type_) if type_ in ENTITY_TYPES else -1
        for row in {*scores, *found_near}:
            number = self._names[row][0]
            if wanted >= 0 and self._tables.types[number] != wanted:
                continue
            likeness = OSA.normalized_similarity(squashed, self._squashed[row])
            score = max(scores.get(row, 0.0) + likeness * 0.5, found_near.get(row, 0.0))
            score += 0.05 * log1p(int(self._tables.counts[number])) - (0.02 if self._names[row][1] else 0)
            if number not in best or score > best[number][0]:
                best[number] = (score, row)
        return [Hit(False, number, self._names[row][1], score) for number, (score, row) in best.items()]

    def _containing(self, part: str) -> list[int]:
        """Rows of names with this text in them, those that most papers name first."""
        rows: list[int] = []
        at = self._text.find(part)
        while at >= 0 and len(rows) < _MOST_NAMES:
            rows.append(bisect_right(self._starts, at + 1) - 1)
            at = self._text.find(part, self._starts[rows[-1] + 1] - 1)
        return rows

    def _near(self, squashed: str) -> dict[int, float]:
        """Rows of names a few letters away, the first letter more trusted than the others."""
        length = len(squashed)
        if length < 3:
            return {}
        most = 1 if length <= 3 else 2 if length <= 8 else 3 if length <= 16 else 4
        first, last = bisect_left(self._lengths, length - most), bisect_right(self._lengths, length + most)
        near = process.extract(squashed, self._spellings[first:last], scorer=OSA.distance, score_cutoff=most, limit=_MOST_NAMES)
        found = {}
        for spelling, distance, at in near:
            swapped = distance == 1 and sorted(spelling) == sorted(squashed)  # LroA
            score = 1.6 - distance * (0.4 if length <= 4 else 0.2) + (0.15 if swapped else 0) + (0.1 if spelling[:1] == squashed[:1] else 0)
            found[self._by_length[first + at]] = score
        return found

    def _papers(self, text: str) -> list[Hit]:
        folded = fold_name(text)
        words = ["".join(c for c in word if c.isalnum()) for word in folded.replace(".", " ").split()]
        words = [word for word in words if word][:16]
        if not words:
            return []
        groups = [self._spelled(word, last=at == len(words) - 1) for at, word in enumerate(words)]
        found = self._match(groups)
        if not found and len(groups) > 2:
            # One word may be wrong beyond repair: the rarest ones that the titles know have to do.
            known = sorted((group for group in groups if group), key=lambda g: sum(self._title_words.get(w.strip('"*'), 0) for w in g))
            found = self._match(known[: max(2, len(known) * 2 // 3)]) if len(known) > 1 else []
        candidates = [self._folded_titles[number] for number in found]
        hits = []
        for number, title in zip(found, candidates, strict=True):
            likeness = max(fuzz.ratio(folded, title), 0.9 * fuzz.token_sort_ratio(folded, title)) / 100
            start = title.startswith(folded) or title.split(" ", 1)[0] == folded
            score = 3.0 if title == folded else 0.6 + likeness + (0.4 if start else 0.2 if folded in title else 0)
            hits.append(Hit(True, number, "", score))
        return hits

    def _corrected(self, word: str) -> str:
        """The word, or the nearest that the names and titles know."""
        return word if word in self._word_counts else next(iter(self._near_words(word)), word)

    def _near_words(self, word: str) -> list[str]:
        """Words a letter or two away, nearest and most frequent first."""
        if len(word) < 4:
            return []
        most = 1 if len(word) < 6 else 2
        first, end = bisect_left(self._word_lengths, len(word) - most), bisect_right(self._word_lengths, len(word) + most)
        near = process.extract(word, self._words[first:end], scorer=OSA.distance, score_cutoff=most, limit=30)
        near.sort(key=lambda n: (n[1], n[0][:1] != word[:1], -self._word_counts[n[0]]))
        return [spelling for spelling, _, _ in near[:5]]

    def _spelled(self, word: str, last: bool) -> list[str]:
        """FTS5 terms for a word: itself, as a beginning if it is the last one typed; if no title has it, its nearest spellings."""
        if word in self._title_words:
            return [f'"{word}"*'] if last and len(word) > 1 else [f'"{word}"']
        if last and len(word) > 2 and self._match([[f'"{word}"*']], 1):
            return [f'"{word}"*']
        return [f'"{spelling}"' for spelling in self._near_words(word)]

    def _match(self, groups: list[list[str]], most: int = _MOST_TITLES) -> list[int]:
        """Papers whose titles have a term of every group, newest first."""
        if not groups or not all(groups):
            return []
        query = " AND ".join(f"({' OR '.join(group)})" for group in groups)
        with self._lock:
            return [row for (row,) in self._db.execute("SELECT rowid FROM titles WHERE titles MATCH ? ORDER BY rowid LIMIT ?", (query, most))]


def _one_text(names: list[str]) -> tuple[str, list[int]]:
    """All names in one text, each behind a line end, and where each starts; one start more for the end."""
    starts, at = [], 1
    for name in names:
        starts.append(at)
        at += len(name) + 1
    return "\n" + "\n".join(names) + "\n", [*starts, at]
