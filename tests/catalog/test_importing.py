"""Importing other people's catalogs: what each format gives, which names are held back, and that the table is sound."""

from __future__ import annotations

import gzip
import json
from itertools import pairwise
from pathlib import Path

import pytest

from kg.catalog import Catalog, Entry, Name, check_catalog
from kg.catalog.importing import Imported, import_tables, write_held, write_table
from kg.errors import SourceError, UsageError


def method(name: str, full_name: str = "", year: object = 2000, collections: tuple[str, ...] = (), **more: object) -> dict[str, object]:
    """A record of `methods.json`, with the fields of the archive."""
    return {
        "url": f"https://paperswithcode.com/method/{name.lower().replace(' ', '-')}",
        "name": name,
        "full_name": full_name or name,
        "description": "**A text** that nobody wants in a table.",
        "paper": {"title": "A paper", "url": "https://paperswithcode.com/paper/a-paper"},
        "introduced_year": year,
        "source_url": "http://arxiv.org/abs/2001.00001v1",
        "source_title": "A paper",
        "code_snippet_url": None,
        "num_papers": 3,
        "collections": [{"collection": collection, "area_id": "general", "area": "General"} for collection in collections],
    } | more


def dataset(name: str, full_name: str = "", **more: object) -> dict[str, object]:
    """A record of `datasets.json`, with the fields of the archive."""
    return {
        "url": f"https://paperswithcode.com/dataset/{name.lower()}",
        "name": name,
        "full_name": full_name or None,
        "homepage": "https://example.org/",
        "description": "A text that nobody wants in a table.",
        "short_description": "",
        "paper": None,
        "introduced_date": "2021-03-04",
        "license_name": None,
        "license_url": None,
        "modalities": ["Images"],
        "languages": [],
        "tasks": [{"task": "Image Classification", "url": "https://paperswithcode.com/task/image-classification"}],
        "variants": [name, f"{name} (10 labels)"],
        "num_papers": 4,
        "data_loaders": [],
        "parent_dataset": None,
    } | more


@pytest.fixture
def run(tmp_path: Path, small_catalog: Catalog):
    """Imports files, given as text, bytes or records, into the small catalog; the result has to be sound."""

    def run(*contents: object, names: tuple[str, ...] = (), **options: object) -> Imported:
        paths = []
        for number, content in enumerate(contents):
            paths.append(tmp_path / (names[number] if names else f"given{number}"))
            data = content if isinstance(content, (str, bytes)) else json.dumps(content)
            paths[-1].write_bytes(data if isinstance(data, bytes) else data.encode())
        imported = import_tables(paths, small_catalog, **options)
        rows = {(entry.type, entry.name): entry for entry in [*small_catalog.entries, *imported.entries]}
        assert [finding for finding in check_catalog(Catalog(list(rows.values()))) if finding.level == "error"] == []
        return imported

    return run


def names(entry: Entry) -> list[str]:
    return [name.text for name in entry.names]


def reasons(imported: Imported) -> dict[str, str]:
    return {held.name: held.reason for held in imported.held}


def test_a_method(run) -> None:
    imported = run([method("FrobNet", "Frobnication Network", 2019, ("Frobnication Networks", "Quantizations"))])
    (entry,) = imported.entries
    assert (entry.type, entry.name, entry.kind, entry.parents) == ("method", "FrobNet", "architecture", ("quantization",))
    assert names(entry) == ["FrobNet", "Frobnication Network"]
    assert (entry.facts, entry.ids) == ((("year", "2019"),), (("pwc", "method/frobnet", "paperswithcode.com"),))
    assert imported.held == []
    assert (imported.new, imported.extended, imported.known) == (1, 0, 0)


def test_the_year_2000_of_a_method_is_none(run) -> None:
    assert [entry.fact("year") for entry in run([method("FrobNet"), method("GrobNet", year=None)]).entries] == ["", ""]


