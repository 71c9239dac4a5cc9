"""What commands print: results to standard output, progress and messages to standard error."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import click

from kg.sources import Problem

T = TypeVar("T")
_PATIENCE = 1.0
"""Seconds before a progress bar shows: quicker work needs none."""


def tell(text: str) -> None:
    """A line on standard error. Where nobody reads that any more (`2>&1 | head`), the work goes on without messages."""
    try:
        click.echo(text, err=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


class Messages:
    """Messages on standard error, none with `--quiet`."""

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet

    def say(self, text: str) -> None:
        """A line for the user."""
        if not self.quiet:
            tell(text)

    def problem(self, problem: Problem) -> None:
        """Something that was skipped or mended. Shown with `--quiet` too: it is why a result may be smaller than expected."""
        tell(f"kg: {problem}")

    def progress(self, items: Iterable[T], label: str) -> Iterable[T]:
        """The items, with a bar on standard error once they take over a second, if that is a terminal."""
        if self.quiet or not sys.stderr.isatty():
            return items
        return _with_bar(list(items), label)


def _with_bar(items: Sequence[T], label: str) -> Iterator[T]:
    began = time.monotonic()
    rest = iter(items)
    done = 0
    for item in rest:
        yield item
        done += 1
        if time.monotonic() - began > _PATIENCE:
            break
    if done < len(items):
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(label, total=len(items), completed=done)
            for item in rest:
                yield item
                bar.advance(task)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table as wide as the terminal; long cells fold."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    rows = [tuple(row) for row in rows]
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for number, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[number], (int, float)) for row in rows)
        table.add_column(Text(column), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        # Text, so that brackets in a title are not read as rich's markup.
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    Console(soft_wrap=False, width=None if sys.stdout.isatty() else 120).print(table)


def echo_counts(counts: Iterable[tuple[str, int]], echo: Callable[[str], None]) -> None:
    """Figures in two columns."""
    pairs = list(counts)
    width = max((len(name) for name, _ in pairs), default=0)
    for name, count in pairs:
        echo(f"  {name:<{width}}  {count:>9,}")
