"""The words that names of tasks and techniques are made of, read off the catalog: with them new names can be told from other phrases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from kg.catalog.entries import Entry
from kg.catalog.variants import plurals
from kg.text import fold_name

_LEAST = 3
_FUNCTION_WORDS = frozenset(
    "a an the of in on and or for to with by via from as at is are we our this that these those its their it be using based such new novel existing recent proposed several many various different more most some any all both each no "
    "not than into between across over under up can which".split()
)
_EMPTY_HEADS = frozenset(["task", "tasks", "problem", "problems", "text", "data", "code"])


class TaskWords(NamedTuple):
    """`heads` end the names of several tasks ("segmentation"), `modifiers` stand in front of a head in some name; folded."""

    heads: frozenset[str]
    modifiers: frozenset[str]


def task_words(entries: Iterable[Entry]) -> TaskWords:
    """The words of the generic names of tasks and methods."""
    heads: Counter[str] = Counter()
    of_methods: Counter[str] = Counter()
    modifiers: set[str] = set()
    for entry in entries:
        if entry.named or entry.type not in ("method", "task"):
            continue
        for name in entry.names:
            words = fold_name(name.text).split()
            if len(words) > 1:
                (heads if entry.type == "task" else of_methods)[words[-1]] += 1
                modifiers.update(words[:-1])
    modifiers -= _FUNCTION_WORDS
    common = {word for word, number in heads.items() if number >= _LEAST and 2 * number > of_methods[word]} - _FUNCTION_WORDS - _EMPTY_HEADS
    return TaskWords(_with_plurals(common), _with_plurals(modifiers))


def _with_plurals(words: set[str]) -> frozenset[str]:
    return frozenset(words).union(*map(plurals, words))