@pytest.mark.parametrize(("collection", "kind"), [("Language Models", "model"), ("Stochastic Optimization", "optimizer"), ("Vision and Language", "technique")])
def test_the_kind_is_read_off_the_collection(run, collection: str, kind: str) -> None:
    assert [entry.kind for entry in run([method("FrobNet", collections=(collection,))]).entries] == [kind]


def test_datasets_and_their_parents(run) -> None:
    imported = run(
        [
            dataset("Frobs-v2", "Frobs version two benchmark", parent_dataset="https://paperswithcode.com/dataset/frobs"),
            dataset("Frobs", "Frobs in Context", introduced_date=None),
            dataset("TinyFrobs", parent_dataset="TinyText"),
            dataset("LoneFrobs", parent_dataset="Unheard Of"),
        ]
    )
    entries = {entry.name: entry for entry in imported.entries}
    assert {name: (entry.kind, entry.parents) for name, entry in entries.items()} == {
        "Frobs": ("dataset", ()),
        "Frobs-v2": ("benchmark", ("Frobs",)),
        "LoneFrobs": ("dataset", ()),
        "TinyFrobs": ("dataset", ("TinyText",)),
    }
    assert (entries["Frobs-v2"].fact("year"), entries["Frobs"].fact("year")) == ("2021", "")
    assert names(entries["Frobs"]) == ["Frobs", "Frobs in Context"]
    assert entries["Frobs"].ids == (("pwc", "dataset/frobs", "paperswithcode.com"),)


def test_gzip_and_json_lines_under_any_name(run) -> None:
    lines = "\n".join(json.dumps(method(name)) for name in ("FrobNet", "GrobNet"))
    imported = run(gzip.compress(lines.encode()), json.dumps([dataset("Frobs")]), names=("picture.png", "table.csv"))
    assert [(entry.type, entry.name) for entry in imported.entries] == [("dataset", "Frobs"), ("method", "FrobNet"), ("method", "GrobNet")]


@pytest.mark.parametrize(("records", "type_"), [([method("FrobNet", year=2019, collections=("pruning",))], "method"), ([dataset("Frobs")], "dataset")])
def test_parquet_gives_what_json_gives(run, tmp_path: Path, records: list[dict[str, object]], type_: str) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(pyarrow.Table.from_pylist(records), tmp_path / "table")
    from_parquet, from_json = run((tmp_path / "table").read_bytes()).entries, run(records).entries
    assert from_parquet == from_json
    assert [entry.type for entry in from_json] == [type_]


