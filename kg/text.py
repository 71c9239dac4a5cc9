"""Text as the catalog and the linker compare it: folding that keeps offsets, TeX taken off with a map back."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache


def _fold_table() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in (*range(0x80, 0x2C00), *range(0x3000, 0x3040), *range(0xFF00, 0xFFF0)):
        char = chr(code)
        base = unicodedata.normalize("NFKD", char)[0]
        if not char.isalnum():
            table[code] = " "
        elif base != char and base.isascii() and base.isalnum():
            table[code] = base.lower()  # é, ü, subscript and superscript digits
        elif len(char.lower()) == 1:
            table[code] = char.lower()
    table |= {ord(c): " " for c in map(chr, range(0x80)) if not c.isalnum() and c not in ".+*#"}
    table |= {ord("µ"): "μ", ord("ϵ"): "ε"}
    return table | {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}


_TABLE = _fold_table()
# A full stop stays only inside a number (Qwen2.5), a plus, star or number sign only behind a name (C++, A*, C#).
_LOOSE = re.compile(r"[.+*#](?:(?<=\.)(?![0-9])|(?<=[ ]\.)|(?<![a-z0-9+*#].)|(?<=[+*#])(?=[a-z])|(?<=\+)(?=[0-9]))")


def fold(text: str) -> str:
    """Lower case, accents off, punctuation as spaces; as long as `text`, so that offsets hold in both."""
    folded = text.translate(_TABLE).replace(". ", "  ")
    return _LOOSE.sub(" ", folded) if "." in folded or "+" in folded or "*" in folded or "#" in folded else folded


@lru_cache(maxsize=65536)
def fold_name(name: str) -> str:
    """A name for comparing: folded, single spaces, none at the ends."""
    return " ".join(fold(name).split())


_NOT_SQUASHED = re.compile(r"[^a-z0-9α-ω]+")


@lru_cache(maxsize=65536)
def squash(name: str) -> str:
    """A name's letters and digits only, in lower case, with Greek letters kept."""
    return _NOT_SQUASHED.sub("", fold(name))


_TEX = re.compile(
    r"\\(?:textbf|textit|textsc|texttt|textrm|textsf|emph|mathrm|mathbf|mathcal|mathsf|mathtt|mathbb|text|underline|boldsymbol|bf|it|tt|sc|em)\b\s*"
    r"|\\(?P<greek>alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|pi|rho|sigma|tau|phi|chi|psi|omega)\b"
    r"|\\[%&_#$]|[${}~]"
    r"|(?P<softened>(?:\u00ad|\(cid:173\)) ?)"  # soft hyphens, the second as text taken out of old PDFs has them: "ma(cid:173) chines"
    r"|(?P<ligature>[\ufb00-\ufb04])"
    r"|\b(?P<author>[A-Z][a-z]+)-(?=-[A-Z][a-z])"  # Ornstein--Uhlenbeck; other double hyphens may be dashes
)
_GREEK = dict(zip("alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu pi rho sigma tau phi chi psi omega".split(), "αβγδεζηθκλμνπρστφχψω", strict=True))
_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}
_OF_PDF = re.compile("[\u00ad\ufb00-\ufb04]")


@dataclass(frozen=True, slots=True)
class Plain:
    """Text without TeX markup. `offsets[i]` is where character i stands in the original (one more entry for the end); None if nothing changed."""

    text: str
    offsets: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original that a span of the plain text comes from."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1


def plain(text: str) -> Plain:
    """Takes TeX's font commands, braces and dollars off; Greek letters become themselves, escaped signs lose their backslash, a TeX dash between two persons' names is a hyphen.

    Soft hyphens go too, and ligatures become their letters.
    """
    if "\\" not in text and "$" not in text and "{" not in text and "--" not in text and "(cid:" not in text and (text.isascii() or not _OF_PDF.search(text)):
        return Plain(text)
    kept: list[str] = []
    offsets: list[int] = []
    position = 0
    for found in _TEX.finditer(text):
        kept.append(text[position : found.start()])
        offsets.extend(range(position, found.start()))
        position = found.end()
        token = found[0]
        if found["greek"]:
            kept.append(_GREEK[found["greek"]])
            offsets.append(found.start())
        elif found["ligature"]:
            kept.append(_LIGATURES[token])
            offsets.extend([found.start()] * len(_LIGATURES[token]))
        elif found["author"]:
            kept.append(token[:-1])
            offsets.extend(range(found.start(), found.end() - 1))
        elif token == "~":
            kept.append(" ")
            offsets.append(found.start())
        elif len(token) == 2 and token[0] == "\\" and not token[1].isalpha():
            kept.append(token[1])
            offsets.append(found.start() + 1)
    kept.append(text[position:])
    offsets.extend(range(position, len(text) + 1))
    return Plain("".join(kept), tuple(offsets))


@lru_cache(maxsize=65536)
def letters(text: str) -> str:
    """The letters and digits of a name in their case: what is left when spelling, as against another name, is all that counts."""
    return "".join([c for c in text if c.isalnum()])


# A stop that its typist set no blank behind: "competitive edge.The code is public".
GLUED_STOP = r"\.(?<=[a-z)]{2}\.)(?=(?:The|We|Our|This|These|It|In|To|However|Moreover|Furthermore|Additionally|Specifically|Finally|Experiments|Extensive|Results|Code|By|As|For)\s)"
# What must not stand before the stop is looked at behind it: so `re` looks for stops, and not at every letter.
_SENTENCE_END = re.compile(r"[.!?](?<!\be\.g.)(?<!\bi\.e.)(?<!\bet al.)(?<!\bvs.)(?<!\bcf.)(?<!\bapprox.)(?<!\bresp.)(?<!\bFig.)(?<!\bEq.)(?<![\s(.][A-Z].)[)\"'”]?\s+(?=[A-Z0-9(\"“$\\])|" + GLUED_STOP)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of `text`, white space at the ends left out."""
    starts = [0, *(found.end() for found in _SENTENCE_END.finditer(text))]
    spans = []
    for first, last in zip(starts, [*starts[1:], len(text)], strict=True):
        sentence = text[first:last]
        if sentence.strip():
            spans.append((first + len(sentence) - len(sentence.lstrip()), last - len(sentence) + len(sentence.rstrip())))
    return spans


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence of `text` that a span stands in, white space squeezed."""
    first, last = 0, len(text)
    for stop, beginning in _sentence_ends(text):
        if beginning <= start:
            first = beginning
        elif stop >= end - 1:
            last = beginning
            break
    return " ".join(text[first:last].split())


@lru_cache(maxsize=16)  # a paper's links come one after the other
def _sentence_ends(text: str) -> list[tuple[int, int]]:
    """Where the stop of each sentence is, and where the next begins."""
    return [found.span() for found in _SENTENCE_END.finditer(text)]
