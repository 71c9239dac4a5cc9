"""`kg build`."""

from __future__ import annotations

import gzip
import os

import pytest

from kg.exports import FILES


def test_the_packaged_sample(packaged_build):
    assert sorted(path.name for path in packaged_build.iterdir()) == sorted(FILES)
    assert all(path.stat().st_size for path in packaged_build.iterdir())
    assert "https://github.com/microsoft/LoRA" in (packaged_build / "graph.ttl").read_text(encoding="utf-8")


def test_it_says_what_it_built_and_where(kg, records, tmp_path):
    result = kg("build", records, "-o", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "papers" in result.stderr and "entities: method" in result.stderr
    for name, (what, _) in FILES.items():
        assert f"{tmp_path / 'out' / name}  {what}\n" in result.stderr


def test_quiet_says_nothing_but_problems(kg, records, tmp_path):
    assert kg("build", records, "-o", tmp_path / "out", "--quiet").output == ""
    with records.open("a") as file:
        file.write("{broken\n")
    result = kg("build", records, "-o", tmp_path / "out", "-q")
    assert result.exit_code == 0
    assert result.output == result.stderr
    assert result.stderr.startswith(f"kg: {records}:3: broken JSON, skipped") and result.stderr.count("\n") == 1


def test_strict_stops_at_the_first_problem(kg, records, tmp_path):
    with records.open("a") as file:
        file.write("{broken\n")
    result = kg("build", records, "-o", tmp_path / "out", "--strict", "-q")
    assert result.exit_code == 1
    assert f"{records}:3" in result.stderr and "without --strict" in result.stderr
    assert not (tmp_path / "out").exists()


def test_several_inputs_and_a_folder(kg, records, tmp_path):
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "more.jsonl.gz").write_bytes(gzip.compress(b'{"title": "Another paper on ResNet", "abstract": "ResNet."}'))
    assert kg("build", records, folder, "-o", tmp_path / "out").exit_code == 0
    assert len((tmp_path / "out" / "links.jsonl").read_text(encoding="utf-8").splitlines()) == 3


@pytest.mark.parametrize("below", [False, True])
@pytest.mark.parametrize("papers", ["papers.jsonl", "missing.jsonl"])
def test_a_directory_that_is_a_file_is_found_before_any_work(kg, records, tmp_path, one_line, below, papers):
    taken = tmp_path / "taken"
    taken.write_text("mine")
    result = kg("build", tmp_path / papers, "-o", taken / "below" if below else taken)
    assert result.exit_code == 2
    assert str(taken) in one_line(result.stderr)
    assert taken.read_text() == "mine"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_directory_without_permission(kg, records, tmp_path, one_line):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    result = kg("build", records, "-o", locked / "out")
    assert result.exit_code == 2
    assert str(locked) in one_line(result.stderr)


def test_an_input_that_is_not_there(kg, tmp_path, one_line):
    result = kg("build", tmp_path / "nothing.txt", "-o", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "nothing.txt: no such file or folder" in one_line(result.stderr)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\0\1\2binary", b"Just a sentence.\n", b"{broken\n", b"[1, 2]"])
def test_nothing_readable(kg, tmp_path, one_line, content):
    path = tmp_path / "odd.txt"
    path.write_bytes(content)
    result = kg("build", path, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert str(path) in one_line(result.stderr.splitlines(keepends=True)[-1])
    assert "no paper could be read" in result.stderr
    assert not (tmp_path / "out").exists()


def test_the_base_of_all_iris(kg, records, tmp_path):
    assert kg("build", records, "-o", tmp_path / "out", "--base", "https://lab.example/kg").exit_code == 0
    facts = (tmp_path / "out" / "graph.nt").read_text(encoding="utf-8")
    assert "<https://lab.example/kg/method/lora>" in facts
    assert "https://w3id.org/paperkg/method" not in facts


@pytest.mark.parametrize("base", ["lab", "http://a b/", "<x>", ""])
def test_a_base_that_is_no_iri(kg, records, tmp_path, base):
    result = kg("build", records, "-o", tmp_path / "out", "--base", base)
    assert result.exit_code == 2
    assert "absolute IRI" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_table_of_ones_own(kg, records, tmp_path):
    table = tmp_path / "ours.tsv"
    table.write_text("type\tname\tkind\tparent\nmethod\tTinyFormer\tmodel\ttransformer\n")
    assert kg("build", records, "-o", tmp_path / "out", "--catalog", table).exit_code == 0
    assert "/method/tinyformer> <http://www.w3.org/2004/02/skos/core#broader> <" in (tmp_path / "out" / "graph.nt").read_text(encoding="utf-8")


def test_a_table_that_is_not_there(kg, records, tmp_path):
    result = kg("build", records, "-o", tmp_path / "out", "--catalog", tmp_path / "ours.tsv")
    assert result.exit_code == 2
    assert "ours.tsv" in result.stderr


def test_a_malformed_table(kg, records, tmp_path, one_line):
    table = tmp_path / "ours.tsv"
    table.write_text("type\tname\tkind\nmethod\tTinyFormer\tsandwich\n")
    result = kg("build", records, "-o", tmp_path / "out", "--catalog", table)
    assert result.exit_code == 1
    assert "ours.tsv:2: unknown kind 'sandwich'" in one_line(result.stderr)
