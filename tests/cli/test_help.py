"""Every command explains itself: help, an example that is right, --quiet."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from kg import __version__
from kg.cli import main


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, group
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


ALL = dict(commands(main))
LEAVES = {path: command for path, command in ALL.items() if not isinstance(command, click.Group)}
named = pytest.mark.parametrize("path", ALL, ids=lambda path: " ".join(path) or "kg")


def examples(command: click.Command) -> list[list[str]]:
    lines = re.findall(r"^ {2}(.*\bkg .*)$", command.epilog or "", re.MULTILINE)
    return [shlex.split(re.split(r"\s[|<>]\s", line[line.index("kg ") :])[0]) for line in lines]


@named
def test_help_shows_examples(kg, path):
    result = kg(*path, "--help")
    assert result.exit_code == 0
    assert result.stdout == kg(*path, "-h").stdout
    assert result.stdout.startswith("Usage: " + " ".join(("kg", *path)))
    assert re.search(r"Examples:\n {4}.*\bkg ", result.stdout)


@named
def test_the_examples_are_of_this_command_and_its_options(path):
    found = examples(ALL[path])
    assert found
    for words in found:
        assert tuple(words[1 : 1 + len(path)]) == path
        command = next(ALL[tuple(words[1:n])] for n in (3, 2) if tuple(words[1:n]) in ALL)
        options = {option for parameter in command.params for option in parameter.opts}
        unknown = {word for word in words if re.match(r"--?\w", word)} - options
        assert not unknown or command is main.commands["query"]  # its saved queries have options of their own


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_command_can_be_quiet(path):
    options = {option for parameter in LEAVES[path].params for option in parameter.opts}
    assert {"--quiet", "-q"} <= options


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_option_is_explained(path):
    for parameter in LEAVES[path].params:
        assert not isinstance(parameter, click.Option) or parameter.help or isinstance(parameter.type, click.Choice), parameter.name


def test_the_version(kg):
    assert __version__ in kg("--version").stdout


def test_a_command_that_is_none(kg):
    result = kg("bild")
    assert result.exit_code == 2
    assert "bild" in result.stderr


@pytest.mark.parametrize("arguments", [(), ("catalog",), ("build",), ("query",), ("build", "--nonsense", "x", "-o", "y")])
def test_wrong_usage_returns_2(kg, arguments):
    assert kg(*arguments).exit_code == 2


def test_help_does_not_load_the_graph_libraries(kg_process):
    import subprocess
    import sys

    code = "import sys, kg.cli; print([m for m in ('rdflib', 'networkx', 'numpy', 'pyshacl', 'pyoxigraph', 'rich') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
