"""What the learned decision looks at: lists, keys that training and use have in common, and a model that says the same each time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg import Linker, Paper
from kg.linking.decide import Found
from kg.linking.document import Document
from kg.linking.features import describe, listed_with
from kg.linking.model import TYPES, Model, packaged_model
from kg.linking.roles import turning_point
from kg.linking.templates import Key, expand
from kg.model import ROLES
from kg.resources import package_file

Lists = Callable[[str], dict[str, list[str]]]
PAPER = Paper("FooNet: A Network", "We propose FooNet, a network for image classification. It beats ResNet, DenseNet and VGG on ImageNet and CIFAR-10. It needs NVIDIA A100 GPUs.")


@pytest.fixture(scope="session")
def lists(linker: Linker) -> Lists:
    """Of each name that stands in a list, the others in it."""

    def read(abstract: str) -> dict[str, list[str]]:
        doc, found = linker.candidates(Paper("A Study of Things", abstract))
        mates = listed_with(doc, found)
        return {item.name: [mate.name for mate in mates[id(item)]] for item in found if id(item) in mates}

    return read


@pytest.fixture(scope="module")
def described(linker: Linker) -> tuple[Document, list[Found], list[list[Key]]]:
    """PAPER with the keys of what the recognisers propose for it."""
    doc, found = linker.candidates(PAPER)
    return doc, found, describe(doc, found, turning_point(doc), listed_with(doc, found))


@pytest.mark.parametrize(
    "text",
    [
        "We use BERT, RoBERTa and GPT-2.",
        "We use BERT, RoBERTa, and GPT-2.",
        "We use BERT/RoBERTa or GPT-2.",
        "We use BERT, RoBERTa as well as the GPT-2 family.",
        "We use BERT (small), RoBERTa (large) and GPT-2.",
        "We experiment on BERT, on RoBERTa and on GPT-2.",
        r"We use \textbf{BERT}, \emph{RoBERTa} and GPT-2.",
    ],
)
def test_all_of_a_list_know_each_other(lists: Lists, text: str) -> None:
    found = lists(text)
    assert {name: set(others) for name, others in found.items()} == {
        "BERT": {"RoBERTa", "GPT-2"},
        "RoBERTa": {"BERT", "GPT-2"},
        "GPT-2": {"BERT", "RoBERTa"},
    }


def test_lists_are_kept_apart(lists: Lists) -> None:
    assert lists("We use BERT and GPT-2 on ImageNet and CIFAR-10.") == {"BERT": ["GPT-2"], "GPT-2": ["BERT"], "ImageNet": ["CIFAR-10"], "CIFAR-10": ["ImageNet"]}
    assert lists("We use BERT and GPT-2. ImageNet and CIFAR-10 are datasets.")["GPT-2"] == ["BERT"]


@pytest.mark.parametrize("text", ["We use BERT with GPT-2.", "We use BERT. GPT-2 is another.", "BERT, unlike GPT-2, is small.", "We fine-tune BERT on ImageNet.", "BERT and many other models and GPT-2.", "We use BERT.", ""])
def test_what_stands_in_no_list(lists: Lists, text: str) -> None:
    assert not {"BERT", "GPT-2", "ImageNet"} & set(lists(text))


@pytest.mark.parametrize("times", [2, 3, 10])
def test_a_list_that_is_repeated_is_the_same_list(lists: Lists, times: int) -> None:
    assert lists("We use BERT and RoBERTa. " * times) == {"BERT": ["RoBERTa"], "RoBERTa": ["BERT"]}


def test_nobody_is_in_a_list_with_itself(lists: Lists) -> None:
    for text in ("We use BERT, GPT-2 and BERT.", "BERT and BERT are one.", "We use BERT and RoBERTa, then RoBERTa and BERT."):
        assert all(name not in others for name, others in lists(text).items())


def test_the_keys_of_a_listed_name_tell_of_its_list(described: tuple[Document, list[Found], list[list[Key]]]) -> None:
    _, found, keys = described
    of_list = {item.name: [key for key in its if key[0] == "listed_with"] for item, its in zip(found, keys, strict=True)}
    assert of_list["ResNet"] == of_list["VGG"] == [("listed_with", "method", frozenset(["method"]), 2)]
    assert of_list["ImageNet"] == [("listed_with", "dataset", frozenset(["dataset"]), 1)]
    assert of_list["FooNet"] == of_list["A100"] == []
    assert expand(of_list["VGG"][0]) == ("listed with=method method", "list of=2 method")


def test_a_list_without_known_names_says_so() -> None:
    assert expand(("listed_with", "dataset", frozenset(), 3)) == ("listed with=unknown dataset", "list of=3 dataset")


def test_every_key_has_names(described: tuple[Document, list[Found], list[list[Key]]]) -> None:
    _, _, keys = described
    for its in keys:
        assert all(isinstance(name, str) and name for key in its for name in expand(key))


def test_the_same_paper_has_the_same_keys(linker: Linker, described: tuple[Document, list[Found], list[list[Key]]]) -> None:
    doc, found = linker.candidates(PAPER)
    assert describe(doc, found, turning_point(doc), listed_with(doc, found)) == described[2]


def test_a_model_says_the_same_again(described: tuple[Document, list[Found], list[list[Key]]]) -> None:
    fresh, used = Model.load(package_file("linking", "model.json.gz")), packaged_model()
    for keys in [*described[2], *described[2]]:
        answers = [(model.probability(keys), model.role(keys), model.type(keys)) for model in (fresh, used, fresh)]
        assert answers[0] == answers[1] == answers[2]
        assert 0 < answers[0][0] < 1 and answers[0][1] in ROLES and answers[0][2] in TYPES
    assert len({fresh.probability(keys) for keys in described[2]}) > 1


def test_a_model_is_equal_to_itself_whatever_it_has_seen(described: tuple[Document, list[Found], list[list[Key]]]) -> None:
    model, same = (Model({"type=dataset": 1.5}, {"bias": (0.0, 1.0, 0.0, 0.0)}, {}, {"introduced": 0.2, "title": 0.25, "task": 0.3, "named": 0.4, "generic": 0.45}) for _ in range(2))
    for keys in described[2]:
        model.probability(keys)
        model.role(keys)
    assert model == same


@pytest.mark.parametrize("model", [packaged_model(), Model({"naïve=数据 method": -0.25, "bias": 1e-4}, {"bias": (0.0, -1.5, 2.0, 0.1)}, {"guess=dataset": (1.0, 2.0, 3.0, 4.0)}, {"introduced": 0.2, "title": 0.25, "task": 0.3, "named": 0.4, "generic": 0.45})])
def test_a_model_comes_back_from_its_file(described: tuple[Document, list[Found], list[list[Key]]], model: Model, tmp_path: Path) -> None:
    model.save(tmp_path / "model.json.gz")
    loaded = Model.load(tmp_path / "model.json.gz")
    assert loaded == model
    assert [loaded.probability(keys) for keys in described[2]] == [model.probability(keys) for keys in described[2]]
    assert [loaded.role(keys) for keys in described[2]] == [model.role(keys) for keys in described[2]]
    assert [loaded.least(item) for item in described[1]] == [model.least(item) for item in described[1]]


def test_the_same_model_gives_the_same_file(tmp_path: Path) -> None:
    tables = {"b": 2.0, "a": 1.0}, {"b": (1.0, 0.0, 0.0, 0.0), "a": (0.0, 0.0, 0.0, 1.0)}, {}
    for number, (keep, roles, types) in enumerate((tables, tuple(dict(reversed(table.items())) for table in tables))):
        Model(keep, roles, types, {"introduced": 0.2, "title": 0.25, "task": 0.3, "named": 0.4, "generic": 0.45}).save(tmp_path / str(number))
    assert (tmp_path / "0").read_bytes() == (tmp_path / "1").read_bytes()


def test_links_do_not_depend_on_what_was_linked_before(linker: Linker) -> None:
    first = linker.link_paper(PAPER)
    linker.link_paper(Paper("Another", "We evaluate BERT and RoBERTa on SQuAD."))
    assert linker.link_paper(PAPER) == first == Linker().link_paper(PAPER)
