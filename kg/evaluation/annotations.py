"""Annotated papers, as people write them down: JSON or JSON Lines in, checked records out."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from kg.errors import SourceError
from kg.iris import fold_title
from kg.model import ENTITY_TYPES, FIELDS, ROLES, EntityType, Field, Paper, Role
from kg.sources import arxiv_id, read_whole
from kg.text import fold_name

T = TypeVar("T")
_GZIP = b"\x1f\x8b"
_FIELDS: dict[object, Field] = {"t": "title", "a": "abstract"}
_PAPER = 'a paper is {"title": "…", "entities": […]}, or has "arxiv" in place of the title'
_ENTITY = 'an entity is {"type": "method", "name": "Adam", "mentions": ["Adam"], "role": "uses"}'
_MENTION = 'a mention is its text, or ["t", start, end] in the title, ["a", start, end] in the abstract'


class Place(NamedTuple):
    """Unicode code points `start` to `end` of a field."""

    field: Field
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AnnotatedEntity:
    """An entity that a paper names, as a reader saw it.

    `type` is what it counts as, `types` all that are acceptable. `role` is None if nobody noted it. `named` tells a name of its
    own (BERT) from an established term (transformer). `optional` ones are neither asked for nor held against a linker.
    """

    type: EntityType
    name: str
    mentions: tuple[str | Place, ...] = ()
    role: Role | None = None
    named: bool = False
    optional: bool = False
    types: tuple[EntityType, ...] = ()
    where: str = field(default="", compare=False)

    def accepts(self, type_: EntityType) -> bool:
        """Whether a link of this type can be right."""
        return type_ in (self.types or (self.type,))

    def texts(self, paper: Paper) -> list[str]:
        """The mentions as texts. Raises SourceError for a place that `paper` does not have: the annotated text was another one."""
        return [m if isinstance(m, str) else self._checked(m, paper) for m in self.mentions]

    def places(self, paper: Paper) -> list[Place]:
        """Where `paper` has the mentions: those of places themselves, of texts wherever they stand as whole words. Without mentions, the name."""
        found: dict[Place, None] = {}
        for mention in self.mentions or (self.name,):
            found |= dict.fromkeys([mention] if isinstance(mention, Place) else _standing(mention, paper))
        return list(found)

    def _checked(self, place: Place, paper: Paper) -> str:
        text = paper.text(place.field)
        if place.end > len(text) or not text[place.start : place.end].strip():
            raise SourceError(
                f"the mention of {self.name!r} at {place.start} to {place.end} is not in the {place.field}, which has {len(text)} characters",
                where=self.where,
                hint="the paper was annotated on another text: link that one, or give the mention as text",
            )
        return text[place.start : place.end]


@dataclass(frozen=True, slots=True)
class AnnotatedPaper:
    """A paper and all that it names. It is found again by its arXiv id (without version) or its title."""

    title: str
    entities: tuple[AnnotatedEntity, ...]
    arxiv: str = ""
    where: str = field(default="", compare=False)


def read_annotations(path: str | Path) -> list[AnnotatedPaper]:
    """The annotated papers of a file: a JSON list, or JSON Lines, gzipped or not.

    Each is `{"title" or "arxiv" (or "arxiv_id", as kg build takes too), "entities": [{"type" or "types", "name", "mentions", "role", "named", "optional"}]}`; a mention is its
    text, or `["t" or "a", start, end]` in code points of the title or abstract. Without "named", a name with a capital is one; without
    "optional", an entity is asked for; without "role", its role is not judged.

    Raises SourceError, with the line or entry, for what is not so.
    """
    papers = [_paper(value, where) for where, value in _entries(Path(path))]
    if not papers:
        raise SourceError("no annotated papers in it", where=str(path), hint=_PAPER)
    return papers


def find_papers(annotated: Sequence[AnnotatedPaper], papers: Sequence[Paper]) -> list[int | None]:
    """For each annotated paper the position of its text in `papers`, by arXiv id, else by title; None if it is not there.

    Raises SourceError if two entries are one paper: each would take the other's entities for the linker's mistakes.
    """
    by_id: dict[str, int] = {}
    by_title: dict[str, int] = {}
    for position, paper in enumerate(papers):
        by_id.setdefault(paper.arxiv, position)
        by_title.setdefault(fold_title(paper.title), position)
    by_id.pop("", None)
    by_title.pop("", None)
    found: list[int | None] = []
    owner: dict[int, AnnotatedPaper] = {}
    for entry in annotated:
        place = by_id.get(entry.arxiv, by_title.get(fold_title(entry.title)))
        if place is not None and owner.setdefault(place, entry) is not entry:
            raise SourceError(f"the paper {papers[place].title!r} is annotated already at {owner[place].where}", where=entry.where, hint="put its entities into one entry")
        found.append(place)
    return found


def find_doubts(annotated: Sequence[AnnotatedPaper], papers: Sequence[Paper]) -> Iterator[tuple[str, str]]:
    """Where and what in annotations is likely a slip, and would count as the linker's mistake: an entity noted twice, a mention that its paper does not have."""
    for entry, position in zip(annotated, find_papers(annotated, papers), strict=True):
        noted: dict[tuple[str, str], AnnotatedEntity] = {}
        paper = None if position is None else papers[position]
        for entity in entry.entities:
            where = entity.where or entry.where
            if noted.setdefault((entity.type, fold_name(entity.name)), entity) is not entity:
                yield where, f"the {entity.type} {entity.name!r} is noted twice"
            for mention in entity.mentions:
                if paper and isinstance(mention, str) and mention.strip() and not any(mention in paper.text(field) for field in FIELDS) and not _standing(mention, paper):
                    yield where, f"the mention {mention!r} of {entity.name!r} does not stand in the paper"


