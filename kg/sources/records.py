"""JSON and JSON Lines: objects with `title` and `abstract` or `summary`; arXiv's fields and common other ones are read too."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from kg.model import Listing, Paper
from kg.sources.text import arxiv_id, doi, iso_date, page_date, squeeze

_BETWEEN_AUTHORS = re.compile(r"[,;] *(?:and +)?| and ")
_BETWEEN_CATEGORIES = re.compile(r"[,;\s]+")
_SEVERAL = "several records stand one a line, or in a list (jq -c . or jq -s . makes either)"


def sniff(head: str) -> bool:
    """Whether the text begins as JSON does."""
    return head.lstrip("\ufeff \t\r\n").startswith(("{", "["))


def read(lines: Iterable[str], name: str, problem: Callable[[int, str], None]) -> Iterator[Paper]:
    """The papers of a JSON Lines stream, or of one JSON document (a list of records, or an object that holds one).

    JSON Lines are streamed; a single document is read whole.
    """
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    first = next(numbered, None)
    if first is None:
        return
    if not _is_complete(first[1]):
        text = "".join([first[1], *(line for _, line in numbered)])
        try:
            document = _loads(text)
        except json.JSONDecodeError as error:
            several = f"; {_SEVERAL}" if error.msg == "Extra data" else ""
            problem(first[0] + error.lineno - 1, f"broken JSON, skipped: {error.msg} at column {error.colno}{several}")
            # A JSON Lines file whose first record is broken still holds the others.
            if first[1].lstrip("\ufeff ").startswith("{"):
                rest = (pair for pair in enumerate(text.split("\n"), first[0]) if pair[0] > first[0] and pair[1].strip())
                yield from _lines(rest, name, problem)
            return
        yield from _records(document, first[0], name, problem)
        return
    yield from _lines(chain([first], numbered), name, problem)


def _lines(numbered: Iterable[tuple[int, str]], name: str, problem: Callable[[int, str], None]) -> Iterator[Paper]:
    for number, line in numbered:
        try:
            record = _loads(line)
        except json.JSONDecodeError as error:
            problem(number, f"broken JSON, skipped: {error.msg} at column {error.colno}")
            continue
        yield from _records(record, number, name, problem)


def _loads(text: str) -> object:
    """The value of a JSON text. Raises JSONDecodeError for what is none, and for what Python has limits for: depth, and the digits of a number."""
    text = text.lstrip("\ufeff")
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise
    except RecursionError as error:
        raise json.JSONDecodeError("nested too deeply", text, 0) from error
    except ValueError as error:
        raise json.JSONDecodeError("a number of too many digits", text, 0) from error


def _is_complete(line: str) -> bool:
    try:
        _loads(line)
    except json.JSONDecodeError:
        return False
    return True


def _records(document: object, number: int, name: str, problem: Callable[[int, str], None]) -> Iterator[Paper]:
    if isinstance(document, Mapping) and not _has_title(document):
        lists = [value for value in document.values() if isinstance(value, list) and value and isinstance(value[0], Mapping)]
        document = next((records for records in lists if _has_title(records[0])), lists[0] if lists else document)
    records = document if isinstance(document, list) else [document]
    for position, given in enumerate(records, 1):
        where = f"record {position}: " if len(records) > 1 else ""
        if not isinstance(given, Mapping):
            problem(number, f"{where}not an object, skipped")
            continue
        record = {str(key).lower(): value for key, value in given.items()}
        title = squeeze(_text(record, "title"))
        if not title:
            problem(number, f"{where}record without a title (key \"title\"), skipped")
            continue
        paper = _paper(title, record, name)
        if not _is_whole(date := _date(record), paper.date):
            problem(number, f"{where}{'only ' + paper.date if paper.date else 'nothing'} read of the date {date[:40]!r}; expected 2024, 2024-05, 2024-05-17 or May 17, 2024")
        if not paper.abstract:
            problem(number, f"{where}paper without an abstract: {title[:60]!r}")
        yield paper


def _has_title(record: Mapping[object, object]) -> bool:
    return any(str(key).lower() == "title" for key in record)


def _text(record: Mapping[str, object], *keys: str) -> str:
    return next((value for key in keys if isinstance(value := record.get(key), str) and value.strip()), "")


def _date(record: Mapping[str, object]) -> str:
    values = (record.get(key) for key in ("published", "publication_date", "date", "submitted", "year"))
    return next((text for value in values if isinstance(value, (str, int)) and (text := str(value).strip())), "")


def _is_whole(given: str, read: str) -> bool:
    """Whether all of a date was read: nothing of it was left out as impossible."""
    rest = given.removeprefix(read)
    return not given or (bool(read) and not (rest != given and re.match(r"-\d", rest)))


def _paper(title: str, record: Mapping[str, object], name: str) -> Paper:
    date = _date(record)
    return Paper(
        title=title,
        abstract=squeeze(_text(record, "abstract", "summary")),
        arxiv=next((found for key in ("arxiv_id", "arxiv", "id", "url", "pdf_url") if (found := _arxiv(record, key))), ""),
        doi=doi(record.get("doi")),
        date=iso_date(date) or page_date(date),
        authors=_names(record.get("authors"), _BETWEEN_AUTHORS),
        categories=_names(record.get("categories"), _BETWEEN_CATEGORIES),
        listings=(Listing(name),),
    )


def _arxiv(record: Mapping[str, object], key: str) -> str:
    value = record.get(key)
    # A number is one where the key says so; an "id" of 1203.5 is anything.
    return arxiv_id(value) if isinstance(value, str) or key.startswith("arxiv") else ""


def _names(value: object, between: re.Pattern[str]) -> tuple[str, ...]:
    """Names from a list of strings, a list of objects with a `name` (or a given and a family name), or one string that holds several."""
    if isinstance(value, str):
        value = _of_bibtex(value) or _family_first(value) or between.split(value)
    if not isinstance(value, list):
        return ()
    names = (_full_name(item) if isinstance(item, Mapping) else item for item in value)
    return tuple(squeeze(n) for n in names if isinstance(n, str) and n.strip())


def _of_bibtex(text: str) -> list[str]:
    """The names of "Vaswani, Ashish and Shazeer, Noam", each in its usual order; none if the string is not written so."""
    people = text.split(" and ")
    if len(people) < 2 or any(person.count(",") != 1 for person in people):
        return []
    return [" ".join(reversed(person.split(","))) for person in people]


_INITIALS = re.compile(r"(?:[A-Z]\.[ -]?)+")


def _family_first(text: str) -> list[str]:
    """The names of "Smith, John; Doe, Ann" or "van der Berg, A., Doe, B. and Roe, C.", each in its usual order; none if the string is not written so."""
    if ";" in text:
        people = [person.strip() for person in text.split(";") if person.strip()]
        return [" ".join(reversed([part.strip() for part in person.split(",")])) for person in people] if all(person.count(",") == 1 for person in people) else []
    parts = re.split(r", *(?:and +)?| and ", text.strip())
    if len(parts) % 2 or not all(_INITIALS.fullmatch(part.strip()) for part in parts[1::2]):
        return []
    return [f"{given.strip()} {family.strip()}" for family, given in zip(parts[::2], parts[1::2], strict=True)]


def _full_name(person: Mapping[object, object]) -> str:
    if isinstance(name := person.get("name"), str):
        return name
    parts = (next((part for key in keys if isinstance(part := person.get(key), str)), "") for keys in (_GIVEN, _FAMILY))
    return " ".join(parts)


_GIVEN = ("given", "first", "first_name", "firstName", "givenName")
_FAMILY = ("family", "last", "last_name", "lastName", "familyName")
