"""The queries of `ontology/queries`: each is documented, runs anywhere, answers the same every time, and answers rightly."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal
from rdflib.plugins.sparql import prepareQuery

import kg
from kg import KnowledgeGraph
from kg.errors import QueryError
from kg.graph.vocabulary import ENTITY_CLASSES
from kg.model import ENTITY_TYPES, Relation
from kg.query import Store, saved_queries
from kg.query.answer import Answer
from kg.query.parameters import bind, resolve, resolve_paper
from kg.query.saved import SavedQuery, find_query, read_query
from kg.resources import samples
from kg.text import sentence_spans
from kg.titles import WHOLE_WORDS, title_fit

QUERIES = saved_queries()
TYPES = {*ENTITY_TYPES, "entity", "paper", "type", "string", "integer"}
BASE = "https://w3id.org/paperkg/"


def ask(store: Store, name: str, **given: str) -> Answer:
    query = find_query(name)
    return store.query(query.sparql, bind(query, given, store))


def columns(answer: Answer, *names: str) -> list:
    """Some columns of the rows; bare values where it is one column."""
    places = [answer.columns.index(name) for name in names]
    return [row[places[0]] if len(places) == 1 else tuple(row[p] for p in places) for row in answer]


def body(query: SavedQuery) -> str:
    return re.sub(r"^#.*\n", "", query.sparql, flags=re.MULTILINE)


def test_there_are_enough() -> None:
    assert len(QUERIES) >= 20
    assert list(QUERIES) == sorted(QUERIES)


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_each_is_documented(query: SavedQuery) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", query.name)
    assert query.sparql.startswith(f"# {query.title}\n")
    assert query.title != query.name
    assert query.description.endswith(".")
    assert not any(line.startswith("param") for line in query.description.split(". "))
    for parameter in query.parameters:
        assert parameter.type in TYPES
        assert parameter.description
        assert f"?{parameter.name}" in body(query)
    assert query.sparql.count("# param ") == len(query.parameters)


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_each_declares_its_prefixes_so_that_any_endpoint_runs_it(query: SavedQuery) -> None:
    pyoxigraph.Store().query(query.sparql)
    prepareQuery(query.sparql, initNs={})
    declared = re.findall(r"PREFIX (\w+):", query.sparql)
    assert all(re.search(rf"\b{prefix}:\w", body(query).split("\n\n", 1)[1]) for prefix in declared)


@pytest.fixture(scope="module")
def backwards(pages_graph: KnowledgeGraph) -> Store:
    """The five pages' graph, put into a store from the end."""
    return Store.of_graph(KnowledgeGraph(pages_graph.papers[::-1], pages_graph.catalog, pages_graph.iris))


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_each_runs_on_the_real_pages_and_its_order_is_fixed(query: SavedQuery, pages_store: Store, pages_graph: KnowledgeGraph, backwards: Store) -> None:
    given = {}
    for parameter in query.parameters:
        if parameter.type in ENTITY_TYPES or parameter.type == "entity":
            type_ = "method" if parameter.type == "entity" else parameter.type
            given[parameter.name] = pages_graph.top_entities(type_, 1)[0][0].name
        elif parameter.default is None:
            given[parameter.name] = "scaling"
    answer = pages_store.query(query.sparql, bind(query, given, pages_store))
    assert answer.columns
    assert len(set(answer.columns)) == len(answer.columns)
    assert not {p.name for p in query.parameters} & set(answer.columns)
    assert backwards.query(query.sparql, bind(query, given, backwards)).rows == answer.rows
    # Rows that differ in an IRI alone have an order too.
    order = query.sparql.rpartition("ORDER BY")[2]
    for place, column in enumerate(answer.columns):
        if answer and all(str(row[place]).startswith("http") for row in answer):
            assert re.search(rf"\?{column}\b", order), column


