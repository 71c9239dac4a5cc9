"""The decision: which candidates stand where they overlap, and which of them are one entity."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from kg.catalog import Entry
from kg.linking.abbreviations import Definition, find_nicknames, find_spelled_out
from kg.linking.candidates import Candidate
from kg.linking.document import Document
from kg.linking.repeats import find_repeats
from kg.model import EntityType
from kg.text import letters, squash

THRESHOLD = 0.5
"""The least score that a link has where no model decides."""
_RANK = {"hardware": 3, "introduced": 2, "catalog": 1, "near miss": 1, "coordination": 1, "abbreviation": 0, "shape": 0, "phrase": -1}
REPEATS = "repeats a name "
"""How the rule of a mention begins that only another one introduces."""
_DEFINED = "defined behind an introducing verb"
_OWN = frozenset(["title before the colon", "directly behind an introducing verb", _DEFINED])
_NO_ENTITY = re.compile(
    r"\b(?:error|rate|ratio|score|accuracy|distance|loss|precision|recall|index|metric|coefficient|similarity|deviation|question|questions|model|models|threshold|time|latency|throughput|probability|state of the art|"
    r"error rate|area|region|regions|field of view|language models?|degrees? of freedom|frames? per second|disease|disorder|syndrome|cancer|injury|country|university|institute|adults?|patients?|children|countries|"
    r"older|user experience|quality of \w+|points? of interest|objectives?)s?$",
    re.IGNORECASE,
)


_TOO_WIDE = re.compile(
    r"(?:(?:large|small|deep|artificial|multimodal|multi-modal|vision|visual|video|pretrained|pre-trained|generative|convolutional|general|audio|speech|code|reasoning)[ -]+)*"
    r"(?:neural networks?|language[ -]models?|artificial intelligence|machine learning|deep learning|foundation models?|natural language processing|computer vision|large models?|language[ -]vision models?)",
    re.IGNORECASE,
)
"""What the annotators leave out as naming nothing in particular; convolutional networks are in the catalog."""


_SAYS_DATASET = re.compile(r"(?<=\w) [Dd]ata ?[Ss]ets?$")


@dataclass(slots=True)
class Found:
    """An entity that the document names: what it is, the candidates that say so, and the spans of its mentions."""

    type: EntityType
    name: str
    entry: Entry | None
    candidates: list[Candidate] = field(default_factory=list)
    inside: dict[str, float] = field(default_factory=dict)
    """By what found a longer mention of another entity (catalog, introduced, shape, phrase), the share of its mentions that lie in one."""
    containing: frozenset[tuple[int, int]] = frozenset()
    """The spans of its mentions in which a mention of another entity lies."""

    made_of: frozenset[str] = frozenset()
    """The types of the catalog's entities whose names the name of an unlisted one is made with."""

    introduced: bool = False
    """Whether a recogniser says that the paper brings it."""
    own: bool = False
    """Whether a rule that is hardly ever wrong says so."""

    @property
    def product(self) -> bool:
        """Whether it is hardware that the paper gives with a product's number."""
        return self.type == "hardware" and any(c.recogniser == "hardware" for c in self.candidates)

    @property
    def label(self) -> str:
        """What it is called: the catalog's name, else its own, of a dataset without the word "dataset" behind it."""
        return self.entry.name if self.entry else self.name[: self.bare(self.name)]

    def bare(self, surface: str) -> int:
        """How many letters of one of its names are the name itself: a dataset is "LLFF", not "LLFF dataset"."""
        said = _SAYS_DATASET.search(surface) if self.type == "dataset" else None
        return said.start() if said else len(surface)

    @property
    def score(self) -> float:
        """How sure it is that this is an entity: its best candidate's, more with every further kind of evidence."""
        rules = {(c.recogniser, c.rule) for c in self.candidates}
        best = max(c.score for c in self.candidates)
        return round(1 - (1 - best) * 0.85 ** (len(rules) - 1), 4)


def decide(doc: Document, candidates: list[Candidate], definitions: list[Definition]) -> list[Found]:
    """The entities that the document may name, each with its candidates, in the order of their first mention.

    Their spans may still overlap: `select` settles that once each has its probability.
    """
    definitions = definitions + find_nicknames(doc, candidates, definitions)
    definitions = definitions + find_spelled_out([c for c in candidates if c.introduced and c.entry is None and c.rule in _OWN], candidates, definitions)
    named = _introduced_names(candidates, definitions)
    everything = candidates + _repeats(doc, named) + _defined(doc, definitions, candidates, named)
    groups = _with_variants([g for g in _grouped(doc, _one_a_span(doc, everything), definitions) if not _is_too_wide(doc, g)])
    _mark_nested(groups)
    return sorted(groups, key=lambda g: (g.candidates[0].start, g.type, g.name))


