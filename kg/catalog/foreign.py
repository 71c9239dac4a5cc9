"""Other people's catalogs as records: Papers with Code's methods and datasets, the Computer Science Ontology, answers from Wikidata."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

from kg.errors import SourceError, UsageError
from kg.model import EntityType
from kg.sources import Problem, read_whole
from kg.sources.text import squeeze
from kg.text import plain

Rows = Iterable[tuple[int, Mapping[str, object]]]
"""Records, each with its line in a file of lines, or else its number."""
Report = Callable[[int, str], None]

_KNOWN = "known are Papers with Code's methods and datasets (JSON, JSON Lines, Parquet; also gzipped), the Computer Science Ontology's CSV, and Wikidata query results (JSON, CSV)"


class Foreign(NamedTuple):
    """An entity as its source gives it, before anybody has judged its names. `names[0]` is what the source calls it.

    `hints` are the classes that the source files it under, which may tell its kind; `parents` are broader entities, by
    `scheme:id` or by name; `ids` are (scheme, id, where it was seen), as in `Entry`.
    """

    type: EntityType
    names: tuple[str, ...]
    hints: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    year: str = ""
    ids: tuple[tuple[str, str, str], ...] = ()
    source: str = ""
    number: int = 0

    @property
    def where(self) -> str:
        """File and line, or file and number of the record."""
        return f"{Path(self.source).name}:{self.number}"


def read_foreign(path: str | Path, type_: EntityType | None = None, on_problem: Callable[[Problem], None] = lambda problem: None) -> list[Foreign]:
    """The entities of one file, in its order; its format is told by its content.

    `type_` is the type of all its entities: required for Wikidata's answers, which don't say it, else instead of the
    source's own. `on_problem` is told of each row that was skipped. Raises SourceError for a file that can't be read, is none
    of the formats, or is Parquet where pyarrow is missing; UsageError where the type is missing.
    """
    source = str(path)

    def by_line(number: int, message: str) -> None:
        on_problem(Problem(source, number, message))

    def by_record(number: int, message: str) -> None:
        on_problem(Problem(source, 0, f"record {number}: {message}"))

    try:
        data = read_whole(path)
        data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
        text = "" if data.startswith(b"PAR1") else data.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"can't be read: {error.strerror if isinstance(error, OSError) and error.strerror else error}", where=source, hint="check the path") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"no UTF-8 text: byte {error.start + 1}", where=source, hint=_KNOWN) from error
    if data.startswith(b"PAR1"):
        return _of_rows(_parquet_rows(data, source), source, type_, by_record)
    if text.lstrip()[:1] in ("[", "{"):
        rows, lines = _json_rows(text, source, by_line)
        return _of_rows(rows, source, type_, by_line if lines else by_record)
    return _of_csv(text, source, type_, by_line)


def _of_rows(rows: Rows, source: str, type_: EntityType | None, report: Report) -> list[Foreign]:
    """Entities of records with named fields: which catalog they are from is told by the fields."""
    rows = list(rows)
    if not rows:
        raise SourceError("has no rows", where=source, hint=_KNOWN)
    fields = {field for _, row in rows for field in row}
    if "item" in fields:
        return list(_wikidata(rows, source, type_, report))
    if "name" in fields and fields & {"collections", "code_snippet_url", "introduced_year"}:
        return list(_papers_with_code(rows, source, type_ or "method", report))
    if "name" in fields and fields & {"modalities", "introduced_date", "parent_dataset", "data_loaders"}:
        return list(_papers_with_code(rows, source, type_ or "dataset", report))
    raise SourceError("no catalog that can be imported", where=source, hint=_KNOWN)


def _json_rows(text: str, source: str, report: Report) -> tuple[Rows, bool]:
    """The objects of a JSON list, of SPARQL results, or of JSON Lines, and whether they are numbered by line."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        if text.lstrip().startswith("{") and "\n" in text.strip():
            return _json_lines(text, report), True
        place = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise SourceError(f"broken JSON: {error}", where=source + place, hint="is the download complete?") from error
    if isinstance(document, Mapping) and isinstance(results := document.get("results"), Mapping):
        document = results.get("bindings")
    records = document if isinstance(document, list) else [document]
    kept = []
    for number, record in enumerate(records, 1):
        if isinstance(record, Mapping):
            kept.append((number, record))
        else:
            report(0, f"record {number}: not an object, skipped")
    return kept, False


def _json_lines(text: str, report: Report) -> Rows:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                record = json.loads(line)
            except (ValueError, RecursionError) as error:
                report(number, f"broken JSON, skipped: {error}")
                continue
            if isinstance(record, Mapping):
                yield number, record
            else:
                report(number, "not an object, skipped")


_COLUMNS = ("url", "name", "full_name", "introduced_year", "introduced_date", "collections", "modalities", "parent_dataset")


def _parquet_rows(data: bytes, source: str) -> Rows:
    """The rows of a Parquet file; the columns with long texts are not even unpacked."""
    try:
        from pyarrow import ArrowException, parquet  # type: ignore[import-untyped]
    except ImportError as error:
        raise SourceError("is a Parquet file, and pyarrow is not installed", where=source, hint="pip install 'paperkg[parquet]'") from error
    try:
        columns = [name for name in parquet.read_schema(io.BytesIO(data)).names if name in _COLUMNS]
        rows = parquet.read_table(io.BytesIO(data), columns=columns).to_pylist()
    except (ArrowException, OSError) as error:
        raise SourceError(f"broken Parquet: {error}", where=source, hint="is the download complete?") from error
    return enumerate(rows, 1)


def _of_csv(text: str, source: str, type_: EntityType | None, report: Report) -> list[Foreign]:
    """Entities of a CSV file: the triples of the Computer Science Ontology, or an answer from Wikidata."""
    reader = csv.reader(io.StringIO(text, newline=""))
    rows: list[tuple[int, list[str]]] = []
    try:
        rows.extend((reader.line_num, row) for row in reader if any(cell.strip() for cell in row))
    except csv.Error as error:
        raise SourceError(f"broken CSV: {error}", where=f"{source}:{reader.line_num}", hint="is a quotation mark missing?") from error
    header = [cell.strip() for cell in rows[0][1]] if rows else []
    if "item" in header:
        return list(_wikidata(_named(header, rows[1:], report), source, type_, report))
    if any(_topic(cell) for _, row in rows[:100] for cell in row[:1]):
        return list(_computer_science_ontology(rows, source, type_ or "method", report))
    raise SourceError("no catalog that can be imported", where=source, hint=_KNOWN)


def _named(header: list[str], rows: Iterable[tuple[int, list[str]]], report: Report) -> Rows:
    for number, row in rows:
        if len(row) == len(header):
            yield number, dict(zip(header, row, strict=True))
        else:
            report(number, f"{len(row)} columns instead of {len(header)}, skipped")


_PWC_URL = re.compile(r"paperswithcode\.com/(method|dataset|task)s?/([^/?#\s]+)")
_NO_YEAR = "2000"
"""What the archive's methods have in `introduced_year` where nobody filled it in, its other readers report: GPipe, of 2018, has it."""


def _papers_with_code(rows: Rows, source: str, type_: EntityType, report: Report) -> Iterator[Foreign]:
    """The tables of the archive, https://huggingface.co/pwc-archive (CC BY-SA 4.0), as `methods.json` and `datasets.json` or as Parquet.

    `variants` are left out: they are settings of leaderboards ("CIFAR-10, 4000 labels") and other datasets' names more often than names.
    """
    for number, row in rows:
        names = _distinct(_text(row.get("name")), _text(row.get("full_name")))
        if not _text(row.get("name")):
            report(number, "no name, skipped")
            continue
        found = row.get("collections")
        collections = [_text(c.get("collection")) for c in found if isinstance(c, Mapping)] if isinstance(found, list) else []
        parent = _text(row.get("parent_dataset"))
        year = _year(row.get("introduced_year")) or _year(row.get("introduced_date"))
        id_ = _pwc_id(row.get("url"))
        yield Foreign(
            type_,
            names,
            hints=(*collections, *reversed(names)),
            parents=_distinct(*collections, f"pwc:{_pwc_id(parent)}" if _pwc_id(parent) else parent),
            year="" if "introduced_year" in row and year == _NO_YEAR else year,
            ids=(("pwc", id_, "paperswithcode.com"),) if id_ else (),
            source=source,
            number=number,
        )


def _pwc_id(url: object) -> str:
    found = _PWC_URL.search(_text(url))
    return f"{found[1]}/{_quoted(found[2])}" if found else ""


_TOPIC = re.compile(r"<?https?://cso\.kmi\.open\.ac\.uk/topics/([^<>\s]+?)>?$")
_LABEL = re.compile(r'"?(.*?)"?(?:@[a-z-]+)?(?:\^\^\S+)?(?: \.)?$')
_WIKIDATA = re.compile(r"wikidata\.org/(?:entity|wiki)/(Q[1-9]\d*)>?$")


def _topic(cell: str) -> str:
    found = _TOPIC.match(cell.strip())
    return unquote(found[1]) if found else ""


def _computer_science_ontology(rows: Iterable[tuple[int, list[str]]], source: str, type_: EntityType, report: Report) -> Iterator[Foreign]:
    """The topics of CSO's CSV, https://cso.kmi.open.ac.uk/downloads (CC BY 4.0): a triple a line, as three quoted columns.

    Topics that are `relatedEquivalent` are one entity, called as `preferentialEquivalent` says; `superTopicOf` gives parents.
    """
    lines: dict[str, int] = {}
    labels: dict[str, str] = {}
    preferred: dict[str, str] = {}
    related: list[tuple[str, str]] = []
    above: list[tuple[str, str]] = []
    elsewhere: list[tuple[str, str]] = []
    for number, row in rows:
        if len(row) != 3:
            report(number, f"{len(row)} columns instead of 3, skipped")
            continue
        predicate = re.split(r"[#/:]", row[1].strip().rstrip(">"))[-1]
        subject, object_ = _topic(row[0]), _topic(row[2])
        for topic in filter(None, (subject, object_)):
            lines.setdefault(topic, number)
        if not subject:
            continue
        if predicate == "label" and (label := _LABEL.match(row[2].strip())):
            labels[subject] = squeeze(label[1])
        elif predicate == "sameAs" and (item := _WIKIDATA.search(row[2].strip())):
            elsewhere.append((subject, item[1]))
        elif object_ and predicate == "preferentialEquivalent":
            preferred[subject] = object_
        elif object_ and predicate == "relatedEquivalent":
            related.append((subject, object_))
        elif object_ and predicate == "superTopicOf":
            above.append((object_, subject))
    heads = _heads(list(lines), preferred, related)
    groups, parents, items = defaultdict(list), defaultdict(list), defaultdict(list)
    for topic in lines:
        groups[heads[topic]].append(topic)
    for narrow, broad in above:
        parents[heads[narrow]].append(f"cso:{_quoted(heads[broad])}")
    for topic, item_id in elsewhere:
        items[heads[topic]].append(item_id)
    for head, topics in groups.items():
        names = _with_acronyms([labels.get(topic) or squeeze(topic.replace("_", " ")) for topic in sorted(topics, key=lambda topic: topic != head)])
        ids = [("cso", _quoted(head), "cso.kmi.open.ac.uk"), *(("wikidata", item_id, "cso.kmi.open.ac.uk") for item_id in _distinct(*items[head]))]
        yield Foreign(type_, names, parents=_distinct(*parents[head]), ids=tuple(ids), source=source, number=min(lines[t] for t in topics))


def _heads(topics: list[str], preferred: Mapping[str, str], related: list[tuple[str, str]]) -> dict[str, str]:
    """For each topic the one that its group is called after: what most of the group prefer, else the first."""
    root = {topic: topic for topic in topics}

    def find(topic: str) -> str:
        while root[topic] != topic:
            root[topic] = topic = root[root[topic]]
        return topic

    choice = {topic: topic for topic in preferred.values()} | dict(preferred)
    # Two that prefer different names are two things, whatever else says that they are related.
    same = [pair for pair in related if len({choice[topic] for topic in pair if topic in choice}) < 2]
    for one, other in [*preferred.items(), *same]:
        root[find(other)] = find(one)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for topic in topics:
        votes[find(topic)][choice.get(topic, topic)] += 1
    chosen = {group: max(count, key=lambda topic: (topic in choice, count[topic])) for group, count in votes.items()}
    return {topic: chosen[find(topic)] for topic in topics}


def _with_acronyms(names: list[str]) -> tuple[str, ...]:
    """CSO's names, which are all in lower case: "support vector machine (svm)" as its two parts, and "svm" as the acronym that it is."""
    found = [re.fullmatch(r"(\w.*) \((\w+?)s?\)", name) for name in names]
    parts = [part for name, both in zip(names, found, strict=True) for part in (both.groups() if both and both[2] == _initials(both[1]) else [name])]
    acronyms = {_initials(part) for part in parts if " " in part}
    return _distinct(*(part.upper() if part in acronyms else part for part in parts))


def _initials(name: str) -> str:
    return "".join(word[:1] for word in re.split(r"[\s-]+", name))


def _wikidata(rows: Rows, source: str, type_: EntityType | None, report: Report) -> Iterator[Foreign]:
    """The items of a query's answer: SPARQL 1.1 results (https://www.w3.org/TR/sparql11-results-json/) or the downloads of query.wikidata.org.

    An item has as many rows as its optional columns have values: they become one entity.
    """
    if type_ is None:
        raise UsageError("a Wikidata answer does not say what its items are", where=source, hint="give --type method, dataset, hardware or task")
    items: dict[str, dict[str, list[str]]] = {}
    first: dict[str, int] = {}
    for number, row in rows:
        found = _WIKIDATA.search(_text(row.get("item")))
        if not found:
            report(number, "no Wikidata item in the column item, skipped")
            continue
        values = items.setdefault(found[1], defaultdict(list))
        first.setdefault(found[1], number)
        for column, cell in row.items():
            if value := _text(cell):
                values[column].append(value)
    for item, values in items.items():
        # Where an item has no label in the asked language, the label service gives its number.
        labels = [label for label in values["itemLabel"] if label != item]
        if not labels:
            report(first[item], f"no English name of {item}, skipped")
            continue
        # The label service joins other names by ", ", GROUP_CONCAT by what it was told.
        others = [name for cell in values["itemAltLabel"] for name in cell.split(", ")] + [name for cell in values["altLabel"] for name in cell.split("|")]
        years = sorted(filter(None, map(_year, values["inception"] + values["year"])))
        broader = [f"wikidata:{found[1]}" for cell in values["superclass"] if (found := _WIKIDATA.search(cell))]
        classes = [value for column in ("typeLabel", "classLabel", "type", "class", "superclassLabel") for value in values[column] if not _WIKIDATA.search(value)]
        yield Foreign(
            type_,
            _distinct(*labels, *others),
            hints=_distinct(*classes),
            parents=_distinct(*broader, *values["superclassLabel"]),
            year=years[0] if years else "",
            ids=(("wikidata", item, "wikidata.org"),),
            source=source,
            number=first[item],
        )


def _text(value: object) -> str:
    """A cell's text, without TeX and runs of blanks; of a SPARQL result's cell its value, if that is English or has no language."""
    if isinstance(value, Mapping):
        value = value.get("value") if re.match("en|mul", str(value.get("xml:lang", "en"))) else ""
    return squeeze(plain(str(value)).text) if value is not None and not isinstance(value, (list, bool)) else ""


def _year(value: object) -> str:
    """The year that a date begins with, if it can be one of a thing that papers name."""
    found = re.match(r"\+?(1[5-9]\d\d|20\d\d)(?!\d)", _text(value))
    return found[1] if found else ""


def _quoted(id_: str) -> str:
    """An id without the signs that separate ids in a table."""
    return quote(unquote(id_), safe="/()'!,:+*~")


def _distinct(*names: str) -> tuple[str, ...]:
    """The names that are not empty, each once."""
    return tuple(dict.fromkeys(name for name in names if name))
