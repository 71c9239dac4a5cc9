"""Importing other people's catalogs: what the packaged one lacks, in the form of its tables, with every name judged that a linker would look for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from kg.catalog.entries import COLUMNS, KINDS, Catalog, Entry, Name
from kg.catalog.foreign import Foreign, read_foreign
from kg.catalog.variants import spellings
from kg.errors import UsageError
from kg.iris import slug
from kg.model import EntityType
from kg.sources import Problem
from kg.text import fold_name

# The words of abstracts, and not wordfreq: that is a wheel of 57 MB for one question. The price: "resnet" is a word here too.
from kg.words import is_ordinary

Reason = Literal["short", "common", "clash", "text", "sign"]
Key = tuple[EntityType, str]
"""What `Catalog.load` takes for one entity: type and slug."""

REASONS: dict[Reason, str] = {
    "short": "fewer than three letters or digits",
    "common": "an ordinary word or a number",
    "clash": "a name of another entity",
    "text": "a sentence, a question or an advertisement, not a name",
    "sign": "has a sign that separates or marks names in a table",
}


class Held(NamedTuple):
    """A name that was not imported. `entity` is what it would have named, `detail` the other entity of a clash."""

    reason: Reason
    type: EntityType
    name: str
    entity: str
    detail: str
    where: str


class Imported(NamedTuple):
    """What an import gives: the rows of the new table, of which `new` are new entities and `extended` known ones with new names or ids.

    `known` counts the files' entities that were known and are left out.
    """

    entries: list[Entry]
    held: list[Held]
    new: int
    extended: int
    known: int


def import_tables(
    files: Iterable[str | Path],
    catalog: Catalog,
    type_: EntityType | None = None,
    extend: bool = False,
    on_problem: Callable[[Problem], None] = lambda problem: None,
) -> Imported:
    """The entities of other people's catalogs that `catalog` lacks, as entries of a table to load after its own.

    The formats are those of `read_foreign`, which also says what `type_` is. Entities of two files that go by one name are
    one. Known entities are left out: `Catalog.load` replaces an entry by a later table's, so a row with only what is new would
    lose the rest, and a whole one goes out of date with the next version of the package. With `extend` they are given whole
    where they get new names or ids. `on_problem` is told of every row that was skipped. Raises SourceError for a file that
    can't be read or is no catalog, UsageError where the type is missing.
    """
    return _Import(catalog).run([foreign for path in files for foreign in read_foreign(path, type_, on_problem)], extend)


# What the linker takes for a part of a name's mention: "CIFAR-10 dataset", "A100 GPU", "NVIDIA A100", "Texas Instruments TDA4".
_CLASS_BEHIND = re.compile(r"\s(?:data\s?sets?|benchmarks?|models?|algorithms?|gpus?)$", re.IGNORECASE)
_LONGEST_VENDOR = 2


class _Import:
    """One import: the entities so far, who owns which spelling, and what was held back."""

    def __init__(self, catalog: Catalog) -> None:
        self.before: dict[Key, Entry] = {(entry.type, slug(entry.name)): entry for entry in catalog.entries}
        self.entries = dict(self.before)
        self.owners: dict[str, list[Key]] = defaultdict(list)
        self.files: dict[Key, set[str]] = defaultdict(set)
        self.identified: dict[tuple[str, str], Key] = {}
        self.held: dict[Held, None] = {}
        for key, entry in self.before.items():
            for name in entry.names:
                self._claim(name.text, key)
            for scheme, id_, _ in entry.ids:
                self.identified.setdefault((scheme, id_.lower()), key)

    def run(self, found: list[Foreign], extend: bool) -> Imported:
        # All entities first, then other names, then parents: who an alias or a parent belongs to is only known when all are there.
        homes = [self._settle(foreign) for foreign in found]
        settled = [(foreign, home) for foreign, home in zip(found, homes, strict=True) if home]
        for foreign, home in settled:
            if extend or home not in self.before:
                self._extend(foreign, home)
        self._add_parents(found, homes)
        changed = {key: entry for key, entry in self.entries.items() if entry is not self.before.get(key)}
        new = sum(key not in self.before for key in changed)
        rows = sorted(changed.values(), key=lambda entry: (entry.type, fold_name(entry.name), entry.name))
        return Imported(rows, list(self.held), new, len(changed) - new, sum(home not in changed for _, home in settled))

    def _settle(self, foreign: Foreign) -> Key | None:
        """The entity that this is: a known one by its id, its name, or a long form of its name; else a new one. None if it is held back."""
        name = foreign.names[0]
        for scheme, id_, _ in foreign.ids[:1]:  # the source's own; others are what it thinks is the same elsewhere
            if key := self.identified.get((scheme, id_.lower())):
                if key[0] == foreign.type:
                    return self._from(foreign, key)
                self._hold("clash", foreign, name, key)
                return None
        owners = self._owners(name)
        if owners:
            same = [key for key in owners if key[0] == foreign.type]
            named_so = [key for key in same if fold_name(self.entries[key].name) == fold_name(name)] or same
            if len(named_so) == 1 and foreign.source not in self.files[named_so[0]]:
                return self._from(foreign, named_so[0])
            self._hold("clash", foreign, name, owners[0])
            return None
        for alias in foreign.names[1:]:
            known = [key for key in self._owners(alias) if key[0] == foreign.type and foreign.source not in self.files[key]]
            if len(known) == 1 and _is_long_form(alias, name):
                return self._from(foreign, known[0])
        for name in foreign.names:
            if owners := self._owners(name):
                self._hold("clash", foreign, name, owners[0])
            elif reason := _unfit(name):
                self._hold(reason, foreign, name)
                if reason == "text":
                    return None
            elif (key := (foreign.type, slug(name))) in self.entries:
                self._hold("clash", foreign, name, key)  # two names with one slug would be one IRI
            else:
                facts = (("year", foreign.year),) if foreign.year else ()
                self.entries[key] = Entry(foreign.type, name, _kind(foreign), (), (_name(name),), facts=facts, where=foreign.where)
                self._claim(name, key)
                return self._from(foreign, key)
        return None

    def _from(self, foreign: Foreign, key: Key) -> Key:
        """Notes which file a new entity is from: one name twice in one file is two things, in two files it is one."""
        if key not in self.before:
            self.files[key].add(foreign.source)
        for scheme, id_, _ in foreign.ids[:1]:
            self.identified.setdefault((scheme, id_.lower()), key)
        return key

    def _extend(self, foreign: Foreign, home: Key) -> None:
        """Gives the entity the names and ids that it lacks."""
        names: list[Name] = []
        for name in foreign.names:
            owners = self._owners(name)
            if home in owners:
                continue
            if owners:
                self._hold("clash", foreign, name, owners[0])
            elif reason := _unfit(name):
                self._hold(reason, foreign, name)
            else:
                names.append(_name(name))
                self._claim(name, home)
        entry = self.entries[home]
        has = {(scheme, id_.lower()) for scheme, id_, _ in entry.ids}
        ids = [id_ for id_ in foreign.ids if (key := (id_[0], id_[1].lower())) not in has and self.identified.setdefault(key, home) == home]
        if names or ids:
            self.entries[home] = entry._replace(names=(*entry.names, *names), ids=(*entry.ids, *ids))

    def _add_parents(self, found: list[Foreign], homes: list[Key | None]) -> None:
        """Gives the new entities their parents. A known one keeps those it has: somebody has thought about them."""
        numbers = {f"{scheme}:{id_}": number for number, foreign in enumerate(found) for scheme, id_, _ in foreign.ids}
        below: dict[Key, list[Key]] = defaultdict(list)

        @cache
        def resolve(reference: str, type_: EntityType) -> list[Key]:
            keys, seen, stack = [], {reference}, [reference]
            while stack:
                reference = stack.pop()
                number = numbers.get(reference)
                scheme, _, id_ = reference.partition(":")
                if number is None and (known := self.identified.get((scheme, id_.lower()))):
                    keys += [known] if known[0] == type_ else []
                elif number is None:
                    named = [key for key in self._owners(reference) if key[0] == type_]
                    keys += named if len(named) == 1 else [key for key in named if fold_name(self.entries[key].name) == fold_name(reference)]
                elif home := homes[number]:
                    keys += [home] if home[0] == type_ else []
                else:  # it was held back: what stands above it takes its place
                    broader = [parent for parent in reversed(found[number].parents) if parent not in seen]
                    seen.update(broader)
                    stack += broader
            return list(dict.fromkeys(keys))

        for foreign, home in zip(found, homes, strict=True):
            if home is None or home in self.before:
                continue
            under = _reachable(home, below)  # one of these as a parent would close a circle
            parents = dict.fromkeys(key for reference in foreign.parents for key in resolve(reference, foreign.type) if key not in under)
            for parent in parents:
                below[parent].append(home)
            entry = self.entries[home]
            self.entries[home] = entry._replace(parents=tuple(dict.fromkeys((*entry.parents, *(self.entries[key].name for key in parents)))))

    def _claim(self, name: str, key: Key) -> None:
        for spelling in _spellings(name):
            if key not in self.owners[spelling]:
                self.owners[spelling].append(key)

    def _owners(self, name: str) -> list[Key]:
        """Every entity that the linker would find where this name stands."""
        if exact := self._claimed(name):
            return exact
        bare = _CLASS_BEHIND.sub("", name)
        if bare != name and (found := [key for key in self._claimed(bare) if self.entries[key].named]):
            return found
        words = bare.split()
        return [
            key
            for cut in range(1, min(len(words), _LONGEST_VENDOR + 1))
            for key in self._claimed(" ".join(words[cut:]))
            if fold_name(self.entries[key].fact("vendor").partition(" (")[0]) == fold_name(" ".join(words[:cut]))
        ]

    def _claimed(self, name: str) -> list[Key]:
        # An acronym is no plural's singular: AE is not AES.
        looked_for = (fold_name(name),) if name.isupper() else _spellings(name)
        return list(dict.fromkeys(key for spelling in looked_for for key in self.owners.get(spelling, ())))

    def _hold(self, reason: Reason, foreign: Foreign, name: str, other: Key | None = None) -> None:
        entry = self.entries[other] if other else None
        detail = f"{entry.type} {entry.name} ({entry.where})" if entry else ""
        self.held[Held(reason, foreign.type, name, foreign.names[0], detail, foreign.where)] = None


def _reachable(key: Key, below: dict[Key, list[Key]]) -> set[Key]:
    """The entity and all under it."""
    found, stack = {key}, [key]
    while stack:
        new = {child for child in below.get(stack.pop(), ()) if child not in found}
        found |= new
        stack.extend(new)
    return found


@lru_cache(maxsize=65536)
def _spellings(name: str) -> tuple[str, ...]:
    """What the linker would look for, without the forms that need capitals."""
    return (fold_name(name), *(spelling for spelling, capitals in spellings(name) if not capitals))


_LONGEST = 100
_NO_NAME = re.compile(r"\?|(?:\d[^\w]*){10}|\b(?:customer (?:service|support|care)|phone number|toll[- ]?free|helpline|hotline|refund)\b", re.IGNORECASE)
"""The archived methods hold call-centre advertisements from the last months of Papers with Code, its other readers report: most of its rows."""


def _unfit(name: str) -> Reason | None:
    """Why the linker must not look for this name."""
    if len(name) > _LONGEST or _NO_NAME.search(name):
        return "text"
    if "|" in name or name.endswith("^"):
        return "sign"
    folded = fold_name(name)
    if sum(c.isalnum() for c in folded) < 3:
        return "short"
    if not any(c.isalpha() for c in folded) or (is_ordinary(folded) and not _is_coined(name)):
        return "common"
    return None


def _is_coined(name: str) -> bool:
    """Whether a capital behind the first letter tells the name from a word."""
    return name[1:] != name[1:].lower()


def _name(text: str) -> Name:
    """A name with its mark: one that differs from an ordinary word by its capitals only counts in this spelling."""
    short = len(text) <= 3 and text.isupper() and text.isalpha()
    return Name(text, exact=short or is_ordinary(fold_name(text)))


def _is_long_form(long: str, short: str) -> bool:
    """Whether a name of several words is the same as a shorter one: both are several words, or the letters of one are in the other, in order."""
    if " " not in long or " " in short:
        return " " in long
    letters = iter(long.casefold())
    return short[:1].casefold() == long[:1].casefold() and all(c in letters for c in short.casefold() if c.isalnum())


_USUAL_KIND = {"method": "technique", "dataset": "dataset", "hardware": "device", "task": "task"}
_KIND_WORDS = {
    "network": "architecture", "transformer": "architecture", "stochastic optimization": "optimizer", "large batch optimization": "optimizer",
    "software": "tool", "simulator": "tool", "programming language": "language", "file format": "format", "data set": "dataset", "text corpora": "corpus",
    "graphics processing unit": "gpu", "graphics card": "gpu", "central processing unit": "cpu", "processor": "cpu", "microprocessor": "cpu",
    "tensor processing unit": "tpu", "ai accelerator": "npu", "microcontroller": "board", "single board computer": "board", "smartphone": "phone",
    "computer": "machine", "server": "machine", "camera": "sensor",
}  # fmt: skip


def _kind(foreign: Foreign) -> str:
    """The kind that the source's classes end in ("Convolutional Neural Networks", "graphics processing unit"), else the usual one."""
    kinds = KINDS[foreign.type] - {"language"}  # a "programming language" is one, "vision and language" is not
    for hint in foreign.hints:
        words = fold_name(hint).split()
        for ending in (" ".join(words[start:]) for start in range(len(words))):
            for word in (ending, ending.removesuffix("s")):
                if word in kinds:
                    return word
                if _KIND_WORDS.get(word) in KINDS[foreign.type]:
                    return _KIND_WORDS[word]
    return _USUAL_KIND[foreign.type]


