"""The templates of the learned decision's features: what each key stands for, as names that carry weights.

A key is a tuple: a template's name and its arguments, small values that recur from paper to paper. The linker makes keys, which is
cheap; a model expands a key once, adds the weights of its names up, and keeps the sum. Training sees the names. What seldom recurs, so
that its sum isn't worth keeping, is a name itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable

from kg.linking.entity_classes import entity_class
from kg.words import word_classes

Key = tuple[Hashable, ...] | str

_PARTS = re.compile(r"[A-Z][a-z]+|[A-Z]{2,}(?![a-z])|\d+[KkM]?")
_SHAPES = {**dict.fromkeys(range(ord("a"), ord("z") + 1), "a"), **dict.fromkeys(range(ord("A"), ord("Z") + 1), "A"), **dict.fromkeys(range(ord("0"), ord("9") + 1), "0")}
_REPEATED = re.compile("(?<=a)a+|(?<=A)A+|(?<=0)0+")


def expand(key: Key) -> tuple[str, ...]:
    """The names of the features that a key stands for."""
    return (key,) if isinstance(key, str) else _TEMPLATES[key[0]](*key[1:])


# Whether it is an entity, and its role -----------------------------------------------------------------------------


def _entry(type_: str, name: str, kind: str, parents: tuple[str, ...], is_named: bool) -> tuple[str, ...]:
    """What the catalog says of an entity, and what is known of it from other papers."""
    named = "named" if is_named else f"generic {type_}"
    return (*_known(type_, name, named), f"entry={type_}/{name}", f"kind={type_}/{kind}", named, *(f"parent={parent}" for parent in dict.fromkeys(parents)), *_spelling(name, type_))


def _known(type_: str, name: str, named: str) -> tuple[str, ...]:
    """How common an entity is, and among which others it stands: what tells of the many that no training paper has."""
    known = entity_class(type_, name)
    if known is None:
        return (f"rare {named}",)
    return f"entity class={known.coarse} {named}", f"fine class={known.fine} {named}", f"papers={known.papers} {named}", f"titles={known.titles} {named}"


def _spelling(name: str, type_: str) -> tuple[str, ...]:
    """Of a catalog name; those of other names are put together from their parts, which recur more often."""
    words = name.lower().replace("-", " ").split() or [""]
    features = _head(words[-1], type_, min(len(words), 5), False)
    return (*features, *_first(words[0], type_, False), *_pair(words[-2], words[-1], type_)) if len(words) > 1 else features


def _head(word: str, type_: str, words: int, unknown: bool = True) -> tuple[str, ...]:
    features = ("bias", f"type={type_}", f"head={word} {type_}", f"words={words} {type_}", f"last={word[-4:]}", f"head class={word_classes(word)[1]} {type_} {unknown}")
    return (*features, f"unknown {type_}") if unknown else features


def _first(word: str, type_: str, unknown: bool = True) -> tuple[str, ...]:
    return f"first ends={word[-3:]} {type_}", f"first={word}", f"first class={word_classes(word)[1]} {unknown}"


def _pair(before: str, head: str, type_: str) -> tuple[str, ...]:
    return f"head pair={before} {head}", f"pair of classes={word_classes(before)[0]} {word_classes(head)[0]} {type_}"


def _long(before: str, head: str, type_: str) -> tuple[str, ...]:
    """Of what the paper says that an abbreviation stands for: what "OSS" is tells "software"."""
    coarse, fine = word_classes(head)
    return f"long head={head} {type_}", f"long class={fine} {type_}", f"long pair={before} {head}", f"long classes={word_classes(before)[0]} {coarse} {type_}"


def _shape(shape: str, length: int) -> tuple[str, ...]:
    return f"shape={shape}", f"length={length}"


def shape_of(name: str) -> str:
    """A name with every run of capitals, small letters and digits as one sign: "Aa0-A" of "Qwen2-VL"."""
    return _REPEATED.sub("", name.translate(_SHAPES))[:12]


def _manner(type_: str, rules: frozenset[tuple[str, str]], mentions: int, in_title: bool, in_body: bool, introduced: bool) -> tuple[str, ...]:
    """Who found it, how often, and in which field."""
    recognisers = "+".join(sorted({recogniser for recogniser, _ in rules}))
    features = [f"rule={recogniser}/{rule} {type_}" for recogniser, rule in sorted(rules)]
    features += [f"rules={recognisers}", f"mentions={mentions}", f"title={in_title}", f"introduced={introduced} {type_}"]
    return (*features, "only in the title") if in_title and not in_body else tuple(features)


def _places(type_: str, first: int, last: int, background: bool, several: bool, capitalised: bool) -> tuple[str, ...]:
    """In which fifth of the abstract it stands first and last, whether before the paper speaks of itself only, in several sentences."""
    features = [f"place={first}", f"last place={last}"]
    features += [f"background only {type_}"] * background + ["several sentences"] * several + ["capitalised"] * capitalised
    return tuple(features)


def _word_before(word: str, type_: str) -> tuple[str, ...]:
    return f"-1={word} {type_}", f"class -1={word_classes(word)[1]} {type_}"


def _word_behind(word: str, type_: str) -> tuple[str, ...]:
    return f"+1={word} {type_}", f"class +1={word_classes(word)[1]} {type_}"


def _hyphens(before: bool, behind: bool) -> tuple[str, ...]:
    return ("hyphen before",) * before + ("hyphen behind",) * behind


def _company(type_: str, many: int, part: bool, narrower: bool, broader: bool) -> tuple[str, ...]:
    """What else the paper names: how many of its type, longer names with it inside, narrower and broader entities."""
    features = [f"many {type_}={many}"] + ["part of another name"] * part
    return (*features, *[f"a narrower one is named too {type_}"] * narrower, *[f"a broader one is named too {type_}"] * broader)


def _called(type_: str, exact: bool, surfaces: tuple[str, ...]) -> tuple[str, ...]:
    features = ["by its own name" if exact else f"by another name {type_}"] + ["by several names"] * (len(surfaces) > 1)
    return (*features, *(f"called={surface}" for surface in surfaces))


def _unlisted(another_is_own: bool, sort: str, initials: bool) -> tuple[str, ...]:
    return (f"another is the paper's own={another_is_own} {sort}",) + ("its initials stand alone",) * initials


def _listed_with(type_: str, known: frozenset[str], others: int) -> tuple[str, ...]:
    """What the list says that it stands in: what the catalog knows the others as, and how long it is."""
    return (*(f"listed with={other} {type_}" for other in sorted(known) or ["unknown"]), f"list of={others} {type_}")


def _inside(container: str, share: float, sort: str, type_: str) -> tuple[str, ...]:
    return f"inside {container} {sort} {type_}", f"inside {container}={share} {sort}"


def _contains(sort: str, type_: str) -> tuple[str, ...]:
    return f"contains another {sort}", f"contains another {sort} {type_}"


def _part(type_: str, kind: str, compared: str, background: str, before_turn: bool) -> tuple[str, ...]:
    """For the role. Not which entity it is: LoRA is mostly used, and still introduced by its own paper."""
    return f"type={type_}", f"kind={kind}", "bias", f"compared={compared} {type_}", f"background={background}", f"before the turn={before_turn}"


def _role_before(word: str, in_title: bool, distance: int) -> tuple[str, ...]:
    """A word in front of a mention: next to it (1), in the two further ones (2), or beyond (3)."""
    return f"before={word} {in_title} {distance}", f"before class={word_classes(word)[1]} {in_title} {distance}", f"before={word}"


def _role_behind(word: str, in_title: bool, next_to: bool) -> tuple[str, ...]:
    return f"behind={word} {in_title} {next_to}", f"behind class={word_classes(word)[1]} {in_title}"


def _role_in_title(opens: bool, behind_a_preposition: bool) -> tuple[str, ...]:
    return (f"in the title={opens} {behind_a_preposition}",)


def _role_speaker(before: bool, anywhere: bool, early: bool) -> tuple[str, ...]:
    """Whether "we", "our", "this paper" stand in front of it in its sentence, or anywhere there; whether the background is still told."""
    return (f"speaker={before} {anywhere} {early}",)


def _role_opening(words: str) -> tuple[str, ...]:
    return (f"sentence opens={words}",)


# The type of an entity that no catalog has -------------------------------------------------------------------------


def _last_word(word: str, words: int, guess: str) -> tuple[str, ...]:
    return "bias", f"guess={guess}", f"head class={word_classes(word)[1]}", f"head={word}", f"words={words}"


def _first_word(word: str) -> tuple[str, ...]:
    return f"first class={word_classes(word)[1]}", f"first={word}"


def _long_word(word: str) -> tuple[str, ...]:
    return f"long head={word}", f"long class={word_classes(word)[1]}"


def _end(letters: str) -> tuple[str, ...]:
    return f"end={letters[-3:]}", f"end4={letters}"


def _part_of(part: str) -> tuple[str, ...]:
    return (f"part={part}",)


def _made_of(type_: str) -> tuple[str, ...]:
    return (f"made of={type_}",)


def parts_of(name: str) -> list[str]:
    """The parts that a coined name's capitals and digits make: "Paper", "2" and "Web" of "Paper2Web"."""
    return _PARTS.findall(name) if name.lower() != name else []