def test_parquet_without_pyarrow_says_what_to_install(run, monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(SourceError, match=r"pip install 'paperkg\[parquet\]'") as raised:
        run(b"PAR1")
    assert raised.value.where.endswith("given0")


def test_a_broken_parquet_file_is_named(run) -> None:
    pytest.importorskip("pyarrow")
    with pytest.raises(SourceError, match="broken Parquet"):
        run(b"PAR1 and nothing behind it")


CSO = """\
"<https://cso.kmi.open.ac.uk/topics/model_compression>","<http://cso.kmi.open.ac.uk/schema/cso#superTopicOf>","<https://cso.kmi.open.ac.uk/topics/frobnication_theory>"
"<https://cso.kmi.open.ac.uk/topics/frobnication_theory>","<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>","<http://cso.kmi.open.ac.uk/schema/cso#Topic>"
"<https://cso.kmi.open.ac.uk/topics/frobnication_theory>","<http://www.w3.org/2000/01/rdf-schema#label>","frobnication theory@en ."
"<https://cso.kmi.open.ac.uk/topics/frobnication_theory>","<http://cso.kmi.open.ac.uk/schema/cso#superTopicOf>","<https://cso.kmi.open.ac.uk/topics/frob_grob_decompositions_(fgds)>"
"<https://cso.kmi.open.ac.uk/topics/frob-grob_decomposition>","<http://cso.kmi.open.ac.uk/schema/cso#relatedEquivalent>","<https://cso.kmi.open.ac.uk/topics/frob_grob_decompositions_(fgds)>"
"<https://cso.kmi.open.ac.uk/topics/grob_splitting>","<http://cso.kmi.open.ac.uk/schema/cso#relatedEquivalent>","<https://cso.kmi.open.ac.uk/topics/frob-grob_decomposition>"
"<https://cso.kmi.open.ac.uk/topics/frob_grob_decompositions_(fgds)>","<http://cso.kmi.open.ac.uk/schema/cso#preferentialEquivalent>","<https://cso.kmi.open.ac.uk/topics/frob-grob_decomposition>"
"<https://cso.kmi.open.ac.uk/topics/grob_splitting>","<http://cso.kmi.open.ac.uk/schema/cso#preferentialEquivalent>","<https://cso.kmi.open.ac.uk/topics/frob-grob_decomposition>"
"<https://cso.kmi.open.ac.uk/topics/frob-grob_decomposition>","<http://www.w3.org/2002/07/owl#sameAs>","<http://www.wikidata.org/entity/Q1234567>"
"<https://cso.kmi.open.ac.uk/topics/frobnication_theory>","<http://cso.kmi.open.ac.uk/schema/cso#contributesTo>","<https://cso.kmi.open.ac.uk/topics/pruning>"
"<https://cso.kmi.open.ac.uk/topics/l%C3%B3pez_frobs>","<http://cso.kmi.open.ac.uk/schema/cso#contributesTo>","<https://cso.kmi.open.ac.uk/topics/pruning>"
"""


def test_the_computer_science_ontology(run) -> None:
    imported = run(CSO)
    entries = {entry.name: entry for entry in imported.entries}
    assert list(entries) == ["frob-grob decomposition", "frobnication theory", "lópez frobs"]
    assert {(entry.type, entry.kind) for entry in imported.entries} == {("method", "technique")}
    decomposition, theory, lopez = entries.values()
    assert names(decomposition) == ["frob-grob decomposition", "FGD", "grob splitting"]
    assert decomposition.names[1] == Name("FGD", exact=True)
    assert decomposition.ids == (("cso", "frob-grob_decomposition", "cso.kmi.open.ac.uk"), ("wikidata", "Q1234567", "cso.kmi.open.ac.uk"))
    assert (decomposition.parents, theory.parents) == (("frobnication theory",), ("model compression",))
    assert lopez.ids == (("cso", "l%C3%B3pez_frobs", "cso.kmi.open.ac.uk"),)
    assert imported.known == 2  # model compression and pruning


def test_topics_that_prefer_different_names_stay_apart(run) -> None:
    def line(one: str, predicate: str, other: str) -> str:
        return f'"<https://cso.kmi.open.ac.uk/topics/{one}>","<http://cso.kmi.open.ac.uk/schema/cso#{predicate}>","<https://cso.kmi.open.ac.uk/topics/{other}>"\n'

    text = (
        line("frob_theories", "preferentialEquivalent", "frob_theory")
        + line("grob_theories", "preferentialEquivalent", "grob_theory")
        + line("frob_theories", "relatedEquivalent", "grob_theories")
    )
    assert [entry.name for entry in run(text).entries] == ["frob theory", "grob theory"]


def test_a_circle_of_topics_is_opened(run) -> None:
    topics = ["frob alpha", "frob beta", "frob gamma"]
    pairs = zip(topics, topics[1:] + topics[:1], strict=True)
    lines = [f'"<https://cso.kmi.open.ac.uk/topics/{a}>","<http://x/cso#superTopicOf>","<https://cso.kmi.open.ac.uk/topics/{b}>"' for a, b in pairs]
    imported = run("\n".join(lines).replace("frob ", "frob_"))
    assert [entry.name for entry in imported.entries] == topics
    assert sum(len(entry.parents) for entry in imported.entries) == 2


def test_a_parent_that_is_held_back_gives_way_to_its_own(run) -> None:
    chain = ["pruning", "dog", "frob_shearing"]
    lines = [f'"<https://cso.kmi.open.ac.uk/topics/{a}>","<http://x/cso#superTopicOf>","<https://cso.kmi.open.ac.uk/topics/{b}>"' for a, b in pairwise(chain)]
    imported = run("\n".join(lines))
    assert reasons(imported) == {"dog": "common"}
    assert [(entry.name, entry.parents) for entry in imported.entries] == [("frob shearing", ("pruning",))]


def binding(item: str, **values: str) -> dict[str, dict[str, str]]:
    """A row of SPARQL 1.1 JSON results as query.wikidata.org gives it."""
    cells = {"item": {"type": "uri", "value": f"http://www.wikidata.org/entity/{item}"}}
    for name, value in values.items():
        uri, language = value.startswith("http"), {} if name in ("inception", "year") else {"xml:lang": "en"}
        cells[name] = {"type": "uri", "value": value} if uri else {"type": "literal", "value": value} | language
    return cells


ROWS = [
    binding("Q901", itemLabel="VendorC Frob 9000", itemAltLabel="F9000, Frob Nine Thousand", classLabel="graphics processing unit", inception="2021-05-01T00:00:00Z"),
    binding("Q901", itemLabel="VendorC Frob 9000", superclassLabel="accelerator", inception="2022-01-01T00:00:00Z"),
    binding("Q902", itemLabel="Frob 9000 Super", superclass="http://www.wikidata.org/entity/Q901", altLabel="F9000X|Super Frob"),
]
FLAT = [{name: cell["value"] for name, cell in row.items()} for row in ROWS]
COLUMNS = ["item", "itemLabel", "itemAltLabel", "altLabel", "classLabel", "superclass", "superclassLabel", "inception"]
AS_CSV = "\r\n".join([",".join(COLUMNS), *(",".join(f'"{row.get(column, "")}"' for column in COLUMNS) for row in FLAT)])


@pytest.mark.parametrize("content", [{"head": {"vars": COLUMNS}, "results": {"bindings": ROWS}}, FLAT, ROWS, AS_CSV], ids=["results", "flat", "verbose", "csv"])
def test_an_answer_from_wikidata(run, content: object) -> None:
    frob_super, frob = run(content, type_="hardware").entries
    assert (frob.type, frob.name, frob.kind, frob.parents) == ("hardware", "VendorC Frob 9000", "gpu", ("accelerator",))
    assert names(frob) == ["VendorC Frob 9000", "F9000", "Frob Nine Thousand"]
    assert (frob.facts, frob.ids) == ((("year", "2021"),), (("wikidata", "Q901", "wikidata.org"),))
    assert (frob_super.kind, frob_super.parents, names(frob_super)) == ("device", ("VendorC Frob 9000",), ["Frob 9000 Super", "F9000X", "Super Frob"])


def test_names_in_other_languages_are_not_taken(run) -> None:
    rows = [binding("Q901", itemLabel="Frob 9000")]
    rows[0]["altLabel"] = {"type": "literal", "value": "Frobmaschine", "xml:lang": "de"}
    assert names(run({"results": {"bindings": rows}}, type_="hardware").entries[0]) == ["Frob 9000"]


def test_an_answer_from_wikidata_needs_a_type(run) -> None:
    with pytest.raises(UsageError, match="--type"):
        run(FLAT)


def test_a_type_can_be_given_for_the_others(run) -> None:
    assert [(entry.type, entry.kind) for entry in run([method("FrobNet")], CSO.splitlines()[2], type_="task").entries] == [("task", "task")] * 2


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("FN", "short"),
        ("X+", "short"),
        ("2048", "common"),
        ("Chain", "common"),
        ("dog", "common"),
        ("TinyText", "clash"),
        ("X100 GPU", "clash"),
        ("VendorB Y200", "clash"),
        ("language modelling", "clash"),
        ("How do I reach FrobNet?", "text"),
        ("FrobNet ➤ +1 (800) 555–0123", "text"),
        ("FrobNet Customer Service", "text"),
        ("Frob " * 30, "text"),
        ("Frob|Net", "sign"),
        ("FrobNet^", "sign"),
    ],
)
def test_names_that_are_held_back(run, name: str, reason: str) -> None:
    imported = run([method(name, url=None)])
    assert imported.entries == []
    assert [(held.name, held.entity, held.reason, held.where) for held in imported.held] == [(name.strip(), name.strip(), reason, "given0:1")]


