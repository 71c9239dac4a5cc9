"""`kg explain`: what is linked, what was proposed and is not, and why, for all papers or for those that are asked for."""

from __future__ import annotations

import json
import re

import pytest

TITLE, BASE = "LoRA: Low-Rank Adaptation of Large Language Models", "https://w3id.org/paperkg/"


@pytest.fixture(scope="session")
def explained(kg, packaged_sample):
    """The text about one paper of the packaged sample."""
    result = kg("explain", packaged_sample, "--paper", "LoRA: Low-Rank")
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout.splitlines()


def test_a_paper_has_its_title_and_iri_on_top(explained):
    assert explained[0] == TITLE
    assert explained[1].strip().startswith(BASE + "paper/")


def test_each_entity_has_its_mark_score_and_evidence(explained):
    heads = [number for number, line in enumerate(explained) if re.match(r"[-+=] ", line)]
    assert {explained[number][0] for number in heads} >= {"+", "-"}
    for number in heads:
        assert re.fullmatch(r"[-+=] (?:(?:introduces|uses|compares|mentions) )?(?:method|dataset|hardware|task) .+: [01]\.\d\d \(needs 0\.\d\d(, not in the catalog)?\)(; its places went to .+)?", explained[number])
        assert re.fullmatch(r" +(?:title|abstract) \d+-\d+ '.+'  [a-z ]+: .+ \([01]\.\d\d\)", explained[number + 1])
    assert any(re.fullmatch(r" +[-+]\d\.\d .+", line) for line in explained)
    assert "+ introduces method LoRA: " in "\n".join(explained)


def test_what_is_not_linked_has_no_role_and_follows_what_is(explained):
    marks = "".join(line[0] for line in explained if re.match(r"[-+=] ", line))
    assert re.fullmatch(r"\++[-=]+", marks)
    assert not any(re.match(r"[-=] (introduces|uses|compares|mentions) ", line) for line in explained)


RECORD = {
    "id": "2401.00009v3",
    "title": "FooNet: A Network for Images",
    "abstract": "We propose FooNet, a network for image classification. FooNet outperforms ResNet-50 on ImageNet. It runs on eight NVIDIA A100 GPUs. Code: https://github.com/foo/net.",
}


def test_it_explains_the_links_that_link_prints(kg):
    (row,) = map(json.loads, kg("link", "-", stdin=json.dumps(RECORD)).stdout.splitlines())
    (paper,) = map(json.loads, kg("explain", "-", "--format", "json", stdin=json.dumps(RECORD)).stdout.splitlines())
    links = [(link["type"], link["name"], link["entity"], link["role"], link["confidence"]) for link in row["links"] if link["type"] != "repository"]
    explained = [(j["type"], j["name"], j["entity"], j["role"], j["score"]) for j in paper["judgements"] if j["outcome"] == "linked"]
    assert len(links) > 4
    assert sorted(explained) == sorted(links)
    assert (paper["paper"], paper["title"]) == (row["paper"], row["title"]) == (BASE + "paper/arxiv-2401.00009", RECORD["title"])


def test_every_paper_is_explained(kg, packaged_sample):
    result = kg("explain", packaged_sample, "--format", "json")
    papers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [paper["title"] for paper in papers] == [json.loads(line)["title"] for line in kg("link", packaged_sample).stdout.splitlines()]
    judgements = [judgement for paper in papers for judgement in paper["judgements"]]
    assert {judgement["outcome"] for judgement in judgements} == {"linked", "unlikely", "overlapped"}
    for judgement in judgements:
        assert list(judgement) == ["type", "name", "entity", "listed", "outcome", "score", "least", "role", "proposals", "reasons", "taken_by"]


@pytest.mark.parametrize("words", ["lora: LOW-rank", "Low-Rank Adaptation", TITLE])
def test_a_paper_is_chosen_by_words_of_its_title_in_any_case(kg, packaged_sample, words):
    papers = [json.loads(line) for line in kg("explain", packaged_sample, "--paper", words, "--format", "json").stdout.splitlines()]
    assert [paper["title"] for paper in papers] == [TITLE]


def test_words_of_several_titles_choose_them_all(kg, packaged_sample):
    papers = [json.loads(line) for line in kg("explain", packaged_sample, "--paper", "flashattention", "--format", "json").stdout.splitlines()]
    assert len(papers) == 2 and all(paper["title"].startswith("FlashAttention") for paper in papers)


