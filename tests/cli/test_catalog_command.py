"""`kg catalog`: list, show, check."""

from __future__ import annotations

import pytest

HEADER = "type\tname\tkind\tparent\taliases\tcontext\tfacts\tids\n"


@pytest.fixture
def table(tmp_path):
    """A table of one's own."""
    path = tmp_path / "ours.tsv"
    path.write_text(HEADER + "method\tFrobnicator\tmodel\ttransformer\tFrobnicating Network|FRB^\t\tyear=2024\n")
    return path


def test_list(kg, table):
    result = kg("catalog", "list", "--catalog", table)
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert {len(row) for row in rows} == {4}
    assert ["method", "Frobnicator", "model", "transformer"] in rows
    assert result.stderr == f"{len(rows):,} entries\n"


def test_list_of_a_type_and_of_a_kind(kg):
    rows = [line.split("\t") for line in kg("catalog", "list", "--type", "hardware", "--kind", "gpu", "-q").stdout.splitlines()]
    assert {(row[0], row[2]) for row in rows} == {("hardware", "gpu")}
    assert "A100" in {row[1] for row in rows}
    assert kg("catalog", "list", "--type", "sandwich").exit_code == 2


def test_show(kg, table):
    result = kg("catalog", "show", "frobnicating network", "--catalog", table)
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "Frobnicator  (method, model)"
    assert [line.split(maxsplit=1) for line in lines[1:]] == [
        ["names", "Frobnicator, Frobnicating Network, FRB^"],
        ["broader", "transformer"],
        ["facts", "year 2024"],
        ["table", "ours.tsv:2"],
    ]


@pytest.mark.parametrize("name", ["LoRA", "lora", "A100", "imagenet", "knowledge distillation"])
def test_show_of_the_packaged_catalog(kg, name):
    assert kg("catalog", "show", name, "-q").exit_code == 0


def test_an_unknown_name_gets_the_nearest(kg, one_line):
    result = kg("catalog", "show", "ImageNet-o1")
    assert (result.exit_code, result.stdout) == (1, "")
    message = one_line(result.stderr)
    assert "the catalog has no 'ImageNet-o1' (nearest: " in message and "ImageNet-O" in message


def test_the_packaged_catalog_has_no_errors(kg):
    result = kg("catalog", "check")
    assert result.exit_code == 0
    assert result.stderr.endswith("entries, no errors\n")


def test_check_of_a_table(kg, table):
    assert kg("catalog", "check", table, "-q").exit_code == 0


def test_check_finds_what_is_wrong(kg, table, one_line):
    with table.open("a") as file:
        file.write("method\tOrphan\tmodel\tno such thing\n")
    result = kg("catalog", "check", table)
    assert result.exit_code == 1
    assert "ours.tsv:3: error: the parent 'no such thing' of 'Orphan'" in result.stdout
    assert "1 error in the catalog" in one_line(result.stderr)


def test_check_names_every_line_that_cannot_be_read(kg, table, one_line):
    with table.open("a") as file:
        file.write("sandwich\tClub\tmodel\nmethod\tKite\tmodel\nmethod\tBird\tmodel\t\t\t\tyear\n")
    result = kg("catalog", "check", table)
    assert result.exit_code == 1
    assert [line.split(": error: ")[0] for line in result.stdout.splitlines()] == ["ours.tsv:3", "ours.tsv:5"]
    assert "2 lines can't be read" in one_line(result.stderr)


@pytest.mark.parametrize("arguments", [("check",), ("list", "--catalog"), ("show", "LoRA", "--catalog")])
def test_a_table_that_is_not_there(kg, tmp_path, arguments):
    result = kg("catalog", *arguments, tmp_path / "none.tsv")
    assert result.exit_code in (1, 2)
    assert "none.tsv" in result.stderr
