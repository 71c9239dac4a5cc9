"""What is wrong in the catalog: clashes, unknown parents, cycles, ambiguous names without context, malformed ids, names that are ordinary words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kg.catalog.entries import PARENT_TYPES, Catalog, Entry, read_table
from kg.catalog.index import ANY_CASE, compile_names, read_spelling
from kg.iris import slug
from kg.text import fold_name
from kg.words import is_ordinary

ID_FORMS: dict[str, re.Pattern[str]] = {
    "wikidata": re.compile(r"Q[1-9]\d*"),
    # Without a version: an entity is no one version of its paper.
    "arxiv": re.compile(r"\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)*(?:\.[A-Z]{2})?/\d{7}"),
    "github": re.compile(r"[A-Za-z0-9](?:-?[A-Za-z0-9])*/[\w.-]+", re.ASCII),
    # "datasets/name" is a data set without its owner, not a model of an owner called "datasets".
    "huggingface": re.compile(r"(?:datasets/)?(?!datasets/)[\w.-]+/[\w.-]+", re.ASCII),
    "doi": re.compile(r"10\.\d{4,9}/\S+"),
    "pwc": re.compile(r"[a-z]+/\S+"),
    "cso": re.compile(r"\S+"),
}
"""The schemes of ids and what an id of each looks like."""

FACT_FORMS: dict[str, re.Pattern[str]] = {
    "year": re.compile(r"\d{4}"),
    "memory": re.compile(r".*\d ?(?:KB|MB|GB|TB)\b.*"),
    "vendor": re.compile(r".+"),
    "class": re.compile(r".+"),
    "architecture": re.compile(r".+"),
}
"""The facts that the graph has properties for and what the value of each looks like."""

# "Attention" and "memory" stand in dozens of established names, "pybullet" and "ambisonics" in two: from three on a word is ordinary.
_ORDINARY = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: `error` breaks the graph's promises, `warning` costs links."""

    level: Literal["error", "warning"]
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.level}: {self.message}"


def check_catalog(catalog: Catalog) -> list[Finding]:
    """Every finding, in the order of the checks."""
    return [*_clashes(catalog), *_slugs(catalog), *_parents(catalog.entries, catalog), *_cycles(catalog), *_contexts(catalog), *_facts(catalog), *_ids(catalog), *_ordinary(catalog)]


def check_table(path: Path, catalog: Catalog) -> list[Finding]:
    """What of a table of one's own would silently not come into a graph: context, facts, ids and parents that can't be read or found.

    `catalog` is loaded with the table. Takes no time; what `check_catalog` finds besides, clashes with the packaged tables, does.
    """
    own = Catalog(list(read_table(path)))
    return sorted([*_parents(own.entries, catalog), *_contexts(own), *_facts(own), *_ids(own)], key=lambda finding: int(finding.where.rpartition(":")[2]))


def check_own_table(path: Path, packaged: Catalog) -> list[Finding]:
    """What `check_catalog` can't see, because a catalog holds each entity once, and what a table of one's own is apt to have: ordinary words as names.

    `packaged` is the catalog without the table.
    """
    findings: list[Finding] = []
    lines: dict[tuple[str, str], Entry] = {}
    known: dict[str, list[Entry]] = defaultdict(list)
    for entry in packaged.entries:
        for folded in {fold_name(name.text) for name in entry.names}:
            known[folded].append(entry)
    for entry in read_table(path):
        first = lines.setdefault((entry.type, slug(entry.name)), entry)
        if first is not entry:
            findings.append(Finding("error", entry.where, f"{entry.name!r} stands already in {first.where}; only the last of the two would count"))
        if any(fold_name(parent) == fold_name(entry.name) for parent in entry.parents):
            findings.append(Finding("error", entry.where, f"{entry.name!r} is its own parent"))
        for name in entry.names:
            folded = fold_name(name.text)
            # One type's clashes are errors of `check_catalog`; the same entity under another type is hardly ever meant.
            other = next((other for other in known.get(folded, ()) if other.type != entry.type), None)
            if other is not None and not (name.exact or name.ambiguous):
                findings.append(Finding("warning", entry.where, f"{name.text!r} is also a name of the {other.type} {other.name!r} ({other.where}): mark it ? with context, if both are meant"))
            if not any(map(str.isalnum, folded)):
                findings.append(Finding("error", entry.where, f"{name.text!r} of {entry.name!r} has no letter and no digit"))
            elif is_ordinary(folded) and folded not in known and not (name.exact or name.ambiguous or name.text[1:] != name.text[1:].lower()):
                findings.append(Finding("warning", entry.where, f"{name.text!r} of {entry.name!r} is a word of many abstracts: mark it ^, or ? with context"))
    return findings


def _clashes(catalog: Catalog) -> list[Finding]:
    """A name of two entries of one type, which neither marks as ambiguous."""
    owners: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    marked: set[tuple[str, str, str]] = set()
    for entry in catalog.entries:
        for name in entry.names:
            key = entry.type, fold_name(name.text)
            if entry not in owners[key]:
                owners[key].append(entry)
            if name.ambiguous or name.exact:
                marked.add((*key, entry.name))
    return [
        Finding("error", entries[0].where, f"{key[1]!r} is a name of both {entries[0].name!r} and {other.name!r} ({other.where})")
        for key, entries in owners.items()
        for other in entries[1:]
        if (*key, entries[0].name) not in marked and (*key, other.name) not in marked
    ]


