"""Relations between the entities of a paper, read off its sentences: what the introduced thing extends, is part of, is compared with, runs on.

One end is always something that the paper introduces: of other things a paper says too little to be believed. The sentence has to
name it, or to speak of it ("our method", "we", "it") in a paper that introduces only one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import NamedTuple

from kg.model import FIELDS, Field, Link, LinkedPaper, Relation, RelationType
from kg.text import sentence_spans

_GAP = r"(?:(?!\b(?:but|while|whereas|although|unlike)\b)(?:[^.;]|\.(?=\d))){0,%d}?"
# What may stand between a cue and the name that it is about: articles, and the names before it in a list.
_LIST = (
    r"(?:(?:the|a|an|both|its|our|popular|standard|public|several|two|three|four|five|multiple|existing|strong|prior|original|pretrained|pre-trained|single|commodity|including|such as|like|baselines?)\s+"
    r"|[\w.+-]+(?:\s[\w.+-]+){0,2}(?:\s\([^)]{1,40}\))?(?:,\s+(?:and\s+)?|\s+and\s+|/)){0,8}(?:\\\w+\{|[{$\"“'`])?"
)
_EVALUATED = re.compile(
    r"\b(?:evaluat\w+|experiment\w*|test(?:ed|ing|s)?|validat\w+|benchmark(?:ed|ing)|results?|performance|accuracy|state[- ]of[- ]the[- ]art|sota|outperform\w*|surpass\w*|improv\w+|achiev\w+|attain\w*|reach\w*|scor\w+|gains?|"
    r"success rates?|demonstrat\w+|effective\w*)\b"
    + _GAP % 120 + r"\b(?:on|across|over|in)\s+" + _LIST + "$",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:outperform\w*|surpass\w*|exceed\w*|beats?|compar(?:ed|ing|es?|able|isons?)\s+(?:(?:\w+ly|it|favou?rably)\s+)?(?:to|with|against)|(?:better|faster|smaller|cheaper|higher|lower|fewer|less|more|larger)\b[^.,;]{0,40}\bthan|versus|vs\.?|superior to|"
    r"improv\w+ (?:over|upon)|gains? over|speed-?ups? over|over|against|on par with|competitive with|match(?:es|ing)?|unlike)\s+" + _LIST + "$",
    re.IGNORECASE,
)
_EXTENDS = re.compile(
    r"\b(?:extend(?:s|ed|ing)?|extensions? (?:of|to)|buil(?:ds?|t|ding) (?:up)?on(?: top of)?|based on|variants? of|generali[sz](?:es|ing|ation of)|adapt(?:s|ed|ing)?|modif(?:y|ies|ied|ication of|ying)|fine-?tun(?:es?|ed)(?: from)?|"
    r"derived from|initiali[sz]ed from|an? (?:improved|enhanced|efficient|faster|lightweight|new) version of)\s+" + _LIST + "$",
    re.IGNORECASE,
)
_RUNS = re.compile(
    r"\b(?:run(?:s|ning)?|deploy\w*|execut\w+|train(?:ed|ing|s)?|implement\w+|inference|speed-?ups?|latency|throughput|measured|accelerat\w+|evaluat\w+|experiments?|hours|days|minutes|fps|faster|real[- ]time|memory|fits?|using)\b"
    + _GAP % 90 + r"\b(?:on|with|using)\s+" + r"(?:\d+\s*[x×]?\s*|a single\s+|one\s+|two\s+|four\s+|eight\s+)?" + _LIST + r"(?:\d+\s*[x×]?\s*)?(?:NVIDIA\s+|AMD\s+|Intel\s+|Google\s+|Huawei\s+|Apple\s+)?$",
    re.IGNORECASE,
)
_SENSES = re.compile(r"\b(?:cameras?|sensors?|lidar|radar|microphones?|imus?|gps|antennas?|tomography|imaging)\b", re.IGNORECASE)
"""Hardware that gives data and runs nothing."""
_WRITTEN = re.compile(
    r"\b(?:implement\w*|writt?en|coded|built|develop(?:ed|s)?|realized|integrated|prototyp\w+)\b" + _GAP % 40 + r"\b(?:in|with|using|on top of|into|on)\s+" + _LIST + "$", re.IGNORECASE
)
_WRITTEN_BEFORE = re.compile(r"^[ -](?:implementation|library|package|plugin|toolkit|codebase)\b")
_OTHER_SOFTWARE = re.compile(r"\b(?:existing|compar\w+|than|over|other|previous|baselines?)\b", re.IGNORECASE)
_NEW_SUBJECT = re.compile(r"\b(?:we|propos\w+|introduc\w+|present\w*)\b", re.IGNORECASE)
_HAS_PARTS = re.compile(
    r"(?:\s\([^)]{1,40}\))?,?\s+(?:(?:which|that|and|also|then)\s+)?(?:(?:mainly|primarily|further|jointly|seamlessly)\s+)?(?:consist(?:s|ing) of|compris(?:es|ing)|includ(?:es|ing)|contain(?:s|ing)|integrat(?:es|ing)|"
    r"incorporat(?:es|ing)|combin(?:es|ing)|featur(?:es|ing)|employ(?:s|ing)|equipped with|composed of|with (?:two|three|four|key|core|novel))\b"
    r"(?:(?!\b(?:which|whose|that|demonstrat\w+|outperform\w*|evaluat\w+|than|over)\b)[^.;]){0,120}$",
    re.IGNORECASE,
)
_WE_EXTEND = re.compile(r"\b(?:we|it|our (?:\w+[- ]){0,3}\w+)\s+(?:\w+ly\s+)?(?:is\s+)?(?:extend|buil[dt]|adapt|modif|generali[sz]|fine-?tun|based on|an? (?:\w+ )?(?:variant|extension|version) of)\w*\b[^.;,]{0,60}$", re.IGNORECASE)
_ITS_PART = re.compile(r"\b(?:introduc|incorporat|us(?:e|es|ing|ed)|with|employ|integrat|design|leverag|via|through|contain|adopt|construct)\w*\b", re.IGNORECASE)
_BREAK = re.compile(r";|\b(?:but|while|whereas|although|though)\b", re.IGNORECASE)
_AGAINST = re.compile(r"\b(?:than|compar\w+ (?:to|with|against)|versus|vs|prior|previous|baselines?|against)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|never|neither|nor|without|cannot)\b|n't\b", re.IGNORECASE)
_SAYS = re.compile(r"(?:\s\([^)]{1,40}\))?(?:,?\s+(?:which|that|who))?\s+(?:(?:is|was|are|were|has been|have been|can be|also|consistently|significantly)\s+)*")
_COMPARED_FIRST = re.compile(r"(?:compared (?:with|to|against)|unlike|in contrast to|in comparison (?:with|to)|relative to)\s+" + _LIST, re.IGNORECASE)
_ON_FIRST = re.compile(r"(?:on|across|over)\s+" + _LIST, re.IGNORECASE)
_RESULT = re.compile(r"\b(?:achiev|reach|attain|outperform|surpass|scor|improv|obtain|match|exceed|set|gain|perform|reduc)\w*\b", re.IGNORECASE)
_NEAR = 80
"""Code points behind a mention in which the subject of its sentence stands."""
_SPEAKS_OF_IT = re.compile(r"\b(?:our (?:\w+[- ]){0,3}(?:method|model|approach|framework|system|algorithm|architecture|pipeline|network|technique|solution|results?|experiments?|evaluation)|the proposed|proposed method|we|it|experiments|experimental|extensive)\b", re.IGNORECASE)
_OTHERS = re.compile(r"\b(?:existing|prior|previous|recent|traditional|conventional|current) (?:\w+ ){0,2}(?:methods|approaches|work|works|models|techniques|systems)\b", re.IGNORECASE)
SOFTWARE = frozenset(["framework", "library", "language", "compiler"])
_NAMED, _SPOKEN_OF = 0.9, 0.75


class _Place(NamedTuple):
    """A mention in a sentence, in code points from the sentence's beginning."""

    start: int
    end: int
    link: Link


