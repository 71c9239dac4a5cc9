"""`kg catalog check`: each kind of mistake in a table is found, named with its line, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.catalog import Catalog, Finding, check_catalog

HEADER = "type\tname\tkind\tparent\taliases\tcontext\tfacts\tids\n"


@pytest.fixture
def check(tmp_path: Path):
    def run(*lines: str) -> list[Finding]:
        path = tmp_path / "ours.tsv"
        path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
        return check_catalog(Catalog.load(path, packaged=False))

    return run


def test_a_sound_table_has_no_findings(small_catalog: Catalog) -> None:
    assert check_catalog(small_catalog) == []


def test_an_alias_of_two_entries(check) -> None:
    (finding,) = check("method\tKite\ttechnique\t\tflyer", "method\tBird\ttechnique\t\tFlyer")
    assert finding.level == "error"
    assert "'flyer'" in finding.message
    assert "'Kite'" in finding.message
    assert "'Bird'" in finding.message
    assert {finding.where, finding.message.split("(")[1].rstrip(")")} == {"ours.tsv:2", "ours.tsv:3"}


@pytest.mark.parametrize("mark", ["?", "^"])
def test_an_alias_of_two_entries_that_one_marks_is_no_clash(check, mark: str) -> None:
    assert check(f"method\tKite\ttechnique\t\tFlyer{mark}\twind", "method\tBird\ttechnique\t\tFlyer") == []


def test_one_name_in_two_types_is_no_clash(check) -> None:
    assert check("method\tKite\ttechnique", "dataset\tKite\tdataset") == []


def test_an_unknown_parent(check) -> None:
    (finding,) = check("method\tKite\ttechnique\tflying thing")
    assert "the parent 'flying thing' of 'Kite'" in finding.message
    assert finding.where == "ours.tsv:2"


def test_a_parent_of_another_type_is_unknown(check) -> None:
    assert len(check("dataset\tWind\tdataset", "method\tKite\ttechnique\tWind")) == 1


def test_a_cycle_names_everything_in_it(check) -> None:
    findings = check("method\tA1\ttechnique\tB1", "method\tB1\ttechnique\tC1", "method\tC1\ttechnique\tA1", "method\tD1\ttechnique\tA1")
    assert sorted(f.message for f in findings) == [f"'{name}' is broader than itself" for name in ("A1", "B1", "C1")]


def test_a_diamond_is_no_cycle(check) -> None:
    assert check("method\tA1\ttechnique\tB1|C1", "method\tB1\ttechnique\tD1", "method\tC1\ttechnique\tD1", "method\tD1\ttechnique") == []


def test_an_ambiguous_name_without_context(check) -> None:
    (finding,) = check("method\tKite\ttechnique\t\tbird?")
    assert "'bird' is marked ambiguous" in finding.message
    assert str(finding).startswith("ours.tsv:2: error: ")
