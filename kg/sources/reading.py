"""Opening inputs: files, folders, gzip and standard input, as lines of text; what can't be read is reported and passed over."""

from __future__ import annotations

import codecs
import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, cast

from kg.errors import SourceError
from kg.model import Paper
from kg.sources.formats import Format, recognise

_HEAD = 1 << 16
_GZIP = b"\x1f\x8b"
STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was skipped or mended: the input, its line (0: the whole input), and a sentence."""

    source: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.source}:{self.line}: {self.message}" if self.line else f"{self.source}: {self.message}"


BUILT = frozenset(["graph.ttl", "evidence.ttl", "graph.nt", "store", "graph.graphml", "graph.html", "explorer.html", "links.jsonl", "report.md"])
"""What `kg build` writes into a folder: the names of `kg.exports.FILES`."""
_OF_A_BUILD = ("graph.nt", "evidence.ttl", "links.jsonl")


def expand_inputs(inputs: Iterable[str | Path], on_problem: Callable[[Problem], None] = lambda problem: None) -> list[str]:
    """Files for files and folders, `-` for standard input. A folder gives the files in it and below, hidden ones left out, sorted.

    What `kg build` wrote is no input: folders below that hold a build are left out, and `on_problem` is told.
    Raises SourceError for a path that is not there.
    """
    found: list[str] = []
    for given in inputs:
        path = Path(given)
        if str(given) == STANDARD_INPUT:
            found.append(STANDARD_INPUT)
        elif path.is_dir():
            entries = sorted(p for p in path.rglob("*") if not any(part.startswith(".") for part in p.relative_to(path).parts))
            for p in entries:
                if p.is_symlink() and not p.exists():
                    on_problem(Problem(_printable(str(p)), 0, "a link to nothing, skipped"))
            files = [p for p in entries if p.is_file()]
            builds = sorted(build for p in files if p.name == _OF_A_BUILD[0] and all(((build := p.parent) / name).is_file() for name in _OF_A_BUILD))
            for build in builds:
                on_problem(Problem(_printable(str(build)), 0, "a graph that kg build wrote, left out"))
            # Where the results went among the papers, only they are left out.
            files = [p for p in files if not any(build in p.parents if build != path else p.relative_to(path).parts[0] in BUILT for build in builds)]
            if not files:
                raise SourceError("the folder has no files" + (" but those of a graph" if builds else ""), where=str(path), hint="give a folder with saved pages, JSON or JSONL files")
            found.extend(map(str, files))
        elif path.exists():
            found.append(str(path))
        else:
            raise SourceError("no such file or folder", where=str(path), hint="check the path, or use - for standard input")
    return found


def read_papers(inputs: Iterable[str | Path], on_problem: Callable[[Problem], None] = lambda problem: None) -> Iterator[Paper]:
    """Every paper of the inputs, in their order, repeated ones as often as they stand there. Streams; memory stays that of one record.

    `on_problem` is told what was skipped. Raises SourceError if an input is not there; an input that is there and can't be
    read is a problem and not an error, so that the others are still read.
    """
    for source in expand_inputs(inputs, on_problem):
        yield from _read_one(source, on_problem)


def _read_one(source: str, on_problem: Callable[[Problem], None]) -> Iterator[Paper]:
    name = "standard input" if source == STANDARD_INPUT else _printable(source)
    page = "stdin" if source == STANDARD_INPUT else _printable(Path(source).name)

    def report(line: int, message: str) -> None:
        on_problem(Problem(name, line, message))

    try:
        with _open(source) as stream:
            if b"\0" in stream.peek(_HEAD)[:_HEAD]:
                return report(0, "a binary file, skipped; expected a saved page as text, JSON or JSON Lines (also gzipped)")
            head, format_ = _recognised(stream)
            if not b"".join(head).strip():
                return report(0, "empty, skipped")
            if format_ is None:
                return report(0, "no known layout, skipped; expected a saved daily-papers page, JSON or JSON Lines")
            yield from format_.read(_decoded(chain(head, stream), report), page, report)
    except (OSError, EOFError, zlib.error) as error:
        report(0, f"unreadable, skipped: {error.strerror if isinstance(error, OSError) and error.strerror else error}")
    return None


def _printable(name: str) -> str:
    """A file's name, with U+FFFD for bytes that are no UTF-8: it goes into files that are."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _recognised(stream: BinaryIO) -> tuple[list[bytes], Format | None]:
    """The lines that tell the format, and the format: one line if that is enough, so that a slow stream's papers come at once."""
    head: list[bytes] = []
    size, begun = 0, False
    for line in stream:
        head.append(line)
        size += len(line)
        if size >= _HEAD or (not begun and recognise(line.decode("utf-8", "replace"))):
            break
        begun = begun or bool(line.strip())
    return head, recognise(b"".join(head).decode("utf-8", "replace"))


class _Arriving(io.RawIOBase):
    """Standard input as it arrives: a read gives what is there, and closing leaves it open."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return cast(io.BufferedReader, sys.stdin.buffer).readinto1(buffer)


def read_whole(source: str | Path) -> bytes:
    """A file's bytes, or those of standard input for `-`. Raises OSError."""
    return sys.stdin.buffer.read() if str(source) == STANDARD_INPUT else Path(source).read_bytes()


def _open(source: str) -> io.BufferedReader:
    raw: io.RawIOBase = _Arriving() if source == STANDARD_INPUT else io.FileIO(source)
    stream: io.BufferedReader = io.BufferedReader(raw, buffer_size=_HEAD)
    if stream.peek(2)[:2] == _GZIP:
        unpacked = gzip.GzipFile(fileobj=cast(BinaryIO, stream))
        return io.BufferedReader(cast(io.RawIOBase, unpacked), buffer_size=_HEAD)
    return stream


def _decoded(lines: Iterable[bytes], report: Callable[[int, str], None]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        raw = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
        try:
            yield raw.decode("utf-8")
        except UnicodeDecodeError as error:
            report(number, f"invalid UTF-8 at byte {error.start + 1}, replaced by U+FFFD")
            yield raw.decode("utf-8", "replace")
