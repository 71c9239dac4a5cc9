"""What a paper says of how its entities relate: which of them, from which sentence, and what says nothing of the kind."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner

from kg import Linker, Paper
from kg.cli import main
from kg.model import RELATION_TYPES, LinkedPaper

Related = Callable[..., set[tuple[str, str, str]]]
TITLE = "FooNet: A Network for Images"
LEAD = "We propose FooNet, a network for images. "


@pytest.fixture(scope="session")
def linked(linker: Linker) -> Callable[..., LinkedPaper]:
    """A small paper, linked."""

    def link(abstract: str, title: str = TITLE) -> LinkedPaper:
        (item,) = linker.stream([Paper(title, abstract)])
        return item

    return link


@pytest.fixture(scope="session")
def related(linked: Callable[..., LinkedPaper]) -> Related:
    """The relations of a small paper: type, and the names of source and target."""

    def relate(abstract: str, title: str = TITLE) -> set[tuple[str, str, str]]:
        item = linked(abstract, title)
        names = {link.entity: link.name for link in item.links}
        return {(relation.type, names[relation.source], names[relation.target]) for relation in item.relations}

    return relate


def of_foo(type_: str, *targets: str) -> set[tuple[str, str, str]]:
    return {(type_, "FooNet", target) for target in targets}


@pytest.mark.parametrize(
    ("sentence", "type_", "targets"),
    [
        ("FooNet reaches 82% accuracy on ImageNet.", "evaluatedOn", ["ImageNet"]),
        ("FooNet is evaluated on ImageNet.", "evaluatedOn", ["ImageNet"]),
        ("We evaluate FooNet on ImageNet.", "evaluatedOn", ["ImageNet"]),
        ("Extensive experiments on ImageNet confirm this.", "evaluatedOn", ["ImageNet"]),
        ("FooNet outperforms ResNet.", "comparedWith", ["ResNet"]),
        ("FooNet needs 30% less memory than ResNet.", "comparedWith", ["ResNet"]),
        ("FooNet is compared with ResNet.", "comparedWith", ["ResNet"]),
        ("FooNet extends ResNet with a gate.", "extends", ["ResNet"]),
        ("FooNet is built on top of ResNet.", "extends", ["ResNet"]),
        ("FooNet is a variant of LSTM.", "extends", ["LSTM"]),
        ("FooNet is fine-tuned from BERT.", "extends", ["BERT"]),
        ("FooNet runs on a Jetson Nano.", "runsOn", ["Jetson Nano"]),
        ("FooNet was trained on eight NVIDIA V100 GPUs for two days.", "runsOn", ["V100"]),
        ("FooNet achieves a speedup of 2x on an NVIDIA A100.", "runsOn", ["A100"]),
        ("FooNet is implemented in PyTorch.", "implementedIn", ["PyTorch"]),
        ("FooNet was written with TensorFlow.", "implementedIn", ["TensorFlow"]),
        ("We release a PyTorch implementation of FooNet.", "implementedIn", ["PyTorch"]),
    ],
)
def test_a_sentence_relates_what_is_introduced_to_another(related: Related, sentence: str, type_: str, targets: list[str]) -> None:
    assert related(LEAD + sentence) == of_foo(type_, *targets)


@pytest.mark.parametrize("sentence", ["FooNet consists of BarBlock.", "FooNet integrates BarBlock.", "FooNet, which combines QuxGate and BarBlock, is small.", "FooNet (ours) includes BarBlock."])
def test_what_is_introduced_may_be_a_part_of_another_such_thing(related: Related, sentence: str) -> None:
    assert ("partOf", "BarBlock", "FooNet") in related(f"{LEAD}We propose BarBlock, a block. We propose QuxGate, a gate. {sentence}")


def test_the_whole_is_no_part_of_its_part(related: Related) -> None:
    assert related(LEAD + "We propose BarBlock, a block. FooNet consists of BarBlock.") == {("partOf", "BarBlock", "FooNet")}


def test_what_others_made_is_no_part(related: Related) -> None:
    assert not {type_ for type_, _, _ in related(LEAD + "FooNet includes ResNet.")} & {"partOf"}


@pytest.mark.parametrize(
    ("sentence", "type_", "targets"),
    [
        ("FooNet is evaluated on ImageNet, CIFAR-10 and CIFAR-100.", "evaluatedOn", ["ImageNet", "CIFAR-10", "CIFAR-100"]),
        ("FooNet is evaluated on both ImageNet and CIFAR-10.", "evaluatedOn", ["ImageNet", "CIFAR-10"]),
        ("FooNet was benchmarked on ImageNet/CIFAR-10.", "evaluatedOn", ["ImageNet", "CIFAR-10"]),
        ("FooNet reaches high accuracy on ImageNet (90%), CIFAR-10 (99%), and CIFAR-100 (93%).", "evaluatedOn", ["ImageNet", "CIFAR-10", "CIFAR-100"]),
        ("FooNet outperforms ResNet, DenseNet and VGG.", "comparedWith", ["ResNet", "DenseNet", "VGG"]),
        ("FooNet was compared to ResNet (50 layers) and DenseNet.", "comparedWith", ["ResNet", "DenseNet"]),
        ("FooNet was implemented with PyTorch and TensorFlow.", "implementedIn", ["PyTorch", "TensorFlow"]),
        ("FooNet was trained on V100 and A100 GPUs.", "runsOn", ["V100", "A100"]),
    ],
)
def test_all_of_a_list_are_related(related: Related, sentence: str, type_: str, targets: list[str]) -> None:
    assert related(LEAD + sentence) >= of_foo(type_, *targets)


@pytest.mark.parametrize(
    ("sentence", "type_", "targets"),
    [
        ("FooNet is evaluated on MS COCO and ImageNet.", "evaluatedOn", ["MS COCO", "ImageNet"]),
        ("FooNet is evaluated on CIFAR-10, Pascal VOC and ImageNet.", "evaluatedOn", ["CIFAR-10", "Pascal VOC", "ImageNet"]),
        ("FooNet outperforms ResNet, Swin Transformer and DenseNet.", "comparedWith", ["ResNet", "Swin Transformer", "DenseNet"]),
        ("FooNet was trained on NVIDIA V100 and NVIDIA A100 GPUs.", "runsOn", ["V100", "A100"]),
    ],
)
def test_names_of_several_words_are_no_end_of_a_list(related: Related, sentence: str, type_: str, targets: list[str]) -> None:
    assert related(LEAD + sentence) >= of_foo(type_, *targets)


@pytest.mark.parametrize(
    ("sentence", "relation"),
    [
        ("FooNet outperforms ResNet by 2.5% on ImageNet.", ("evaluatedOn", "FooNet", "ImageNet")),
        ("FooNet reaches an accuracy of 82.4% on ImageNet.", ("evaluatedOn", "FooNet", "ImageNet")),
        ("FooNet runs in 0.5 seconds on an NVIDIA A100 GPU.", ("runsOn", "FooNet", "A100")),
    ],
)
def test_numbers_do_not_come_between(related: Related, sentence: str, relation: tuple[str, str, str]) -> None:
    assert relation in related(LEAD + sentence)


@pytest.mark.parametrize(
    "sentence",
    ["FooNet trains in 3 hours on a V100, compared with 9 hours of previous work on an A100.", "FooNet runs on a V100, faster than ResNet on an A100."],
)
def test_what_the_compared_work_ran_on_is_its_own(related: Related, sentence: str) -> None:
    assert {relation for relation in related(LEAD + sentence) if relation[0] == "runsOn"} == of_foo("runsOn", "V100")


def test_one_sentence_may_tell_several_things(related: Related) -> None:
    found = related(LEAD + "FooNet extends BERT, outperforms ResNet and DenseNet on ImageNet, and runs on an NVIDIA A100.")
    assert found >= of_foo("comparedWith", "ResNet", "DenseNet") | of_foo("evaluatedOn", "ImageNet") | of_foo("extends", "BERT") | of_foo("runsOn", "A100")


OURS = [
    ("Our method outperforms ResNet.", "comparedWith", "ResNet"),
    ("The proposed method beats ResNet.", "comparedWith", "ResNet"),
    ("Our network improves the accuracy on ImageNet by two points.", "evaluatedOn", "ImageNet"),
    ("It is evaluated on ImageNet.", "evaluatedOn", "ImageNet"),
    ("Our method extends ResNet.", "extends", "ResNet"),
    ("We build on ResNet.", "extends", "ResNet"),
    ("Our model is deployed on a Jetson Nano.", "runsOn", "Jetson Nano"),
    ("Our method is implemented in PyTorch.", "implementedIn", "PyTorch"),
]


@pytest.mark.parametrize(("sentence", "type_", "target"), OURS)
def test_our_method_is_the_only_one_introduced(related: Related, sentence: str, type_: str, target: str) -> None:
    assert related(LEAD + sentence) == of_foo(type_, target)


@pytest.mark.parametrize(("sentence", "type_", "target"), OURS)
def test_our_method_is_of_two_introduced_the_one_in_the_title(related: Related, sentence: str, type_: str, target: str) -> None:
    assert related("We propose FooNet. We propose BarNet. " + sentence) == of_foo(type_, target)


@pytest.mark.parametrize("sentence", [sentence for sentence, _, _ in OURS])
def test_our_method_is_neither_of_two_that_the_title_does_not_name(related: Related, sentence: str) -> None:
    assert related("We propose FooNet. We propose BarNet. " + sentence, "A Study of Two Networks") == set()


@pytest.mark.parametrize("sentence", [sentence for sentence, _, _ in OURS])
def test_nothing_introduced_nothing_related(related: Related, sentence: str) -> None:
    assert related("This survey is about networks. " + sentence, "A Survey of Networks") == set()


def test_of_two_introduced_the_named_one_is_related(related: Related) -> None:
    found = related("We propose FooNet. We propose BarNet. FooNet outperforms ResNet. BarNet outperforms DenseNet.")
    assert found == {("comparedWith", "FooNet", "ResNet"), ("comparedWith", "BarNet", "DenseNet")}


@pytest.mark.parametrize("sentence", ["Our method is based on ResNet.", "Our method is a variant of ResNet.", "Our method is an extension of ResNet."])
def test_our_method_builds_on_another_as_a_named_one_does(related: Related, sentence: str) -> None:
    assert related(LEAD + sentence.replace("Our method", "FooNet")) == of_foo("extends", "ResNet")
    assert related(LEAD + sentence) == of_foo("extends", "ResNet")


@pytest.mark.parametrize(
    "sentence",
    [
        "Recent methods are evaluated on ImageNet.",
        "Existing methods outperform ResNet on ImageNet.",
        "We show that previous models outperform ResNet.",
        "Our method improves over prior methods on ImageNet.",
        "Recent work such as ResNet extends VGG.",
        "VGG outperforms ResNet.",
        "ResNet is trained on eight NVIDIA V100 GPUs.",
        "ResNet is implemented in PyTorch.",
        "ResNet runs on NVIDIA A100 GPUs, while FooNet needs none.",
        "ImageNet is a popular dataset.",
        "FooNet is pretrained on ImageNet.",
        "FooNet can replace ResNet.",
        "FooNet and ResNet are networks.",
        "FooNet uses a decoder based on ResNet.",
        "FooNet with a gate that extends LSTM is fast.",
        "We use a backbone built on ResNet.",
        "FooNet is small. ResNet was evaluated on ImageNet.",
        "FooNet outperforms FooNet.",
        "FooNet enables fine-tuning BERT in a minute.",
        "FooNet is trained on images and tested with an RGB-D camera.",
    ],
)
def test_what_says_nothing_of_the_introduced_is_no_relation(related: Related, sentence: str) -> None:
    assert related(LEAD + sentence) == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "We train FooNet, while ResNet was evaluated on ImageNet.",
        "FooNet is small, whereas ResNet was evaluated on ImageNet.",
        "FooNet is small, but DenseNet extends ResNet.",
        "FooNet is small, while DenseNet outperforms ResNet.",
        "FooNet is small, although DenseNet runs on an NVIDIA A100.",
        "FooNet is small; DenseNet is implemented in PyTorch.",
    ],
)
def test_another_clause_has_its_own_subject(related: Related, sentence: str) -> None:
    assert related(LEAD + sentence) == set()


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("FooNet is compared with DenseNet, which was evaluated on ImageNet.", "ImageNet"),
        ("FooNet is compared with DenseNet that was trained on eight NVIDIA V100 GPUs.", "V100"),
        ("We observe that ResNet is evaluated on ImageNet.", "ImageNet"),
        ("We first study how VGG outperforms ResNet.", "ResNet"),
    ],
)
def test_other_methods_are_subjects_of_their_own(related: Related, sentence: str, wrong: str) -> None:
    assert wrong not in {target for _, _, target in related(LEAD + sentence)}


@pytest.mark.parametrize("sentence", ["FooNet is not evaluated on ImageNet.", "FooNet does not run on an NVIDIA A100.", "FooNet is not based on ResNet.", "FooNet is not implemented in PyTorch."])
def test_what_is_denied_is_no_relation(related: Related, sentence: str) -> None:
    assert related(LEAD + sentence) == set()


@pytest.mark.parametrize(
    "sentence",
    ["FooBench is larger than ImageNet.", "We evaluate ResNet and BERT on FooBench.", "FooBench extends ImageNet.", "We run FooBench on an NVIDIA A100 GPU.", "Experiments on FooBench and ImageNet show that ResNet is weak."],
)
def test_a_dataset_is_nobodys_method(related: Related, sentence: str) -> None:
    assert related("We present FooBench, a benchmark. " + sentence, "FooBench: A Benchmark of Images") == set()


def test_each_relation_stands_once_with_the_first_sentence_that_says_so(linked: Callable[..., LinkedPaper]) -> None:
    abstract = LEAD + "FooNet outperforms ResNet. It costs little. FooNet outperforms ResNet by far. Our method extends LSTM. FooNet extends LSTM."
    item = linked(abstract)
    sentences = [(relation.type, item.paper.text(relation.field)[relation.start : relation.end]) for relation in item.relations]
    assert sentences == [("comparedWith", "FooNet outperforms ResNet."), ("extends", "Our method extends LSTM.")]


def test_the_sentence_is_a_slice_of_its_field(linked: Callable[..., LinkedPaper]) -> None:
    abstract = "  𝒳 is not in the BMP; we propose FooNet.\nFooNet outperforms ResNet,\n  DenseNet and all others on ImageNet.  It is implemented in PyTorch. "
    item = linked(abstract, "FooNet: A Network for Images")
    found = {relation.type: abstract[relation.start : relation.end] for relation in item.relations}
    assert found["comparedWith"] == found["evaluatedOn"] == "FooNet outperforms ResNet,\n  DenseNet and all others on ImageNet."
    assert found["implementedIn"] == "It is implemented in PyTorch."


def test_a_title_relates_too(linked: Callable[..., LinkedPaper]) -> None:
    title = "FooNet: An Extension of BERT"
    (relation,) = linked("We propose FooNet, a network for images.", title).relations
    assert (relation.type, relation.field, relation.start, relation.end) == ("extends", "title", 0, len(title))


def test_a_name_is_surer_than_our_method(linked: Callable[..., LinkedPaper]) -> None:
    named, spoken_of = (linked(LEAD + sentence).relations[0] for sentence in ("FooNet outperforms ResNet.", "Our method outperforms ResNet."))
    assert 1 >= named.confidence > spoken_of.confidence > 0.5
    assert named.rule == spoken_of.rule == "compared with"


@pytest.mark.parametrize("sentence", [r"FooNet outperforms \textbf{ResNet} on images.", r"\textbf{FooNet} outperforms {ResNet}.", r"FooNet outperforms \emph{ResNet}."])
def test_tex_around_a_name_does_not_hide_a_relation(related: Related, sentence: str) -> None:
    assert related(LEAD + sentence) == of_foo("comparedWith", "ResNet")


def test_source_and_target_are_links_of_the_paper(linker: Linker) -> None:
    papers = [Paper(TITLE.replace("Foo", f"Foo{n}"), LEAD.replace("Foo", f"Foo{n}") + sentence) for n, (sentence, _, _) in enumerate(OURS)]
    together, alone = linker.link(papers), list(linker.stream(papers))
    assert [item.relations for item in together] == [item.relations for item in alone]
    for item in together:
        assert len(item.relations) == 1
        for relation in item.relations:
            assert {relation.source, relation.target} <= {link.entity for link in item.links}


def test_what_another_paper_introduced_is_a_target(linker: Linker) -> None:
    papers = [Paper("ZorbleNet: A Network", "We present ZorbleNet, a network for images."), Paper(TITLE, LEAD + "FooNet is built on top of ZorbleNet.")]
    first, second = linker.link(papers)
    (zorble,) = [link.entity for link in first.links if link.name == "ZorbleNet"]
    assert first.relations == ()
    assert [(relation.type, relation.target) for relation in second.relations] == [("extends", zorble)]


def test_link_prints_them_with_their_evidence() -> None:
    record = {"title": TITLE, "abstract": LEAD + "FooNet outperforms ResNet and DenseNet. It runs on a Jetson Nano."}
    result = CliRunner().invoke(main, ["link", "-"], input=json.dumps(record))
    (row,) = map(json.loads, result.stdout.splitlines())
    entities = {link["name"]: link["entity"] for link in row["links"]}
    assert [(r["type"], r["source"], r["target"]) for r in row["relations"]] == [
        ("comparedWith", entities["FooNet"], entities["ResNet"]),
        ("comparedWith", entities["FooNet"], entities["DenseNet"]),
        ("runsOn", entities["FooNet"], entities["Jetson Nano"]),
    ]
    for relation in row["relations"]:
        assert list(relation) == ["type", "source", "target", "confidence", "evidence"]
        assert relation["type"] in RELATION_TYPES and 0 < relation["confidence"] <= 1
        evidence = relation["evidence"]
        assert list(evidence) == ["field", "start", "end", "text"]
        assert row[evidence["field"]][evidence["start"] : evidence["end"]] == evidence["text"]
    assert [relation["evidence"]["text"] for relation in row["relations"]][1:] == ["FooNet outperforms ResNet and DenseNet.", "It runs on a Jetson Nano."]


def test_a_paper_without_relations_prints_an_empty_list() -> None:
    result = CliRunner().invoke(main, ["link", "-"], input='{"title": "A Survey", "abstract": "Much is known."}')
    assert json.loads(result.stdout)["relations"] == []


def test_one_sentence_says_it_as_often_as_a_thousand() -> None:
    sentence = "We propose FooNet, which outperforms ResNet-50 on ImageNet. "
    (once,), (often,) = (Linker().link([Paper("A Study", sentence * times)]) for times in (1, 1000))
    assert [(r.type, r.source, r.target) for r in once.relations] == [(r.type, r.source, r.target) for r in often.relations] != []


def test_a_long_list_with_slashes_is_read_in_the_time_that_its_length_takes(linked: Callable[..., LinkedPaper]) -> None:
    """Where a slash may be of a name and between two names, each more would double the time: the suite's own limit would end it."""
    assert linked(LEAD + "FooNet is compared with " + "a/" * 200 + "; it outperforms ResNet on ImageNet.").links
