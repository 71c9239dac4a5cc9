"""Recogniser of abbreviations that the paper itself defines: `long form (ACRONYM)` and `ACRONYM (long form)`.

The pairing is Schwartz and Hearst's (A simple algorithm for identifying abbreviation definitions in biomedical text, PSB 2003):
each letter of the short form is found in the long form from the right, the first at the beginning of a word.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.linking.candidates import Candidate
from kg.linking.document import Document

_BRACKET = re.compile(r"\(([^()]{2,90})\)")
_SHORT = re.compile(r"(?:rm )?([A-Za-z0-9μα-ω][\w\-+./&*²³]{0,14}?)(?:'?s)?(?:\s*[,;:].*)?")


class Definition(NamedTuple):
    """A short and a long form with their spans in the document's text."""

    short: str
    long: str
    short_start: int
    short_end: int
    long_start: int
    long_end: int


def find_definitions(doc: Document) -> list[Definition]:
    """The abbreviations that the document defines, in its order."""
    text = doc.text
    found = [definition for match in _BESIDE.finditer(text) if (definition := _beside(match, "short", "long"))]
    if " short" in text:
        found += [definition for match in _IN_SHORT.finditer(text) if (definition := _beside(match, "behind", "before"))]
    for match in _BRACKET.finditer(text) if "(" in text else ():
        definition = _long_before(text, match) or _short_before(text, match)
        if definition:
            found.append(definition)
    return found


_LONG = r"[A-Z][\w]*(?:-[\w]+)*(?:[ ](?:(?:of|for|and|the|via|with|in|by)[ ])?[A-Z][\w]*(?:-[\w]+)*){1,6}"
_BESIDE = re.compile(rf"(?P<short>[A-Z](?<!\w.)\w{{2,14}}), (?P<article>an? |the )?(?P<long>{_LONG})(?(article)\b|,)")
"""Without brackets: "we propose Sophia, Second-order Clipped Stochastic Optimization," and "WPT, a World-to-Policy Transfer paradigm"."""
_IN_SHORT = re.compile(rf"\b(?P<before>{_LONG}),? or (?P<behind>[A-Z][\w-]{{1,14}}?)s?,? (?:in|for) short\b")
""""Efficient Networks, or ENets in short"."""


def _beside(match: re.Match[str], short: str, long: str) -> Definition | None:
    if long == "long" and match["article"] and _CAPITALS.sub("", match[long]) != _CAPITALS.sub("", match[short]):
        return None  # "VER, a Vision Expert transformer for Robot learning"
    if not _is_short_form(match[short]) or match[long].lower().startswith(match[short][:3].lower()) or _match_letters(match[short], match[long]) != 0:
        return None
    return Definition(match[short], match[long], *match.span(short), *match.span(long))


_BRACKETED = re.compile(r" \(([A-Za-z][\w+-]{1,14}?)s?\)")
_IN_ORDER = 0.6
"""The share of a nickname's letters that the name has in this order: of "BAgger", "Backwards Aggregation" has five sixths."""


def find_nicknames(doc: Document, candidates: list[Candidate], definitions: list[Definition]) -> list[Definition]:
    """What the paper calls for short what it has just introduced, where the letters do not make a definition: "we introduce Backwards Aggregation (BAgger)"."""
    known = {(d.short_start, d.short_end) for d in definitions} | {(c.start, c.end) for c in candidates if c.entry is not None}
    found = []
    for c in candidates:
        if c.introduced and c.entry is None and (" " in c.name or "-" in c.name) and doc.text.startswith(" (", c.end):
            bracket = _BRACKETED.match(doc.text, c.end)
            if bracket and bracket.span(1) not in known and _is_made_of(bracket[1], c.name):
                known.add(bracket.span(1))
                found.append(Definition(bracket[1], c.name, *bracket.span(1), c.start, c.end))
    return found


def _is_made_of(short: str, long: str) -> bool:
    """Whether a name with two capitals, or one and a digit, has most of its letters in order from a longer one."""
    if sum(c.isupper() for c in short) + any(c.isdigit() for c in short) < 2 or short.lower() in long.lower().split():
        return False
    low, at, right = long.lower(), 0, 0
    for letter in short.lower():
        place = low.find(letter, at)
        if place >= 0:
            at, right = place + 1, right + 1
    return right >= _IN_ORDER * len(short)


