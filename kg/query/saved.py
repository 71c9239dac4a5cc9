"""The queries of `ontology/queries`: a .rq file each, with a title, a description and its parameters in the comment on top."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import QueryError
from kg.resources import ontology
from kg.sources import read_whole

_PARAMETER = re.compile(r"param (?P<name>\w+) (?P<type>\w+)(?: = (?P<default>.*?))?(?:: (?P<description>.*))?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that the caller gives a value. `type` is an entity type, `entity`, `paper`, `type`, `string` or `integer`; without a default it has to be given."""

    name: str
    type: str
    default: str | None
    description: str


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query by name: what it answers, and its SPARQL."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    sparql: str


@cache
def saved_queries() -> dict[str, SavedQuery]:
    """All of them by name, in the order of the names."""
    return {path.stem: read_query(path) for path in sorted(ontology("queries").glob("*.rq"))}


def read_query(path: Path) -> SavedQuery:
    """A query file. Its name stands in for a title that is not there. Raises QueryError if it can't be read."""
    try:
        text = read_whole(path).decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"can't be read: {error}", where=str(path), hint="a query is a UTF-8 text file") from error
    head = [line.lstrip("# ").rstrip() for line in re.match(r"(?:#.*\n)*", text)[0].splitlines()]  # type: ignore[index]
    parameters = [found for line in head if (found := _PARAMETER.fullmatch(line))]
    prose = [line for line in head if line and not _PARAMETER.fullmatch(line)]
    return SavedQuery(
        name=path.stem,
        title=prose[0] if prose else path.stem,
        description=" ".join(prose[1:]),
        parameters=tuple(Parameter(p["name"], p["type"], p["default"], p["description"] or "") for p in parameters),
        sparql=text,
    )


def find_query(name: str) -> SavedQuery:
    """The saved query of this name. Raises QueryError with the names that there are."""
    queries = saved_queries()
    if name not in queries:
        raise QueryError(f"no saved query is called {name!r}", hint="there are: " + ", ".join(queries))
    return queries[name]
