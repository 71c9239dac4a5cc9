"""The tables: their format, their marks, what is said of a malformed one, and how a user's table overrides."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kg.catalog import Catalog, Name, load_indexed
from kg.catalog.entries import read_table, table_paths
from kg.errors import CatalogError
from kg.iris import slug
from kg.resources import ontology

HEADER = "type\tname\tkind\tparent\taliases\tcontext\tfacts\tids\n"


@pytest.fixture
def table(tmp_path: Path):
    def write(text: str, header: str = HEADER) -> Path:
        path = tmp_path / "ours.tsv"
        path.write_text(header + text, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="module")
def packaged() -> Catalog:
    return Catalog.load()


def test_every_column_of_the_readme(table) -> None:
    line = "hardware\tVendorA X100\tgpu\taccelerator|card\tX100|X-One^?\tkernel|Tensor Core\tvendor=VendorA|memory=80 GB\twikidata:Q1@wikidata.org|github:a/b@its page\n"
    (entry,) = Catalog.load(table(line), packaged=False).entries
    assert (entry.type, entry.name, entry.kind) == ("hardware", "VendorA X100", "gpu")
    assert entry.parents == ("accelerator", "card")
    assert entry.names == (Name("VendorA X100"), Name("X100"), Name("X-One", exact=True, ambiguous=True))
    assert entry.context == ("kernel", "tensor core")
    assert entry.fact("memory") == "80 GB"
    assert entry.fact("colour") == ""
    assert entry.ids == (("wikidata", "Q1", "wikidata.org"), ("github", "a/b", "its page"))
    assert entry.where == "ours.tsv:2"


def test_the_columns_are_those_that_the_readme_lists(packaged: Catalog) -> None:
    readme = ontology("catalog", "README.md").read_text(encoding="utf-8")
    columns = [line.split("`")[1] for line in readme.splitlines() if line.startswith("| `")]
    assert "\t".join(columns) + "\n" == HEADER


def test_comments_blank_lines_and_missing_columns_at_the_end(table) -> None:
    catalog = Catalog.load(table("# ours\n\nmethod\tBitSqueeze\ttechnique\n", "type\tname\tkind\n"), packaged=False)
    assert [(e.name, e.where) for e in catalog.entries] == [("BitSqueeze", "ours.tsv:4")]


@pytest.mark.parametrize(
    ("alias", "exact", "ambiguous"),
    [("Kite", False, False), ("Kite^", True, False), ("Kite?", False, True), ("Kite^?", True, True), ("Kite?^", True, True), ("KIT", True, False), ("KITE", False, False)],
)
def test_marks_of_aliases(table, alias: str, exact: bool, ambiguous: bool) -> None:
    (entry,) = Catalog.load(table(f"method\tBitSqueeze\ttechnique\t\t{alias}\twind\n"), packaged=False).entries
    assert entry.names[1] == Name(alias.rstrip("^?"), exact, ambiguous)


def test_the_canonical_name_is_marked_by_repeating_it(table) -> None:
    (entry,) = Catalog.load(table("method\tKite\ttechnique\t\tKite^?\twind\n"), packaged=False).entries
    assert entry.names == (Name("Kite", exact=True, ambiguous=True),)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("gadget\tKite\tgpu", "unknown type 'gadget'"),
        ("method\tKite\tgpu", "unknown kind 'gpu' of method"),
        ("method\tKite", "unknown kind ''"),
        ("method\t \ttechnique", "without a name"),
        ("method\tKite\ttechnique\t\t\t\tyear", "a fact without a value: 'year'"),
        ("method\tKite\ttechnique\t\t\t\t\twikidata:Q1", "a malformed id"),
        ("method\tKite\ttechnique\t\t\t\t\tQ1@here", "a malformed id"),
        ("method\tKite\ttechnique" + "\t" * 8, "columns instead of 8"),
    ],
)
def test_a_malformed_line_is_named_with_file_and_line(table, line: str, words: str) -> None:
    path = table(f"method\tBitSqueeze\ttechnique\n{line}\n")
    with pytest.raises(CatalogError) as raised:
        Catalog.load(path, packaged=False)
    assert words in str(raised.value)
    assert raised.value.where == "ours.tsv:3"
    assert raised.value.hint


@pytest.mark.parametrize("header", ["", "name\ttype\tkind\n", "type\tname\n", "type,name,kind\n"])
def test_a_table_without_its_header_is_named(table, header: str) -> None:
    with pytest.raises(CatalogError, match="not the header") as raised:
        Catalog.load(table("method\tKite\ttechnique\n", header), packaged=False)
    assert raised.value.where.endswith("ours.tsv:1")


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="can't be read") as raised:
        Catalog.load(tmp_path / "nowhere.tsv", packaged=False)
    assert raised.value.where == str(tmp_path / "nowhere.tsv")


def test_a_users_table_replaces_an_entry_of_the_same_type_and_name(table, packaged: Catalog) -> None:
    before = next(e for e in packaged.entries if e.type == "method" and e.name == "LoRA")
    catalog = Catalog.load(table("method\tLoRA\talgorithm\t\tOurAdapter\ndataset\tOurOwnData\tdataset\n"))
    (after,) = [e for e in catalog.entries if e.type == "method" and e.name == "LoRA"]
    assert (after.kind, [n.text for n in after.names]) == ("algorithm", ["LoRA", "OurAdapter"])
    assert after != before
    assert [e.name for e in catalog.find("ourowndata")] == ["OurOwnData"]
    assert len(catalog.entries) == len(packaged.entries) + 1


def test_the_last_of_two_user_tables_wins(tmp_path: Path) -> None:
    paths = []
    for kind in ("technique", "algorithm"):
        paths.append(tmp_path / f"{kind}.tsv")
        paths[-1].write_text(f"{HEADER}method\tKite\t{kind}\n")
    assert [e.kind for e in Catalog.load(*paths, packaged=False).entries] == ["algorithm"]


@pytest.mark.parametrize("name", ["post-training quantization", "Post Training Quantization", "POST-TRAINING  QUANTIZATION", "PTQ", "ptq"])
def test_find_by_any_of_its_names_in_any_case(small_catalog: Catalog, name: str) -> None:
    assert [e.name for e in small_catalog.find(name)] == ["post-training quantization"]


def test_find_by_type_and_find_nothing(small_catalog: Catalog) -> None:
    assert small_catalog.find("quantization", "dataset") == []
    assert small_catalog.find("no such thing") == []


def test_find_puts_the_canonical_name_before_an_alias(table) -> None:
    catalog = Catalog.load(table("method\tAardvark\ttechnique\t\tKite\nmethod\tKite\ttechnique\n"), packaged=False)
    assert [e.name for e in catalog.find("kite")] == ["Kite", "Aardvark"]


def test_nearest_of_a_misspelt_name(small_catalog: Catalog) -> None:
    assert small_catalog.nearest("bitsqueze")[0] == "BitSqueeze"
    assert len(small_catalog.nearest("x", 2)) == 2


def test_narrower_are_the_direct_children(small_catalog: Catalog) -> None:
    (entry,) = small_catalog.find("model compression")
    assert sorted(small_catalog.narrower(entry)) == ["pruning", "quantization"]


def test_the_packaged_catalog_is_large_enough(packaged: Catalog) -> None:
    counts = Counter(e.type for e in packaged.entries)
    assert counts["method"] >= 400
    assert counts["dataset"] >= 200
    assert counts["hardware"] >= 120
    assert counts["task"] >= 150


def test_the_packaged_catalog_does_not_depend_on_the_order_of_its_files(packaged: Catalog) -> None:
    keys = [(e.type, e.name.lower()) for e in packaged.entries]
    assert len(keys) == len(set(keys))
    assert [e.type for e in packaged.entries] == sorted(e.type for e in packaged.entries)


def test_each_entity_of_the_packaged_tables_has_one_row() -> None:
    rows = Counter((entry.type, slug(entry.name)) for path in table_paths(()) for entry in read_table(path))
    assert [key for key, number in rows.items() if number > 1] == []


def test_a_compiled_catalog_has_the_same_entries(packaged: Catalog) -> None:
    compiled, *_ = load_indexed()
    assert len(compiled.entries) == len(packaged.entries)
    assert list(compiled.entries[:500]) == packaged.entries[:500]
    assert compiled.entries[-1] == packaged.entries[-1]
    assert compiled.entries[7] is compiled.entries[7]
    assert compiled.at("method/adam") == packaged.at("method/adam")
    assert compiled.at("method/adam") is not None
    assert compiled.at("dataset/adam") is None


def test_a_system_may_stand_under_the_task_that_it_serves(table) -> None:
    catalog = Catalog.load(table("task\tkite flying\ttask\nmethod\tBitKite\tsystem\tkite flying\nmethod\tkite flying\ttechnique\nmethod\tKiteServe\tsystem\tkite serving\ntask\tkite serving\ttask\n"), packaged=False)
    above = {name: [(parent.type, parent.name) for parent in catalog.parents(catalog.find(name)[0])] for name in ("BitKite", "KiteServe")}
    assert above == {"BitKite": [("method", "kite flying")], "KiteServe": [("task", "kite serving")]}
    serving, flying_task, flying = catalog.find("kite serving")[0], catalog.find("kite flying", "task")[0], catalog.find("kite flying", "method")[0]
    assert [catalog.narrower(entry) for entry in (serving, flying_task, flying)] == [["KiteServe"], [], ["BitKite"]]


def test_a_parent_may_go_by_any_of_its_names(table) -> None:
    catalog = Catalog.load(table("method\tkite flying\ttechnique\t\tKF\nmethod\tBitKite\tmodel\tKF|Kite Flying|nothing known|BitKite\n"), packaged=False)
    (child,) = catalog.find("BitKite")
    assert [parent.name for parent in catalog.parents(child)] == ["kite flying", "kite flying"]


def test_two_lines_of_ones_own_table_are_one_entry_and_it_replaces_the_packaged_one(tmp_path: Path) -> None:
    table = tmp_path / "ours.tsv"
    table.write_text("type\tname\tkind\tparent\taliases\nmethod\tBERT\tmodel\t\tOurBERT\nmethod\tBERT\tmodel\tlanguage model\tBertie\n", encoding="utf-8")
    (entry,) = Catalog.load(table).find("BERT", "method")
    assert [name.text for name in entry.names] == ["BERT", "Bertie", "OurBERT"]
    assert entry.parents == ("language model",)
    assert not Catalog.load(table).find("bert-base-uncased")
