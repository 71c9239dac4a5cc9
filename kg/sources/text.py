"""Small functions on text that several formats need: white space, dates, identifiers."""

from __future__ import annotations

import re
from calendar import monthrange

_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MONTHS = {word: number for number, name in enumerate(_NAMES, 1) for word in (name, name[:3])} | {"sept": 9}
_DATE = re.compile(r"(?P<month>[A-Z][a-z]{2,8})\.? (?P<day>\d{1,2})(?:, ?(?P<year>\d{4}))?(?: +\d+)?", re.ASCII)
_LEAP_YEAR = 2000
_SURROGATE = re.compile("[\ud800-\udfff]")
_ARXIV = re.compile(r"(?:arxiv[:./]?(?:org/(?:abs|pdf)/)?)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?", re.IGNORECASE | re.ASCII)
_ISO = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:[T ].*)?", re.ASCII)
_FIRST_IDS, _LONGER_IDS = 704, 1501
"""Since April 2007 arXiv numbers the papers of a month with four digits, since January 2015 with five."""


def squeeze(text: str) -> str:
    """Runs of white space as one space, none at the ends; halves of surrogate pairs, which no file can hold, as U+FFFD."""
    return _SURROGATE.sub("\ufffd", " ".join(text.split()))


def page_date(line: str) -> str:
    """The date of a line that is only a date, perhaps with a count of votes behind, as an XML Schema lexical form.

    `Jul 7, 2021` gives `2021-07-07`; `Jul 1` gives `--07-01`; anything else the empty string.
    """
    found = _DATE.fullmatch(line.strip())
    month = _MONTHS.get(found["month"].lower()) if found else None
    if not found or not month or not _exists(int(found["year"] or _LEAP_YEAR), month, int(found["day"])):
        return ""
    return f"{found['year'] or '-'}-{month:02d}-{int(found['day']):02d}"


def reads_as_date(line: str) -> bool:
    """Whether a line is written as `page_date` reads them, be there such a day or not."""
    found = _DATE.fullmatch(line.strip())
    return bool(found) and found["month"].lower() in _MONTHS  # type: ignore[index]


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= year <= 9999 and 1 <= day <= monthrange(year, month)[1]


def iso_date(value: object) -> str:
    """The date part of an ISO 8601 string or a year, at the precision it has; empty if it is neither."""
    found = _ISO.fullmatch(str(value).strip()) if isinstance(value, (str, int)) else None
    if not found:
        return ""
    year, month, day = found.groups()
    if month and not 1 <= int(month) <= 12:
        return year
    if day and not _exists(int(year), int(month), int(day)):
        return f"{year}-{month}"
    return "-".join(part for part in (year, month, day) if part)


def arxiv_id(value: object) -> str:
    """An arXiv identifier without its version, from an id or an arxiv.org address; empty if it is none.

    A number of JSON or a spreadsheet has lost the zeros at its ends: 2503.1234 is 2503.12340, 704.1234 is 0704.1234.
    """
    if isinstance(value, float):
        is_month = _FIRST_IDS <= value <= 9999 and 1 <= int(value) % 100 <= 12
        value = (f"{value:010.5f}" if value >= _LONGER_IDS else f"{value:09.4f}") if is_month else ""
    text = str(value or "").strip()
    text = re.sub(r"^https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf)/", "", text)
    found = _ARXIV.fullmatch(text)
    return found[1] if found else ""


def doi(value: object) -> str:
    """A DOI without its resolver, in lower case; empty if it is none."""
    text = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", str(value or "").strip(), flags=re.IGNORECASE).lower()
    return text if re.fullmatch(r"10\.\d{4,9}/\S+", text) else ""