def test_a_clash_names_the_other_entity(run) -> None:
    (held,) = run([method("TinyText")]).held
    assert (held.type, held.detail) == ("method", "dataset TinyText (small.tsv:8)")


def test_a_held_name_does_not_hold_the_entity_that_has_another(run) -> None:
    imported = run([method("Chain", "Chained Ladder Hopping"), method("FrobNet", "Dog")])
    assert [names(entry) for entry in imported.entries] == [["Chained Ladder Hopping"], ["FrobNet"]]
    assert reasons(imported) == {"Chain": "common", "Dog": "common"}


def test_what_names_another_entity_is_not_imported_under_its_long_form(run) -> None:
    assert run([method("BigText", "Big Body of Text")]).entries == []


def test_capitals_tell_a_name_from_a_word_so_only_they_count(run) -> None:
    (entry,) = run([method("CHAIN", "Chained Ladder Hopping")]).entries
    assert entry.names == (Name("CHAIN", exact=True), Name("Chained Ladder Hopping"))


@pytest.mark.parametrize("name", ["Quantization", "post training quantisation", "Post-Training Quantizations", "BitSqueeze algorithm"])
def test_known_entities_are_left_out(run, name: str) -> None:
    imported = run([method(name, "Something Else Altogether")])
    assert (imported.entries, imported.held, imported.known) == ([], [], 1)