@pytest.mark.parametrize("name", ["top-entities", "papers-using", "papers-on-hardware", "papers-with-code", "papers-without-code", "hardware-by-papers", "methods-by-year", "paper-evidence", "similar-papers", "path-between-papers", "pages"])
def test_on_the_real_pages_there_is_something_to_find(name: str, pages_store: Store, pages_graph: KnowledgeGraph) -> None:
    given = {p.name: "scaling" if p.name == "to" else "quantization" if p.type == "paper" else pages_graph.top_entities(p.type, 1)[0][0].name for p in find_query(name).parameters if p.default is None}
    assert ask(pages_store, name, **given)


# What the four hand-made papers of conftest.py answer.

BITS, WELL, OTHER, NOTHING = "BitSqueeze at work", "RoundWell rounds well", "Language modeling on other silicon", "A paper about nothing that is known"
CODE = "https://github.com/roundwell/roundwell"


def test_top_entities(hand_store: Store) -> None:
    assert columns(ask(hand_store, "top-entities"), "name", "papers") == [("BitSqueeze", 3), ("RoundWell", 2), ("pruning", 1)]
    assert columns(ask(hand_store, "top-entities", type="dataset"), "name", "papers") == [("BigText", 2), ("TinyText", 1)]


@pytest.mark.parametrize("method", ["quantization", "Quantization", "PTQ", "post training quantization"])
def test_papers_using_follows_the_hierarchy(hand_store: Store, method: str) -> None:
    assert columns(ask(hand_store, "papers-using", method=method), "title", "used") == [(BITS, "BitSqueeze"), (OTHER, "BitSqueeze"), (OTHER, "RoundWell")]


def test_papers_using_the_broadest(hand_store: Store) -> None:
    assert columns(ask(hand_store, "papers-using", method="model compression"), "used") == ["BitSqueeze", "BitSqueeze", "pruning", "RoundWell"]


def test_papers_comparing_and_introducing(hand_store: Store) -> None:
    assert columns(ask(hand_store, "papers-comparing-with", entity="quantization"), "title", "compared") == [(WELL, "BitSqueeze")]
    assert columns(ask(hand_store, "papers-introducing", entity="roundwell"), "title", "date") == [(WELL, "2022-01-10")]
    assert columns(ask(hand_store, "papers-introducing", entity=CODE), "title") == [WELL]
    assert not ask(hand_store, "papers-introducing", entity="BitSqueeze")


def test_papers_on_hardware_say_how_much_of_it(hand_store: Store) -> None:
    answer = ask(hand_store, "papers-on-hardware", hardware="accelerators")
    assert columns(answer, "title", "device", "devices", "gigabytes") == [(BITS, "VendorA X100", 8, 80), (OTHER, "VendorB Y200", None, None), (WELL, "VendorA X100", None, None)]
    assert columns(ask(hand_store, "papers-on-hardware", hardware="X100"), "title") == [BITS, WELL]


def test_code(hand_store: Store) -> None:
    assert columns(ask(hand_store, "papers-with-code"), "title", "repository") == [(WELL, CODE)]
    assert columns(ask(hand_store, "papers-without-code"), "title") == [NOTHING, BITS, OTHER]
    assert columns(ask(hand_store, "code-and-hardware", hardware="accelerator"), "title", "device", "repository") == [(WELL, "VendorA X100", CODE)]
    assert not ask(hand_store, "code-and-hardware", hardware="Y200")


def test_compared_methods_looks_from_both_sides(hand_store: Store) -> None:
    assert columns(ask(hand_store, "compared-methods", method="RoundWell"), "name", "papers") == [("BitSqueeze", 1)]
    assert columns(ask(hand_store, "compared-methods", method="BitSqueeze"), "name", "papers") == [("RoundWell", 1)]
    assert not ask(hand_store, "compared-methods", method="pruning")


