"""`kg evaluate`: figures and mistakes of the linker on annotations of one's own."""

from __future__ import annotations

import json
import re

import pytest

from kg import Linker
from kg.building import read
from kg.evaluation import evaluate, read_annotations

COUNTING = "Counting 日本 with BERT"
GOLD = [
    {
        "title": COUNTING,
        "entities": [
            {"type": "method", "name": "BERT", "mentions": [["t", 17, 21]], "role": "uses"},
            {"type": "hardware", "name": "A100", "mentions": ["NVIDIA A100"], "role": "uses"},
            {"type": "method", "name": "Squad", "mentions": ["SQuAD"]},  # which the linker knows as a dataset
            {"type": "task", "name": "counting", "mentions": ["Counting"], "optional": True},
        ],
    },
    {"arxiv": "2401.00001", "entities": [{"type": "repository", "name": "https://github.com/tiny/former"}]},
]
ABSENT = {"title": "Nowhere to be found", "entities": [{"type": "method", "name": "BERT"}]}


@pytest.fixture
def annotate(tmp_path):
    """Writes annotated papers as JSON Lines."""

    def written(*entries: dict):
        path = tmp_path / "gold.jsonl"
        path.write_text("".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries), encoding="utf-8")
        return path

    return written


def test_the_table(kg, annotate, records):
    result = kg("evaluate", annotate(*GOLD), records)
    assert (result.exit_code, result.stderr) == (0, "")
    rows = dict(re.findall(r"^(\S(?:.*?\S)?) {2,}(\S.*)$", result.stdout, re.MULTILINE))
    assert rows["links to"].split() == ["precision", "recall", "F1", "annotated", "linked"]
    assert rows["hardware"].split()[1] == "1.0000"
    assert rows["repository"].split() == ["1.0000", "1.0000", "1.0000", "1", "1"]
    assert rows["method"].split()[1] == "0.5000"  # BERT, and not SQuAD
    assert rows["recall on named"].split() == ["0.6667", "3"]
    assert rows["recall on introduced, named"].split() == ["-", "0"]
    assert rows["role accuracy"].split()[1] == "2"  # the role of the repository is not annotated
    assert rows["papers annotated"] == "2" and rows["of them not in the input"] == "0"
    assert rows["mentions with wrong offsets"] == "0"


def test_a_kind_that_nobody_annotated_is_told(kg, annotate, records):
    many = [{"title": f"Nowhere {number}", "entities": []} for number in range(10)]
    told = kg("evaluate", annotate(*GOLD[:1], *many), records).stderr
    assert "names no dataset: all 1 links to one count as too many" in told and "names no method" not in told


def test_json_has_the_figures_of_the_library(kg, annotate, records):
    gold = annotate(*GOLD)
    for options, model in (((), "packaged"), (("--rules",), None)):
        found = json.loads(kg("evaluate", gold, records, "--format", "json", *options).stdout)
        linked = Linker(model=model).link(read(records)[0])
        assert found == json.loads(json.dumps(evaluate(read_annotations(gold), linked).as_json()))


def test_annotations_from_standard_input(kg, annotate, records):
    gold = annotate(*GOLD)
    assert kg("evaluate", "-", records, "-q", stdin=gold.read_bytes()).stdout == kg("evaluate", gold, records, "-q").stdout


def test_the_rules_have_confidences_of_their_own(kg, annotate, records):
    learned, rules = (kg("evaluate", annotate(*GOLD), records, "--format", "json", *options).stdout for options in ((), ("--rules",)))
    assert json.loads(learned)["confidence"] != json.loads(rules)["confidence"]


def test_mistakes_in_context(kg, annotate, records):
    out = kg("evaluate", annotate(*GOLD), records, "--errors", "9").stdout
    _, missed, extra = re.split(r"^(?=missed: |too many: )", out, flags=re.MULTILINE)
    sentence = "𝒳 is not in the BMP; BERT is trained on [SQuAD] on an NVIDIA A100 GPU."
    assert missed.splitlines() == ["missed: 1 of 1", "", COUNTING, "  method 'Squad', linked as dataset 'SQuAD'", f"    {sentence}", ""]
    assert re.search(rf"^{COUNTING}\n(?:  .*\n)*  dataset 'SQuAD', confidence 0\.\d\d\n    {re.escape(sentence)}$", extra, re.MULTILINE)


def test_mistakes_as_json_and_no_more_than_asked_for(kg, annotate, records):
    gold = annotate(*GOLD)
    found = json.loads(kg("evaluate", gold, records, "--errors", "1", "--format", "json").stdout)
    assert len(found["extra"]) == 1 and set(found["extra"][0]) == {"title", "type", "name", "confidence", "sentence"}
    assert found["missed"][0]["instead"] == [{"type": "dataset", "name": "SQuAD"}]
    assert "missed" not in json.loads(kg("evaluate", gold, records, "--format", "json").stdout)