def _standing(text: str, paper: Paper) -> list[Place]:
    """Where a paper has a text as whole words, in whatever case if not in its own."""
    for flags in (re.NOFLAG, re.IGNORECASE):
        pattern = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)", flags)
        found = [Place(where, *hit.span()) for where in FIELDS for hit in pattern.finditer(paper.text(where))]
        if found:
            return found
    return []


def _entries(path: Path) -> Iterator[tuple[str, object]]:
    """Each entry with where it stands: its line in JSON Lines, its number in a list."""
    text = _text(path)
    if text.lstrip().startswith("["):
        for number, value in enumerate(_json(text, str(path), 1), 1):
            yield f"{path}, entry {number}", value
        return
    for number, line in enumerate(text.split("\n"), 1):  # and not splitlines: JSON may hold other separators as they are
        if line.strip():
            yield f"{path}:{number}", _json(line, str(path), number)


def _text(path: Path) -> str:
    try:
        data = read_whole(path)
        return (gzip.decompress(data) if data.startswith(_GZIP) else data).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(f"invalid UTF-8 at byte {error.start + 1}", where=str(path), hint="save the annotations as UTF-8") from error
    except (OSError, EOFError, zlib.error) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise SourceError(f"can't be read: {reason}", where=str(path), hint="give a file of annotated papers, JSON or JSON Lines") from error


def _json(text: str, path: str, line: int) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"{path}:{line + error.lineno - 1}"
        raise SourceError(f"broken JSON: {error.msg} at column {error.colno}", where=where, hint="give one JSON list, or one JSON object a line") from error


def _paper(value: object, where: str) -> AnnotatedPaper:
    if not isinstance(value, Mapping):
        raise SourceError(f"is {_shown(value)}, not an object", where=where, hint=_PAPER)
    title, arxiv = _optional(value, "title", "", where, _PAPER), _optional(value, "arxiv" if "arxiv" in value else "arxiv_id", "", where, _PAPER)
    if not (title or arxiv).strip():
        raise SourceError('has neither "title" nor "arxiv"', where=where, hint=_PAPER)
    entities = value.get("entities")
    if not isinstance(entities, list):
        raise SourceError('has no list "entities"', where=where, hint=_PAPER + "; the list is empty if it names nothing")
    read = tuple(_entity(entity, f"{where}, entity {number}") for number, entity in enumerate(entities, 1))
    return AnnotatedPaper(title, read, arxiv_id(arxiv) or arxiv.strip(), where)


def _entity(value: object, where: str) -> AnnotatedEntity:
    if not isinstance(value, Mapping):
        raise SourceError(f"is {_shown(value)}, not an object", where=where, hint=_ENTITY)
    name = _optional(value, "name", "", where, _ENTITY)
    if not name.strip():
        raise SourceError('has no "name"', where=where, hint=_ENTITY)
    type_, types = _types(value, where)
    mentions = value.get("mentions") or []
    if not isinstance(mentions, list):
        raise SourceError(f'"mentions" is {_shown(mentions)}, not a list', where=where, hint=_MENTION)
    return AnnotatedEntity(
        type_,
        name,
        tuple(dict.fromkeys(_mention(mention, where) for mention in mentions)),
        None if value.get("role") is None else _one_of(value["role"], ROLES, "role", where),
        _optional(value, "named", name != name.lower(), where, '"named" is true or false'),
        _optional(value, "optional", False, where, '"optional" is true or false'),
        types,
        where,
    )


def _types(value: Mapping[str, object], where: str) -> tuple[EntityType, tuple[EntityType, ...]]:
    """The type that an entity counts as, and those that are acceptable; either may stand for both."""
    given = value.get("types") or [value.get("type")]
    if not isinstance(given, list):
        raise SourceError(f'"types" is {_shown(given)}, not a list', where=where, hint=_ENTITY)
    types = tuple(_one_of(type_, ENTITY_TYPES, "type", where) for type_ in given)
    type_ = types[0] if value.get("type") is None else _one_of(value["type"], ENTITY_TYPES, "type", where)
    if type_ not in types:
        raise SourceError(f'the "type" {type_!r} is not one of the "types"', where=where, hint='"types" lists all that are acceptable, "type" the one it counts as')
    return type_, types


def _mention(value: object, where: str) -> str | Place:
    if isinstance(value, str) and value.strip():
        return value
    match value:
        case ["t" | "a" as letter, int(start), int(end)] if 0 <= start < end:
            return Place(_FIELDS[letter], start, end)
    raise SourceError(f"a mention is {_shown(value)}", where=where, hint=_MENTION)


def _one_of(value: object, words: tuple[T, ...], key: str, where: str) -> T:
    for word in words:
        if word == value:
            return word
    said = f'has no "{key}"' if value is None else f'"{key}" is {_shown(value)}'
    raise SourceError(said, where=where, hint="write one of " + ", ".join(map(str, words)))


def _optional(value: Mapping[str, object], key: str, default: T, where: str, hint: str) -> T:
    """What stands under a key, of the default's type; the default if nothing or null does."""
    found = value.get(key)
    if found is None:
        return default
    if not isinstance(found, type(default)):
        raise SourceError(f'"{key}" is {_shown(found)}', where=where, hint=hint)
    return found


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "…"