def _slugs(catalog: Catalog) -> list[Finding]:
    """Two entries of one type that would get one IRI."""
    owners: dict[tuple[str, str], Entry] = {}
    findings = []
    for entry in catalog.entries:
        other = owners.setdefault((entry.type, slug(entry.name)), entry)
        if other is not entry:
            findings.append(Finding("error", entry.where, f"{entry.name!r} would share its IRI with {other.name!r} ({other.where})"))
    return findings


def _parents(entries: Iterable[Entry], catalog: Catalog) -> list[Finding]:
    return [
        Finding("error", entry.where, f"the parent {parent!r} of {entry.name!r} is no {' or '.join(PARENT_TYPES[entry.type])} of the catalog")
        for entry in entries
        for parent in entry.parents
        if not catalog.parents(entry._replace(parents=(parent,)))
    ]


def _cycles(catalog: Catalog) -> list[Finding]:
    parents = {(e.type, fold_name(e.name)): [(p.type, fold_name(p.name)) for p in catalog.parents(e)] for e in catalog.entries}
    findings, done = [], set()
    for entry in catalog.entries:
        start = entry.type, fold_name(entry.name)
        stack, above = [start], set()
        while stack:
            for parent in parents.get(stack.pop(), ()):
                if parent == start and start not in done:
                    done.add(start)
                    findings.append(Finding("error", entry.where, f"{entry.name!r} is broader than itself"))
                if parent not in above:
                    above.add(parent)
                    stack.append(parent)
    return findings


def _contexts(catalog: Catalog) -> list[Finding]:
    return [
        Finding("error", entry.where, f"{name.text!r} is marked ambiguous, and {entry.name!r} has no context words")
        for entry in catalog.entries
        for name in entry.names
        if name.ambiguous and not entry.context
    ]


def _facts(catalog: Catalog) -> list[Finding]:
    """A fact that would not come into the graph: of an unknown name, or with a value that can't be read."""
    findings = []
    for entry in catalog.entries:
        for name, value in entry.facts:
            if name not in FACT_FORMS:
                findings.append(Finding("error", entry.where, f"{name!r} of {entry.name!r} is no fact; one of {', '.join(FACT_FORMS)}"))
            elif not FACT_FORMS[name].fullmatch(value):
                findings.append(Finding("error", entry.where, f"the {name} {value!r} of {entry.name!r} can't be read; for example {_EXAMPLES.get(name, 'a word')}"))
    return findings


_EXAMPLES = {"year": "2020", "memory": "40 GB;80 GB"}


def _ids(catalog: Catalog) -> list[Finding]:
    """An id of an unknown scheme, of a form that its scheme does not have, seen nowhere, or of two entries."""
    owners: dict[tuple[str, str], Entry] = {}
    findings = []
    for entry in catalog.entries:
        for scheme, id_, seen in entry.ids:
            form = ID_FORMS.get(scheme)
            if form is None:
                findings.append(Finding("error", entry.where, f"{scheme!r} of {entry.name!r} is no scheme of ids; one of {', '.join(ID_FORMS)}"))
            elif not form.fullmatch(id_):
                findings.append(Finding("error", entry.where, f"{id_!r} of {entry.name!r} does not look like an id of {scheme}"))
            # A table with none is refused when it is read; entries can also come from a program.
            if not seen.strip():
                findings.append(Finding("error", entry.where, f"'{scheme}:{id_}' of {entry.name!r} does not say where it was seen"))
            # GitHub, Hugging Face and DOIs do not tell case apart, and in the other schemes case tells nothing apart.
            other = owners.setdefault((scheme, id_.lower()), entry)
            if other is not entry:
                findings.append(Finding("error", entry.where, f"'{scheme}:{id_}' is an id of both {entry.name!r} and {other.name!r} ({other.where})"))
    return findings


def _ordinary(catalog: Catalog) -> list[Finding]:
    """A name of a named entry that any text matches which has the ordinary word in lower case: "attention" for a model called Attention."""
    common = _common_words(catalog)
    # Words that the table itself writes in lower case ("kriging", "siamese") are meant to match so.
    suspects = [e for e in catalog.entries if e.named and any(n.text != n.text.lower() and n.text.lower() in common for n in e.names)]
    return [
        Finding("warning", entry.where, f"{name.text!r} of {entry.name!r} is also an ordinary word: mark it ^, or ? with context")
        for entry in suspects
        for name in entry.names
        if name.text != name.text.lower() and name.text.lower() in common
        # As the index compares it: it knows marks, and that an acronym needs its capitals.
        for target in read_spelling(compile_names([entry._replace(names=(name,))])[name.text.lower()]).targets
        if target.case == ANY_CASE and not target.ambiguous
    ]


def _common_words(catalog: Catalog) -> frozenset[str]:
    # The words of the catalog's own established names: kept by the authors of the tables, and of this field. The linker's words.json.gz
    # is of all words in abstracts, "resnet" and "imagenet" among them, so most well-known names would be found; a word list of general
    # English would be one more file to ship, and lacks "adapter" and "embedding".
    counts = Counter(
        word for entry in catalog.entries if not entry.named for word in {w for n in entry.names if n.text.islower() for w in re.findall(r"[a-z]{3,}", n.text)}
    )
    return frozenset(word for word, count in counts.items() if count >= _ORDINARY)
