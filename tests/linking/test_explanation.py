"""What `explain` says of a paper is what the linker does with it, and why."""

from __future__ import annotations

import pytest

from kg import Linker, Paper
from kg.building import read
from kg.linking.explanation import Explanation, Judgement, explain, in_words
from kg.linking.model import Model
from kg.model import ROLES, Link
from kg.resources import samples

SAMPLE = read(samples() / "daily-papers.txt")[0]
PAPER = Paper(
    "FooNet: A Network for Images",
    "We propose FooNet, a network for image classification. FooNet outperforms ResNet-50 on ImageNet. The letters of Adam Smith are a set. It runs on eight NVIDIA A100 GPUs. Code: https://github.com/foo/net.",
)


@pytest.fixture(scope="module")
def rules() -> Linker:
    return Linker(model=None)


@pytest.fixture(scope="module")
def explained(linker: Linker) -> dict[str, Judgement]:
    """The judgements on PAPER by name."""
    return {judgement.name: judgement for judgement in explain(linker, PAPER).judgements}


def linked(explanation: Explanation) -> list[Judgement]:
    return [judgement for judgement in explanation.judgements if judgement.outcome == "linked"]


def by_recognisers(linker: Linker, paper: Paper) -> list[Link]:
    """The links but for addresses: no decision is taken on those."""
    return [link for link in linker.link_paper(paper).links if link.type not in ("repository", "webpage")]


@pytest.mark.parametrize("paper", SAMPLE, ids=lambda paper: paper.title[:30])
def test_what_is_linked_is_what_the_linker_links(linker: Linker, paper: Paper) -> None:
    explanation = explain(linker, paper)
    links = by_recognisers(linker, paper)
    assert links
    assert {(j.type, j.name, j.role, j.score) for j in linked(explanation)} == {(link.type, link.name, link.role, link.confidence) for link in links}
    assert len(linked(explanation)) == len(links)
    assert (explanation.paper, explanation.title) == (linker.iris.paper(paper), paper.title)


@pytest.mark.parametrize("paper", SAMPLE[::6], ids=lambda paper: paper.title[:30])
def test_the_rules_alone_are_explained_as_they_link(rules: Linker, paper: Paper) -> None:
    explanation = explain(rules, paper)
    assert {(j.type, j.name, j.role, j.score) for j in linked(explanation)} == {(link.type, link.name, link.role, round(link.confidence, 3)) for link in by_recognisers(rules, paper)}
    assert {j.least for j in explanation.judgements} == {0.5}
    assert all(j.reasons == () for j in explanation.judgements)


def test_entities_are_those_of_the_links(linker: Linker) -> None:
    for paper in SAMPLE:
        assert {j.entity for j in linked(explain(linker, paper))} == {link.entity for link in by_recognisers(linker, paper)}, paper.title


@pytest.mark.parametrize("device", ["V100", "P100", "T4", "H200", "L40"])
def test_hardware_that_the_catalog_has_is_listed(linker: Linker, device: str) -> None:
    (judgement,) = [j for j in explain(linker, Paper("A Study", f"We train ResNet on eight NVIDIA {device} GPUs.")).judgements if j.name == device]
    assert judgement.listed


def test_mentions_of_a_link_were_proposed(linker: Linker) -> None:
    for paper in SAMPLE[::4]:
        proposed = {(j.type, j.name): {proposal.mention[:4] for proposal in j.proposals} for j in linked(explain(linker, paper))}
        for link in by_recognisers(linker, paper):
            assert {mention[:4] for mention in link.mentions} <= proposed[link.type, link.name]


def test_the_three_outcomes(linker: Linker) -> None:
    judgements = [judgement for paper in SAMPLE for judgement in explain(linker, paper).judgements]
    assert {judgement.outcome for judgement in judgements} == {"linked", "unlikely", "overlapped"}
    for judgement in judgements:
        assert 0 <= judgement.score <= 1 and judgement.proposals
        assert judgement.score <= judgement.least if judgement.outcome == "unlikely" else judgement.score >= judgement.least
        assert (judgement.role in ROLES) == (judgement.outcome == "linked")
        assert bool(judgement.taken_by) == (judgement.outcome == "overlapped")


def test_overlapped_names_lost_their_places_to_linked_ones(linker: Linker) -> None:
    for paper in SAMPLE:
        judgements = explain(linker, paper).judgements
        names = {judgement.name for judgement in judgements if judgement.outcome == "linked"}
        assert all(set(judgement.taken_by) <= names for judgement in judgements)


def test_a_longer_name_takes_a_shorter_ones_place(rules: Linker) -> None:
    judgements = {j.name: j for j in explain(rules, Paper("A Study", "We study image classification.")).judgements}
    assert judgements["image classification"].outcome == "linked"
    assert (judgements["classification"].outcome, judgements["classification"].taken_by) == ("overlapped", ("image classification",))


