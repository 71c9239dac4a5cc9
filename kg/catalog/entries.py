"""Entries and names as the tables in `ontology/catalog` give them; `README.md` there says what each column holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, cast, overload

from rapidfuzz import process

from kg.errors import CatalogError
from kg.iris import slug
from kg.model import EntityType
from kg.resources import ontology
from kg.text import fold_name

COLUMNS = ("type", "name", "kind", "parent", "aliases", "context", "facts", "ids")
KINDS: dict[str, frozenset[str]] = {
    "method": frozenset(
        "model architecture algorithm optimizer technique framework library compiler language tool system format protocol paradigm formalism".split()
    ),
    "dataset": frozenset("dataset benchmark corpus environment challenge".split()),
    "hardware": frozenset(
        "gpu tpu npu cpu fpga asic board phone machine supercomputer interconnect memory storage unit sensor robot device".split()
    ),
    "task": frozenset(["task"]),
}
_NAMED_KINDS = frozenset(["library", "framework", "benchmark", "environment"])
_MADE_KINDS = frozenset(["model", "tool", "system", "compiler", "language", "dataset"])
PARENT_TYPES: dict[EntityType, tuple[EntityType, ...]] = {"method": ("method", "task"), "dataset": ("dataset",), "hardware": ("hardware",), "task": ("task", "method")}
"""The types that a broader entity may have, its own first: a system that serves language models stands under the task of serving them."""


class Name(NamedTuple):
    """A name of an entry. `exact`: only in this spelling's case. `ambiguous`: only where the text shows that it is meant, by one of the entry's context words for one."""

    text: str
    exact: bool = False
    ambiguous: bool = False


class Entry(NamedTuple):
    """An entity of the catalog. `names[0]` is the canonical one; `where` is file and line."""

    type: EntityType
    name: str
    kind: str
    parents: tuple[str, ...] = ()
    names: tuple[Name, ...] = ()
    context: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    ids: tuple[tuple[str, str, str], ...] = ()
    """(scheme, id, where it was seen)"""
    where: str = ""

    @property
    def named(self) -> bool:
        """Whether it has a proper name, and is not an established technique that goes by its description.

        Capitals make a proper name; so does one word for a thing that people make and name, if it is no ordinary one: `timm`, `word2vec`.
        """
        name = self.name
        return name != name.lower() or (" " not in name and (self.kind in _NAMED_KINDS or (self.kind in _MADE_KINDS and not name.isalpha())))

    def fact(self, key: str) -> str:
        """The value of a fact, or the empty string."""
        return next((value for k, value in self.facts if k == key), "")


class Entries(Sequence[Entry]):
    """The entries of a compiled catalog, each made when it is asked for: of tens of thousands a run meets a few hundred."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        """`rows` are those of `Entries.rows`."""
        self._rows = rows
        self._made: dict[int, Entry] = {}

    @staticmethod
    def rows(entries: Iterable[Entry]) -> list[tuple[Any, ...]]:
        """Entries as plain tuples of their fields, the names as plain tuples too."""
        return [tuple(entry._replace(names=cast(Any, tuple(map(tuple, entry.names))))) for entry in entries]

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, position: int) -> Entry: ...
    @overload
    def __getitem__(self, position: slice) -> list[Entry]: ...
    def __getitem__(self, position: int | slice) -> Entry | list[Entry]:
        if isinstance(position, slice):
            return [self[number] for number in range(*position.indices(len(self)))]
        made = self._made.get(position)
        if made is None:
            plain = Entry(*self._rows[position])
            made = self._made[position] = plain._replace(names=tuple([Name(*name) for name in plain.names]))
        return made


@dataclass(slots=True)
class Catalog:
    """All entries, in the order of type and name, whatever files they came from."""

    entries: Sequence[Entry] = ()
    positions: dict[str, int] = field(default_factory=dict)
    """Of each entry's `type/slug`, in which the IRI of an entity ends, the entry's place in `entries`."""

    _names: dict[tuple[str, str], Entry] | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.positions:
            self.positions = {f"{entry.type}/{slug(entry.name)}": number for number, entry in enumerate(self.entries)}

    def at(self, type_and_slug: str) -> Entry | None:
        """The entry whose IRI ends in `type/slug`, if there is one."""
        position = self.positions.get(type_and_slug)
        return None if position is None else self.entries[position]

    def parents(self, entry: Entry) -> list[Entry]:
        """The entries that this one names as broader, in its order; names that no entry has are passed over.

        Of its own type, else of the other of PARENT_TYPES.
        """
        types = PARENT_TYPES[entry.type]
        found = [next(filter(None, (self.at(f"{type_}/{slug(name)}") for type_ in types)), None) or self._by_name(types, name) for name in entry.parents]
        return [parent for parent in found if parent is not None and parent is not entry]

    def _by_name(self, types: tuple[EntityType, ...], name: str) -> Entry | None:
        """The entry of the first of these types that goes by a name, canonically or not."""
        if self._names is None:
            self._names = {(entry.type, fold_name(name.text)): entry for entry in reversed(self.entries) for name in entry.names}
            self._names |= {(entry.type, fold_name(entry.name)): entry for entry in self.entries}
        return next((self._names[type_, fold_name(name)] for type_ in types if (type_, fold_name(name)) in self._names), None)

    @classmethod
    def load(cls, *tables: str | Path, packaged: bool = True) -> Catalog:
        """The packaged tables, then `tables`; an entry of a later one replaces that of the same type and name. Two lines of one table are one entry.

        Raises CatalogError with file and line for a table that is malformed.
        """
        found: dict[tuple[str, str], Entry] = {}
        for own in [table_paths((), packaged), *([Path(path)] for path in tables)]:
            read: dict[tuple[str, str], Entry] = {}
            for entry in (entry for path in own for entry in read_table(path)):
                key = entry.type, slug(entry.name)
                read[key] = _united(read[key], entry) if key in read else entry
            found |= read
        return cls([found[key] for key in sorted(found)])

    def find(self, name: str, type_: str | None = None) -> list[Entry]:
        """The entries that have this name, whatever its case and hyphens; canonical names first."""
        folded = fold_name(name)
        hits = [e for e in self.entries if type_ in (None, e.type) and any(fold_name(n.text) == folded for n in e.names)]
        return sorted(hits, key=lambda e: fold_name(e.name) != folded)

    def nearest(self, name: str, most: int = 3) -> list[str]:
        """The canonical names that look most like `name`."""
        names = {fold_name(entry.name): entry.name for entry in self.entries}
        return [names[match[0]] for match in process.extract(fold_name(name), list(names), limit=most)]

    def narrower(self, entry: Entry) -> list[str]:
        """The names of the entries that have this one as a parent."""
        key = fold_name(entry.name)
        return [e.name for e in self.entries if entry.type in PARENT_TYPES[e.type] and key in map(fold_name, e.parents) and entry in self.parents(e)]


def table_paths(tables: Iterable[str | Path], packaged: bool = True) -> list[Path]:
    """The packaged tables, sorted, then the others in their order."""
    return [*(sorted(ontology("catalog").glob("*.tsv")) if packaged else []), *map(Path, tables)]


def read_table(path: Path) -> Iterator[Entry]:
    """The entries of one table. Raises CatalogError with file and line."""
    for number, line in _rows(path):
        yield _entry(line.split("\t"), f"{path.name}:{number}")


def malformed_lines(path: Path) -> list[CatalogError]:
    """What is wrong with each line that can't be read, where `read_table` raises the first. Raises CatalogError if the table has no header or can't be read."""
    errors = []
    for number, line in _rows(path):
        try:
            _entry(line.split("\t"), f"{path.name}:{number}")
        except CatalogError as error:
            errors.append(error)
    return errors


def _rows(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a table that hold an entry, with their numbers."""
    try:
        text = path.read_text(encoding="utf-8-sig")  # as spreadsheets write it
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError(f"can't be read: {error}", where=str(path), hint="a catalog table is a UTF-8 text file") from error
    lines = text.splitlines()
    header = tuple(lines[0].split("\t")) if lines else ()
    if header != COLUMNS[: len(header)] or len(header) < 3:
        raise CatalogError("the first line is not the header", where=f"{path}:1", hint="it is " + " ".join(COLUMNS) + ", tab-separated")
    for number, line in enumerate(lines[1:], 2):
        if line.strip() and not line.startswith("#"):
            yield number, line


