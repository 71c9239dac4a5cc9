"""A store in another vocabulary, by a SPARQL CONSTRUCT: one file in `ontology/alignments` for each vocabulary."""

from __future__ import annotations

import re
from pathlib import Path

from kg.errors import UsageError
from kg.query import Store
from kg.resources import ontology


def alignments() -> dict[str, Path]:
    """The vocabularies that a graph can be written in, by name."""
    return {path.stem: path for path in sorted(ontology("alignments").glob("*.rq"))}


def align(store: Store, name: str) -> tuple[Store, dict[str, str]]:
    """The statements in the named vocabulary, as a store in memory, and the prefixes that its file declares. Raises UsageError."""
    known = alignments()
    if name not in known:
        raise UsageError("no such alignment", where=repr(name), hint="one of " + ", ".join(known))
    sparql = known[name].read_text(encoding="utf-8")
    prefixes = dict(re.findall(r"^PREFIX ([a-z]+): *<([^>]*)>", sparql, re.MULTILINE))
    return store.construct(sparql), prefixes
