"""One graph in one format: the formats by name, and files written aside and then renamed, so that a failed export leaves the previous one whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kg.errors import KgError, UsageError
from kg.exports import networks, statements, tables
from kg.exports.alignment import align as aligned
from kg.exports.directory import check_writable, folder_aside
from kg.exports.jsonld import write_jsonld
from kg.exports.parquet import write_parquet
from kg.graph.vocabulary import PREFIXES
from kg.query import Store
from kg.query.property_graph import PropertyGraph
from kg.resources import ontology


@dataclass(frozen=True)
class Options:
    """What an export of statements depends on besides the store."""

    evidence: bool
    prefixes: dict[str, str]
    own: bool
    """Whether the statements are in our vocabulary."""


@dataclass(frozen=True)
class Format:
    """How a format is written: statements or a property graph, into one file or a folder."""

    what: str
    write_statements: Callable[[Store, IO[bytes], Options], None] | None = None
    write_file: Callable[[PropertyGraph, IO[bytes]], None] | None = None
    write_folder: Callable[[PropertyGraph, Path], None] | None = None


def _statements(name: str) -> Callable[[Store, IO[bytes], Options], None]:
    return lambda store, out, options: statements.write_statements(store, out, name, options.prefixes, evidence=options.evidence)


def _jsonld(store: Store, out: IO[bytes], options: Options) -> None:
    context = json.loads(ontology("context.jsonld").read_text(encoding="utf-8"))["@context"] if options.own else options.prefixes
    write_jsonld(statements.one_graph(store, evidence=options.evidence), out, context)


FORMATS: dict[str, Format] = {
    "ttl": Format("Turtle", write_statements=_statements("ttl")),
    "nt": Format("N-Triples", write_statements=_statements("nt")),
    "nq": Format("N-Quads, with the evidence", write_statements=_statements("nq")),
    "trig": Format("TriG, with the evidence", write_statements=_statements("trig")),
    "jsonld": Format("JSON-LD, to be read as JSON", write_statements=_jsonld),
    "rdfxml": Format("RDF/XML", write_statements=_statements("rdfxml")),
    "graphml": Format("GraphML", write_file=networks.write_graphml),
    "gexf": Format("GEXF", write_file=networks.write_gexf),
    "csv": Format("CSV: a folder with nodes.csv and edges.csv", write_folder=tables.write_csv),
    "neo4j": Format("CSV for neo4j-admin database import: a folder", write_folder=tables.write_neo4j),
    "parquet": Format("Parquet: a folder with nodes.parquet and edges.parquet", write_folder=write_parquet),
}
"""The formats by name."""


def export(store: Store, out: str | Path | IO[bytes], format: str, *, evidence: bool = False, align: str = "") -> list[Path]:
    """Writes a store in one of FORMATS and gives back the paths of its files.

    out: a file, a folder where the format has several files, or a binary stream.
    evidence: Turtle, N-Triples, RDF/XML and JSON-LD, which have one graph, get the evidence too. N-Quads and TriG always have it, under its name.
    align: an alignment's name (`kg.exports.alignment.alignments`): the statements in another vocabulary.

    Raises UsageError where the format doesn't go with the other arguments or the place can't be written, KgError where the writing fails.
    """
    if format not in FORMATS:
        raise UsageError("no such format", where=repr(format), hint="one of " + ", ".join(FORMATS))
    chosen = FORMATS[format]
    if (align or evidence) and not chosen.write_statements:
        raise UsageError(
            f"{format} is no format of statements, which {'an alignment' if align else 'evidence=True'} needs",
            hint="one of " + ", ".join(name for name, other in FORMATS.items() if other.write_statements),
        )
    if chosen.write_folder and not isinstance(out, (str, Path)):
        raise UsageError(f"{format} is several files", hint="name a folder for them")
    options = Options(evidence, PREFIXES, own=True)
    if align:
        store, prefixes = aligned(store, align)
        options = Options(evidence, prefixes, own=False)

    try:
        return _write(chosen, store, Path(out) if isinstance(out, str) else out, options)
    except BrokenPipeError:  # whoever reads has enough
        raise
    except OSError as error:
        raise KgError(f"the export failed: {error.strerror or error}", where=str(out) if isinstance(out, (str, Path)) else "", hint="is there room? what was there is whole") from error


def _write(format_: Format, store: Store, out: Path | IO[bytes], options: Options) -> list[Path]:
    if format_.write_folder:
        assert isinstance(out, Path)
        with folder_aside(out) as aside:
            format_.write_folder(PropertyGraph(store), aside)
            names = sorted(path.name for path in aside.iterdir())
        return [out / name for name in names]
    if isinstance(out, Path):
        with _file_aside(out) as file:
            _write(format_, store, file, options)
        return [out]
    if format_.write_statements:
        format_.write_statements(store, out, options)
    elif format_.write_file:
        format_.write_file(PropertyGraph(store), out)
    out.flush()  # here, where an error is still told
    return []


def check_place(out: Path, format: str) -> None:
    """Raises UsageError where `export` could not write, before any work is done."""
    if FORMATS[format].write_folder:
        check_writable(out)
    elif out.is_dir():
        raise UsageError("is a folder, and the format is one file", where=str(out), hint="name a file in it")
    else:
        check_writable(out.absolute().parent)


@contextmanager
def _file_aside(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of `path` once it is whole."""
    if path.is_dir():
        raise UsageError("is a folder, and the format is one file", where=str(path), hint="name a file in it")
    with folder_aside(path.absolute().parent) as aside, (aside / path.name).open("wb") as file:
        yield file