def test_methods_and_datasets(hand_store: Store) -> None:
    assert columns(ask(hand_store, "datasets-of-method", method="quantization"), "name", "papers") == [("BigText", 2), ("TinyText", 1)]
    assert columns(ask(hand_store, "methods-on-dataset", dataset="BigText"), "name", "papers") == [("RoundWell", 2), ("BitSqueeze", 1), ("pruning", 1)]
    assert columns(ask(hand_store, "co-used-methods", method="BitSqueeze"), "name") == ["pruning", "RoundWell"]
    assert columns(ask(hand_store, "co-used-methods", method="quantization"), "name") == ["pruning"]
    assert not ask(hand_store, "co-used-datasets", dataset="BigText")


def test_years(hand_store: Store) -> None:
    assert columns(ask(hand_store, "datasets-by-year"), "year", "name", "papers") == [(2023, "BigText", 1), (2022, "BigText", 1), (2020, "TinyText", 1)]
    assert columns(ask(hand_store, "methods-by-year"), "year", "name")[-2:] == [(2022, "RoundWell"), (2020, "BitSqueeze")]
    # 2020 to 2023: 2020 and 2021 are the earlier half.
    assert columns(ask(hand_store, "rising-methods"), "name", "earlier", "later") == [("RoundWell", 0, 2), ("pruning", 0, 1)]


def test_hardware_and_vendors(hand_store: Store) -> None:
    assert columns(ask(hand_store, "hardware-by-papers"), "name", "papers", "vendor", "leastGB", "mostGB") == [("VendorA X100", 2, "VendorA", 40, 80), ("VendorB Y200", 1, "VendorB", 192, 192)]
    assert columns(ask(hand_store, "vendors"), "vendor", "papers", "products") == [("VendorA", 2, 1), ("VendorB", 1, 1)]


def test_the_flagship(hand_store: Store) -> None:
    answer = ask(hand_store, "quantization-on-nvidia", vendor="vendora")
    assert columns(answer, "title", "methodName", "hardwareName") == [(BITS, "BitSqueeze", "VendorA X100"), (WELL, "RoundWell", "VendorA X100")]
    assert columns(answer, "methodSentence", "hardwareSentence")[0] == ("We train with BitSqueeze on TinyText.", "It runs on eight VendorA X100 cards.")
    assert not ask(hand_store, "quantization-on-nvidia")
    assert not ask(hand_store, "quantization-on-nvidia", vendor="VendorA", method="pruning")


def test_evidence_of_a_paper(hand_store: Store) -> None:
    answer = ask(hand_store, "paper-evidence", paper="ROUNDS WELL")
    assert columns(answer, "name", "role", "text") == [
        ("BigText", "uses", "BigText"),
        ("BitSqueeze", "comparesWith", "BitSqueeze"),
        (CODE, "introduces", CODE),
        ("RoundWell", "introduces", "RoundWell"),
        ("VendorA X100", "uses", "X100"),
    ]
    assert "It beats BitSqueeze on BigText with one X100." in columns(answer, "sentence")


def test_everything_about_an_entity(hand_store: Store) -> None:
    assert columns(ask(hand_store, "entity-papers", entity="BitSqueeze"), "role", "title") == [("comparesWith", WELL), ("uses", BITS), ("uses", OTHER)]
    assert columns(ask(hand_store, "narrower-entities", entity="quantization"), "name", "parent", "papers") == [
        ("BitSqueeze", "post-training quantization", 3),
        ("RoundWell", "post-training quantization", 2),
        ("post-training quantization", "quantization", 0),
    ]
    assert columns(ask(hand_store, "task-methods", task="language modeling"), "name") == ["BitSqueeze", "pruning", "RoundWell"]


def test_similar_papers_share_entities(hand_store: Store) -> None:
    assert columns(ask(hand_store, "similar-papers", paper="rounds well"), "otherTitle", "shared") == [(OTHER, 3), (BITS, 2)]


