"""The spellings under which a name is looked for: joined and spaced, singular and plural, British and American."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.text import fold, fold_name

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LETTERS_THEN_NUMBER = re.compile(r"(?<=[A-Za-z]{3})(?=\d+(?:\.\d+)?$)")
_BRITISH = (
    (re.compile(r"ization\b"), "isation"),
    (re.compile(r"izations\b"), "isations"),
    (re.compile(r"iz(e|ed|ing|er)\b"), r"is\1"),
    (re.compile(r"\b(behavi|col|neighb)or"), r"\1our"),
    (re.compile(r"(mode|labe)ling\b"), r"\1lling"),
    (re.compile(r"\b(cent|fib|lit)er\b"), r"\1re"),
    (re.compile(r"\banalyz"), "analys"),
    (re.compile(r"\bcatalog\b"), "catalogue"),
)
_AMERICAN = re.compile(r"iz|or\b|ling\b|er\b|analyz|catalog")
_COUNTED = ("embedding", "encoding", "mapping", "rendering", "ranking", "ordering", "drawing", "painting", "recording")
"""What can be counted of that which ends in -ing."""
# Prefixes that authors join, hyphenate or set apart as they like: "pre-training", "pretraining".
_APART = re.compile(r"\b(pre|multi|semi|non|bi|meta|sub|co|inter|intra|hyper) (?=[a-z]{3})")
_JOINED = re.compile(
    r"\b(?:(pre|fine)(?=train|tun)|(multi)(?=agent|armed|class|document|domain|head|hop|label|lingual|modal|object|robot|scale|step|task|turn|view)|(semi)(?=supervis|definite|parametric)|(non)(?=convex|linear|parametric|negative)|(bi)(?=level|linear))"
)


def spellings(name: str) -> Iterator[tuple[str, bool]]:
    """The folded spellings of a name, each with whether only a capitalised text may match it.

    The first is the name itself. A spelling that splits a coined name in two or joins its parts (`FlashAttention` and "flash
    attention", `MultiPL-E` and "multiple") may be ordinary words, so it has to stand there with capitals.
    """
    seen: set[str] = set()
    base = fold_name(name)
    if len(base) < 2 <= len(name):
        return  # of "A^*" only an article would be left
    for spelling, capitals in _bases(name, base):
        for form in (spelling, *plurals(spelling), *_british(spelling)):
            if form and form not in seen:
                seen.add(form)
                yield form, capitals


def _bases(name: str, base: str) -> Iterator[tuple[str, bool]]:
    yield base, False
    yield fold(name).strip(), False  # as the punctuation leaves it: "weights   biases"
    words = base.split()
    if len(words) == 2 and len(base) >= 7 and min(map(len, words)) >= 2:
        yield "".join(words), name != name.lower()
    if len(words) == 2 and words[1].replace(".", "").isdigit() and words[0].isalpha() and len(words[0]) >= 3:
        yield "".join(words), False
    if " " not in name and len(name) >= 8 and all(len(part) >= 4 for part in _CAMEL.split(name)):
        yield fold_name(_CAMEL.sub(" ", name)), True
    if len(words) > 2:
        yield _APART.sub(r"\1", base), name != name.lower()
    yield _JOINED.sub(lambda prefix: prefix[0] + " ", base), name != name.lower()
    if " " not in base:
        yield fold_name(_LETTERS_THEN_NUMBER.sub(" ", name)), False


def plurals(spelling: str) -> Iterator[str]:
    """The regular plural of a folded name; none if it has none."""
    if spelling[-1:].isdigit() and spelling[0].isalpha() and len(spelling) > 2:
        yield spelling + "s"  # "two A100s"
        return
    if not spelling[-1:].isalpha() or (spelling[-1] == "s" and spelling[-2:] != "ss") or "ion of " in spelling or (spelling.endswith("ing") and not spelling.endswith(_COUNTED)):
        return
    if spelling.endswith(("s", "x", "ch", "sh", "z")):
        yield spelling + "es"
    elif spelling.endswith("y") and spelling[-2:-1] not in "aeiou":
        yield spelling[:-1] + "ies"
    elif spelling.endswith("matrix"):
        yield spelling[:-2] + "ices"
    else:
        yield spelling + "s"


def _british(spelling: str) -> Iterator[str]:
    if not _AMERICAN.search(spelling):
        return
    other = spelling
    for pattern, british in _BRITISH:
        other = pattern.sub(british, other)
    if other != spelling:
        yield other
        yield from plurals(other)
