"""`kg link`: the contract of its output."""

from __future__ import annotations

import json

import pytest

from kg.model import ENTITY_TYPES, FIELDS, ROLES


def check(row: dict) -> None:
    """Holds a line against the contract."""
    assert list(row) == ["paper", "title", "abstract", "links", "relations"]
    assert len({link["entity"] for link in row["links"]}) == len(row["links"])  # one link per paper and entity
    for link in row["links"]:
        assert list(link) == ["type", "entity", "name", "role", "confidence", "mentions"]
        assert link["type"] in ENTITY_TYPES and link["role"] in ROLES
        assert isinstance(link["confidence"], float) and 0 <= link["confidence"] <= 1
        assert link["mentions"]
        for mention in link["mentions"]:
            assert list(mention) == ["field", "start", "end", "text"]
            assert mention["field"] in FIELDS
            assert row[mention["field"]][mention["start"] : mention["end"]] == mention["text"] != ""


def test_each_line_keeps_the_contract(kg, packaged_sample):
    result = kg("link", packaged_sample)
    assert (result.exit_code, result.stderr) == (0, "")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(rows) > 40
    for row in rows:
        check(row)


def test_what_a_build_writes_is_what_link_prints(kg, packaged_sample, packaged_build):
    assert kg("link", packaged_sample).stdout == (packaged_build / "links.jsonl").read_text(encoding="utf-8")


def test_entities_and_offsets(kg, records):
    rows = {row["title"]: row for row in map(json.loads, kg("link", records).stdout.splitlines())}
    links = {link["name"]: link for link in rows["Counting 日本 with BERT"]["links"]}
    assert {"BERT", "SQuAD", "A100"} <= set(links)
    assert links["BERT"]["mentions"][:2] == [{"field": "title", "start": 17, "end": 21, "text": "BERT"}, {"field": "abstract", "start": 21, "end": 25, "text": "BERT"}]
    repository = next(link for row in rows.values() for link in row["links"] if link["type"] == "repository")
    assert repository["entity"] == repository["name"] == "https://github.com/tiny/former"


TITLES = ["Using <b>BERT</b> &amp; <i>x</i>", "[bold]BERT[/bold] and $\\mathrm{BERT}_x$", '"BERT\\n" | BERT`s *stars*', "</script><script>alert('BERT')</script>"]


@pytest.mark.parametrize("title", TITLES)
def test_titles_with_markup_stay_as_they_are(kg, tmp_path, title):
    result = kg("link", "-", stdin=json.dumps({"title": title, "abstract": "No more."}))
    (row,) = map(json.loads, result.stdout.splitlines())
    check(row)
    assert row["title"] == title
    assert "BERT" in {link["name"] for link in row["links"]}


@pytest.mark.parametrize("title", TITLES)
def test_titles_with_markup_through_a_build_and_a_query(kg, tmp_path, title):
    assert kg("build", "-", "-o", tmp_path / "out", stdin=json.dumps({"title": title, "abstract": "No more."})).exit_code == 0
    assert kg("validate", tmp_path / "out").exit_code == 0
    text = "SELECT ?t WHERE { ?p a fabio:ResearchPaper ; dcterms:title ?t }"
    assert json.loads(kg("query", tmp_path / "out", text, "--format", "json").stdout)["results"]["bindings"][0]["t"]["value"] == title
    assert title in kg("query", tmp_path / "out", text, "--format", "table").stdout
    assert title not in (tmp_path / "out" / "graph.html").read_text(encoding="utf-8") or "<" not in title


def test_lone_surrogates_are_replaced(kg):
    (row,) = map(json.loads, kg("link", "-", stdin='{"title": "BERT \\ud800 again", "abstract": "BERT \\ud83d."}').stdout.splitlines())
    check(row)
    assert row["title"] == "BERT \ufffd again"


def test_an_input_that_is_not_there(kg, one_line):
    result = kg("link", "nothing.txt")
    assert (result.exit_code, result.stdout) == (1, "")
    one_line(result.stderr)


def test_problems_go_to_standard_error_and_quiet_keeps_them(kg):
    result = kg("link", "-", "-q", stdin='{"title": "On BERT", "abstract": "x"}\n{broken\n')
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 1
    assert result.stderr.startswith("kg: standard input:2: broken JSON, skipped")


def test_strict(kg, one_line):
    result = kg("link", "-", "--strict", "-q", stdin='{"title": "On BERT", "abstract": "x"}\n{broken\n')
    assert (result.exit_code, result.stdout) == (1, "")
    assert "standard input:2" in one_line(result.stderr.splitlines(keepends=True)[-1])