def test_paths_between_papers(hand_store: Store) -> None:
    rows = columns(ask(hand_store, "path-between-papers", **{"from": "2001.00001", "to": OTHER}), "steps", "over", "between", "andOver")
    # What both link to is the shortest; then what is narrower than one thing, and what a third paper links to.
    assert rows[0] == (2, "BitSqueeze", None, None)
    assert (4, "BitSqueeze", "post-training quantization", "RoundWell") in rows
    assert (4, "BitSqueeze", WELL, "BigText") in rows and (4, "VendorA X100", WELL, "RoundWell") in rows
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert not ask(hand_store, "path-between-papers", **{"from": BITS, "to": NOTHING})
    assert not ask(hand_store, "path-between-papers", **{"from": BITS, "to": BITS})


def test_a_paper_goes_by_its_iri_id_title_or_words_of_it(hand_store: Store) -> None:
    iri = BASE + "paper/arxiv-2201.00002"
    for words in (iri, "2201.00002", WELL, WELL.upper(), "rounds"):
        assert resolve_paper(words, hand_store) == iri
    with pytest.raises(QueryError, match="the graph has no paper called 'RondWel round well'") as raised:
        resolve_paper("RondWel round well", hand_store)
    assert raised.value.hint.startswith(f"nearest: {WELL};")


@pytest.mark.parametrize("id_", ["2201.00002v3", "arXiv:2201.00002", "https://arxiv.org/abs/2201.00002v1"])
def test_an_arxiv_id_as_people_have_it(hand_store: Store, id_: str) -> None:
    assert resolve_paper(id_, hand_store) == BASE + "paper/arxiv-2201.00002"


def test_a_title_that_has_the_words_goes_before_one_that_has_the_letters() -> None:
    titles = ["LoRA: Low-Rank Adaptation", "QLoRA: Fast", "A Study of LoRA", "Lo Ra", "Fast and Low: An Adaptation of Rank"]
    assert [title_fit("lora", title) for title in titles] == [1, 4, 2, None, None]
    assert title_fit("adaptation low rank", titles[4]) == WHOLE_WORDS
    assert title_fit("A study of LoRA!", titles[2]) == 0
    assert title_fit("", titles[0]) is title_fit("?", titles[0]) is None


def test_which_of_several_papers_was_taken_is_said(hand_store: Store) -> None:
    said: list[str] = []
    assert resolve_paper("w", hand_store, said.append) == resolve_paper(BITS, hand_store)
    assert said == [f"'w' is taken for the paper {BITS!r}; 2 more titles have these words"]
    resolve_paper(WELL, hand_store, said.append)
    assert len(said) == 1


def test_a_name_that_is_no_text_is_nobodys() -> None:
    graph = kg.build([kg.Paper("Kite", "We propose Kite, a planner.")])
    with pytest.raises(QueryError, match="no method called"):
        resolve("\udcff", "method", graph.store)


def test_which_of_two_entities_of_one_name_was_taken_is_said() -> None:
    graph = kg.build([
        kg.Paper("Kite: Robust Aircraft Planning", "We propose Kite (Kinetic Inference of Trajectories and Energy), a planner."),
        kg.Paper("Kite: A Compiler for Tensors", "We propose Kite (Kernel Intermediate Tensor Engine), a compiler."),
    ])
    said: list[str] = []
    names = {str(entity) for (entity,) in graph.query('SELECT ?e { ?e skos:prefLabel "Kite" }')}
    assert len(names) == 2
    taken = resolve("Kite", "method", graph.store, said.append)
    (other,) = names - {taken}
    assert said == [f"'Kite' is taken for <{taken}>; to have another that is called so, give its IRI: <{other}>"]
    assert resolve(other, "method", graph.store, said.append) == other
    assert len(said) == 1


def test_an_entity_goes_by_its_iri_too(hand_store: Store) -> None:
    iri = resolve("BitSqueeze", "method", hand_store)
    assert resolve(iri, "entity", hand_store) == iri
    with pytest.raises(QueryError, match="no dataset called"):
        resolve(iri, "dataset", hand_store)


def test_what_needs_a_look(hand_store: Store) -> None:
    assert columns(ask(hand_store, "unlinked-papers"), "title") == [NOTHING]
    assert columns(ask(hand_store, "low-confidence-links"), "confidence", "name", "sentence") == [(0.41, "language modeling", OTHER)]
    assert not ask(hand_store, "low-confidence-links", percent="41")
    assert len(ask(hand_store, "low-confidence-links", percent="100")) == 14


