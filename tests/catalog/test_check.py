"""`kg catalog check`: each kind of mistake in a table is found, named with its line, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.catalog import Catalog, Entry, Finding, check_catalog, check_own_table
from kg.errors import CatalogError

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


def test_a_method_may_stand_under_a_task_and_a_task_under_a_method(check) -> None:
    assert check("task\tflying\ttask", "method\tKite\ttechnique\tflying") == []
    assert check("method\tKite\ttechnique", "task\tkite flying\ttask\tKite") == []


def test_a_cycle_over_two_types(check) -> None:
    findings = check("task\tflying\ttask\tKite", "method\tKite\ttechnique\tflying")
    assert sorted(f.message for f in findings) == ["'Kite' is broader than itself", "'flying' is broader than itself"]


def test_a_cycle_names_everything_in_it(check) -> None:
    findings = check("method\tA1\ttechnique\tB1", "method\tB1\ttechnique\tC1", "method\tC1\ttechnique\tA1", "method\tD1\ttechnique\tA1")
    assert sorted(f.message for f in findings) == [f"'{name}' is broader than itself" for name in ("A1", "B1", "C1")]


def test_a_diamond_is_no_cycle(check) -> None:
    assert check("method\tA1\ttechnique\tB1|C1", "method\tB1\ttechnique\tD1", "method\tC1\ttechnique\tD1", "method\tD1\ttechnique") == []


def test_an_ambiguous_name_without_context(check) -> None:
    (finding,) = check("method\tKite\ttechnique\t\tbird?")
    assert "'bird' is marked ambiguous" in finding.message
    assert str(finding).startswith("ours.tsv:2: error: ")


def with_ids(type_: str, name: str, ids: str) -> str:
    return "\t".join([type_, name, {"method": "technique", "dataset": "dataset"}[type_], "", "", "", "", ids])


@pytest.mark.parametrize(
    "id_",
    [
        "wikidata:Q42",
        "arxiv:2106.09685",
        "arxiv:0704.0001",
        "arxiv:cs/0112017",
        "arxiv:cond-mat/9609089",
        "arxiv:math.GT/0309136",
        "github:owner-1/some.name_2",
        "huggingface:owner/some.name",
        "huggingface:datasets/owner/name",
        "doi:10.1145/3292500.3330701",
        "pwc:method/kite",
        "cso:kite_flying",
    ],
)
def test_a_sound_id(check, id_: str) -> None:
    assert check(with_ids("method", "Kite", f"{id_}@example.org/page")) == []


@pytest.mark.parametrize(
    "id_",
    [
        "wikidata:42",
        "wikidata:Q042",
        "arxiv:2106.09685v2",
        "arxiv:210.09685",
        "arxiv:cs/01120",
        "github:name",
        "github:owner/name/tree",
        "github:https://github.com/owner/name",
        "huggingface:name",
        "huggingface:datasets/name",
        "doi:https://doi.org/10.1145/1",
        "doi:10.1145",
        "pwc:kite",
        "cso:kite flying",
    ],
)
def test_an_id_of_a_wrong_form(check, id_: str) -> None:
    (finding,) = check(with_ids("method", "Kite", f"{id_}@example.org/page"))
    scheme, _, value = id_.partition(":")
    assert (finding.level, finding.where) == ("error", "ours.tsv:2")
    assert finding.message == f"{value!r} of 'Kite' does not look like an id of {scheme}"


def test_an_id_of_an_unknown_scheme(check) -> None:
    (finding,) = check(with_ids("method", "Kite", "isbn:123@a book"))
    assert finding.level == "error"
    assert finding.message.startswith("'isbn' of 'Kite' is no scheme of ids; one of wikidata, arxiv, ")


@pytest.mark.parametrize("cell", ["arxiv:2106.09685", "arxiv:2106.09685@", "arxiv:2106.09685@ ", "2106.09685@a page"])
def test_an_id_without_scheme_or_sight_is_refused_on_reading(check, cell: str) -> None:
    with pytest.raises(CatalogError, match="a malformed id"):
        check(with_ids("method", "Kite", cell))


def test_an_entry_from_a_program_whose_id_was_seen_nowhere() -> None:
    (finding,) = check_catalog(Catalog([Entry("method", "Kite", "technique", ids=(("arxiv", "2106.09685", " "),))]))
    assert finding.message == "'arxiv:2106.09685' of 'Kite' does not say where it was seen"


def test_an_id_of_two_entries_whatever_their_types_and_its_case(check) -> None:
    (finding,) = check(with_ids("dataset", "Wind", "github:Owner/Kite@a page"), with_ids("method", "Kite", "github:owner/kite@a page"))
    assert finding.level == "error"
    assert finding.message == "'github:owner/kite' is an id of both 'Kite' and 'Wind' (ours.tsv:2)"


def test_two_ids_of_one_entry_and_one_number_in_two_schemes(check) -> None:
    assert check(with_ids("method", "Kite", "github:owner/kite@a|huggingface:owner/kite@b"), with_ids("method", "Bird", "github:owner/bird@a")) == []


ESTABLISHED = tuple(f"method\t{kind} anchor\ttechnique" for kind in ("heavy", "light", "sea"))


@pytest.mark.parametrize("line", ["method\tAnchor\ttechnique", "method\tKite\ttechnique\t\tAnchor"])
def test_a_name_that_is_an_ordinary_word(check, line: str) -> None:
    (finding,) = check(*ESTABLISHED, line)
    assert (finding.level, finding.where) == ("warning", "ours.tsv:5")
    assert finding.message.startswith("'Anchor' of ")


@pytest.mark.parametrize(
    "line",
    [
        "method\tAnchor\ttechnique\t\tAnchor^",
        "method\tAnchor\ttechnique\t\tAnchor?\tkite",
        "method\tANCHOR\ttechnique",
        "method\tAnchorNet\ttechnique",
        "method\tAnchor Kite\ttechnique",
        "method\tKite\ttechnique\t\tanchor",
        "method\tanchor\ttechnique",
    ],
)
def test_no_ordinary_word_where_it_is_marked_an_acronym_longer_or_meant_in_lower_case(check, line: str) -> None:
    assert check(*ESTABLISHED, line) == []


def test_a_word_of_few_established_names_is_not_ordinary(check) -> None:
    assert check(*ESTABLISHED[:2], "method\tAnchor\ttechnique") == []


@pytest.mark.parametrize(("fact", "told"), [("memoryGB=80", "'memoryGB'"), ("year=about 2020", "'about 2020'"), ("memory=80", "40 GB;80 GB"), ("Year=2020", "'Year'")])
def test_a_fact_that_would_not_come_into_the_graph(check, fact: str, told: str) -> None:
    (finding,) = check(f"hardware\tZ900\tgpu\t\t\t\tvendor=Zorble|{fact}")
    assert finding.level == "error"
    assert told in finding.message
    assert finding.where == "ours.tsv:2"


def test_sound_facts(check) -> None:
    assert check("hardware\tZ900\tgpu\t\t\t\tvendor=Zorble|class=gpu|architecture=Kite|memory=40 GB;80 GB|year=2020") == []


@pytest.mark.parametrize(
    ("lines", "level", "words"),
    [
        (("method\tKite\ttechnique\t\t\t\tyear=2019", "method\tKite\ttechnique\t\t\t\tyear=2020"), "error", "'Kite' stands already in ours.tsv:2"),
        (("method\tKite\ttechnique\tKite",), "error", "'Kite' is its own parent"),
        (("method\t***\ttechnique",), "error", "has no letter and no digit"),
        (("method\tWe\ttechnique",), "warning", "'We' of 'We' is a word of many abstracts"),
        (("method\tKite\ttechnique\t\tresults",), "warning", "'results' of 'Kite' is a word of many abstracts"),
    ],
)
def test_what_only_a_table_of_ones_own_can_have_wrong(tmp_path: Path, lines: tuple[str, ...], level: str, words: str) -> None:
    path = tmp_path / "ours.tsv"
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    (finding,) = check_own_table(path, Catalog([]))
    assert finding.level == level
    assert words in finding.message


def test_a_name_of_an_entity_of_another_type(tmp_path: Path, small_catalog: Catalog) -> None:
    dataset = next(entry for entry in small_catalog.entries if entry.type == "dataset")
    path = tmp_path / "ours.tsv"
    path.write_text(f"{HEADER}method\tKite\ttechnique\t\t{dataset.name}\nmethod\tZorbler\ttechnique\t\t{dataset.name}?\twind\n", encoding="utf-8")
    (finding,) = check_own_table(path, small_catalog)
    assert (finding.level, finding.where) == ("warning", "ours.tsv:2")
    assert f"is also a name of the dataset {dataset.name!r}" in finding.message


def test_names_that_are_marked_or_known_may_be_ordinary(tmp_path: Path, small_catalog: Catalog) -> None:
    path = tmp_path / "ours.tsv"
    path.write_text(HEADER + "method\tKite\ttechnique\t\tresults?|We^\twind\nmethod\tkNN-LM\tmodel\n", encoding="utf-8")
    assert check_own_table(path, small_catalog) == []
