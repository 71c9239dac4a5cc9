"""Names that share a part with their neighbour: each is linked where its own part stands, and numbers that only look like it are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg import Link, Linker, Paper

Links = Callable[..., dict[str, Link]]
Shortened = Callable[[str], list[tuple[str, str]]]
RULE = "coordination"


@pytest.fixture(scope="session")
def shortened(linker: Linker) -> Shortened:
    """What the recogniser proposes for a text, in its order: the words, and the entity that they stand for. The learned decision has not spoken yet."""

    def find(abstract: str) -> list[tuple[str, str]]:
        doc, found = linker.candidates(Paper("A Study of Things", abstract))
        return [(doc.text[c.start : c.end], item.entry.name) for item in found for c in item.candidates if c.recogniser == RULE and item.entry]

    return find


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We evaluate ResNet on CIFAR-10/100.", {"CIFAR-10", "CIFAR-100"}),
        ("We evaluate ResNet on CIFAR-10 and 100.", {"CIFAR-10", "CIFAR-100"}),
        ("We evaluate ResNet on CIFAR10/100.", {"CIFAR-10", "CIFAR-100"}),
        ("We fine-tune Llama 2 and 3 on code.", {"Llama 2", "Llama 3"}),
        ("We fine-tune Llama-2/3 on code.", {"Llama 2", "Llama 3"}),
        ("We fine-tune Llama 2 or 3 on code.", {"Llama 2", "Llama 3"}),
        ("We compare GPT-3.5 and 4 with people.", {"GPT-3.5", "GPT-4"}),
        ("We compare GPT-3, 3.5 and 4 with people.", {"GPT-3", "GPT-3.5", "GPT-4"}),
        ("We report results on AIME 2024/2025.", {"AIME 2024", "AIME 2025"}),
        ("Training uses data- and model-parallelism on GPUs.", {"data parallelism", "model parallelism"}),
        ("We study data, tensor and pipeline parallelism.", {"data parallelism", "tensor parallelism", "pipeline parallelism"}),
        ("We study image and video generation.", {"image generation", "video generation"}),
        ("We study image or text classification.", {"image classification", "text classification"}),
        ("We study image/video generation.", {"image generation", "video generation"}),
        ("We study head and human pose estimation.", {"head pose estimation", "human pose estimation"}),
        ("We study semantic & instance segmentation.", {"semantic segmentation", "instance segmentation"}),
    ],
)
def test_every_name_of_a_coordination_is_linked(links: Links, text: str, names: set[str]) -> None:
    assert names <= set(links(text))


@pytest.mark.parametrize(
    ("text", "name", "part"),
    [
        ("We evaluate ResNet on CIFAR-10/100.", "CIFAR-100", "100"),
        ("We fine-tune Llama 2 and 3 on code.", "Llama 3", "3"),
        ("Training uses data- and model-parallelism on GPUs.", "data parallelism", "data"),
        ("We study image and video generation.", "image generation", "image"),
        (r"We evaluate ResNet on \textbf{CIFAR-10}/100.", "CIFAR-100", "100"),
    ],
)
def test_the_mention_is_the_part_that_stands_there(links: Links, text: str, name: str, part: str) -> None:
    (mention,) = links(text)[name].mentions
    assert (mention.text, mention.recogniser) == (part, RULE)
    assert text[mention.start : mention.end] == part


def test_the_one_that_stands_whole_keeps_its_own_mention(links: Links) -> None:
    text = "We evaluate ResNet on CIFAR-10/100."
    assert [m.text for m in links(text)["CIFAR-10"].mentions] == ["CIFAR-10"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("We use CIFAR-10 and -100.", [("100", "CIFAR-100")]),
        ("We use CIFAR-10, -100 and ImageNet.", [("100", "CIFAR-100")]),
        ("We use GPT-3, 3.5 and 4.", [("3.5", "GPT-3.5"), ("4", "GPT-4")]),
        ("It uses data- and model-parallel training.", [("data", "data parallelism")]),
        ("It uses data-, tensor- and pipeline-parallel training.", [("data", "data parallelism"), ("tensor", "tensor parallelism")]),
        ("We study data, tensor and pipeline parallelism.", [("data", "data parallelism"), ("tensor", "tensor parallelism")]),
        ("We study image, text and video classification.", [("image", "image classification"), ("text", "text classification")]),
    ],
)
def test_what_stands_alone_is_proposed_for_the_whole_name(shortened: Shortened, text: str, parts: list[tuple[str, str]]) -> None:
    assert shortened(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "The cards do 10/100 Mbit with Ethernet 10/100.",
        "Sections 3 and 4 give details. Section 3 and 4 too.",
        "Table 2/3 lists results on ImageNet, Figure 1, 2 and 3 those of ResNet.",
        "Version 2/3 of the code is out.",
        "We train for 10 and 100 steps.",
        "It reads GPT-3 and 40% of the data.",
        "It needs CIFAR-10 and 100 hours.",
        "It needs GPT-3 and 4 GB of memory.",
        "It needs Llama 2 and 3 times more data.",
        "It needs Llama 2 and 3 days.",
        "We use CIFAR-10 and 1000 images.",
        "We use CIFAR-10 and 100.5 hours.",
        "We use xCIFAR-10/100.",
        "We use CIFAR-10. 100 images are left.",
        "We use CIFAR-10; 100 is a number.",
        "It was done by cats and image generation.",
        "We study object detection and tracking.",
        "We study the and image classification.",
        "It works for each and image classification.",
        "Pre- and post-processing is needed.",
        "We study high- and low-level parts.",
        "An image and a video generation model are there.",
    ],
)
def test_near_misses_propose_nothing(shortened: Shortened, text: str) -> None:
    assert shortened(text) == []


@pytest.mark.parametrize(
    "text",
    ["Training ResNet on CIFAR-10 and 100 GPUs takes a day.", "We use CIFAR-10 and 100 epochs of training.", "We evaluate on CIFAR-10 and 100 other datasets.", "We use Llama 2 and 3 seeds.", "We use Llama 2 and 3 other models."],
)
def test_a_number_that_counts_something_is_no_name(shortened: Shortened, text: str) -> None:
    assert shortened(text) == []


def test_a_number_alone_is_no_mention_of_another_paper(links: Links) -> None:
    assert "CIFAR-100" not in links("We evaluate ResNet on CIFAR-10. There are 100 classes.")
