"""`kg validate` and `kg stats`."""

from __future__ import annotations

import json
import shutil

import pytest


@pytest.fixture
def broken(hand_build, tmp_path):
    """A build with a paper that has no title."""
    directory = tmp_path / "broken"
    shutil.copytree(hand_build, directory)
    with (directory / "graph.ttl").open("a") as file:
        file.write("\n<https://w3id.org/paperkg/paper/untitled> a <http://purl.org/spar/fabio/ResearchPaper> .\n")
    return directory


def test_what_build_makes_is_valid(kg, packaged_build):
    result = kg("validate", packaged_build)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"{packaged_build} conforms to the shapes\n")
    assert kg("validate", packaged_build, "-q").output == ""
    assert kg("validate", packaged_build / "graph.ttl").exit_code == 0


def test_a_broken_graph(kg, broken, one_line):
    result = kg("validate", broken, "-q")
    assert result.exit_code == 1
    assert "https://w3id.org/paperkg/paper/untitled title: " in result.stdout
    assert "violation" in one_line(result.stderr)


def test_nothing_to_validate(kg, tmp_path, one_line):
    for where in (tmp_path, tmp_path / "none.ttl"):
        result = kg("validate", where)
        assert result.exit_code == 1
        one_line(result.stderr)


def test_figures(kg, hand_build):
    found = json.loads(kg("stats", hand_build, "--format", "json").stdout)
    assert found["papers"] == 4 and found["papers without links"] == 1
    assert found["links: introduces"] == 2 and found["papers with code"] == 1
    shown = dict(line.rsplit(maxsplit=1) for line in kg("stats", hand_build).stdout.splitlines()[2:])
    assert {key.strip(): float(value) for key, value in shown.items()} == {key: float(value) for key, value in found.items()}


def test_figures_agree_with_what_build_says(kg, packaged_sample, packaged_build, tmp_path):
    said = dict(line.rsplit(maxsplit=1) for line in kg("build", packaged_sample, "-o", tmp_path).stderr.splitlines() if line.startswith("  "))
    found = json.loads(kg("stats", packaged_build, "--format", "json").stdout)
    for key, count in said.items():
        if key.strip() in found:
            assert found[key.strip()] == int(count.replace(",", "")), key


def test_figures_of_nothing(kg, tmp_path, one_line):
    result = kg("stats", tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    one_line(result.stderr)
