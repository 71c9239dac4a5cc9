"""The README is true: every command is in it, its examples run, and what it shows is what they print.

`python tests/test_readme.py` writes into it what they print now, in as many lines as each shows.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kg.cli import main
from kg.exports import FILES
from kg.resources import samples

README = Path(__file__).resolve().parent.parent / "README.md"
WIDEST = 140
ELLIPSIS = "…"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def shown() -> list[tuple[str, list[str]]]:
    """Each command of the README's console blocks, with the lines that it shows of the output."""
    found = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *output = part.splitlines()
            found.append((command, output))
    return found


def command_paths(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from command_paths(command, (*path, name))


def prepare(folder: Path) -> None:
    """What a fresh checkout has, as far as the examples need it, and a `kg` on the path."""
    (folder / "kg" / "samples").mkdir(parents=True)
    (folder / "kg" / "samples" / "daily-papers.txt").write_bytes((samples() / "daily-papers.txt").read_bytes())
    (folder / "bin").mkdir()
    for name, module in (("kg", "-m kg"), ("python", "")):
        script = folder / "bin" / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -u {module} "$@"\n')
        script.chmod(0o755)


def printed(command: str, folder: Path) -> list[str]:
    """What a person sees who types the command; its exit code may be 1, never a traceback."""
    environment = os.environ | {"PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    result = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", check=False)
    assert result.returncode in (0, 1) and "Traceback" not in result.stdout, result.stdout
    return result.stdout.splitlines()


def shortened(lines: list[str], most: int) -> list[str]:
    """The first lines, with an ellipsis where something is left out."""
    cut = [line.rstrip() if len(line.rstrip()) <= WIDEST else line[: WIDEST - 2] + " " + ELLIPSIS for line in lines]
    return cut if len(cut) <= most else [*cut[: max(1, most - 1)], ELLIPSIS]


def words(lines: list[str]) -> list[list[str]]:
    """Lines without their spacing and rules, which are the terminal's affair."""
    return [line.split() for line in lines if line.strip("─━-— ")]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """A folder in which the README's commands can be typed, after its first one."""
    folder = tmp_path_factory.mktemp("checkout")
    prepare(folder)
    printed(shown()[0][0], folder)
    return folder


def test_the_first_command_builds_what_the_others_read():
    assert shown()[0][0].startswith("kg build ") and shown()[0][0].endswith(" -o exports")


@pytest.mark.parametrize(("command", "output"), shown(), ids=lambda value: value[:50] if isinstance(value, str) else "")
def test_commands_print_what_is_shown(checkout, command, output):
    assert words(shortened(printed(command, checkout), len(output))) == words(output), "python tests/test_readme.py writes what they print now"


@pytest.mark.parametrize("path", list(command_paths(main)), ids=" ".join)
def test_every_command_is_described(path):
    text = README.read_text(encoding="utf-8")
    assert "kg " + " ".join(path) in text
    if not isinstance(main.commands[path[0]], click.Group):
        assert f"### kg {path[0]}\n" in text


def test_commands_that_are_named_exist():
    paths = set(command_paths(main))
    named = re.findall(r"(?:^\$ |[`|] ?)kg ([a-z]+)((?: [a-z]+)?)", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert named
    for first, second in named:
        assert (first,) in paths
        assert first != "catalog" or not second or (first, second.strip()) in paths


def test_every_file_of_a_build_is_described():
    text = README.read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in FILES)


def test_the_python_example_runs(checkout):
    (example,) = blocks("python")
    result = subprocess.run([sys.executable, "-P", "-c", example], cwd=checkout, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (result.returncode, result.stderr) == (0, "")
    assert "ImageNet" in result.stdout and "LoRA" in result.stdout


def test_the_files_that_it_points_to_are_there():
    text = README.read_text(encoding="utf-8")
    for path in [*re.findall(r"\]\(([^)#:]+)\)", text), *re.findall(r"(?<![\w/])(?:scripts|ontology|kg|tests|\.ci)/[\w./-]*\w", text)]:
        assert (README.parent / path).exists(), path



def rewrite() -> None:
    """Writes into the README what its commands print now."""
    text = README.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        prepare(Path(name))
        for command, output in shown():
            new = shortened(printed(command, Path(name)), len(output) or 99)
            before = "\n".join([f"$ {command}", *output]) + "\n"
            assert text.count(before) >= 1, command
            text = text.replace(before, "\n".join([f"$ {command}", *new]) + "\n", 1)
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    rewrite()