def find_relations(item: LinkedPaper, is_software: Callable[[str], bool]) -> tuple[Relation, ...]:
    """The relations that the paper states, each once, with the first sentence that says so. `is_software` tells it of an entity by its IRI."""
    own = [link for link in item.links if link.role == "introduces" and link.type in ("method", "dataset", "hardware")]
    if not own:
        return ()
    main = _main(own)
    found: dict[tuple[RelationType, str, str], Relation] = {}
    for field in FIELDS:
        mentions = sorted(((m.start, m.end, link) for link in item.links for m in link.mentions if m.field == field), key=lambda place: place[:2])
        for start, end in sentence_spans(item.paper.text(field)):
            inside = mentions[bisect_left(mentions, start, key=_begins) : bisect_left(mentions, end, key=_begins)]
            places = [_Place(first - start, last - start, link) for first, last, link in inside]
            for relation in _of_sentence(item, is_software, own, main, places, field, start, end):
                if relation.source != relation.target:
                    found.setdefault((relation.type, relation.source, relation.target), relation)
    return tuple(found.values())


def _begins(place: tuple[int, int, Link]) -> int:
    return place[0]


def _of_sentence(item: LinkedPaper, is_software: Callable[[str], bool], own: list[Link], main: Link | None, places: list[_Place], field: Field, start: int, end: int) -> Iterator[Relation]:
    text = item.paper.text(field)[start:end]
    subjects = [place for place in places if place.link in own]
    for place in places:
        if place.link.type in ("repository", "webpage"):
            continue
        before, behind = text[: place.start], text[place.end :]
        if place.link in own:
            for whole in subjects:
                if whole.end <= place.start and whole.link is not place.link and _HAS_PARTS.match(text, whole.end, place.start):
                    yield Relation("partOf", place.link.entity, whole.link.entity, field, start, end, "named among its parts", _NAMED)
            continue
        told = _told(place, before, behind, is_software) or _led(place, before, behind)
        if told is None:
            continue
        type_, rule, cue = told
        if (type_ != "comparedWith" and _is_denied(before, cue)) or _has_other_subject(places, own, before, cue) or (type_ == "runsOn" and _is_anothers(places, place, before)):
            continue
        subject = next((s for s in reversed(subjects) if s.end <= place.start), None)
        if subject is not None and (broken := _BREAK.search(before, subject.end, max(subject.end, cue))) and not _SPEAKS_OF_IT.search(before, broken.end(), cue):
            continue  # another clause, of something else
        between = before[subject.end :] if subject is not None else ""
        if type_ == "extends" and (_ITS_PART.search(between) if subject is not None else not _WE_EXTEND.search(before)):
            continue  # a part of it builds on the other, or something that the authors use
        if subject is not None:
            if subject.link.type != "dataset":
                yield Relation(type_, subject.link.entity, place.link.entity, field, start, end, rule, _NAMED)
        elif cue == 0 and (led := next((s for s in subjects if place.end < s.start < place.end + _NEAR), None)):
            if led.link.type != "dataset":
                yield Relation(type_, led.link.entity, place.link.entity, field, start, end, rule, _NAMED)
        elif main is not None and _is_spoken_of(before, behind if cue == 0 else ""):
            yield Relation(type_, main.entity, place.link.entity, field, start, end, rule, _SPOKEN_OF)


