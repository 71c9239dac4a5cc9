"""`kg.build` from a program: papers of one's own, tables as one path, and a clear word for what is neither."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.query import validate


def test_papers_of_ones_own_make_a_graph_that_conforms(tmp_path: Path) -> None:
    graph = kg.build([kg.Paper("A Study of LoRA", "We fine-tune LLaMA with LoRA on GLUE."), kg.Paper("Another", "We use BERT on SQuAD.", date="2024-01-02")])
    assert [item.paper.title for item in graph.papers] and {"LoRA", "BERT"} <= {link.name for item in graph.papers for link in item.links}
    graph.write(tmp_path)
    assert validate(tmp_path) == []


def test_one_table_may_be_given_alone(tmp_path: Path) -> None:
    table = tmp_path / "ours.tsv"
    table.write_text("\ufefftype\tname\tkind\nmethod\tZorbulator\tmodel\n", encoding="utf-8")  # with the mark that spreadsheets set in front
    graph = kg.build(kg.Paper("A Study", "We use Zorbulator."), catalogs=str(table))
    assert [link.entity.rsplit("/", 1)[-1] for link in graph.papers[0].links] == ["zorbulator"]


@pytest.mark.parametrize("given", [[{"title": "A Study", "abstract": "We use BERT."}], None, 5])
def test_what_is_neither_a_path_nor_a_paper_is_refused(given: object) -> None:
    with pytest.raises(kg.UsageError, match="neither a path nor a Paper"):
        kg.build(given)  # type: ignore[arg-type]


def test_a_graph_and_an_answer_say_in_a_line_what_they_are():
    graph = kg.build([kg.Paper("A Study of LoRA", "We fine-tune LLaMA with LoRA on GLUE.")])
    assert repr(graph).startswith("<KnowledgeGraph of 1 papers, ") and len(repr(graph)) < 80
    assert "columns name, paper" in repr(graph.query("SELECT ?name ?paper { ?paper dcterms:title ?name }"))


def test_what_a_table_of_ones_own_says_in_vain_is_told_and_the_rest_is_built(tmp_path: Path) -> None:
    table = tmp_path / "ours.tsv"
    lines = ["type\tname\tkind\tparent\taliases\tcontext\tfacts\tids", "method\tZorbulator\tmodel\tnobody\t\t\tyear=2024|memoryGB=3\tgithub:foo bar@x|doi:10.1002/(SICI)1097<1::AID>2@x"]
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    graph = kg.build(kg.Paper("A Study", "We use Zorbulator."), catalogs=table)
    assert [(problem.source, problem.line) for problem in graph.problems] == [(str(table), 2)] * 3
    said = " ".join(problem.message for problem in graph.problems)
    assert "'nobody'" in said and "'memoryGB'" in said and "'foo bar'" in said
    graph.write(tmp_path / "out")
    assert validate(tmp_path / "out") == []
    written = (tmp_path / "out" / "graph.nt").read_text(encoding="utf-8")
    assert "https://doi.org/10.1002/(SICI)1097%3C1::AID%3E2" in written and "foo" not in written
    with pytest.raises(kg.SourceError, match="nobody"):
        kg.build(kg.Paper("A Study", "We use Zorbulator."), catalogs=table, strict=True)