def _rule(recogniser: str, rule: str, type_: str) -> tuple[str, ...]:
    return f"rule={recogniser}/{rule}", f"rule={rule} {type_}"


def _left(word: str, next_to: bool) -> tuple[str, ...]:
    return (f"left={word}", f"left class={word_classes(word)[1]}") + (f"-1={word}",) * next_to


def _right(word: str, next_to: bool) -> tuple[str, ...]:
    return (f"right={word}", f"right class={word_classes(word)[1]}") + (f"+1={word}",) * next_to


def _is_a(word: str) -> tuple[str, ...]:
    return f"is a={word}", f"is a class={word_classes(word)[1]}"


def _mate(type_: str) -> tuple[str, ...]:
    return (f"mate={type_}",)


def _sentence(word: str) -> tuple[str, ...]:
    return (f"sentence={word}",)


def _title(title: str) -> tuple[str, ...]:
    return tuple(f"title={word}" for word in dict.fromkeys(re.findall(r"[a-z]{4,}", title)))


_TEMPLATES: dict[Hashable, Callable[..., tuple[str, ...]]] = {
    function.__name__[1:]: function
    for function in (
        _entry, _head, _first, _pair, _long, _shape, _manner, _places, _word_before, _word_behind, _hyphens, _company, _called, _unlisted, _listed_with, _inside, _contains, _part,
        _role_before, _role_behind, _role_in_title, _role_speaker, _role_opening,
        _last_word, _first_word, _long_word, _end, _part_of, _made_of, _rule, _left, _right, _is_a, _mate, _sentence, _title,
    )
}  # fmt: skip