def _united(first: Entry, second: Entry) -> Entry:
    """One entry of two lines about the same entity: what either knows, the first's where both say something."""
    names = {name.text: name for name in (*second.names, *first.names)}
    names = {first.name: names[first.name]} | names
    return first._replace(
        parents=first.parents or second.parents,
        names=tuple(names.values()),
        context=tuple(dict.fromkeys(first.context + second.context)),
        facts=tuple((dict(second.facts) | dict(first.facts)).items()),
        ids=tuple(dict.fromkeys(first.ids + second.ids)),
    )


def _entry(cells: list[str], where: str) -> Entry:
    if len(cells) > len(COLUMNS):
        raise CatalogError(f"{len(cells)} columns instead of {len(COLUMNS)}", where=where, hint="separate with single tabs")
    row = dict(zip(COLUMNS, [cell.strip() for cell in cells] + [""] * len(COLUMNS), strict=False))
    type_, name = row["type"], row["name"]
    if type_ not in KINDS:
        raise CatalogError(f"unknown type {type_!r}", where=where, hint="one of " + ", ".join(KINDS))
    if row["kind"] not in KINDS[type_]:
        raise CatalogError(f"unknown kind {row['kind']!r} of {type_}", where=where, hint="one of " + ", ".join(sorted(KINDS[type_])))
    if not fold_name(name):
        raise CatalogError("an entry without a name", where=where, hint="fill the second column")
    return Entry(
        type=cast(EntityType, type_),
        name=name,
        kind=row["kind"],
        parents=_split(row["parent"]),
        names=_names(name, _split(row["aliases"])),
        context=tuple(fold_name(word) for word in _split(row["context"])),
        facts=_facts(_split(row["facts"]), where),
        ids=tuple(_id(text, where) for text in _split(row["ids"])),
        where=where,
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _names(name: str, aliases: Iterable[str]) -> tuple[Name, ...]:
    found: dict[str, Name] = {name: _marked(name, "")}
    for alias in aliases:
        text = alias.rstrip("^?")
        if text:
            found[text] = _marked(text, alias[len(text) :])
    return tuple(found.values())


def _marked(text: str, marks: str) -> Name:
    short = len(text) <= 3 and text.isupper() and text.isalpha()
    return Name(text, exact="^" in marks or short, ambiguous="?" in marks)


def _facts(cells: tuple[str, ...], where: str) -> tuple[tuple[str, str], ...]:
    for cell in cells:
        if "=" not in cell:
            raise CatalogError(f"a fact without a value: {cell!r}", where=where, hint="write key=value")
    return tuple((key.strip(), value.strip()) for key, _, value in (cell.partition("=") for cell in cells))


def _id(text: str, where: str) -> tuple[str, str, str]:
    identifier, _, seen = text.partition("@")
    scheme, colon, value = identifier.partition(":")
    if not colon or not value or not seen:
        raise CatalogError(f"a malformed id: {text!r}", where=where, hint="write scheme:id@where it was seen")
    return scheme, value, seen