def test_a_known_entity_is_told_by_the_long_form_of_its_name(run) -> None:
    assert run([method("PtQu", "Post-Training Quantization")]).known == 1
    (entry,) = run([method("FrobNet", "Post-Training Quantization")]).entries  # the letters are not in it: another thing
    assert names(entry) == ["FrobNet"]


def test_an_acronym_is_not_the_singular_of_another(run) -> None:
    assert [entry.name for entry in run([method("FGRS"), method("FGR")]).entries] == ["FGR", "FGRS"]


def test_an_id_tells_an_entity_whatever_its_name(tmp_path: Path) -> None:
    known = Catalog([Entry("hardware", "Frob 9000", "gpu", names=(Name("Frob 9000"),), ids=(("wikidata", "Q901", "wikidata.org"),))])
    path = tmp_path / "answer.json"
    path.write_text(json.dumps([FLAT[0] | {"itemLabel": "Frobnicator the Ninth"}]))
    assert import_tables([path], known, "hardware").known == 1
    (held,) = import_tables([path], known, "task").held
    assert (held.reason, held.detail) == ("clash", "hardware Frob 9000 ()")


def test_extended_entities_are_whole(run, small_catalog: Catalog) -> None:
    (before,) = small_catalog.find("post-training quantization")
    imported = run([method("Post-Training Quantization", "Frob Quantization", 1999, ("pruning",)), method("pruning", url=None)], extend=True)
    (entry,) = imported.entries
    assert entry == before._replace(names=(*before.names, Name("Frob Quantization")), ids=(("pwc", "method/post-training-quantization", "paperswithcode.com"),))
    assert (imported.new, imported.extended, imported.known) == (0, 1, 1)


def test_one_name_twice_in_a_file_is_two_things(run) -> None:
    imported = run([method("FrobNet", "Frobnication Network"), method("FrobNet", "From Object to Net", url="https://paperswithcode.com/method/frobnet-1")])
    assert [names(entry) for entry in imported.entries] == [["FrobNet", "Frobnication Network"]]
    assert [(held.name, held.reason, held.detail, held.where) for held in imported.held] == [("FrobNet", "clash", "method FrobNet (given0:1)", "given0:2")]


def test_one_name_in_two_files_is_one_thing(run) -> None:
    answer = [{"item": "http://www.wikidata.org/entity/Q901", "itemLabel": "FrobNet", "itemAltLabel": "Frob Neural Network", "inception": "2018"}]
    (entry,) = run([method("FrobNet", "Frobnication Network", 2019)], answer, type_="method").entries
    assert names(entry) == ["FrobNet", "Frobnication Network", "Frob Neural Network"]
    assert [scheme for scheme, _, _ in entry.ids] == ["pwc", "wikidata"]