def test_inputs_and_their_papers(hand_store: Store) -> None:
    assert columns(ask(hand_store, "pages"), "name", "papers", "nowhereElse") == [("list.txt", 4, 4)]
    assert not ask(hand_store, "shared-repositories")


# The same four papers, of which one also says how its entities relate.


@pytest.fixture(scope="module")
def related_graph(hand_graph: KnowledgeGraph) -> KnowledgeGraph:
    stated = [("comparedWith", "method/bitsqueeze", "It beats BitSqueeze"), ("evaluatedOn", "dataset/bigtext", "It beats BitSqueeze"), ("extends", "method/pruning", "We introduce RoundWell")]
    papers = []
    for item in hand_graph.papers:
        relations = ()
        if item.paper.title == WELL:
            text = item.paper.abstract
            spans = {start: next((s, e) for s, e in sentence_spans(text) if text.startswith(start, s)) for _, _, start in stated}
            relations = tuple(Relation(type_, BASE + "method/roundwell", BASE + target, "abstract", *spans[start], "a rule", 0.9) for type_, target, start in stated)
        elif item.paper.title == OTHER:
            relations = (Relation("comparedWith", BASE + "method/roundwell", BASE + "method/bitsqueeze", "abstract", 0, len(item.paper.abstract), "a rule", 0.9),)
        papers.append(replace(item, relations=relations))
    return KnowledgeGraph(papers, hand_graph.catalog, hand_graph.iris)


@pytest.fixture(scope="module")
def related_store(related_graph: KnowledgeGraph) -> Store:
    return Store.of_graph(related_graph)


BEATS = "It beats BitSqueeze on BigText with one X100."


def test_relations_of_an_entity_in_both_directions(related_store: Store) -> None:
    assert columns(ask(related_store, "relations", entity="RoundWell"), "source", "relation", "target", "papers") == [
        ("RoundWell", "comparedWith", "BitSqueeze", 2),
        ("RoundWell", "evaluatedOn", "BigText", 1),
        ("RoundWell", "extends", "pruning", 1),
    ]
    assert columns(ask(related_store, "relations", entity="BitSqueeze"), "source", "relation", "target") == [("RoundWell", "comparedWith", "BitSqueeze")]
    assert columns(ask(related_store, "relations", entity="BigText"), "source", "relation", "target", "sentence", "other") == [("RoundWell", "evaluatedOn", "BigText", BEATS, BASE + "method/roundwell")]
    assert not ask(related_store, "relations", entity="TinyText")


def test_a_relation_that_two_papers_state_is_one_row_with_one_sentence(related_store: Store) -> None:
    (row,) = columns(ask(related_store, "relations", entity="BitSqueeze"), "papers", "sentence")
    assert row == (2, min(BEATS, "RoundWell and BitSqueeze and pruning on a Y200, on BigText."))


def test_relations_are_answered_without_the_evidence_too(related_graph: KnowledgeGraph, tmp_path: Path) -> None:
    pyoxigraph.serialize(related_graph.triples(), str(tmp_path / "facts.nt"), format=pyoxigraph.RdfFormat.N_TRIPLES)
    answer = ask(Store.open(tmp_path / "facts.nt"), "relations", entity="RoundWell")
    assert columns(answer, "relation", "target", "papers", "sentence")[0] == ("comparedWith", "BitSqueeze", 0, None)


def test_a_paper_that_compares_is_no_entity_that_relates(related_store: Store, hand_store: Store) -> None:
    assert not ask(hand_store, "relations", entity="BitSqueeze")
    assert all(row[0] == "RoundWell" for row in ask(related_store, "relations", entity="BitSqueeze"))