def find_spelled_out(own: list[Candidate], candidates: list[Candidate], definitions: list[Definition]) -> list[Definition]:
    """What the names that the paper surely brings are made of, though it never says so: "Unified World Models: …" of a title, where the abstract proposes UniWM."""
    known = {d.short for d in definitions} | {d.long for d in definitions}
    tasks = {c.end for c in candidates if c.type == "task"}
    listed = {(c.start, c.end) for c in candidates if c.entry is not None}
    long = sorted(
        [
            (c.start, c.end, c.name)
            for c in candidates
            if c.recogniser in ("introduced", "phrase") and " " in c.name and c.name not in known and c.end not in tasks and (c.start, c.end) not in listed
        ]
    )
    found = []
    for c in own:
        if c.name in known or " " in c.name or not c.name.isascii() or c.name.endswith("+") or sum(map(str.isupper, c.name)) + any(map(str.isdigit, c.name)) < 2:
            continue
        for start, end, name in long:
            if _spells(c.name, name):
                known.add(c.name)
                found.append(Definition(c.name, name, c.start, c.end, start, end))
                break
    return found


_LONG_PARTS = 3
_WORDS = re.compile(r"[a-z\d]+")
_JOINING = frozenset("a an and by for from in of on the to via with".split())


def _spells(short: str, long: str) -> bool:
    """Whether the letters of a name are beginnings of the words of another, in order from the first on; one word may be left out, where the parts are long two."""
    letters = "".join(_WORDS.findall(_REPEATED.sub(_repeat, short).lower()))
    words: list[str] = _WORDS.findall(long.lower())
    if not letters or not words or letters[0] != words[0][0] or short.lower() in words or "".join(words).startswith("".join(_WORDS.findall(short.lower()))):
        return False  # "Foo-Bar Technical Report" is made of the name itself
    return _left_out(letters, words, 1) <= 1 or _left_out(letters, words, _LONG_PARTS) <= 2


_NEVER = 99


def _left_out(letters: str, words: list[str], least: int, at: int = 0) -> int:
    """How few words are left out where the letters are cut into beginnings of words, each of `least` letters or more; _NEVER if they can't be."""
    if not letters:
        return sum([word not in _JOINING for word in words[at:]])
    if at == len(words):
        return _NEVER
    fewest = _NEVER if at == 0 else (words[at] not in _JOINING) + _left_out(letters, words, least, at + 1)
    length = 1
    while length <= len(letters) and words[at].startswith(letters[:length]):
        if length >= least:
            fewest = min(fewest, _left_out(letters[length:], words, least, at + 1))
        length += 1
    return fewest


def _long_before(text: str, bracket: re.Match[str]) -> Definition | None:
    inner = _SHORT.fullmatch(bracket[1].strip().strip("\"'“”"))
    if not inner or not _is_short_form(inner[1]):
        return None
    short = inner[1]
    before = text[max(0, bracket.start() - 150) : bracket.start()].rstrip("-– \"'”")
    cut = max(before.rfind(c) for c in ".;:()\n")
    window = before[cut + 1 :]
    words = window.split(" ")
    letters = sum(map(str.isalnum, short))  # "V+O" stands for no more words than "VO"
    most = min(letters + 5, letters * 2)
    window = " ".join(words[-most:]) if len(words) > most else window
    starts = (match(form, window) for form in _forms(short) for match in (_initials, _match_letters))
    start = next((start for start in starts if start is not None and window[start:].split(" ", 1)[0].lower() not in _NO_BEGINNING), None)
    if start is None:
        return None
    long_end = max(0, bracket.start() - 150) + len(before)
    long_start = long_end - len(window) + start
    short_start = text.index(short, bracket.start())
    long = text[long_start:long_end]
    if len(long) <= len(short) + 1 or short in long.split():
        return None
    one_word = " " not in long.replace("-", " ") and _CAPITALS.sub("", long) != _CAPITALS.sub("", short)
    if one_word and not (short.isupper() and long.isalpha() and (long.islower() or not window[:start].strip()) and not _may_begin(window[:start], short)):
        return None  # the IR of "infrared (IR)" is infrared, the CC of "Character Consistency (CC)" not consistency
    return Definition(short, long, short_start, short_start + len(short), long_start, long_end)


