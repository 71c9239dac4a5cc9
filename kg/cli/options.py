"""Options that several commands share, and how errors become exit codes."""

from __future__ import annotations

import errno
import functools
import io
import os
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from kg.cli.output import Messages
from kg.cli.signals import Ended, ending_in_order
from kg.errors import KgError
from kg.iris import DEFAULT_BASE

F = TypeVar("F", bound=Callable[..., Any])


def examples(*lines: str) -> str:
    """The examples at the end of a command's help."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def quiet_option(function: F) -> F:
    """Adds `--quiet`; the function gets `messages`."""

    @click.option("-q", "--quiet", is_flag=True, help="No progress and no messages, only results and problems.")
    @functools.wraps(function)
    def with_messages(*args: Any, quiet: bool, **kwargs: Any) -> Any:
        return function(*args, messages=Messages(quiet), **kwargs)

    return with_messages  # type: ignore[return-value]


catalog_option = click.option(
    "--catalog", "catalogs", multiple=True, type=click.Path(exists=True, dir_okay=False), metavar="TSV", help="A table of entities to add; may be given several times."
)


def _iri(ctx: click.Context, option: click.Parameter, value: str) -> str:
    if value != DEFAULT_BASE:
        from pyoxigraph import NamedNode

        try:
            NamedNode(value)
        except ValueError as error:
            raise click.BadParameter(f"{value!r} is no absolute IRI; give one such as {DEFAULT_BASE}", ctx, option) from error
    return value


base_option = click.option("--base", default=DEFAULT_BASE, callback=_iri, metavar="IRI", show_default=True, help="What all IRIs begin with.")


def linking_options(function: F) -> F:
    """Adds the inputs and the options of the linker."""
    for decorate in (
        base_option,
        click.option("--strict", is_flag=True, help="Stop at the first thing that can't be read."),
        catalog_option,
        click.argument("inputs", nargs=-1, required=True, metavar="INPUT..."),
    ):
        function = decorate(function)
    return function


def _cores() -> int:
    from kg.linking.workers import cores

    return cores()


workers_option = click.option(
    "--workers", type=click.IntRange(1), metavar="N", default=_cores, show_default="the cores there are", help="Processes that link; the result is the same."
)


class Commands(click.Group):
    """A group whose commands turn KgError into one line on standard error and its exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # JSON, CSV and RDF are UTF-8 whatever the locale says
        try:
            with ending_in_order():
                result = super().invoke(ctx)
            sys.stdout.flush()  # here and not at exit, where nobody could catch a broken pipe
            return result
        except KgError as error:
            click.echo(f"kg: {' '.join(str(error).split())}", err=True)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            # `kg link … | head` is not an error; the interpreter must not complain at exit either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EIO, errno.EDQUOT):
                raise
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python fails on it once more at exit
            click.echo(f"kg: the output can't be written: {error.strerror} (is there room?)", err=True)
            ctx.exit(1)
        except KeyboardInterrupt as interrupt:
            click.echo("kg: interrupted; files are as they were before", err=True)
            ctx.exit(interrupt.exit_code if isinstance(interrupt, Ended) else 130)