def test_relations_of_the_packaged_sample_are_found_from_both_ends() -> None:
    graph = kg.build(samples() / "daily-papers.txt")
    store = Store.of_graph(graph)
    stated = [(graph.entities[r.source].name, r.type, graph.entities[r.target].name) for item in graph.papers for r in item.relations]
    assert stated
    for source, type_, target in stated:
        for name in (source, target):
            assert (source, type_, target) in columns(ask(store, "relations", entity=name), "source", "relation", "target")


@pytest.mark.parametrize("name", sorted(QUERIES.keys() - {"relations"}))
def test_how_entities_relate_does_not_change_what_is_said_of_papers(hand_store: Store, related_store: Store, name: str) -> None:
    values = {"method": "quantization", "dataset": "BigText", "hardware": "accelerator", "task": "language modeling", "entity": "quantization", "paper": "well"}
    given = {p.name: values[p.type] for p in find_query(name).parameters if p.default is None}
    assert ask(related_store, name, **given).rows == ask(hand_store, name, **given).rows


# Values of parameters

INJECTIONS = ['x") } DROP ALL #', "x' || true || '", "> } ; DROP ALL #", "?x", 'a\\" } UNION { ?s ?p ?o', "\n} #"]


@pytest.mark.parametrize("value", INJECTIONS)
def test_a_text_value_stays_a_value(hand_store: Store, value: str) -> None:
    before = len(hand_store)
    assert not ask(hand_store, "quantization-on-nvidia", vendor=value)
    with pytest.raises(QueryError, match="the graph has no paper called"):
        ask(hand_store, "paper-evidence", paper=value)
    assert len(hand_store) == before


def test_a_parameter_is_bound_in_subqueries_too(hand_store: Store) -> None:
    query = "SELECT ?n WHERE { { SELECT (COUNT(*) AS ?n) WHERE { ?m skos:prefLabel ?name } } # WHERE { }\n }"
    assert hand_store.query(query, {"name": Literal("BigText")}).rows == [(1,)]


@pytest.mark.parametrize("value", INJECTIONS)
def test_a_name_that_is_none_is_an_error_with_the_nearest(hand_store: Store, value: str) -> None:
    with pytest.raises(QueryError, match="the graph has no method called") as raised:
        ask(hand_store, "papers-using", method=value)
    assert raised.value.exit_code == 2


def test_a_name_of_another_type_is_told_what_it_is(hand_store: Store) -> None:
    with pytest.raises(QueryError, match="no method called 'bigtext'") as raised:
        ask(hand_store, "papers-using", method="bigtext")
    assert raised.value.hint.startswith("BigText is a dataset")


def test_a_misspelt_name_is_told_the_nearest_three(hand_store: Store) -> None:
    with pytest.raises(QueryError) as raised:
        ask(hand_store, "papers-using", method="Bitsqueze")
    nearest = raised.value.hint.removeprefix("nearest: ").split(", ")
    assert nearest[0] == "BitSqueeze"
    assert len(set(nearest)) == 3


def test_other_spellings_of_one_entity_count_once_among_the_nearest(alike: Store) -> None:
    with pytest.raises(QueryError) as raised:
        resolve("adamm", "method", alike)
    nearest = raised.value.hint.removeprefix("nearest: ").split(", ")
    assert len(nearest) == 3
    assert len({"Adam", "ADAM optimizer"} & set(nearest)) == 1


def test_a_name_of_another_type_is_none(hand_store: Store) -> None:
    with pytest.raises(QueryError, match="the graph has no dataset called 'BitSqueeze'"):
        ask(hand_store, "methods-on-dataset", dataset="BitSqueeze")


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("papers-using", {}, "papers-using needs --method"),
        ("papers-using", {"methods": "x"}, "papers-using has no parameter --methods"),
        ("top-entities", {"type": "gadget"}, "--type is a type, not 'gadget'"),
        ("low-confidence-links", {"percent": "half"}, "--percent is a whole number, not 'half'"),
        ("low-confidence-links", {"percent": "²"}, "--percent is a whole number"),
        ("low-confidence-links", {"percent": "--5"}, "--percent is a whole number"),
        ("low-confidence-links", {"percent": ""}, "--percent is a whole number"),
    ],
)
def test_wrong_parameters_are_named_with_what_is_right(hand_store: Store, name: str, given: dict[str, str], words: str) -> None:
    with pytest.raises(QueryError, match=re.escape(words)):
        ask(hand_store, name, **given)


