"""`kg query`: ways to ask, and ways to answer."""

from __future__ import annotations

import csv
import io
import json

import pytest

TWO = "SELECT ?name (COUNT(?p) AS ?n) WHERE { ?p pk:uses|pk:introduces|pk:comparesWith ?e . ?e a pk:Dataset ; skos:prefLabel ?name } GROUP BY ?name ORDER BY ?name"
ANSWER = [("BigText", 2), ("TinyText", 1)]


def test_csv_is_what_a_pipe_gets(kg, hand_build):
    result = kg("query", hand_build, TWO)
    assert (result.exit_code, result.stderr) == (0, "")
    assert list(csv.reader(io.StringIO(result.stdout))) == [["name", "n"], *([name, str(n)] for name, n in ANSWER)]
    assert kg("query", hand_build, TWO, "--format", "csv").stdout == result.stdout


def test_tsv(kg, hand_build):
    assert kg("query", hand_build, TWO, "--format", "tsv").stdout.splitlines() == ["?name\t?n", *(f'"{name}"\t{n}' for name, n in ANSWER)]


def test_json(kg, hand_build):
    found = json.loads(kg("query", hand_build, TWO, "--format", "json").stdout)
    assert [(row["name"]["value"], int(row["n"]["value"])) for row in found["results"]["bindings"]] == ANSWER


def test_table(kg, hand_build):
    result = kg("query", hand_build, TWO, "--format", "table")
    rows = [line.split() for line in result.stdout.splitlines()]
    assert rows[0] == ["name", "n"] and rows[2:] == [[name, str(n)] for name, n in ANSWER]
    assert result.stderr == "2 rows\n"
    assert kg("query", hand_build, TWO, "--format", "table", "-q").stderr == ""


def test_a_saved_query_without_an_answer_tells_what_it_leaves_out(kg, hand_build, tmp_path):
    for format_ in ("table", "csv", "tsv"):
        result = kg("query", hand_build, "--name", "path-between-papers", "--from", "2001.00001", "--to", "2001.00001", "--format", format_)
        assert result.exit_code == 0 and "Nothing found. The shortest paths between two papers" in result.stderr
    (tmp_path / "ask.rq").write_text("# Whether there is any\nASK { ?p pk:uses ?p }")
    assert "Nothing found" not in kg("query", hand_build, "-f", tmp_path / "ask.rq").stderr


def test_brackets_in_a_table_are_no_markup(kg, hand_build):
    assert "[red]x[/red] [/] \\[b]" in kg("query", hand_build, 'SELECT ("[red]x[/red] [/] \\\\[b]" AS ?x) {}', "--format", "table").stdout


def test_ask_and_construct(kg, hand_build):
    assert kg("query", hand_build, "ASK { ?p pk:uses ?e }").stdout == "true\n"
    assert kg("query", hand_build, "ASK { ?p pk:uses ?p }").stdout == "false\n"
    triples = kg("query", hand_build, "CONSTRUCT { ?e rdfs:label ?n } WHERE { ?e a pk:Task ; skos:prefLabel ?n }").stdout
    assert triples == '<https://w3id.org/paperkg/task/language-modeling> <http://www.w3.org/2000/01/rdf-schema#label> "language modeling" .\n'


def test_the_evidence_is_in_its_graph(kg, hand_build):
    text = 'SELECT ?s WHERE { GRAPH pk:evidenceGraph { ?a oa:hasBody ?e ; pk:sentence ?s } ?e skos:prefLabel "VendorB Y200" }'
    assert "RoundWell and BitSqueeze and pruning on a Y200, on BigText." in kg("query", hand_build, text).stdout


def test_a_query_from_a_file(kg, hand_build, tmp_path):
    (tmp_path / "mine.rq").write_text("# Datasets\n" + TWO)
    assert kg("query", hand_build, "-f", tmp_path / "mine.rq").stdout == kg("query", hand_build, TWO).stdout
    missing = kg("query", hand_build, "--file", tmp_path / "none.rq")
    assert missing.exit_code == 2 and "none.rq" in missing.stderr


def test_a_query_from_standard_input(kg, hand_build):
    result = kg("query", hand_build, "-f", "-", "--format", "csv", stdin="ASK { ?s ?p ?o }\n")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "true" in result.stdout


def test_a_file_with_a_parameter(kg, hand_build, tmp_path):
    (tmp_path / "mine.rq").write_text("# Papers of a dataset\n# param dataset dataset: its name\nSELECT ?p WHERE { ?p pk:uses ?dataset }")
    assert len(kg("query", hand_build, "-f", tmp_path / "mine.rq", "--dataset", "big text").stdout.splitlines()) == 3
    assert kg("query", hand_build, "-f", tmp_path / "mine.rq", "--dataset=TinyText").stdout.count("\n") == 2
    without = kg("query", hand_build, "-f", tmp_path / "mine.rq")
    assert without.exit_code == 2 and "--dataset" in without.stderr


def test_a_saved_query(kg, packaged_build):
    result = kg("query", packaged_build, "--name", "top-entities", "--type", "dataset", "--format", "csv")
    assert result.exit_code == 0
    assert "ImageNet" in result.stdout
    unknown = kg("query", packaged_build, "--name", "top-entitys")
    assert unknown.exit_code == 2 and "top-entities" in unknown.stderr


def test_the_list_of_saved_queries(kg, hand_build):
    result = kg("query", hand_build, "--list")
    assert result.exit_code == 0
    assert "top-entities" in result.stdout and "--type" in result.stdout


def test_any_rdf_file(kg, tmp_path):
    path = tmp_path / "own.ttl"
    path.write_text('<http://a/b> <http://a/c> "d" .')
    assert kg("query", path, "SELECT ?o { ?s ?p ?o }").stdout.split() == ["o", "d"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ASK {}", "ASK {}"), "a second query"),
        (("ASK {}", "--name", "top-entities"), "exactly one"),
        (("--name", "top-entities", "-f", "x.rq"), "exactly one"),
        ((), "exactly one"),
        (("SELECT ?x WHERE { ?x",), "does not parse"),
        (("SELECT ?x WHERE { ?x nope:y ?z }",), "is not declared"),
        (("ASK {}", "--formt", "csv"), "--formt: unknown option"),
        (("--name", "top-entities", "--type"), "--type: has no value"),
        (("--name", "top-entities", "--type", "sandwich"), "sandwich"),
        (("--name", "top-entities", "--tipe", "dataset"), "--tipe"),
        (("--name", "entity-papers", "--entity", "BitSqueze"), "BitSqueeze"),
    ],
)
def test_calls_that_are_wrong(kg, hand_build, one_line, arguments, words):
    result = kg("query", hand_build, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in one_line(result.stderr)


def test_an_unknown_format(kg, hand_build):
    assert kg("query", hand_build, "ASK {}", "--format", "xml").exit_code == 2


def test_where_there_is_no_graph(kg, tmp_path, one_line):
    for where in (tmp_path, tmp_path / "none"):
        result = kg("query", where, "ASK {}")
        assert (result.exit_code, result.stdout) == (1, "")
        assert "kg build" in one_line(result.stderr)


def test_a_graph_that_does_not_parse(kg, tmp_path, one_line):
    (tmp_path / "graph.ttl").write_text("<http://a/b> <http://a/c> 'd' .\n<http://a/b> nonsense\n")
    result = kg("query", tmp_path, "ASK {}")
    assert result.exit_code == 1
    assert "graph.ttl:2: does not parse" in one_line(result.stderr)