def _may_begin(before: str, short: str) -> bool:
    """Whether the last word of a text may be the first one that a short form stands for."""
    word = before.rstrip().rsplit(" ", 1)[-1].lower()
    return word[:1] == short[0].lower() and word not in _NO_BEGINNING


_NO_BEGINNING = frozenset("a an the of for to and or in on by with from via as at we our is are this that introduce introduces introducing propose proposes proposing present presents presenting called named".split())
"""Words that no name begins with: of "we introduce a noise initialization (IC-Init)" the letters of "introduce" are none of the short form's."""


def _forms(short: str) -> tuple[str, ...]:
    """What the letters of a short form may be: its own, with digits as they count the letter in front of them, and as they are said (A2I, "audio to intensity")."""
    if not short.isupper() or short.isalpha():
        return (short,)
    return short, _REPEATED.sub(_repeat, short), short.replace("2", "T").replace("4", "F")


_REPEATED = re.compile(r"([A-Za-z])([2-4])")
_CAPITALS = re.compile(r"[^A-Z\d]")


def _repeat(found: re.Match[str]) -> str:
    """A digit counts the letter in front of it: R2BC is Round-Robin Behavior Cloning."""
    return found[1] * int(found[2])


def _short_before(text: str, bracket: re.Match[str]) -> Definition | None:
    """`SBP (split, broadcast and partial-value)`: the acronym in front, what it stands for in the bracket."""
    inner = bracket[1].strip()
    before = re.search(r"([A-Za-z0-9][\w\-+&]{1,14})\s*$", text[max(0, bracket.start() - 20) : bracket.start()])
    if not before or " " not in inner or not _is_short_form(before[1]) or len(inner) > 90:
        return None
    short = before[1]
    start = _match_letters(short, inner)
    if start != 0 or not inner[0].isalpha() or len(inner.split()) > len(short) + 3:
        return None
    short_start = text.rindex(short, 0, bracket.start())
    long_start = text.index(inner, bracket.start())
    return Definition(short, inner, short_start, short_start + len(short), long_start, long_start + len(inner))


def _is_short_form(text: str) -> bool:
    capitals = sum(c.isupper() for c in text)
    return 2 <= len(text) <= 15 and capitals >= 1 and (capitals >= 2 or any(c.isdigit() for c in text) or text[1:] != text[1:].lower() or len(text) >= 5) and not text.isdigit()


def _initials(short: str, window: str) -> int | None:
    """Where the words begin, as many as the short form has letters, whose first letters it is made of: PPN is "Parallel Perception Network", not "Perception Network"."""
    words = list(_WORD_STARTS.finditer(window))[-len(short) :]
    initials = "".join(word[0][0] for word in words)
    return words[0].start() if len(short) > 2 and initials.lower() == short.lower() and not window[: words[0].start()].endswith("-") else None


_WORD_STARTS = re.compile(r"(?<![^\s-])[^\W_]+")


def _match_letters(short: str, window: str) -> int | None:
    """Where the long form begins in `window`; None if the letters of the short form are not there in order."""
    letters = [c.lower() for c in short if c.isalnum()]
    low = window.lower()
    position = len(low) - 1
    for i in range(len(letters) - 1, -1, -1):
        letter = letters[i]
        while position >= 0 and (low[position] != letter or (i == 0 and position > 0 and low[position - 1].isalnum())):
            position -= 1
        if position < 0:
            return None
        position -= 1
    start = position + 1
    # The first letter may match inside a hyphenated word, or later than the name begins; a name never begins with a function word.
    begin = low.rfind(" ", 0, start) + 1
    return begin if low[begin : start].replace("-", "").isalpha() and "-" in low[begin:start] else start