def test_linked_stand_first_in_the_order_of_the_text_then_the_likeliest(linker: Linker) -> None:
    for paper in SAMPLE[::4]:
        judgements = explain(linker, paper).judgements
        of_links, others = [[j for j in judgements if (j.outcome == "linked") is wanted] for wanted in (True, False)]
        assert list(judgements) == of_links + others
        assert [j.score for j in others] == sorted((j.score for j in others), reverse=True)
    first, last = linked(explain(linker, PAPER))[0], linked(explain(linker, PAPER))[-1]
    assert (first.name, last.name) in {("FooNet", "GPU"), ("FooNet", "A100")}


def test_each_proposal_says_where_and_by_which_rule(explained: dict[str, Judgement]) -> None:
    for judgement in explained.values():
        for proposal in judgement.proposals:
            mention = proposal.mention
            assert PAPER.text(mention.field)[mention.start : mention.end] == mention.text != ""
            assert mention.recogniser and mention.rule and 0 < proposal.score <= 1
    assert {p.mention.rule for p in explained["FooNet"].proposals} >= {"title before the colon"}
    assert explained["A100"].proposals[0].mention.recogniser == "hardware"


def test_what_is_listed_and_what_is_new(explained: dict[str, Judgement]) -> None:
    assert explained["ImageNet"].listed and explained["ResNet"].listed and not explained["FooNet"].listed
    assert explained["FooNet"].role == "introduces" and explained["ResNet"].role == "compares"


def test_addresses_need_no_explanation(explained: dict[str, Judgement]) -> None:
    assert {judgement.type for judgement in explained.values()} <= {"method", "dataset", "hardware", "task"}


def test_nothing_to_explain(linker: Linker) -> None:
    assert explain(linker, Paper("A", "")).judgements == ()


@pytest.fixture(scope="module")
def by_type() -> Linker:
    """A decision that knows the type alone: datasets are likely, methods are not, of tasks and hardware it knows nothing."""
    keep = {"type=dataset": 4.0, "type=method": -4.0, "words=1 dataset": -1.0, "never seen": 9.0}
    return Linker(model=Model(keep, {}, {}, dict.fromkeys(("introduced", "title", "task", "named", "generic"), 0.5)))


def test_reasons_above_0_speak_for_the_link(by_type: Linker) -> None:
    judgements = {j.name: j for j in explain(by_type, PAPER).judgements}
    assert judgements["ImageNet"].reasons == (("type=dataset", 4.0), ("words=1 dataset", -1.0))
    assert (judgements["ImageNet"].outcome, judgements["ImageNet"].score) == ("linked", 0.953)
    assert judgements["ResNet"].reasons == (("type=method", -4.0),)
    assert (judgements["ResNet"].outcome, judgements["ResNet"].score) == ("unlikely", 0.018)
    assert judgements["A100"].reasons == (("product number", 2.2),)
    assert (judgements["A100"].outcome, judgements["A100"].score) == ("linked", 0.9)


def test_reasons_of_the_packaged_model_are_its_heaviest_weights(linker: Linker) -> None:
    for paper in SAMPLE[::8]:
        for judgement in explain(linker, paper).judgements:
            weights = [weight for _, weight in judgement.reasons]
            assert 1 <= len(weights) <= 6 and 0 not in weights
            assert [abs(weight) for weight in weights] == sorted((abs(weight) for weight in weights), reverse=True)
            assert len({name for name, _ in judgement.reasons}) == len(weights)
            assert "bias" not in {name for name, _ in judgement.reasons}


@pytest.mark.parametrize("most", [0, 1, 3])
def test_there_are_at_most_so_many_reasons(linker: Linker, most: int) -> None:
    assert {len(judgement.reasons) for judgement in explain(linker, PAPER, reasons=most).judgements} == {most}


def test_explaining_changes_nothing(linker: Linker) -> None:
    before = linker.link_paper(PAPER)
    assert explain(linker, PAPER) == explain(linker, PAPER)
    assert linker.link_paper(PAPER) == before


@pytest.mark.parametrize(
    ("feature", "words"),
    [
        ("-1=introduces method", "behind 'introduces'"),
        ("another -1+1=^ : method", "elsewhere between the start and ':'"),
        ("-1+1=on $ dataset", "between 'on' and the end"),
        ("-2-1=trained on dataset", "behind 'trained on'"),
        ("+1=dataset dataset", "before 'dataset'"),
        ("rule=introduced/title before the colon method", "introduced: title before the colon"),
        ("class -1=12 method", "behind a word of class 12"),
        ("head=net method", "last word 'net'"),
        ("mentions=1", "one mention"),
        ("mentions=3", "3 mentions"),
        ("listed with=dataset dataset", "in a list with a dataset"),
        ("inside listed=1.0 listed", "1.0 of it inside listed names"),
        ("another -2-1=^ ^ method", "elsewhere behind the start"),
        ("unknown method", "not in the catalog"),
        ("named", "named"),
    ],
)
def test_features_are_said_in_words(feature: str, words: str) -> None:
    assert in_words(feature) == words
