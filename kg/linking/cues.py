"""The cue words that the recognisers and the roles look for, all found in one pass over a document.

Python's `re` tries every alternative at every position; one automaton for all words (Aho and Corasick 1975) tells each
reader where its few candidates are, or that there are none.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

import ahocorasick_rs

_VERBS = (
    "propose introduce present develop design devise release describe construct create build built contribute formulate unveil curate publish derive initiate establish offer provide collect assemble compile "
    "suggest explore dub name term yield"
)
_OTHER_VERBS = "discovery of|development of|concept of|leads to|lead to|results in|result in"
_SPEAKERS = "we|our|here|this paper|this work|this study|this article|this report|this survey"
_AUTHORS = _SPEAKERS + (
    "|i|herein|is|are|this research|this thesis|this demo|this tutorial|the paper|the authors|the present paper|the present authors|in this|in response|to this end|to address|to overcome|to tackle|to fill|to bridge"
)
_NAMING = "called named dubbed termed coined denoted referred refer nicknamed abbreviated known titled entitled namely labeled formalize we"
_PLAIN = "called|named|dubbed|termed|denoted|call|the proposed|referred to as|the concept of|the notion of|we|this paper|this work|this study"
_OURS = "our|the proposed|proposed"
# Beginnings of words.
_COMPARING = "outperform surpass exceed beat outpac compar versus vs superior inferior than unlike contrast contrary opposed baseline competit rival match par over instead replac alternative relative"
_TELLING = "dataset benchmark corpus corpora evaluat experiment outperform task framework model gpu robot device hardware simulat environment librar optimiz"
# Parts of words.
_HARDWARE = (
    "gpu tpu nvidia rtx gtx jetson ascend gaudi snapdragon xeon epyc ryzen raspberry cortex dimensity exynos kirin adreno unitree hopper blackwell trainium inferentia titan quadro versal alveo zynq apple "
    "tesla geforce instinct radeon amd huawei qualcomm xilinx samsung mediatek rockchip kryo "
    "intel cpu npu a100 h100 v100 p100 b200 b100 h200 h800 a800 h20 b300 mi1 mi2 mi3 mi4 mi5 mi6 stm32 esp32 zcu vcu kv260"
)


@dataclass(slots=True)
class Cues:
    """Where each family of cue words begins in the document's text, in code points, rising."""

    verbs: list[int] = field(default_factory=list)
    """Verbs with which authors introduce things: "propose", "presents"."""
    authors: list[int] = field(default_factory=list)
    """Where the authors or their paper may speak: "we", "this paper", "is"."""
    speakers: list[int] = field(default_factory=list)
    """Of these, what marks the turn from the background to the paper itself."""
    naming: list[int] = field(default_factory=list)
    plain: list[int] = field(default_factory=list)
    ours: list[int] = field(default_factory=list)
    comparing: list[int] = field(default_factory=list)
    hardware: list[int] = field(default_factory=list)
    telling: list[tuple[int, str]] = field(default_factory=list)
    """Words that tell what kind of thing a sentence is about, each with its beginning: "dataset", "outperform"."""
    ends: dict[int, int] = field(default_factory=dict)
    """Where a verb ends, by where it begins."""


def _inflected(verb: str) -> list[str]:
    stem = verb.removesuffix("e")
    return [verb, verb + "s", stem + "es", stem + "ed", stem + "ing"]


def _table() -> dict[str, list[str]]:
    """The families that each pattern belongs to; a blank behind it where the whole word counts."""
    families = {
        "verbs": [form for verb in _VERBS.split() for form in _inflected(verb)] + _OTHER_VERBS.split("|"),
        "authors": _AUTHORS.split("|"),
        "speakers": _SPEAKERS.split("|"),
        "naming": _NAMING.split(),
        "plain": _PLAIN.split("|"),
        "ours": _OURS.split("|"),
    }
    table: dict[str, list[str]] = {}
    for family, words in families.items():
        for word in words:
            table.setdefault(f" {word.replace('-', ' ')} ", []).append(family)
    for family, words in (("comparing", _COMPARING.split()), ("telling", _TELLING.split())):
        for word in words:
            table.setdefault(f" {word}", []).append(family)
    for word in _HARDWARE.split():
        table.setdefault(word, []).append("hardware")  # inside a word too: "8xA100"
    return table


_FAMILIES = _table()
_AUTOMATON = ahocorasick_rs.AhoCorasick(list(_FAMILIES))
_OF_PATTERN = list(_FAMILIES.values())
_WORDS = [pattern.strip() for pattern in _FAMILIES]


def find_cues(folded: str) -> Cues:
    """The cues of a folded text that has one blank in front and one behind."""
    cues = Cues()
    lists = {name: getattr(cues, name) for name in ("verbs", "authors", "speakers", "naming", "plain", "ours", "comparing", "hardware")}
    for pattern, start, stop in _AUTOMATON.find_matches_as_indexes(folded, overlapping=True):
        for family in _OF_PATTERN[pattern]:
            # The blank in front moves offsets by one: a word behind it begins in the text where the blank stands in the folded text.
            if family == "telling":
                cues.telling.append((start, _WORDS[pattern]))
                continue
            lists[family].append(start)
            if family == "verbs":
                cues.ends[start] = stop - 2
    return cues


def any_between(positions: list[int], start: int, end: int) -> bool:
    """Whether one of the rising `positions` lies in `start <= position < end`."""
    at = bisect_left(positions, start)
    return at < len(positions) and positions[at] < end
