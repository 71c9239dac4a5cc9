"""Recogniser of what may be a name: capitalised words and runs of them, parts of the title, and what ends in the head of a task's name.

It proposes far more than is true. The learned decision sorts; without it these candidates stay below the threshold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import ahocorasick_rs

from kg.catalog import TaskWords
from kg.linking.candidates import Candidate
from kg.linking.document import Document
from kg.linking.repeats import find_repeats
from kg.linking.shapes import MAKERS, type_by_neighbours

_CAPITALISED = re.compile(r"[A-Z](?<![\w-].)[\w]*(?:[-'][\w]+)*(?:[ ](?:of|for|the|&)(?=[ ][A-Z])|[ ][A-Z][\w]*(?:[-'.][\w]+)*|[ ]\d+(?:\.\d+)?(?![\w%]))+")
_TITLE_CUT = re.compile(r"\s*[:?!,–—]\s+|\s(?:for|with|via|in|using|by|of|through|as|from|to|on|under|and|is|are|based on|meets|without|towards?|into|at|beyond|across|against|over|between)\s", re.IGNORECASE)
_DEVICE_MAKERS = frozenset("NVIDIA Nvidia AMD Intel Huawei Qualcomm Apple Samsung Xilinx".split())
_INSTITUTIONS = frozenset("University Universities Institute Corporation College Laboratory Laboratories Hospital Academy Ministry Inc Ltd".split())
_SENTENCE_WORDS = frozenset(
    "The A An In On At To For From With By As If We Our This That These Those It Its Such However Moreover Furthermore Additionally Specifically Finally First Second Third Here There When While "
    "Although Though Since Because Given Unlike Through Using Based Both Each All Many Most Some Recent Existing Current Despite Despite Extensive Experimental Experiments Results Code And Or But Then Thus Hence "
    "Therefore Compared Building Inspired Motivated Leveraging Notably Importantly Empirically Theoretically Under Across Among Beyond Towards Toward Crucially Consequently Meanwhile Nevertheless Yet Not Only "
    "Previous Prior Classical Conventional Traditional Standard Popular Modern Several Various Different Other Does Do Is Are Can How What Why Which Who One Two Three Also Even Project Page Website GitHub Github Dataset Models Data Available".split()
)


_METRICS = frozenset("Accuracy Rate Rates Error Errors Recall Latency Throughput Perplexity".split())
"""What a run of capitalised words is a measure by: "Overall Success Rate" names no entity."""

TASK_PHRASE = "ends in the head of a task"
OPENS_TITLE = "title part behind nothing"
"""How the rule begins that finds the first part of a title."""


class TaskPhrases:
    """Finds noun phrases that may name a task: a head that ends the names of several known tasks, with one to three modifiers."""

    def __init__(self, words: TaskWords) -> None:
        self._modifiers = words.modifiers
        self._heads = ahocorasick_rs.AhoCorasick([f" {head} " for head in sorted(words.heads)])

    def find(self, doc: Document, covered: set[tuple[int, int]]) -> list[Candidate]:
        """The phrases of each length, "3D instance segmentation" and "instance segmentation", without the spans that are `covered`."""
        found = []
        text, folded = doc.text, doc.folded
        for _, head, stop in self._heads.find_matches_as_indexes(folded, overlapping=True):
            end = stop - 2
            start, hyphenated = self._token(folded, text, head)
            for modifiers in range(_MOST_MODIFIERS + 1):
                if (modifiers or hyphenated) and (start, end) not in covered:
                    found.append(Candidate(start, end, text[start:end].lower(), "phrase", TASK_PHRASE, 0.3, "task"))
                if start < 2 or text[start - 1] != " " or not text[start - 2].isalnum():
                    break
                start, hyphenated = self._token(folded, text, folded.rfind(" ", 0, start))
                if not hyphenated and folded[start + 1 : folded.index(" ", start + 1)] not in self._modifiers:
                    break
        return found

    @staticmethod
    def _token(folded: str, text: str, start: int) -> tuple[int, bool]:
        """Where the word at `start` begins with all that hyphens join to it, and whether there are any."""
        hyphenated = False
        while start > 1 and text[start - 1] == "-" and text[start - 2].isalnum():
            start = folded.rfind(" ", 0, start)
            hyphenated = True
        return start, hyphenated


_MOST_MODIFIERS = 3


def find_phrases(doc: Document) -> list[Candidate]:
    """Parts of the title, and capitalised runs in the abstract."""
    return [*_title_parts(doc), *_capitalised(doc)]


_ONE_WORD = re.compile(r"[A-Z](?:(?<=[a-z0-9,;)/] .)|(?<=[a-z:] [(].)|(?<=[\w)][/].))[a-z]{2,}(?:\+\+)?(?![\w'’]|-[A-Z\d]| [A-Z])")  # the capital first: `re` skips to the next one
_LIST_GOES_ON = re.compile(r",? (?:and|or|&) |, |/|\)")


def find_capitalised_words(doc: Document, others: list[Candidate]) -> list[Candidate]:
    """The words that a capital alone tells from others, "experiments on Droid, Calvin and RLBench", where no other candidate stands."""
    found = []
    text = doc.text
    for match in _ONE_WORD.finditer(text, doc.body):
        start, end = match.span()
        if match[0] in _SENTENCE_WORDS or match[0] in MAKERS or any(c.start < end and start < c.end for c in others):
            continue
        type_, rule = type_by_neighbours(text, start, end)
        if rule == "shape":
            rule = "in a list" if _LIST_GOES_ON.match(text, end) or text[start - 1] in "(/" or text.endswith((", ", " and ", " or "), 0, start) else "alone"
        found.append(Candidate(start, end, match[0], "shape", f"capitalised word {rule}", 0.2, type_))
    return found


def _title_parts(doc: Document) -> Iterator[Candidate]:
    """What stands between the prepositions of a title: "Sequential Gradient Coding" for Straggler Mitigation."""
    title = doc.title.text
    cuts = [(0, "", 0), *((m.start(), m[0].strip().lower(), m.end()) for m in _TITLE_CUT.finditer(title)), (len(title), "", len(title))]
    for (_, joint, start), (end, following, _) in pairwise(cuts):
        words = title[start:end].split(" ")
        begin = start
        while words and words[0].lower() in ("a", "an", "the", "our", "novel", "new", "towards", "toward", "on", ""):
            begin += len(words.pop(0)) + 1
        stop = begin + len(" ".join(words).rstrip(" .?!,"))
        if 2 <= len(words) <= 6 and stop > begin:
            part = title[begin:stop]
            yield Candidate(begin, stop, part, "phrase", f"{f'title part behind {joint}' if joint else OPENS_TITLE} before {following or 'nothing'}", 0.35, "method")
            for again in find_repeats(doc, part.removesuffix("s")):
                if again[0] >= doc.body:
                    yield Candidate(*again, part, "phrase", "title part again in the abstract", 0.35, "method")


def _capitalised(doc: Document) -> Iterator[Candidate]:
    for found in _CAPITALISED.finditer(doc.text, doc.body):
        start, end = found.span()
        words = found[0].split(" ")
        while words and (words[0] in _SENTENCE_WORDS or words[0].lower() in ("of", "for", "the", "&")):
            start += len(words.pop(0)) + 1
        if words and words[0] in _DEVICE_MAKERS and any(c.isdigit() for c in "".join(words[1:])):
            start += len(words.pop(0)) + 1  # "NVIDIA Tesla M40" is the Tesla M40
        if len(words) < 2 or len(words) > 8 or not words[0][0].isupper() or words[-1] in _METRICS or not _INSTITUTIONS.isdisjoint(words):
            continue
        type_, rule = type_by_neighbours(doc.text, start, end)
        yield Candidate(start, end, doc.text[start:end], "phrase", "capitalised" if rule == "shape" else f"capitalised, {rule}", 0.4, type_)
