"""Options that several commands share, and how errors become exit codes."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from kg.cli.output import Messages
from kg.errors import KgError
from kg.iris import DEFAULT_BASE

F = TypeVar("F", bound=Callable[..., Any])


def quiet_option(function: F) -> F:
    """Adds `--quiet`; the function gets `messages`."""

    @click.option("-q", "--quiet", is_flag=True, help="No progress and no messages, only results and problems.")
    @functools.wraps(function)
    def with_messages(*args: Any, quiet: bool, **kwargs: Any) -> Any:
        return function(*args, messages=Messages(quiet), **kwargs)

    return with_messages  # type: ignore[return-value]


def linking_options(function: F) -> F:
    """Adds the inputs and the options of the linker."""
    for decorate in (
        click.option("--base", default=DEFAULT_BASE, metavar="IRI", show_default=True, help="What all IRIs begin with."),
        click.option("--strict", is_flag=True, help="Stop at the first thing that can't be read."),
        click.option("--catalog", "catalogs", multiple=True, type=click.Path(dir_okay=False), metavar="TSV", help="A table of entities to add; may be given several times."),
        click.argument("inputs", nargs=-1, required=True, metavar="INPUT..."),
    ):
        function = decorate(function)
    return function


class Commands(click.Group):
    """A group whose commands turn KgError into one line on standard error and its exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KgError as error:
            click.echo(f"kg: {error}", err=True)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            # `kg link … | head` is not an error; the interpreter must not complain at exit either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except KeyboardInterrupt:
            click.echo("kg: interrupted; nothing was written", err=True)
            ctx.exit(130)