def test_a_catalog_of_ones_own(kg, annotate, tmp_path):
    gold = annotate({"title": "A note", "entities": [{"type": "method", "name": "Frobnicator", "mentions": ["frobnicating network"]}]})
    papers, table = tmp_path / "papers.jsonl", tmp_path / "ours.tsv"
    papers.write_text('{"title": "A note", "abstract": "It is about a frobnicating network."}\n')
    table.write_text("type\tname\tkind\tparent\taliases\tcontext\tfacts\tids\nmethod\tFrobnicator\tmodel\t\tfrobnicating network\t\t\t\n")
    with_table = json.loads(kg("evaluate", gold, papers, "--catalog", table, "--format", "json").stdout)
    assert with_table["method"]["recall"] == 1
    assert json.loads(kg("evaluate", gold, papers, "--format", "json").stdout)["method"]["links"] < with_table["method"]["links"]


def test_papers_that_are_not_in_the_input_are_missed_and_said(kg, annotate, records):
    result = kg("evaluate", annotate(*GOLD, ABSENT), records, "-q", "--format", "json")
    assert result.exit_code == 0
    assert "1 of its 3 papers are not in the input; all that they name counts as missed" in result.stderr
    assert json.loads(result.stdout)["papers not in the input"] == 1
    assert json.loads(result.stdout)["recall on named"] == {"recall": 0.5, "gold": 4}


def test_none_of_the_papers_is_in_the_input(kg, annotate, records, one_line):
    result = kg("evaluate", annotate(ABSENT), records)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "gold.jsonl: none of its papers is in the input" in one_line(result.stderr)


def test_malformed_annotations(kg, annotate, records, one_line):
    result = kg("evaluate", annotate(GOLD[1], {"title": "x", "entities": [{"type": "model", "name": "BERT"}]}), records)
    assert (result.exit_code, result.stdout) == (1, "")
    assert 'gold.jsonl:2, entity 1: "type" is "model" (write one of method, dataset, ' in one_line(result.stderr)


def test_annotations_of_another_text(kg, annotate, records, one_line):
    result = kg("evaluate", annotate({"title": COUNTING, "entities": [{"type": "method", "name": "BERT", "mentions": [["a", 900, 904]]}]}), records)
    assert result.exit_code == 1
    assert "gold.jsonl:1, entity 1: the mention of 'BERT' at 900 to 904 is not in the abstract" in one_line(result.stderr)


def test_strict(kg, annotate, tmp_path, one_line):
    papers = tmp_path / "papers.jsonl"
    papers.write_text(json.dumps({"title": COUNTING, "abstract": "BERT."}) + "\n{broken\n")
    gold = annotate({"title": COUNTING, "entities": []})
    assert kg("evaluate", gold, papers).exit_code == 0
    result = kg("evaluate", gold, papers, "--strict", "-q")
    assert result.exit_code == 1
    assert "papers.jsonl:2" in one_line(result.stderr.splitlines(keepends=True)[-1])


@pytest.mark.parametrize("arguments", [(), ("GOLD",), ("none.json", "GOLD"), ("GOLD", "GOLD", "--errors", "-1")])
def test_wrong_usage_returns_2(kg, annotate, arguments):
    gold = annotate(*GOLD)
    assert kg("evaluate", *(gold if word == "GOLD" else word for word in arguments)).exit_code == 2


def test_several_inputs_and_standard_input(kg, annotate, records, packaged_sample):
    gold = annotate(*GOLD)
    assert kg("evaluate", gold, "-", stdin=records.read_text(encoding="utf-8")).exit_code == 0
    found = json.loads(kg("evaluate", gold, packaged_sample, records, "--format", "json").stdout)
    assert (found["papers"], found["papers not in the input"]) == (2, 0)


def test_slips_of_the_annotations_are_told(kg, annotate, records):
    bert = {"type": "method", "name": "BERT", "mentions": ["BERT"]}
    path = annotate({"title": COUNTING, "entities": [bert, bert, {"type": "dataset", "name": "SQuAD", "mentions": ["SQAUD"]}]})
    result = kg("evaluate", path, records)
    assert result.exit_code == 0
    told = result.stderr.splitlines()
    assert [line.partition("the ")[2] for line in told] == ["method 'BERT' is noted twice", "mention 'SQAUD' of 'SQuAD' does not stand in the paper"]
    assert all(str(path) in line for line in told)