def _is_too_wide(doc: Document, group: Found) -> bool:
    """Whether something that no catalog has is a whole field, by its name or by what the paper says that it stands for."""
    return group.entry is None and (group.name in ("a", "A") or any(_TOO_WIDE.fullmatch(form) for form in {group.name, *(doc.text[c.start : c.end] for c in group.candidates)}))


_SHORTEST_OWN, _LONGEST_SUFFIX = 3, 12
"""Letters of a name that may have variants, at least, and of what a variant adds, at most."""
_SIZE = re.compile(r"[- ]\d+(?:\.\d+)?[BbMm](?:-(?:[Bb]ase|[Ii]nstruct|[Cc]hat|it))?$")


def _with_variants(groups: list[Found]) -> list[Found]:
    """What the names of coined things say of each other: "Foo-7B" is Foo in a size, and of its own Foo the paper brings Foo-DPO and Foo+ too."""
    coined = {g.name: g for g in groups if g.entry is None and (g.introduced or g.candidates[0].recogniser == "shape")}
    own = [g.name for g in coined.values() if g.own and len(g.name) >= _SHORTEST_OWN]
    if not own or len(coined) < 2:
        return groups
    folded: set[int] = set()
    for name, group in coined.items():
        base = min((o for o in own if len(o) < len(name) <= len(o) + _LONGEST_SUFFIX and name.startswith(o) and name[len(o)] in "-+ "), key=len, default=None)
        if base is None:
            continue
        if group.type == coined[base].type and _SIZE.fullmatch(name, len(base)):
            coined[base].candidates = sorted(coined[base].candidates + group.candidates, key=_place)
            folded.add(id(group))
        else:
            group.introduced = group.own = True
    return [g for g in groups if id(g) not in folded]


