"""The measures on cases small enough to count by hand, and against the scorer beside the checkout."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.errors import SourceError
from kg.evaluation import AnnotatedEntity, AnnotatedPaper, Evaluation, Place, evaluate, read_annotations
from kg.evaluation.scoring import b_cubed
from kg.iris import Iris
from kg.model import ENTITY_TYPES, ROLES, Link, LinkedPaper, Mention, Paper
from kg.sources import merge_papers, read_papers

SHARED = Path(__file__).resolve().parents[3] / "shared"
TITLE = "Fast tuning"


def entity(type_: str, name: str, *mentions: str | Place, role: str | None = "uses", types: tuple = (), optional: bool = False, named: bool = True) -> AnnotatedEntity:
    return AnnotatedEntity(type_, name, mentions, role, named, optional, types)


def link(type_: str, name: str, *texts: str, role: str = "uses", confidence: float = 0.9, iri: str = "") -> Link:
    mentions = tuple(Mention("abstract", 0, len(text), text) for text in texts)
    return Link(type_, iri or Iris().entity(type_, name), name, role, confidence, mentions)


def paper(links: list[Link], title: str = TITLE, abstract: str = "", arxiv: str = "") -> LinkedPaper:
    made = Paper(title, abstract, arxiv=arxiv)
    return LinkedPaper(Iris().paper(made), made, tuple(links))


def measure(entities: list[AnnotatedEntity], links: list[Link], abstract: str = "") -> Evaluation:
    return evaluate([AnnotatedPaper(TITLE, tuple(entities))], [paper(links, abstract=abstract)])


def counts(found: Evaluation, group: str) -> tuple[int, int, int]:
    score = found.scores()[group]
    return score.right, score.links, score.gold


def test_precision_recall_and_f1_by_type_and_over_the_four_kinds():
    found = measure(
        [entity("method", "BERT"), entity("method", "Adam"), entity("dataset", "SQuAD"), entity("task", "parsing")],
        [link("method", "BERT"), link("method", "LoRA"), link("method", "ReLU"), link("dataset", "SQuAD"), link("task", "tagging")],
    )
    method = found.scores()["method"]
    assert (method.precision, method.recall, method.f1) == (1 / 3, 1 / 2, 2 / 5)
    assert counts(found, "dataset") == (1, 1, 1)
    assert counts(found, "task") == (0, 1, 1)
    assert counts(found, "four kinds") == (2, 4, 3)  # tasks are not of them
    assert [o.name for o in found.missed] == ["Adam", "parsing"]
    assert [o.name for o in found.extra] == ["LoRA", "ReLU", "tagging"]


def test_nothing_to_count_is_no_figure():
    found = measure([], [])
    score = found.scores()["four kinds"]
    assert (score.precision, score.recall, score.f1) == (None, None, None)
    assert (found.roles().precision, found.resolution(), found.calibration()) == (None, None, [])
    assert evaluate([], []).papers == 0


def test_links_alone_and_entities_alone():
    extra = measure([], [link("method", "BERT")]).scores()["method"]
    assert (extra.precision, extra.recall, extra.f1) == (0, None, 0)
    missed = measure([entity("method", "BERT")], []).scores()["method"]
    assert (missed.precision, missed.recall, missed.f1) == (None, 0, 0)


@pytest.mark.parametrize(
    ("wanted", "linked"),
    [
        (entity("method", "gradient descent", "SGD"), link("method", "stochastic gradient descent", "SGD")),  # a mention in common
        (entity("dataset", "CIFAR-10"), link("dataset", "CIFAR 10")),  # punctuation
        (entity("method", "BERT"), link("method", "bert")),  # case
        (entity("method", "transformer"), link("method", "Transformers")),  # a plural
        (entity("method", "悟道"), link("method", "悟道")),  # no Latin letter at all
    ],
)
def test_spellings_that_are_one_entity(wanted, linked):
    assert counts(measure([wanted], [linked]), "four kinds") == (1, 1, 1)


@pytest.mark.parametrize(
    ("wanted", "linked"),
    [
        (entity("method", "Llama 2"), link("method", "Llama 3")),
        (entity("method", "GAN"), link("method", "StyleGAN")),  # a part is another thing
        (entity("method", "GAS"), link("method", "GA")),  # too short for a plural
        (entity("method", "悟道"), link("method", "文心")),
        (entity("method", "SWE-bench"), link("dataset", "SWE-bench")),
    ],
)
def test_entities_that_are_two(wanted, linked):
    found = measure([wanted], [linked])
    assert (len(found.missed), len(found.extra)) == (1, 1)


def test_one_link_is_one_entity_and_one_entity_one_link():
    twice = measure([entity("method", "BERT"), entity("method", "BERT-large", "BERT")], [link("method", "BERT")])
    assert counts(twice, "method") == (1, 1, 2)
    again = measure([entity("method", "BERT")], [link("method", "BERT"), link("method", "BERT-base", "BERT")])
    assert counts(again, "method") == (1, 2, 1)
    assert [o.name for o in again.extra] == ["BERT-base"]


def test_optional_entities_neither_help_nor_hurt():
    for links in ([], [link("method", "BERT")]):
        found = measure([entity("method", "BERT", optional=True)], links)
        assert counts(found, "method") == (0, 0, 0)
        assert not found.missed and not found.extra and not found.calibration()


def test_a_link_that_could_be_optional_or_asked_for_is_right():
    found = measure([entity("method", "BERT", optional=True), entity("method", "BERT")], [link("method", "BERT")])
    assert counts(found, "method") == (1, 1, 1)


def test_either_of_two_acceptable_types_is_right_and_counts_once():
    found = measure([entity("method", "reinforcement learning", types=("task", "method"))], [link("task", "reinforcement learning")])
    assert counts(found, "method") == (1, 1, 1)
    assert counts(found, "task") == (0, 0, 0)


def test_web_pages_have_no_figures():
    found = measure([entity("webpage", "https://a.org")], [link("webpage", "https://b.org")])
    assert all(score.links == score.gold == 0 for score in found.scores().values())
    assert not found.missed and not found.extra and not found.calibration()


def test_recall_on_names_on_terms_and_on_what_is_introduced():
    found = measure(
        [
            entity("method", "OurNet", role="introduces"),
            entity("dataset", "OurSet", role="introduces"),
            entity("method", "dropout", role="introduces", named=False),
            entity("method", "BERT"),
            entity("task", "OurTask", role="introduces"),  # a task is not of the four kinds
        ],
        [link("method", "OurNet"), link("method", "dropout"), link("method", "LoRA")],
    )
    recalls = {name: (score.right, score.gold) for name, score in found.recalls().items()}
    assert recalls == {"named": (1, 3), "generic": (1, 1), "introduced, named": (1, 2)}


def test_roles_are_judged_on_right_links_of_the_four_kinds_whose_role_is_annotated():
    found = measure(
        [entity("method", "BERT"), entity("method", "LoRA", role="compares"), entity("method", "Adam", role=None), entity("task", "parsing"), entity("method", "ReLU")],
        [link("method", "BERT"), link("method", "LoRA"), link("method", "Adam"), link("task", "parsing", role="mentions"), link("method", "Mamba")],
    )
    assert found.roles().precision == 1 / 2


def test_b_cubed_by_hand():
    # Three of A and one of B, put into x, x, y and y: only x is pure, and A is torn apart.
    precision, recall = b_cubed([("A", "x"), ("A", "x"), ("A", "y"), ("B", "y")])
    assert precision == (1 + 1 + 1 / 2 + 1 / 2) / 4
    assert recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert b_cubed([("A", "x"), ("A", "x"), ("B", "y")]) == (1, 1)
    assert b_cubed([]) is None


def resolution(*links: Link) -> float | None:
    """Of papers that each name BERT, linked so."""
    titles = [f"Paper {number}" for number in range(len(links))]
    annotated = [AnnotatedPaper(title, (entity("method", "BERT", "BERT"),)) for title in titles]
    return evaluate(annotated, [paper([item], title) for item, title in zip(links, titles, strict=True)]).resolution()


def test_resolution_across_papers():
    assert resolution(link("method", "BERT"), link("method", "BERT")) == 1
    # One entity in two nodes: every node is pure, of each item's two papers one is beside it.
    assert resolution(link("method", "BERT"), link("method", "Bert model", "BERT")) == pytest.approx(2 * 1 * 0.5 / 1.5)
    assert resolution(link("method", "RoBERTa")) is None  # nothing right, nothing resolved


def test_two_spellings_of_an_annotated_name_are_one_entity():
    annotated = [AnnotatedPaper("One", (entity("method", "BERT"),)), AnnotatedPaper("Two", (entity("method", "Bert"),))]
    assert evaluate(annotated, [paper([link("method", "BERT")], title) for title in ("One", "Two")]).resolution() == 1


def test_two_things_in_one_node_cost_precision():
    found = measure([entity("method", "Adam"), entity("method", "AdamW")], [link("method", "Adam", iri="x"), link("method", "AdamW", iri="x")])
    assert found.resolution() == pytest.approx(2 * 0.5 * 1 / 1.5)


def test_repositories_are_no_test_of_resolution():
    url = "https://github.com/a/b"
    assert measure([entity("repository", url)], [link("repository", url)]).resolution() is None


def test_mentions_with_wrong_offsets():
    found = measure([], [link("method", "BERT", "BERT"), link("method", "LoRA", "LoRA")], abstract="BERT and LoRA")  # both say that they stand at 0
    assert found.wrong_offsets == 1


def test_papers_that_are_not_there_and_papers_that_nobody_annotated():
    annotated = [AnnotatedPaper("Seen", (entity("method", "BERT"),)), AnnotatedPaper("Unseen", (entity("method", "BERT"), entity("method", "LoRA", optional=True)))]
    found = evaluate(annotated, [paper([link("method", "BERT")], "Seen"), paper([link("method", "Mamba")], "Another")])
    assert (found.papers, found.absent) == (2, 1)
    assert counts(found, "method") == (1, 1, 2)
    assert found.missed == []  # there was no text to find it in


def test_papers_are_found_by_id_before_title_and_by_folded_title():
    there = [paper([link("method", "BERT")], "Old title", arxiv="2401.00001"), paper([], "Fast, Tuning!")]
    assert counts(evaluate([AnnotatedPaper("Fast tuning", (entity("method", "BERT"),), "2401.00001")], there), "method") == (1, 1, 1)
    assert evaluate([AnnotatedPaper("fast tuning", ())], there).absent == 0
    assert evaluate([AnnotatedPaper("", (), "2401.99999")], [*there, paper([], "?!")]).absent == 1  # no title is not the title of no letters


def test_one_paper_annotated_twice_is_an_error():
    twice = [AnnotatedPaper("Fast tuning", (), where="a.json, entry 1"), AnnotatedPaper("FAST TUNING", (), where="a.json, entry 2")]
    with pytest.raises(SourceError, match=r"a\.json, entry 2: .*annotated already at a\.json, entry 1 .*one entry"):
        evaluate(twice, [paper([])])


def test_calibration_by_tenths():
    right = [("A", 0.95), ("B", 1.0), ("C", 0.7)]
    wrong = [("D", 0.79), ("E", 0.69), ("F", 0.05)]
    found = measure([entity("method", name) for name, _ in right], [link("method", name, confidence=c) for name, c in right + wrong])
    assert [(b.least, b.right, b.links) for b in found.calibration()] == [(0.0, 0, 1), (0.6, 0, 1), (0.7, 1, 2), (0.9, 2, 2)]


ABSTRACT = "We study [early] stopping. Image  generation with GANs is slow! Pruning, e.g. of GANs, helps."


def at(type_: str, name: str, text: str) -> Link:
    start = ABSTRACT.index(text)
    return Link(type_, Iris().entity(type_, name), name, "uses", 0.9, (Mention("abstract", start, start + len(text), text),))


def missed(wanted: AnnotatedEntity, *links: Link) -> dict[str, object]:
    found = evaluate([AnnotatedPaper(TITLE, (wanted,))], [paper(list(links), abstract=ABSTRACT)])
    return found.missed[0].as_json()


def test_a_miss_in_its_sentence_with_what_was_linked_there():
    place = Place("abstract", ABSTRACT.index("Image"), ABSTRACT.index(" with GANs"))
    assert missed(entity("method", "image generator", place), at("task", "image generation", "Image  generation"), at("method", "pruning", "Pruning")) == {
        "title": TITLE,
        "type": "method",
        "name": "image generator",
        "instead": [{"type": "task", "name": "image generation"}],
        "sentence": "[Image generation] with GANs is slow!",
    }


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (entity("method", "GAN", "GANs"), "Image generation with [GANs] is slow!"),
        (entity("method", "stopping"), "We study [early] [stopping]."),  # without mentions, the name is one
        (entity("method", "x", "gans"), "Image generation with [GANs] is slow!"),  # in another case
        (entity("method", "tuning", "Fast tuning"), "[Fast tuning]"),  # the title, where the abstract does not have it
        (entity("method", "tuning", Place("title", 5, 11), "stopping"), "We study [early] [stopping]."),  # else the abstract, which says more
        (entity("method", "GAN"), ""),  # a part of a word is not its place
        (entity("method", "[early]", "[early]"), "We study [[early]] stopping."),
    ],
)
def test_the_sentence_of_a_miss(wanted, sentence):
    shown = missed(wanted)
    assert (shown["sentence"], shown["instead"]) == (sentence, [])


def test_of_several_places_the_one_with_another_link_is_shown():
    assert missed(entity("method", "GAN", "GANs"), at("method", "pruning of GANs", "of GANs"))["sentence"] == "Pruning, e.g. of [GANs], helps."


def test_an_extra_in_its_sentence():
    found = measure([], [at("method", "pruning", "Pruning")], ABSTRACT)
    assert found.extra[0].as_json() == {"title": TITLE, "type": "method", "name": "pruning", "confidence": 0.9, "sentence": "[Pruning], e.g. of GANs, helps."}


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    """The scorer beside the checkout, which shares no code with ours."""
    path = SHARED / "score_links.py"
    if not path.is_file():
        pytest.skip(f"the scorer to compare with is not there: {path}")
    spec = importlib.util.spec_from_file_location("score_links", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def same_figures(scorer: ModuleType, gold: list[dict], annotated: list[AnnotatedPaper], linked: list[LinkedPaper]) -> None:
    """Compares every figure that the scorer gives."""
    theirs = scorer.score(gold, [item.as_json() for item in linked])
    ours = evaluate(annotated, linked).as_json()
    ours["papers not in the links"] = ours["papers not in the input"]
    for name, expected in theirs.items():
        found = {key: ours[name][key] for key in expected} if isinstance(expected, dict) else ours[name]
        # What divides by nothing is 0 there and null here.
        assert (({k: v or 0 for k, v in found.items()}) if isinstance(found, dict) else found or 0) == expected, name


@pytest.mark.parametrize("model", ["packaged", None], ids=["model", "rules"])
@pytest.mark.parametrize("name", ["gold_dev.json", "gold_arxiv.json"])
def test_the_real_annotations_get_the_figures_of_the_scorer(scorer, corpus, name, model):
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"the annotated papers are not there: {path}")
    annotated = read_annotations(path)
    titles = {entry.title for entry in annotated}
    papers = [item for item in merge_papers(read_papers([corpus])) if item.title in titles]
    linked = kg.Linker(model=model).link(papers)
    assert len(linked) > 100
    same_figures(scorer, scorer.read(path), annotated, linked)
    same_figures(scorer, scorer.read(path), annotated, linked[::2])  # half of the papers are not in the input


NAMES = st.sampled_from(["BERT", "bert", "BERT-base", "Berts", "GANs", "GAN", "transformers", "Transformer", "C", "μP"])
TYPES = st.sampled_from(ENTITY_TYPES)


@st.composite
def gold_entities(draw: st.DrawFn) -> dict:
    types = draw(st.lists(TYPES, min_size=1, max_size=2, unique=True))
    return {
        "type": draw(st.sampled_from(types)),
        "types": types,
        "name": draw(NAMES),
        "mentions": draw(st.lists(NAMES, max_size=2)),
        "role": draw(st.sampled_from(ROLES)),
        "named": draw(st.booleans()),
        "optional": draw(st.booleans()),
    }


LINKS = st.builds(lambda type_, name, texts, role: link(type_, name, *texts, role=role), TYPES, NAMES, st.lists(NAMES, max_size=2), st.sampled_from(ROLES))


@settings(max_examples=300)
@given(st.lists(st.lists(gold_entities(), max_size=5), max_size=4), st.lists(st.lists(LINKS, max_size=5), max_size=4))
def test_made_up_annotations_get_the_figures_of_the_scorer(scorer, golds, links):
    gold = [{"title": f"Paper {number}", "entities": entities} for number, entities in enumerate(golds)]
    annotated = [
        AnnotatedPaper(f"Paper {number}", tuple(AnnotatedEntity(**{**e, "mentions": tuple(e["mentions"]), "types": tuple(e["types"])}) for e in entities))
        for number, entities in enumerate(golds)
    ]
    same_figures(scorer, gold, annotated, [paper(some, f"Paper {number}") for number, some in enumerate(links)])