def write_table(path: str | Path, entries: Iterable[Entry]) -> None:
    """Writes entries as a table that `Catalog.load` reads back to the same. Raises UsageError if the path can't be written."""
    _write(path, [COLUMNS, *map(_cells, entries)])


def write_held(path: str | Path, held: Iterable[Held]) -> None:
    """Writes what was held back as a tab-separated table of the fields of `Held`. Raises UsageError if the path can't be written."""
    _write(path, [Held._fields, *held])


def _cells(entry: Entry) -> tuple[str, ...]:
    marks = [(name, "^" * name.exact + "?" * name.ambiguous) for name in entry.names]
    aliases = [name.text + mark for name, mark in marks if mark or name.text != entry.name]
    return (
        entry.type,
        entry.name,
        entry.kind,
        "|".join(entry.parents),
        "|".join(aliases),
        "|".join(entry.context),
        "|".join(f"{key}={value}" for key, value in entry.facts),
        "|".join(f"{scheme}:{id_}@{where}" for scheme, id_, where in entry.ids),
    )


def _write(path: str | Path, rows: Iterable[Iterable[str]]) -> None:
    text = "".join("\t".join(row).rstrip("\t") + "\n" for row in rows)
    try:
        Path(path).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"can't be written: {error.strerror}", where=str(path), hint="choose another file or change its permissions") from error