def select(alive: list[tuple[float, Found]]) -> list[tuple[float, Found]]:
    """The entities that stay, of those likely enough, with those of their mentions that no other's takes away.

    Where mentions overlap, a name goes before the names that it is made of ("Zero-CFG" before "CFG") unless one of those is
    far likelier; else the likelier entity has the mention, of equals the longer. An entity that is left without mentions is none.
    """
    places = []
    spans = sorted([(c.start, c.end, score) for score, item in alive for c in item.candidates]) if any(item.containing for _, item in alive) else []
    for number, (score, item) in enumerate(alive):
        for position, c in enumerate(item.candidates):
            length = c.start - c.end
            whole = bool(item.containing) and (c.start, c.end) in item.containing and _is_name(c) and (item.introduced or score >= _RIVAL * _likeliest_within(spans, c))
            places.append((not whole, length if whole else 0, -score, length, number, position, c))
    places.sort()  # number and position are of one candidate only, so candidates are never compared
    taken: set[int] = set()  # the code points that are spoken for
    kept: dict[int, list[Candidate]] = {}
    for *_, number, _, c in places:
        span = range(c.start, c.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.setdefault(number, []).append(c)
    for number, candidates in kept.items():
        alive[number][1].candidates = sorted(candidates, key=lambda c: c.start)
    return sorted((alive[number] for number in kept), key=lambda pair: pair[1].candidates[0].start)


_RIVAL = 0.25
"""What a name's probability must at least be of that of the names that it is made of, to go before them."""


def _likeliest_within(spans: list[tuple[int, int, float]], whole: Candidate) -> float:
    """The highest probability of an entity that has a mention within, and not all of, that of another; `spans` are all mentions with theirs, sorted."""
    near = spans[bisect_left(spans, (whole.start, 0, 0.0)) : bisect_left(spans, (whole.end, 0, 0.0))]
    return max([score for start, end, score in near if end <= whole.end and (start, end) != (whole.start, whole.end)], default=0.0)


def _is_name(c: Candidate) -> bool:
    return c.recogniser != "phrase" or c.rule.startswith(("capitalised", "title part"))


_SORT = {"catalog": "listed", "near miss": "listed", "coordination": "listed", "hardware": "listed", "abbreviation": "defined", "introduced": "introduced", "shape": "shape", "phrase": "phrase"}
_SURER = {"listed": 0, "defined": 1, "introduced": 2, "shape": 3, "phrase": 4}


def _mark_nested(groups: list[Found]) -> None:
    """Notes for each group how many of its mentions lie in a longer one of another group, and which contain one."""
    places = sorted([(c.start, -c.end, _SORT[c.recogniser]) for g in groups for c in g.candidates])
    inside: dict[tuple[int, int], str] = {}
    containing: set[tuple[int, int]] = set()
    open_: list[tuple[int, int, str]] = []  # what began before and has not ended yet
    reach = 0
    for start, minus_end, sort in places:
        end = -minus_end
        if start >= reach:
            open_ = [(start, end, sort)]
            reach = end
            continue
        for other_start, other_end, other_sort in open_:
            if end <= other_end and (start, end) != (other_start, other_end):
                known = inside.get((start, end))
                if known is None or _SURER[other_sort] < _SURER[known]:
                    inside[start, end] = other_sort
                if sort != "phrase":
                    containing.add((other_start, other_end))
        open_.append((start, end, sort))
        reach = max(reach, end)
    if not inside:
        return
    for group in groups:
        spans = [(c.start, c.end) for c in group.candidates]
        for span in spans:
            container = inside.get(span)
            if container:
                group.inside[container] = group.inside.get(container, 0.0) + 1 / len(spans)
        group.containing = frozenset(containing.intersection(spans))


def _introduced_names(candidates: list[Candidate], definitions: list[Definition]) -> dict[str, Candidate]:
    """The best introducing candidate for each name; a name that the catalog knows as a technique is never the paper's own."""
    known: dict[tuple[int, int], Entry] = {(c.start, c.end): c.entry for c in candidates if c.entry}
    for d in definitions:  # "a text-to-motion (T2M) model" brings no T2M
        if (long := known.get((d.long_start, d.long_end))) is not None and not long.named:
            known.setdefault((d.short_start, d.short_end), long)
    best: dict[str, Candidate] = {}
    for c in candidates:
        if not c.introduced:
            continue
        entry = known.get((c.start, c.end)) or known.get((c.start, c.end + 1))  # with the plural's s
        if entry is not None and (not entry.named or c.rule == "ours") and not _only_shares_letters(c, candidates):
            c.introduced, c.score = False, 0.0
            continue
        key = _key(c.name)
        if key and (key not in best or c.score > best[key].score):
            best[key] = c
    return best


def _only_shares_letters(own: Candidate, candidates: list[Candidate]) -> bool:
    """Whether what the paper surely brings has the letters of techniques that it speaks of nowhere else: "we introduce PAM, a policy" is no passive acoustic monitoring."""
    if own.rule not in _OWN or own.rule == _DEFINED or not own.name.isupper():  # a definition tells itself what the letters stand for
        return False
    entries = [c.entry for c in candidates if c.entry is not None and c.start == own.start and own.end <= c.end <= own.end + 1]
    return all(c.length <= own.length + 1 for c in candidates if c.entry in entries) and not any(squash(entry.name) == squash(own.name) for entry in entries)


def _repeats(doc: Document, named: dict[str, Candidate]) -> list[Candidate]:
    repeats = []
    for origin in named.values():
        for start, end in find_repeats(doc, origin.name):
            repeats.append(Candidate(start, end, origin.name, "introduced", REPEATS + origin.rule, origin.score, origin.type, introduced=True))
    return repeats


def _defined(doc: Document, definitions: list[Definition], candidates: list[Candidate], named: dict[str, Candidate]) -> list[Candidate]:
    """Both forms of every abbreviation that the paper defines, wherever they stand; the definition wins over the catalog."""
    found: list[Candidate] = []
    by_span = defaultdict(list)
    for c in candidates:
        if c.entry:
            by_span[c.start, c.end].append(c)
    for d in definitions:
        long = by_span.get((d.long_start, d.long_end), [])
        short = by_span.get((d.short_start, d.short_end), []) or by_span.get((d.short_start, d.short_end + 1), [])  # "(MLPs)" defines MLP
        entries = {c.entry.name: c.entry for c in long if c.entry}
        entry = next(iter(entries.values())) if entries else None
        if entry is None and short and not long:
            # The short form is in the catalog and the long one is not: one thing only if the catalog's name goes with it.
            entry = next((c.entry for c in short if c.entry and _agrees(c.entry, d.short, d.long)), None)
        own = named.get(_key(d.short)) or named.get(_key(d.long))
        # What the paper says that the short form stands for wins over the catalog's other readings of it.
        for c in candidates:
            if c.entry and c.entry is not entry and (c.start, c.end) != (d.long_start, d.long_end) and doc.text[c.start : c.end].rstrip("s") == d.short.rstrip("s"):
                c.score = 0.0
        if entry is None and own is None and (_NO_ENTITY.search(d.long) or _TOO_WIDE.fullmatch(d.long) or not _worth(d)):
            continue
        for form in (d.short, d.long):
            for start, end in find_repeats(doc, form):
                type_ = entry.type if entry else own.type if own else "method"
                score = 0.88 if entry else own.score if own else 0.55
                found.append(Candidate(start, end, d.short, "abbreviation", "defined in the paper", score, type_, entry, introduced=own is not None and entry is None))
    return found


def _worth(definition: Definition) -> bool:
    """Whether the short form may be a name, though nothing else says so: the IR of "infrared (IR)" is none."""
    return len(definition.long.split()) <= 8 and len(squash(definition.short)) >= 2 and not _is_a_word(definition.long)


def _is_a_word(long: str) -> bool:
    return long.isalpha() and (long.islower() or long.istitle())


def _agrees(entry: Entry, short: str, long: str) -> bool:
    """Whether more than half of the words of a long form are in one of the entry's names: "random feature" is no random forest.

    Where both spell out the short form that stands for a technique, each word has to be the other's, but for the last of three or more:
    a hierarchical graph neural network is no heterogeneous one, and a head-mounted device is a head-mounted display.
    """
    spelled = [] if entry.named else _spelled_out(short, long)
    others = [other for n in entry.names if (other := _spelled_out(short, n.text))] if spelled else []
    decisive = len(spelled) - (len(spelled) > 2)
    if others and not any(all(map(_alike, spelled[:decisive], other[:decisive])) for other in others):
        return False
    words = _stems(long)
    if _is_a_word(long):  # an electrocardiogram is electrocardiography
        return any(other[:_ALIKE_WORD] == long.lower()[:_ALIKE_WORD] for n in entry.names for other in _stems(n.text))
    return any(2 * sum(any(word.startswith(known) or known.startswith(word) for known in _stems(n.text)) for word in words) > len(words) for n in entry.names)


def _spelled_out(short: str, long: str) -> list[str]:
    """The words of a long form, where their first letters are the short form."""
    words = re.findall(r"[a-z]+", long.lower())
    return words if "".join([word[0] for word in words]) == short.lower().removesuffix("s") else []


_ALIKE, _ALIKE_WORD = 3, 6


def _alike(one: str, other: str) -> bool:
    """Whether two words begin alike, as "nets" and "network", "visual" and "vision" do."""
    return one[:_ALIKE] == other[:_ALIKE] or one.startswith(other) or other.startswith(one.rstrip("s"))


def _stems(text: str) -> set[str]:
    return {w.rstrip("s") for w in re.findall(r"[a-z]{3,}", text.lower())}


def _sureness(c: Candidate) -> float:
    return 8 * (c.recogniser == "hardware") + 4 * c.introduced + 2 * (c.entry is not None) + c.score + 0.0001 * _RANK[c.recogniser]


def _one_a_span(doc: Document, candidates: list[Candidate]) -> list[Candidate]:
    """Of candidates with one span the surest; what a hardware expression covers is not read otherwise."""
    alive = [c for c in candidates if c.score > 0]
    alive.sort(key=_sureness, reverse=True)
    hardware: list[tuple[int, int]] = []
    same: dict[tuple[int, int], Candidate] = {}
    standing = []
    for c in alive:
        twin = same.get((c.start, c.end))
        if twin is not None:
            if twin.entry is None and c.entry is not None and c.entry.named and (c.type == twin.type or twin.introduced) and not _is_another(doc, twin, c.entry):
                twin.entry, twin.type = c.entry, c.entry.type  # a catalog name that the paper introduces
            continue
        if hardware and any(start < c.end and c.start < end for start, end in hardware) and c.recogniser in ("shape", "phrase", "catalog"):
            continue
        if c.recogniser == "hardware":
            hardware.append((c.start, c.end))
        same[c.start, c.end] = c
        standing.append(c)
    return standing


_OLD = 2
"""Years by which an entity of the catalog is older than a paper that can't be its own. Years in the catalog may be off by one."""


def _is_another(doc: Document, own: Candidate, entry: Entry) -> bool:
    """Whether what the paper surely brings is not the catalog's entity of that name: it has other letters or capitals, or that one is years older."""
    rule = own.rule.removeprefix(REPEATS)
    if rule not in _OWN:
        return False
    spelled = letters(doc.text[own.start : own.end])
    several = " " in doc.text[own.start : own.end]  # in a title every word may have a capital
    if not any(spelled in (known, known + "s") or ((several or known.islower()) and spelled.lower() in (known.lower(), known.lower() + "s")) for known in (letters(name.text) for name in entry.names)):
        return True  # capitals tell names apart, but not from one that has none: TorchTitan is torchtitan
    year, dated = dict(entry.facts).get("year", ""), str(doc.paper.date or "")[:4]
    return rule != _DEFINED and year.isdigit() and dated.isdigit() and int(dated) - int(year) >= _OLD


def _place(c: Candidate) -> int:
    """Candidates in the order of the text, of those that begin together the longest first."""
    return (c.start << 20) - c.end


@lru_cache(maxsize=65536)
def _key(name: str) -> str:
    key = squash(name).replace("μ", "mu")  # one title has "u-μP" and "u-muP" below
    return key[:-1] if len(key) > 3 and key.endswith("s") and not key.endswith("ss") else key


def _key_of(doc: Document, c: Candidate) -> str:
    """`_key` of the candidate's name, for most read off the folded document: that is four times as fast."""
    if c.entry is None and c.end - c.start == len(c.name):
        key = doc.folded[c.start + 1 : c.end + 1].replace(" ", "")
        if key.isalnum() and key.isascii():
            return key[:-1] if len(key) > 3 and key[-1] == "s" and key[-2] != "s" else key
    return _key(c.name)


def _grouped(doc: Document, candidates: list[Candidate], definitions: list[Definition]) -> list[Found]:
    """Candidates that are one entity, put together: by catalog entry, by folded name, by definition."""
    same_as = _short_keys(doc, candidates, definitions)
    groups: dict[tuple[str, str], Found] = {}
    identity: tuple[str, str]
    order = sorted(candidates, key=_place)
    by_name: dict[str, Found] = {}
    for c in order:
        key = _key_of(doc, c)
        key = same_as.get(key, key)
        if c.entry is not None:
            identity = c.entry.type, c.entry.name
        elif key in by_name:
            by_name[key].candidates.append(c)
            continue
        else:
            identity = "", key
        group = groups.get(identity)
        if group is None:
            group = groups[identity] = Found(c.type or "method", c.entry.name if c.entry else c.name, c.entry)
        group.candidates.append(c)
        by_name.setdefault(key, group)
    for group in groups.values():
        _settle(group)
        for c in group.candidates:
            if c.introduced:
                group.introduced = True
                group.own = group.own or c.rule in _OWN
    return list(groups.values())


_LONGEST_FIRST_WORD = 25


def _short_keys(doc: Document, candidates: list[Candidate], definitions: list[Definition]) -> dict[str, str]:
    """The keys of short forms, by those of what they stand for."""
    keys = {_key(d.long): _key(d.short) for d in definitions}
    if not definitions:
        return keys
    # The letters may leave a word out that the paper's own name begins with: "the Sparse Spatial Memory Graph (SMG)".
    ending = {d.long_end: d for d in definitions}
    for c in candidates:
        d = ending.get(c.end)
        if d is not None and c.entry is None and d.long_start - _LONGEST_FIRST_WORD < c.start < d.long_start and doc.text[c.start].isupper() and doc.text.count(" ", c.start, d.long_start) == 1:
            keys.setdefault(_key_of(doc, c), _key(d.short))
    return keys


def _settle(group: Found) -> None:
    """Type and name of a group that no entry decides: by its surest candidate, and the spelling that stands most often."""
    if group.entry is not None:
        return
    if len(group.candidates) == 1:
        surest = group.candidates[0]
        group.type = surest.type or "method"
        group.name = surest.name
        return
    surest = max(group.candidates, key=lambda c: (c.score, -c.start))
    group.type = surest.type or "method"
    rules = {c.rule for c in group.candidates if c.type == "dataset"}
    if rules & {"before a dataset word", "dataset shape"} and surest.recogniser == "shape":
        group.type = "dataset"
    counts: dict[str, int] = defaultdict(int)
    for c in group.candidates:
        counts[c.name] += 1
    group.name = min(counts, key=lambda name: (-counts[name], name))