def test_an_unknown_query_is_told_the_others() -> None:
    with pytest.raises(QueryError, match="no saved query is called 'top'") as raised:
        find_query("top")
    assert "top-entities" in raised.value.hint


@pytest.fixture
def alike(tmp_path: Path) -> Store:
    """Entities whose names are easily taken for each other."""
    path = tmp_path / "alike.ttl"
    names = [("cplusplus", "C++", ()), ("c", "C", ()), ("csharp", "C#", ()), ("adam", "Adam", ("ADAM optimizer",)), ("adam2", "ADAM", ()), ("bert", "BERT", ()), ("abert", "ABERT", ("BERT", "A-BERT")), ("cjk", "北京", ())]
    lines = [f'<{BASE}{iri}> a <{ENTITY_CLASSES["method"]}> ; <http://www.w3.org/2004/02/skos/core#prefLabel> "{name}" .' for iri, name, _ in names]
    lines += [f'<{BASE}{iri}> <http://www.w3.org/2004/02/skos/core#altLabel> "{other}" .' for iri, _, others in names for other in others]
    path.write_text("\n".join(lines), encoding="utf-8")
    return Store.open(path)


@pytest.mark.parametrize(
    ("name", "iri"),
    [("C++", "cplusplus"), ("c++", "cplusplus"), ("C", "c"), ("C#", "csharp"), ("Adam", "adam"), ("ADAM", "adam2"), ("BERT", "bert"), ("bert", "bert"), ("a bert", "abert"), ("北京", "cjk"), ("Adam Optimizers", "adam")],
)
def test_a_name_is_the_entity_that_it_is_the_first_name_of(alike: Store, name: str, iri: str) -> None:
    assert resolve(name, "entity", alike) == BASE + iri


@pytest.mark.parametrize("name", ["東京", "", "+", "D"])
def test_a_name_of_nothing_is_not_taken_for_something(alike: Store, name: str) -> None:
    with pytest.raises(QueryError, match="the graph has no method called"):
        resolve(name, "method", alike)


# Query files of one's own

def test_a_file_of_ones_own_with_a_head(tmp_path: Path, hand_store: Store) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("# My papers\n# Those of one year.\n# Or of none.\n# param start string = 20: how the year begins\n\nSELECT ?p WHERE { ?p dcterms:issued ?d FILTER(STRSTARTS(STR(?d), ?start)) } # end\n")
    query = read_query(path)
    assert (query.name, query.title, query.description) == ("mine", "My papers", "Those of one year. Or of none.")
    assert [(p.name, p.type, p.default, p.description) for p in query.parameters] == [("start", "string", "20", "how the year begins")]
    assert len(hand_store.query(query.sparql, bind(query, {}, hand_store))) == 3
    assert len(hand_store.query(query.sparql, bind(query, {"start": "2022"}, hand_store))) == 1


@pytest.mark.parametrize("text", ["SELECT ?p WHERE { ?p a pk:Page }", "\ufeff# A title\r\nSELECT ?p WHERE { ?p a pk:Page }\r\n"])
def test_a_file_without_head_or_with_windows_line_ends(tmp_path: Path, hand_store: Store, text: str) -> None:
    path = tmp_path / "mine.rq"
    path.write_bytes(text.encode())
    query = read_query(path)
    assert query.title == ("A title" if "#" in text else "mine")
    assert len(hand_store.query(query.sparql)) == 1


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin1.rq").write_bytes(b"# caf\xe9\n")
    for name in ("nowhere.rq", "latin1.rq", ""):
        with pytest.raises(QueryError, match="can't be read"):
            read_query(tmp_path / name)
