"""What a user sees of the linker: which entities, of which type, in which role, with which evidence."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import CatalogError, Linker, Paper, SourceError, UsageError
from kg.iris import Iris
from kg.linking.model import Model
from kg.model import ENTITY_TYPES

PROPOSAL = "We propose FooNet, a network for image classification. FooNet outperforms ResNet-50 on ImageNet and is trained on 8 NVIDIA A100 80GB GPUs."


def test_a_proposal_gives_what_it_introduces_compares_with_and_uses(links) -> None:
    found = links(PROPOSAL)
    assert found["FooNet"].role == "introduces" and found["FooNet"].type == "method"
    assert found["ResNet"].role == "compares"
    assert found["ImageNet"].role == "uses" and found["ImageNet"].type == "dataset"
    assert found["A100"].type == "hardware"


def test_count_and_memory_of_hardware_are_kept(links) -> None:
    assert dict(links(PROPOSAL)["A100"].details) == {"count": "8", "memory": "80"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Training takes two days on eight RTX 3090 GPUs.", "RTX 3090"),
        ("Experiments run on a TPU v4 pod.", "TPU v4"),
        ("We deploy the model on a Jetson Nano board.", "Jetson Nano"),
        ("It runs on Ascend 910 accelerators.", "Ascend 910"),
    ],
)
def test_hardware_expressions(links, text: str, name: str) -> None:
    assert links(text)[name].type == "hardware"


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("BarFormer: A Method for Something", "BarFormer is fast."),
        ("On Something", "In this paper, we introduce BarFormer, which is fast."),
        ("On Something", "This work presents a new framework called BarFormer for fast inference."),
        ("On Something", "Our method, BarFormer, is fast."),
        ("Method Decoration (BarFormer): A Framework for Something", "It is fast."),
        ("Many Model Debate, BarFormer: Mixture of Something", "BarFormer is fast."),
    ],
)
def test_introducing_patterns(links, title: str, abstract: str) -> None:
    assert links(abstract, title)["BarFormer"].role == "introduces"


def test_words_of_a_title_in_capitals_are_no_names(links) -> None:
    found = links("We compare losses on NORB-9. BARNET is best.", "EVALUATION OF BARNET TRAINED WITH SQUARE LOSS VS OTHERS IN THE WILD")
    assert "BARNET" in found and not {"EVALUATION", "SQUARE", "WILD", "TRAINED"} & found.keys()


def test_diffusion_is_a_model_where_something_is_generated(links) -> None:
    assert "diffusion model" in links("We speed up image generation by diffusion, which denoises step by step, and compare diffusion with GANs.")
    assert "diffusion model" not in links("Coefficients of diffusion in binary mixtures are measured. New diffusion data are acquired by active learning.")


def test_a_long_form_and_its_acronym_are_one_entity(links) -> None:
    found = links("We propose Quick Sparse Widget Merging (QSWM), a new technique. QSWM needs no training.")
    (link,) = [link for link in found.values() if any(m.text == "QSWM" for m in link.mentions)]
    assert {m.text for m in link.mentions} >= {"QSWM", "Quick Sparse Widget Merging"}


@pytest.mark.parametrize("spelling", ["LLaMA", "Llama", "LLAMA"])
def test_spellings_that_differ_in_case_alone_are_one_entity(linker: Linker, spelling: str) -> None:
    paper = Paper("Serving", f"It serves language models such as {spelling} with less memory.")
    assert linker.iris.entity("method", "LLaMA") in {link.entity for link in linker.link_paper(paper).links}


def test_a_plural_in_brackets_is_the_catalogs_technique(links) -> None:
    found = links("We employ multilayer perceptron networks (MLPs) as encoders. MLPs learn the operator.")
    assert "multilayer perceptron" in found and "MLP" not in found


def test_an_acronym_of_one_technique_needs_no_context(links) -> None:
    assert "reinforcement learning" in links("Better data and RL-based post-training unlock deeper thinking.")


def test_an_abbreviation_defined_in_the_paper_wins_over_the_catalog(links) -> None:
    found = links("Pre-trained language models (PLMs) are large. We study how PLMs learn.")
    named = {link.name for link in found.values() if any("PLM" in m.text for m in link.mentions)}
    assert named <= {"pre-trained language model"}  # and not PNDM, a sampler that the catalog knows as PLMS


@pytest.mark.parametrize(
    ("text", "name", "there"),
    [
        ("We train with the Adam optimizer and a small learning rate.", "Adam", True),
        ("The corpus of letters by Adam Smith is read closely by historians.", "Adam", False),
        ("We evaluate object detection on COCO with a Faster R-CNN detector.", "MS COCO", True),
        ("Large graphs are set in memory and a trace is kept of each pile.", "Trace", False),
    ],
)
def test_ambiguous_names_need_context(links, text: str, name: str, there: bool) -> None:
    assert (name in links(text)) is there


@pytest.mark.parametrize(
    ("text", "name", "there"),
    [
        ("The scheduler is compared with Dask, Ray and Spark.", "Ray", True),
        ("A ray of light meets the lens and a spark.", "Ray", False),
        ("The model is fitted to sMRI, diffusion tensor imaging and PET data of the brain.", "Pattern-Exploiting Training", False),
        ("It works for all open models (e.g., Mistral, Llama, Qwen).", "LLaMA", True),
        ("We film a Llama on a farm.", "LLaMA", False),
    ],
)
def test_a_list_decides_what_an_ambiguous_name_is(links, text: str, name: str, there: bool) -> None:
    assert (name in links(text)) is there


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We compare our forecaster with the baselines NeuralWave96 and Wavelor96.", "Wavelor96"),
        ("The model switches between three reasoning modes, namely fast_mode, slow_mode and mixed_mode.", "slow_mode"),
        ("We implement the kernels in CUDA.jl and StencilGrids.jl and compare both.", "StencilGrids.jl"),
        ("Unlike earlier work, our method, \\waveflow, outperforms all baselines on ImageNet.", "waveflow"),
        ("We evaluate on the Harbour-Bench benchmark and on ImageNet.", "Harbour-Bench"),
    ],
)
def test_names_that_only_their_spelling_shows(links, text: str, name: str) -> None:
    assert name in links(text)


def test_sizes_fold_into_the_model_and_generations_do_not(links) -> None:
    found = links("We compare ResNet-50, ViT-B/16, Llama-2-7B and Llama-3-8B on ImageNet classification with a Vision Transformer (ViT).")
    assert {"ResNet", "Llama 2", "Llama 3"} <= set(found)
    assert found["Llama 2"].entity != found["Llama 3"].entity


def test_tex_is_read_and_offsets_are_of_the_source(links) -> None:
    abstract = r"We propose \textbf{BarFormer}, evaluated on \emph{ImageNet} with $\sim$5\% less cost."
    mention = links(abstract)["BarFormer"].mentions[0]
    assert abstract[mention.start : mention.end] == mention.text == "BarFormer"


@pytest.mark.parametrize(
    "sentence",
    [
        "Compared with BERT, RoBERTa and ALBERT, it needs less memory.",
        "It outperforms BERT, RoBERTa, and ALBERT on reading.",
        "It is superior to BERT (large), RoBERTa or ALBERT.",
        "Unlike BERT, RoBERTa and the ALBERT model, it reads whole books.",
    ],
)
def test_every_name_of_a_list_of_baselines_is_one(links, sentence: str) -> None:
    found = links(f"We propose BarFormer, a language model. {sentence}")
    assert {name: found[name].role for name in ("BERT", "RoBERTa", "ALBERT")} == dict.fromkeys(["BERT", "RoBERTa", "ALBERT"], "compares")


@pytest.mark.parametrize(
    "sentence",
    ["We test it on the recently introduced benchmark ZorbleSuite.", "We compare it with the recently proposed ZorbleSuite.", "In this paper we extend the previously presented method ZorbleSuite."],
)
def test_what_others_introduced_recently_is_not_the_papers_own(links, sentence: str) -> None:
    assert links(f"We propose BarFormer. {sentence}")["ZorbleSuite"].role in ("uses", "compares", "mentions")


def test_the_field_itself_is_no_entity(linker: Linker) -> None:
    (paper,) = linker.link([Paper("TileGeo: Deep Learning With Geospatial Data", "Deep Learning needs data. We present TileGeo, a library. Deep Learning with TileGeo is easy.")])
    assert "TileGeo" in {link.name for link in paper.links}
    assert "deep learning" not in {link.name.lower() for link in paper.links}


def test_a_tex_dash_between_names_is_a_hyphen(links) -> None:
    abstract = "We solve it with the Feynman--Kac formula, and compare with others -- all of them."
    mention = links(abstract)["Feynman-Kac formula"].mentions[0]
    assert abstract[mention.start : mention.end] == mention.text == "Feynman--Kac formula"


@pytest.mark.parametrize(("name", "type_"), [("Lifelong-CIFAR10", "dataset"), ("MTEB-Code", "dataset"), ("Swift-ResNet", "method")])
def test_a_name_made_with_that_of_a_dataset_is_a_dataset(linker: Linker, name: str, type_: str) -> None:
    (paper,) = linker.link([Paper("A Study of Models over Time", f"As examples of our approach, we create {name}, which others may use. {name} is easy to use.")])
    assert [link.type for link in paper.links if link.name == name] == [type_]


def test_a_name_that_one_paper_introduces_is_linked_where_another_uses_it(linker: Linker) -> None:
    papers = [
        Paper("ZorbleNet: A Network", "We present ZorbleNet, a network for images."),
        Paper("Another Study", "The approach builds on the ideas of ZorbleNet and extends them to video."),
    ]
    first, second = linker.link(papers)
    entity = next(link.entity for link in first.links if link.name == "ZorbleNet")
    assert [link.role for link in second.links if link.entity == entity] != ["introduces"]
    assert entity in {link.entity for link in second.links}


def test_the_order_of_the_papers_does_not_matter(linker: Linker) -> None:
    papers = [Paper(f"Paper {i}", PROPOSAL.replace("FooNet", f"Foo{i}Net") + " It extends Foo1Net and BERT.") for i in range(6)]
    ahead = {item.iri: item for item in linker.link(papers)}
    assert {item.iri: item for item in linker.link(papers[::-1])} == ahead


@settings(max_examples=60)
@given(st.text(max_size=60), st.text(max_size=60))
def test_every_mention_is_the_slice_that_it_says(linker: Linker, before: str, after: str) -> None:
    paper = Paper(before + " with BERT", f"{after} We propose FooNet ({before}) on ImageNet, \\textit{{{after}}} GPU. https://github.com/a/b")
    for link in linker.link_paper(paper).links:
        for mention in link.mentions:
            assert paper.text(mention.field)[mention.start : mention.end] == mention.text != ""


def test_links_of_a_paper_have_one_entity_each(linker: Linker, corpus: Path) -> None:
    from kg.sources import read_papers

    for paper in read_papers([sorted(corpus.glob("*.txt"))[0]]):
        entities = [link.entity for link in linker.link_paper(paper).links]
        assert len(entities) == len(set(entities))


def test_confidences_are_probabilities_and_the_rules_work_alone() -> None:
    rules = Linker(model=None).link_paper(Paper("A Study", PROPOSAL))
    assert {"FooNet", "ImageNet", "A100"} <= {link.name for link in rules.links}
    assert all(0 < link.confidence <= 1 for link in rules.links)


def test_a_table_that_is_not_there_is_named() -> None:
    with pytest.raises(CatalogError, match=r"missing\.tsv: no such table"):
        Linker(["missing.tsv"])


def test_a_base_that_is_no_iri_is_refused() -> None:
    with pytest.raises(UsageError, match="not an absolute IRI"):
        Iris("not an iri")


def test_a_model_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.json.gz"
    path.write_bytes(gzip.compress(b'{"format": 99}'))
    with pytest.raises(SourceError, match="not a model of this version"):
        Model.load(path)


@pytest.mark.parametrize(
    ("sentence", "name"),
    [("Training took a day on 8xA100.", "A100"), ("It fits on 2xRTX3090.", "RTX 3090"), ("We fine-tune it on two A100s.", "A100"), ("It runs on an NVIDIA Tesla M40.", "Tesla M40"), ("Training used 8 RTX 3090s.", "RTX 3090"), ("We use H100s.", "H100")],
)
def test_plurals_and_makers_of_hardware(sentence, name):
    (hardware,) = [link for link in Linker().link_paper(Paper("Fast tuning", sentence)).links if link.type == "hardware"]
    assert hardware.name == name


def test_hardware_that_only_its_memory_tells(linker: Linker) -> None:
    _, found = linker.candidates(Paper("Fast tuning", "The batch grows to 4M on 8 or 32 A800 80GB without any loss of accuracy."))
    assert [linker.entity_iri(item) for item in found if item.type == "hardware"] == [linker.iris.entity("hardware", "A800")]


NAMESAKES = [
    Paper("Moving Hands", "We propose General Motion Retargeting Tool (GMRT), a planner for robots."),
    Paper("Moving Feet", "We introduce General Motion Retargeting Tools (GMRT), a planner for robots."),
    Paper("Painting", "We propose Gaussian Mesh Rendering Transformer (GMRT), a network for images."),
    Paper("GMRT: Once More", "We propose GMRT, a network that counts birds."),
]


def test_two_things_of_one_name_are_two_nodes_and_one_thing_is_one() -> None:
    nodes = [next(link.entity for link in item.links if link.name == "GMRT") for item in Linker().link(NAMESAKES)]
    assert nodes[0] == nodes[1]
    assert len(set(nodes)) == 3


@pytest.mark.parametrize(
    ("title", "date", "same"),
    [
        ("LoRA: Low-Rank Adaptation of Large Language Models", "2021-06-17", True),
        ("LoRA: Long-Range Attention for Satellite Images", "2025-02-03", False),
        ("LORA: Language-Oriented Robot Actions", "2021-06-17", False),
    ],
)
def test_what_a_paper_brings_is_no_older_thing_of_that_name(linker: Linker, title: str, date: str, same: bool) -> None:
    name = title.split(":", maxsplit=1)[0]
    paper = Paper(title, f"We propose {name}, a new method. {name} outperforms all baselines on ImageNet.", date=date)
    [own] = [link for link in linker.link_paper(paper).links if link.role == "introduces" and link.type == "method"]
    assert (own.entity == linker.iris.entity("method", "LoRA")) is same
    other = Paper("Adapters", "We fine-tune large language models with LoRA and compare it with prefix tuning.")
    [there] = [link for item in linker.link([paper, other, paper]) if item.paper is other for link in item.links if link.name == "LoRA"]
    assert there.entity == linker.iris.entity("method", "LoRA")


def test_the_nodes_do_not_depend_on_the_order_of_the_papers() -> None:
    linker = Linker()
    linked = [{item.iri: {link.entity for link in item.links} for item in linker.link(papers)} for papers in (NAMESAKES, NAMESAKES[::-1])]
    assert linked[0] == linked[1]


@pytest.mark.parametrize("paper", ["abc", None, {"title": "A Study", "abstract": "We use BERT."}])
def test_what_is_no_paper_is_refused(linker: Linker, paper: Paper) -> None:
    with pytest.raises(UsageError, match="not a paper with a title and an abstract"):
        linker.link_paper(paper)


def test_one_table_may_be_given_alone(tmp_path: Path) -> None:
    table = tmp_path / "ours.tsv"
    table.write_text("type\tname\tkind\nmethod\tZorbleNet\tmodel\n")
    assert [entry.name for entry in Linker(str(table)).catalog.find("ZorbleNet")] == [entry.name for entry in Linker([table]).catalog.find("ZorbleNet")] == ["ZorbleNet"]


@pytest.mark.parametrize("base", ["http://[x", "http://x/100%", "http://x/a b"])
def test_a_base_that_makes_no_iris_is_refused(base: str) -> None:
    with pytest.raises(UsageError, match="absolute IRI"):
        Iris(base)


@pytest.mark.parametrize("data", [gzip.compress(b"{}")[:-9], b"\x1f\x8b\x08\x00 no gzip at all", gzip.compress(b"[]"), gzip.compress(b'{"format": 3}')], ids=["cut", "no gzip", "a list", "no weights"])
def test_a_file_that_is_no_model_is_named(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "model.json.gz"
    path.write_bytes(data)
    with pytest.raises(SourceError, match="not a model"):
        Model.load(path)


def test_links_stand_by_type_and_place_after_the_pass_over_the_corpus_too(linker: Linker) -> None:
    one = Paper("ZorpNet9: Fast Nets", "We propose ZorpNet9, a fast network.")
    other = Paper("A Study of Nets", "The code of ZorpNet9 is at https://github.com/zorp/light and we train it on ImageNet with Adam.")
    for item in linker.link([one, other]):
        places = [(ENTITY_TYPES.index(link.type), link.mentions[0].field == "abstract", link.mentions[0].start) for link in item.links]
        assert places == sorted(places)


def test_a_sign_or_a_plural_tells_entities_of_the_catalog_apart(linker: Linker) -> None:
    papers = [
        Paper("A Study", "We evaluate on RefCOCO, RefCOCO+ and RefCOCOg. RefCOCO is easy."),
        Paper("Another Study", "Experiments on ScanNet and ScanNet++ show that it works. Planners such as RRT* and RRT are slow."),
    ]
    first, second = ({link.name for link in item.links} for item in linker.link(papers))
    assert {"RefCOCO", "RefCOCO+", "RefCOCOg"} <= first
    assert {"ScanNet", "ScanNet++", "RRT", "RRT*"} <= second


def test_a_technique_in_the_capitals_of_a_title_stays_one(linker: Linker) -> None:
    found = linker.link_paper(Paper("A Study", "Inspired by this, we introduce Markov Chain Monte Carlo (MCMC) steps during inference. MCMC is slow."))
    assert len([link for link in found.links if "mcmc" in link.name.lower() or "markov" in link.name.lower()]) == 1


def test_what_is_no_model_is_refused():
    with pytest.raises(UsageError, match="packaged"):
        Linker(model="nope")  # type: ignore[arg-type]