def _is_spoken_of(before: str, behind: str) -> bool:
    """Whether the words in front of a mention, or those right behind it, speak of the paper's own ("our method", "it"), and of nobody else's since."""
    spoken = _SPEAKS_OF_IT.search(before)
    if spoken is None and not _SPEAKS_OF_IT.search(behind[:_NEAR]):
        return False
    return not _OTHERS.search(before, spoken.end() if spoken else 0)


def _led(place: _Place, before: str, behind: str) -> tuple[RelationType, str, int] | None:
    """What a sentence begins with: "Compared with X, ...", "On X, ... reaches"."""
    if place.link.type == "method" and place.link.role == "compares" and _COMPARED_FIRST.fullmatch(before):
        return "comparedWith", "compared with", 0
    if place.link.type == "dataset" and place.link.role == "uses" and _ON_FIRST.fullmatch(before) and _RESULT.search(behind):
        return "evaluatedOn", "evaluated on", 0
    return None


def _main(own: list[Link]) -> Link | None:
    """What "our method" is: the only method or hardware that the paper introduces, or the one of them that its title names."""
    candidates = [link for link in own if link.type != "dataset"]
    titled = [link for link in candidates if any(m.field == "title" for m in link.mentions)]
    return candidates[0] if len(candidates) == 1 else titled[0] if len(titled) == 1 else None


def _told(place: _Place, before: str, behind: str, is_software: Callable[[str], bool]) -> tuple[RelationType, str, int] | None:
    """What the words in front of a mention (and right behind it) say of it, the rule, and where these words begin."""
    link = place.link
    cue: re.Match[str] | None
    if link.type == "dataset":
        cue = _EVALUATED.search(before) if link.role == "uses" else None
        return ("evaluatedOn", "evaluated on", cue.start()) if cue else None
    if link.type == "hardware":
        cue = _RUNS.search(before) if link.role == "uses" and not _SENSES.search(link.name) else None
        return ("runsOn", "runs on", cue.start()) if cue else None
    if link.type != "method":
        return None
    if is_software(link.entity):
        if (cue := _WRITTEN.search(before)) and not _OTHER_SOFTWARE.search(before) and not behind.startswith(("'s", "’s")):
            return "implementedIn", "implemented in", cue.start()
        if link.role == "uses" and _WRITTEN_BEFORE.search(behind):
            return "implementedIn", "implemented in", place.start
    cue = _COMPARED.search(before) if link.role == "compares" else None
    extends = _EXTENDS.search(before) if link.role in ("uses", "compares") else None
    if extends and _NEW_SUBJECT.search(extends[0]):
        extends = None  # "Building on this, we propose X, a Y"
    if extends and (cue is None or cue.start() < extends.start()):  # of two cues the nearer one counts
        return "extends", "builds on", extends.start()
    if cue:
        return "comparedWith", "compared with", cue.start()
    return None


def _is_denied(before: str, cue: int) -> bool:
    return bool(_NOT.search(before, max(0, cue - 25), min(len(before), cue + 30)))


def _is_anothers(places: list[_Place], place: _Place, before: str) -> bool:
    """Whether the sentence goes on to what the compared work ran on: "on a V100, faster than X on an A100"."""
    return any(p.end <= place.start and p.link.type == "hardware" and p.link is not place.link and _AGAINST.search(before, p.end) for p in places)


def _has_other_subject(places: list[_Place], own: list[Link], before: str, cue: int) -> bool:
    """Whether the cue is said of somebody else's method: "DenseNet, which was evaluated on", "how VGG outperforms"."""
    return any(p.end <= cue and p.link not in own and p.link.type == "method" and _SAYS.fullmatch(before, p.end, cue) for p in places)