def test_a_paper_is_chosen_by_its_arxiv_id(kg):
    other = {"id": "2401.00010", "title": "Of 2401.00001 Things", "abstract": "We use BERT."}
    text = json.dumps(RECORD) + "\n" + json.dumps(other)
    papers = [json.loads(line) for line in kg("explain", "-", "--paper", "2401.00009", "--format", "json", stdin=text).stdout.splitlines()]
    assert [paper["title"] for paper in papers] == [RECORD["title"]]


@pytest.mark.parametrize("wanted", ["no such words", "2401.0000", "2106.09685"])
def test_no_paper_is_an_error_with_a_hint(kg, one_line, wanted):
    result = kg("explain", "-", "--paper", wanted, stdin=json.dumps(RECORD))
    assert (result.exit_code, result.stdout) == (1, "")
    message = one_line(result.stderr)
    assert repr(wanted) in message and "kg link" in message


def test_an_input_that_is_not_there(kg, one_line):
    result = kg("explain", "nothing.txt", "--paper", "LoRA")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "nothing.txt" in one_line(result.stderr)


def test_rules_alone(kg):
    text = json.dumps(RECORD)
    papers = [json.loads(kg("explain", "-", "--format", "json", *options, stdin=text).stdout) for options in ((), ("--rules",))]
    learned, ruled = [{j["name"]: j for j in paper["judgements"]} for paper in papers]
    assert {"FooNet", "ImageNet", "A100"} <= {name for name, j in ruled.items() if j["outcome"] == "linked"}
    assert all(j["least"] == 0.5 and j["reasons"] == [] for j in ruled.values())
    assert all(j["reasons"] for j in learned.values())
    assert ruled["ImageNet"]["score"] == ruled["ImageNet"]["proposals"][0]["score"] == 0.9


def test_the_text_of_the_rules_has_no_reasons(kg, packaged_sample):
    result = kg("explain", packaged_sample, "--paper", "LoRA: Low-Rank", "--rules")
    lines = result.stdout.splitlines()
    assert lines[0] == TITLE and "+ introduces method LoRA: " in result.stdout
    assert not any(re.match(r" +[-+]\d\.\d ", line) for line in lines)


def test_json_has_mentions_as_link_has_them(kg):
    paper = json.loads(kg("explain", "-", "--format", "json", stdin=json.dumps(RECORD)).stdout)
    for judgement in paper["judgements"]:
        for proposal in judgement["proposals"]:
            mention = proposal["mention"]
            assert isinstance(mention, dict)
            assert RECORD[mention["field"]][mention["start"] : mention["end"]] == mention["text"] != ""


def test_a_title_in_other_letters_is_printed_as_it_is(kg):
    record = {"title": "Counting 日本 \\n [bold]BERT[/bold]", "abstract": "𝒳 is with BERT."}
    result = kg("explain", "-", "--paper", "日本", stdin=json.dumps(record))
    assert result.stdout.startswith(record["title"] + "\n")
    (row,) = map(json.loads, kg("explain", "-", "--format", "json", stdin=json.dumps(record)).stdout.splitlines())
    assert row["title"] == record["title"]


def test_the_base_and_tables_of_ones_own(kg, tmp_path):
    table = tmp_path / "own.tsv"
    table.write_text("type\tname\tkind\tparent\taliases\tcontext\tfacts\tids\nmethod\tFooNet\tmodel\n", encoding="utf-8")
    paper = json.loads(kg("explain", "-", "--format", "json", "--base", "https://example.org/lab", "--catalog", table, stdin=json.dumps(RECORD)).stdout)
    (foo,) = [j for j in paper["judgements"] if j["name"] == "FooNet"]
    assert (foo["listed"], foo["entity"], foo["outcome"]) == (True, "https://example.org/lab/method/foonet", "linked")


def test_problems_go_to_standard_error(kg):
    result = kg("explain", "-", "--format", "json", stdin=json.dumps(RECORD) + "\n{broken\n")
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1)
    assert "standard input:2: broken JSON" in result.stderr
    assert kg("explain", "-", "--strict", stdin=json.dumps(RECORD) + "\n{broken\n").exit_code == 1