def test_a_name_belongs_to_the_entity_that_is_called_so_and_not_to_an_alias_of_another(run) -> None:
    imported = run([method("FrobNet", "Grob Network"), method("Grob Network")])
    assert [names(entry) for entry in imported.entries] == [["FrobNet"], ["Grob Network"]]
    assert reasons(imported) == {"Grob Network": "clash"}


def test_bad_rows_are_named_and_skipped(run) -> None:
    problems: list[str] = []

    def note(problem: object) -> None:
        problems.append(str(problem).rpartition("/")[2])

    records = [method("FrobNet"), "no record", method(""), {"collections": []}]
    lines = json.dumps(method("GrobNet")) + "\n{broken\n" + json.dumps(method(" ")) + "\n7\n"
    triples = CSO + '"<https://cso.kmi.open.ac.uk/topics/frob_sums>","only two"\n'
    answer = AS_CSV + "\r\nhttp://www.wikidata.org/entity/Q903\r\n" + ",".join(["Frob"] * 8) + "\r\n" + "http://www.wikidata.org/entity/Q904,Q904,,,,,,"
    imported = run(records, lines, triples, answer, names=("records.json", "lines.json", "cso.csv", "answer.csv"), type_="method", on_problem=note)
    assert {"FrobNet", "GrobNet", "frobnication theory", "VendorC Frob 9000"} <= {entry.name for entry in imported.entries}
    assert [problem.partition(" at ")[0].partition(": Expecting")[0] for problem in problems] == [
        "records.json: record 2: not an object, skipped",
        "records.json: record 3: no name, skipped",
        "records.json: record 4: no name, skipped",
        "lines.json:2: broken JSON, skipped",
        "lines.json:4: not an object, skipped",
        "lines.json:3: no name, skipped",
        "cso.csv:12: 2 columns instead of 3, skipped",
        "answer.csv:5: 1 columns instead of 8, skipped",
        "answer.csv:6: no Wikidata item in the column item, skipped",
        "answer.csv:7: no English name of Q904, skipped",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "no catalog that can be imported"),
        ("[]", "no rows"),
        ('[{"title": "A paper", "abstract": "It says things."}]', "no catalog that can be imported"),
        ("a,b,c\n1,2,3\n", "no catalog that can be imported"),
        ("Just some text.", "no catalog that can be imported"),
        ('[{"name": "FrobNet",', "broken JSON"),
        ("[" * 100_000, "broken JSON"),
        (b"\xff\xfe\x00", "no UTF-8 text"),
        (b"\x1f\x8b\x08 not gzip", "can't be read"),
        ('item,itemLabel\n"' + "x" * 200_000, "broken CSV"),
    ],
)
def test_files_that_are_no_catalog(run, content: object, words: str) -> None:
    with pytest.raises(SourceError, match=words) as raised:
        run(content, type_="method")
    assert "given0" in raised.value.where and raised.value.hint


def test_a_file_that_is_not_there(small_catalog: Catalog, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="can't be read"):
        import_tables([tmp_path / "none.json"], small_catalog)


def test_a_written_table_is_read_back_to_the_same(tmp_path: Path) -> None:
    packaged = Catalog.load()
    write_table(tmp_path / "all.tsv", packaged.entries)
    back = Catalog.load(tmp_path / "all.tsv", packaged=False)
    assert [entry._replace(where="") for entry in back.entries] == [entry._replace(where="") for entry in packaged.entries]


def test_what_was_held_back_is_a_table(run, tmp_path: Path) -> None:
    write_held(tmp_path / "held.tsv", run([method("TinyText"), method("FrobNet", "FN")]).held)
    assert (tmp_path / "held.tsv").read_text().splitlines() == [
        "reason\ttype\tname\tentity\tdetail\twhere",
        "clash\tmethod\tTinyText\tTinyText\tdataset TinyText (small.tsv:8)\tgiven0:1",
        "short\tmethod\tFN\tFrobNet\t\tgiven0:2",
    ]
