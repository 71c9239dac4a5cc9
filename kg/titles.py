"""How well a paper's title fits the words by which somebody calls it."""

from __future__ import annotations

from kg.text import fold_name

WHOLE_WORDS = 3
"""The worst fit in which all that was said stands in the title as words."""


def title_fit(words: str, title: str) -> int | None:
    """The less, the better: 0 the title is these words, 1 it begins with them, 2 it has them in a row, 3 it has each of them, 4 they are part of others; None: it has them not.

    Case, accents and punctuation make no difference.
    """
    said, has = fold_name(words), fold_name(title)
    if not said:
        return None
    if said == has:
        return 0
    if f"{has} ".startswith(f"{said} "):
        return 1
    if f" {said} " in f" {has} ":
        return 2
    if set(said.split()) <= set(has.split()):
        return WHOLE_WORDS
    return 4 if said in has else None
