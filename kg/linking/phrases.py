"""Recogniser of phrases that may be names: runs of capitalised words, and what stands between the prepositions of a title.

It proposes far more than is true. The learned decision sorts; without it these candidates stay below the threshold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kg.linking.candidates import Candidate
from kg.linking.document import Document
from kg.linking.repeats import find_repeats
from kg.linking.shapes import type_by_neighbours

_CAPITALISED = re.compile(r"(?<![\w-])[A-Z][\w]*(?:[-'][\w]+)*(?:[ ](?:of|for|the|&)(?=[ ][A-Z])|[ ][A-Z][\w]*(?:[-'.][\w]+)*|[ ]\d+(?:\.\d+)?(?![\w%]))+")
_TITLE_CUT = re.compile(r"\s*[:?!,–—]\s+|\s(?:for|with|via|in|using|by|of|through|as|from|to|on|under|and|is|are|based on|meets|without|towards?|into|at|beyond|across|against|over|between)\s", re.IGNORECASE)
_SENTENCE_WORDS = frozenset(
    "The A An In On At To For From With By As If We Our This That These Those It Its Such However Moreover Furthermore Additionally Specifically Finally First Second Third Here There When While "
    "Although Though Since Because Given Unlike Through Using Based Both Each All Many Most Some Recent Existing Current Despite Despite Extensive Experimental Experiments Results Code And Or But Then Thus Hence "
    "Therefore Compared Building Inspired Motivated Leveraging Notably Importantly Empirically Theoretically Under Across Among Beyond Towards Toward Crucially Consequently Meanwhile Nevertheless Yet Not Only "
    "Does Do Is Are Can How What Why Which Who One Two Three Also Even Project Page Website GitHub Github Dataset Models Data Available".split()
)


def find_phrases(doc: Document) -> list[Candidate]:
    """Parts of the title, and capitalised runs in the abstract."""
    return [*_title_parts(doc), *_capitalised(doc)]


def _title_parts(doc: Document) -> Iterator[Candidate]:
    """What stands between the prepositions of a title: "Sequential Gradient Coding" for Straggler Mitigation."""
    title = doc.title.text
    cuts = [(0, "", 0), *((m.start(), m[0].strip().lower(), m.end()) for m in _TITLE_CUT.finditer(title)), (len(title), "", len(title))]
    for (_, joint, start), (end, following, _) in pairwise(cuts):
        words = title[start:end].split(" ")
        begin = start
        while words and words[0].lower() in ("a", "an", "the", "our", "towards", "toward", "on", ""):
            begin += len(words.pop(0)) + 1
        stop = begin + len(" ".join(words).rstrip(" .?!,"))
        if 2 <= len(words) <= 6 and stop > begin:
            part = title[begin:stop]
            yield Candidate(begin, stop, part, "phrase", f"title part behind {joint or 'nothing'} before {following or 'nothing'}", 0.35, "method")
            for again in find_repeats(doc, part.removesuffix("s")):
                if again[0] >= doc.body:
                    yield Candidate(*again, part, "phrase", "title part again in the abstract", 0.35, "method")


def _capitalised(doc: Document) -> Iterator[Candidate]:
    for found in _CAPITALISED.finditer(doc.text, doc.body):
        start, end = found.span()
        words = found[0].split(" ")
        while words and (words[0] in _SENTENCE_WORDS or words[0].lower() in ("of", "for", "the", "&")):
            start += len(words.pop(0)) + 1
        if len(words) < 2 or len(words) > 8 or not words[0][0].isupper():
            continue
        type_, rule = type_by_neighbours(doc.text, start, end)
        yield Candidate(start, end, doc.text[start:end], "phrase", "capitalised" if rule == "shape" else f"capitalised, {rule}", 0.4, type_)
