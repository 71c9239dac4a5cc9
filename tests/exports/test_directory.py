"""Writing a build: all files or none, the same bytes every time, and a clear word where it can't be written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
from click.testing import CliRunner

from kg import KnowledgeGraph
from kg.cli import main
from kg.errors import UsageError
from kg.exports import FILES, write_all
from kg.exports.directory import folder_aside
from kg.query import Store
from kg.sources.reading import BUILT


def contents(directory: Path) -> dict[str, bytes]:
    """The files by name; not the store, whose database numbers and dates its own files."""
    found = (path.relative_to(directory) for path in directory.rglob("*") if path.is_file())
    return {str(path): (directory / path).read_bytes() for path in found if path.parts[0] != "store"}


def statements(directory: Path) -> set[str]:
    return {str(quad) for quad in pyoxigraph.Store.read_only(str(directory / "store"))}


def test_the_paths_of_all_files_are_given_back(hand_graph: KnowledgeGraph, tmp_path: Path) -> None:
    written = hand_graph.write(tmp_path / "new" / "deep")
    assert [path.name for path in written] == list(FILES)
    assert all(path.parent == tmp_path / "new" / "deep" and (path.is_dir() if path.name == "store" else path.is_file()) for path in written)


def test_a_build_replaces_its_files_and_leaves_others_alone(hand_graph: KnowledgeGraph, hand_build: Path, tmp_path: Path) -> None:
    hand_graph.write(tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "graph.ttl").write_text("old")
    hand_graph.write(tmp_path)
    assert contents(tmp_path) == contents(hand_build) | {"notes.txt": b"mine"}


def test_a_second_build_replaces_the_store_even_while_somebody_reads_it(hand_graph: KnowledgeGraph, sample_graph: KnowledgeGraph, tmp_path: Path) -> None:
    hand_graph.write(tmp_path)
    reader = Store.open(tmp_path)
    sample_graph.write(tmp_path)
    assert reader.query("ASK { ?m skos:prefLabel 'BitSqueeze' }") and not Store.open(tmp_path).query("ASK { ?m skos:prefLabel 'BitSqueeze' }")
    assert statements(tmp_path) == {str(quad) for quad in Store.of_graph(sample_graph).quads()}
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)


def test_no_build_goes_into_the_store_of_another(hand_graph: KnowledgeGraph, tmp_path: Path) -> None:
    hand_graph.write(tmp_path)
    with pytest.raises(UsageError, match="the store of another graph"):
        hand_graph.write(tmp_path / "store")
    assert len(Store.open(tmp_path)) and not (tmp_path / "store" / "graph.nt").exists()


def test_a_file_in_the_place_of_the_store_gives_way(hand_graph: KnowledgeGraph, tmp_path: Path) -> None:
    hand_graph.write(tmp_path)
    shutil.rmtree(tmp_path / "store")
    (tmp_path / "store").write_text("a copy without its store")
    hand_graph.write(tmp_path)
    assert Store.open(tmp_path).query("ASK { ?m skos:prefLabel 'BitSqueeze' }")


@pytest.mark.parametrize("name", FILES)
def test_a_build_that_fails_half_way_leaves_the_previous_one_whole(hand_graph: KnowledgeGraph, sample_graph: KnowledgeGraph, tmp_path: Path, monkeypatch, name: str) -> None:
    monkeypatch.setitem(FILES, "graph.html", ("quick", lambda graph, path: path.write_text("a page")))
    hand_graph.write(tmp_path)
    before = contents(tmp_path)

    def fail(graph: KnowledgeGraph, path: Path) -> None:
        path.write_text("half a fi")
        raise RuntimeError("the disk is full")

    monkeypatch.setitem(FILES, name, ("fails", fail))
    with pytest.raises(RuntimeError, match="the disk is full"):
        write_all(sample_graph, tmp_path)
    assert contents(tmp_path) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(FILES)


def test_a_directory_that_is_a_file(hand_graph: KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "taken"
    path.write_text("mine")
    for where in (path, path / "below"):
        with pytest.raises(UsageError) as raised:
            hand_graph.write(where)
        assert raised.value.where == str(path)
        assert raised.value.hint
        assert raised.value.exit_code == 2
    assert path.read_text() == "mine"


def test_the_command_finds_out_before_it_reads_anything(tmp_path: Path) -> None:
    path = tmp_path / "taken"
    path.write_text("mine")
    result = CliRunner().invoke(main, ["build", str(tmp_path / "no-such-input"), "-o", str(path)])
    assert result.exit_code == 2
    assert "is a file, not a folder" in result.output
    assert "no-such-input" not in result.output


def test_a_folder_that_cannot_be_written(hand_graph: KnowledgeGraph, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    # Root writes into any folder, but not into /proc.
    where = Path("/proc/kg") if os.access(tmp_path, os.W_OK) else tmp_path / "new"
    try:
        with pytest.raises(UsageError, match="can't be written") as raised:
            hand_graph.write(where)
    finally:
        tmp_path.chmod(0o700)
    assert raised.value.where in str(where)
    assert raised.value.hint


def test_hash_seed_and_order_of_the_input_change_no_byte(pages: list[Path], sample_file: Path, tmp_path: Path) -> None:
    page = min(pages, key=lambda path: path.stat().st_size)
    # Without the broken line: where it stands is told in the report.
    lines = [line for line in sample_file.read_text(encoding="utf-8").splitlines(keepends=True) if not line.startswith("{broken")]
    running = []
    for seed, step in (("0", 1), ("1", -1)):
        records = tmp_path / f"in{seed}" / "sample.jsonl"
        records.parent.mkdir()
        records.write_text("".join(lines[::step]), encoding="utf-8")
        command = [sys.executable, "-c", "from kg.cli import main; main()", "build", *[page, records][::step], "-q", "-o", tmp_path / seed]
        running.append(subprocess.Popen(command, env=os.environ | {"PYTHONHASHSEED": seed}, stderr=subprocess.PIPE, text=True))
    for process in running:
        _, errors = process.communicate()
        assert process.returncode == 0, errors
    first, second = contents(tmp_path / "0"), contents(tmp_path / "1")
    assert {*first, "store"} == set(FILES)
    assert statements(tmp_path / "0") == statements(tmp_path / "1")
    assert [name for name in first if first[name] != second[name]] == []


def test_a_folder_that_cannot_be_replaced_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "CURRENT").write_text("old")
    (tmp_path / "report.md").write_text("old")

    def full(_: object, target: Path) -> None:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError, match="No space"), folder_aside(tmp_path) as aside:
        (aside / "store").mkdir()
    assert (tmp_path / "store" / "CURRENT").read_text() == "old"


def test_what_no_build_wrote_is_not_replaced(hand_graph: KnowledgeGraph, tmp_path: Path) -> None:
    (tmp_path / "store" / "chapters").mkdir(parents=True)
    (tmp_path / "store" / "chapters" / "one.tex").write_text("mine")
    with pytest.raises(UsageError, match="store: would be replaced, and no build wrote it"):
        hand_graph.write(tmp_path)
    assert (tmp_path / "store" / "chapters" / "one.tex").read_text() == "mine"
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "links.jsonl").write_text("mine")
    with pytest.raises(UsageError, match=r"links\.jsonl: would be replaced"):
        hand_graph.write(tmp_path / "other")
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["links.jsonl"]


@pytest.mark.parametrize("name", ["", " "])
def test_an_empty_name_is_no_folder(hand_graph: KnowledgeGraph, name: str) -> None:
    with pytest.raises(UsageError, match="no folder for the results is named"):
        hand_graph.write(name)


def test_a_build_does_not_go_to_standard_output(hand_graph: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="standard output"):
        hand_graph.write("-")
    assert list(tmp_path.iterdir()) == []


def test_what_a_build_writes_is_known_to_the_reader_of_inputs() -> None:
    assert set(FILES) == BUILT
