"""The registry of formats: which module reads a text, told by its beginning and not by its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kg.model import Paper
from kg.sources import daily_page, records

Report = Callable[[int, str], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, whether a text begins as it does, and its reader of lines."""

    name: str
    sniff: Callable[[str], bool]
    read: Callable[[Iterable[str], str, Report], Iterator[Paper]]


FORMATS = (
    Format("JSON records", records.sniff, records.read),
    Format("daily-papers page", daily_page.sniff, daily_page.read),
)


_COLUMN = r"[\"']?(?:id|doi|key|title|authors?|abstract|summary|year|date|url|journal|arxiv(?:_id)?)[\"']?"
_OTHER = re.compile(rf"\s*(?:TY  ?- |@\w+\s*\{{|{_COLUMN}[,;\t](?:[^.\n]*[,;\t])?{_COLUMN}\s*(?:[,;\t]|$))", re.IGNORECASE | re.MULTILINE)
"""How RIS, BibTeX, and CSV or TSV with a header begin: their lines would read as titles and abstracts in turn."""


def recognise(head: str) -> Format | None:
    """The first format that takes a text with this beginning."""
    if _OTHER.match(head):
        return None
    return next((format_ for format_ in FORMATS if format_.sniff(head)), None)
