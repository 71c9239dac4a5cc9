"""Every further place in the document where a name stands that another recogniser settled: introduced names, defined abbreviations."""

from __future__ import annotations

from kg.linking.document import Document
from kg.text import fold_name


def find_repeats(doc: Document, name: str) -> list[tuple[int, int]]:
    """The spans where `name` stands as a word, plural included. Several words are found in any case, one word only as it is written."""
    if " " in name:
        # In `folded` a blank stands in front, so a hit's index there is the name's own index in `text`.
        return list(_occurrences(doc.folded, f" {fold_name(name)}", doc.folded, 1))
    return [(start, end) for start, end in _occurrences(doc.text, name, doc.text, 0) if alone(doc.text, start, end)]


def _occurrences(text: str, needle: str, plural_in: str, blank: int) -> list[tuple[int, int]]:
    """Where `needle` stands, its end moved behind a plural's letters; `blank` is 1 if the needle has a blank in front."""
    found = []
    start = text.find(needle)
    while start >= 0:
        end = start + len(needle)
        for plural in ("", "s", "es"):
            if plural_in.startswith(plural, end) and not plural_in[end + len(plural) : end + len(plural) + 1].isalnum():
                found.append((start, end + len(plural) - blank))
                break
        start = text.find(needle, end)
    return found


def alone(text: str, start: int, end: int) -> bool:
    """Whether a span is a whole name: a hyphen may follow ("X-based"), but not a longer name of the same make ("X-Large", "X-2", "X2.5")."""
    before, after, second = text[start - 1 : start], text[end : end + 1], text[end + 1 : end + 2]
    if before and (before.isalnum() or before in "-_"):
        return False
    if after in ("-", ".") and second:
        return not (second.isdigit() or (after == "-" and second.isupper()))
    return after not in ("*", "+", "_") or not after
