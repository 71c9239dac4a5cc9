"""Sentences that a quick reader gets wrong: whose a name is, what an abbreviation stands for, where a sentence ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg import Link, Linker, Paper
from kg.text import sentence_around, sentence_spans

Links = Callable[..., dict[str, Link]]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("We study random feature (RF) regression. RF regression is easy to analyse.", "random forest"),
        ("We propose Mixture of Shards (MoS), a method that shares parameters. MoS saves memory.", "mixture of softmaxes"),
    ],
)
def test_what_a_paper_defines_is_not_what_the_letters_mostly_stand_for(links: Links, text: str, wrong: str) -> None:
    assert wrong not in links(text)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("We train random forests (RF) on tabular data. RF is a strong baseline.", "random forest"),
        ("We train convolutional neural nets (CNNs) on ImageNet. CNNs are a strong baseline.", "convolutional neural network"),
        ("We train graph neural nets (GNNs) on molecules. GNNs are a strong baseline.", "graph neural network"),
    ],
)
def test_what_a_paper_defines_in_other_words_is_the_same_thing(links: Links, text: str, right: str) -> None:
    assert right in links(text)


def test_a_new_name_one_letter_off_a_known_one_is_its_own(links: Links) -> None:
    found = links("We propose CheckFree, an efficient recovery method, and CheckFree+, which also recovers the first stage. CheckFree and CheckFree+ outperform checkpointing.", "LLM Recovery")
    assert "CheckFreq" not in found
    assert found["CheckFree"].role == "introduces"


def test_a_spelling_error_is_still_seen_through(links: Links) -> None:
    assert "ImageNet-Sketch" in links("We fine-tune the model and test it on ImageNet-Sketchh.")


def test_a_name_in_small_letters_can_be_the_papers_own(links: Links) -> None:
    found = links("This paper introduces TorchTitan, an open-source distributed training system. TorchTitan trains Llama 3.1 on 512 GPUs.", "TorchTitan: A Native Solution for Pre-training")
    assert found["torchtitan"].role == "introduces"


@pytest.mark.parametrize(
    "sentence",
    [
        "Inspired by the classical search algorithm Zorch2vec, we investigate unsupervised representations.",
        "Our method outperformed the previous state-of-the-art method Zorch2vec by a wide margin.",
        "We compare with strong systems such as Zorch2vec on two tasks.",
    ],
)
def test_what_is_said_to_be_others_is_not_the_papers_own(links: Links, sentence: str) -> None:
    found = links(f"Architecture search is slow. {sentence} The search takes a day.", "Searching Architectures without Labels")
    assert found["Zorch2vec"].role != "introduces"


def test_variants_of_the_papers_own_are_its_own(links: Links) -> None:
    found = links("We introduce the ZorpCPM family, including ZorpCPM-DPO and ZorpCPM-MoE, whose performance is excellent. ZorpCPM models are public.", "ZorpCPM: Small Language Models")
    assert {name: found[name].role for name in ("ZorpCPM", "ZorpCPM-DPO", "ZorpCPM-MoE")} == dict.fromkeys(("ZorpCPM", "ZorpCPM-DPO", "ZorpCPM-MoE"), "introduces")


def test_a_sentence_may_begin_without_a_blank() -> None:
    text = "It shows its competitive edge.The PyTorch code is public, e.g.The rest is not."
    assert [text[start:end] for start, end in sentence_spans(text)] == ["It shows its competitive edge.", "The PyTorch code is public, e.g.The rest is not."]


@pytest.mark.parametrize(
    "text",
    [
        "In this paper, we propose Sophira, Second-order Clipped Stochastic Phase Reordering and Adaptation, a simple optimizer. Sophira halves the steps.",
        "Speed matters. The proposed model (Parallel Perception Network (PPN)) consists of two networks. PPN is fast.",
    ],
)
def test_a_long_form_and_its_letters_are_one_entity(links: Links, text: str) -> None:
    own = [link.name for link in links(text, "Faster Training").values() if link.role == "introduces"]
    assert len(own) == 1


@pytest.mark.parametrize("text", ["On CIFAR-10/100 with augmentation, it achieves lower loss.", "We evaluate on CIFAR-10/100."])
def test_both_of_two_numbered_datasets(links: Links, text: str) -> None:
    assert {"CIFAR-10", "CIFAR-100"} <= links(text).keys()


@pytest.mark.parametrize("text", ["We denoise images of the DIV2K dataset [AT17].", "This improves the bound of [Price, Song and Woodruff, ICALP'17].", "In this work we present the problem of Efficient Benchmarking, namely reducing the cost of evaluation."])
def test_citations_venues_and_half_phrases_are_not_even_proposed(linker: Linker, text: str) -> None:
    _, found = linker.candidates(Paper("A Study", text))
    assert not {"AT17", "ICALP", "problem of"} & {item.name for item in found}


def test_code_that_is_available_from_a_page_is_the_papers_own(links: Links) -> None:
    found = links("Our source code and pre-trained models are available from https://github.com/zorp/light.")
    assert found["https://github.com/zorp/light"].role == "introduces"
    found = links("The data is taken from https://github.com/zorp/light.")
    assert found["https://github.com/zorp/light"].role == "uses"


def test_the_whole_long_form_is_defined(links: Links) -> None:
    found = links("We fine-tune the policy by Pairwise Prompt Tuning (PPT). PPT is stable.")
    assert "Pairwise Prompt Tuning" in {mention.text for link in found.values() for mention in link.mentions if link.name == "PPT"}


def test_what_is_denied_by_a_prefix_is_not_named(links: Links) -> None:
    found = links("We solve a class of non-convex programs. The bounds hold for every solver.", "Bounds for Hard Problems")
    assert "convex optimization" not in found


@pytest.mark.parametrize("text", ["Machine learning (ML) is everywhere. We study ML on phones.", "We propose a principled zeroth-order deep learning (DL) framework. DL is costly."])
def test_the_whole_field_is_no_entity_under_its_letters_either(links: Links, text: str) -> None:
    assert not {"ML", "DL", "machine learning", "deep learning"} & links(text).keys()


def test_a_size_is_no_model_of_its_own(links: Links) -> None:
    found = links("We present ZorpLM-7B and ZorpLM-7B-Chat, two open models. ZorpLM-7B beats its rivals. We release ZorpLM.", "ZorpLM: Open Models")
    assert [name for name in found if name.startswith("ZorpLM")] == ["ZorpLM"]
    assert {"ZorpLM-7B", "ZorpLM"} <= {mention.text for mention in found["ZorpLM"].mentions}


@pytest.mark.parametrize(("text", "name"), [("We evaluate view synthesis on the LLFF dataset and on DTU.", "LLFF"), ("We introduce the Zorp Winter Series Dataset for regression. The Zorp Winter Series Dataset has 3,000 rows.", "Zorp Winter Series")])
def test_the_word_dataset_is_no_part_of_a_datasets_name(links: Links, text: str, name: str) -> None:
    assert name in {mention.text for link in links(text).values() if link.type == "dataset" for mention in link.mentions}


def test_a_dash_set_as_a_hyphen_glues_no_word_to_a_name(linker: Linker) -> None:
    _, found = linker.candidates(Paper("A Study", "It improves three models-ZorpNet, QuuxNet, and ZimNet-consistently."))
    assert {"ZorpNet", "QuuxNet", "ZimNet"} <= {item.name for item in found}


def test_a_name_may_begin_with_a_digit(linker: Linker) -> None:
    _, found = linker.candidates(Paper("A Study", "We run it on the 4QXZ dataset at 100FPS with 3D inputs."))
    assert {item.name for item in found} & {"4QXZ", "100FPS", "3D"} == {"4QXZ"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We train on a Tesla T4 for an hour.", "T4"),
        ("We train on 64 B300 for an hour.", "B300"),
        ("It was synthesised for a ZCU216 board.", "ZCU216"),
        ("It runs on a Kryo 585 in a phone.", "Kryo 585"),
        ("We train on AMD Instinct MI50 cards.", "MI50"),
    ],
)
def test_a_product_number_needs_no_other_hardware_beside_it(linker: Linker, text: str, name: str) -> None:
    _, found = linker.candidates(Paper("A Study", text))
    assert [c.name for item in found for c in item.candidates if c.recogniser == "hardware"] == [name]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("Code: Https://github.com/zorp/light.", "https://github.com/zorp/light"),
        ("See GITHUB.COM/zorp/light for the code.", "https://github.com/zorp/light"),
        ("See zorp.cc/light for the demo.", "https://zorp.cc/light"),
    ],
)
def test_an_address_is_one_in_any_case(links: Links, text: str, url: str) -> None:
    assert url in links(text)


def test_an_abbreviation_within_a_sentence_does_not_cut_its_evidence() -> None:
    text = "We are slow. (We train it on approx. 8 GPUs with LoRA, see Fig. 2 for it.) It is quick."
    at = text.index("LoRA")
    assert sentence_around(text, at, at + 4) == "(We train it on approx. 8 GPUs with LoRA, see Fig. 2 for it.)"


def test_a_product_is_no_name(links: Links) -> None:
    found = links("We propose RRT*-Fast. The floor is 1.56*B_HBM and the ceiling 170*B_HBM; RRT*-Fast meets both.")
    assert not [name for name in found if "*B" in name] and any(name.startswith("RRT*") for name in found)


def test_initials_do_not_cut_evidence_and_a_name_that_ends_in_a_letter_does() -> None:
    text = "We follow J. Smith (and M. A. Lee) in using LoRA. We compare it with Model-S. It is quick."
    at = text.index("LoRA")
    assert sentence_around(text, at, at + 4) == "We follow J. Smith (and M. A. Lee) in using LoRA."
    assert [text[first:last] for first, last in sentence_spans(text)][1:] == ["We compare it with Model-S.", "It is quick."]


def test_one_odd_letter_does_not_make_a_paper_unread(links: Links) -> None:
    text = "Unlike BERT, LoRA is quick. We compare it with GPT-2."
    assert {name: link.role for name, link in links(text + " Written in Izmir.").items()} == {name: link.role for name, link in links(text + " Written in \u0130zmir.").items()}


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("The framework is pure mathematics: no GPU is required during its search.", "GPU"),
        ("The model of 140M parameters reaches this on ImageNet without using classifier-free guidance.", "classifier-free guidance"),
        ("The method eliminates the need for camera calibration.", "camera calibration"),
    ],
)
def test_what_a_paper_does_without_it_does_not_use(links: Links, sentence: str, name: str) -> None:
    assert links(f"We present a search of architectures. {sentence}")[name].role == "mentions"


def test_an_abbreviation_of_other_words_is_not_the_catalogs(links: Links) -> None:
    found = links("This paper proposes a Hierarchical Graph Neural Network (HGNN) model that integrates levels of a city. HGNN is fast.")
    assert found["HGNN"].role == "introduces" and "heterogeneous graph neural network" not in found
    assert {m.text for m in found["HGNN"].mentions} == {"HGNN", "Hierarchical Graph Neural Network"}


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("We introduce Backwards Aggregation (BAgger), a self-supervised scheme. BAgger trains on its own rollouts.", "BAgger", "Backwards Aggregation"),
        ("We propose Discrete Diffusion Adaptation (DiDA), which converts tokens. DiDA is fast.", "DiDA", "Discrete Diffusion Adaptation"),
        ("At its core is the Sparse Spatial Memory Graph (SMG), a compact memory. The agent is localized on SMG.", "SMG", "Sparse Spatial Memory Graph"),
    ],
)
def test_a_name_and_what_the_paper_calls_it_for_short_are_one(links: Links, text: str, short: str, long: str) -> None:
    found = links(text)
    assert long in {m.text for m in found[short].mentions} and long not in found


@pytest.mark.parametrize(
    ("text", "name", "long"),
    [
        ("We present an \\textbf{Audio-to-Intensity (A2I) model} obtained by distillation. The A2I model enables control.", "A2I", "Audio-to-Intensity"),
        ("Third, we introduce a \\textbf{diffusion noise initialization strategy (IC-Init)}. IC-Init keeps the identity.", "IC-Init", ""),
    ],
)
def test_no_long_form_begins_with_an_article_or_a_verb(links: Links, text: str, name: str, long: str) -> None:
    assert {m.text for m in links(text)[name].mentions} - {name} == ({long} if long else set())


def test_no_name_begins_with_an_article() -> None:
    text = "Optimal transport is old. In this work we introduce a regularizer, the Monge gap, for maps of all costs. The regularizer helps."
    _, found = Linker().candidates(Paper("The Monge Gap: A Novel Regularizer to Learn All Maps", text))
    assert not [item.name for item in found if item.name.lower().startswith(("a ", "the ", "novel "))]


def test_what_is_tried_with_and_without_is_used(links: Links) -> None:
    assert links("We train the diffusion model and report results with and without classifier-free guidance.")["classifier-free guidance"].role == "uses"


def test_a_list_behind_what_a_paper_is_compared_with_is_compared(links: Links) -> None:
    found = links("Our library halves the time of an epoch compared to popular frameworks such as PyTorch, and needs less memory.")
    assert found["PyTorch"].role == "compares"


@pytest.mark.parametrize(
    "text",
    [
        "We propose a loop-free bound for GRAPE. It saves a third of the memory compared to their dropout variants.",
        "We propose FlowNetX, a network for denoising. FlowNetX shows gains of 3.5 dB over plain dropout at the same cost.",
        "We propose FlowNetX, a network for denoising. Its samples are more diverse than those of dropout-based counterparts.",
    ],
)
def test_what_stands_a_word_or_two_behind_a_comparison_is_compared(links: Links, text: str) -> None:
    assert links(text)["dropout"].role == "compares"


def test_a_paper_that_spells_out_a_known_name_speaks_of_that_entity(links: Links) -> None:
    text = "In this paper, we propose Sophia, Second-order Clipped Stochastic Optimization, an optimizer that estimates the diagonal Hessian. Sophia halves the steps of pre-training."
    assert links(text, "Sophia: A Scalable Optimizer for Pre-training")["Sophia"].entity.endswith("/method/sophia")


def test_a_product_number_with_its_count_and_memory_is_hardware(links: Links) -> None:
    found = links("For instance, it enables contrastive training of a model with a batch size of 4M or 12M using 8 or 32 A800 80GB without sacrificing any accuracy.")
    assert found["A800"].confidence >= 0.9 and dict(found["A800"].details) == {"count": "32", "memory": "80"}


def test_the_letters_of_a_known_technique_may_be_the_papers_own_name(links: Links) -> None:
    found = links("Inspired by human reasoning, we introduce PAM, a novel visuomotor policy equipped with memory. PAM supports long histories.", "Resolving State Ambiguity in Robot Manipulation")
    assert found["PAM"].role == "introduces" and "passive acoustic monitoring" not in found


def test_what_a_paper_is_only_evaluated_on_is_not_its_own(links: Links) -> None:
    found = links("We introduce SKEL-CF, a framework for human meshes. On the challenging MOYO dataset, SKEL-CF achieves 85.0 MPJPE, significantly outperforming the previous best.")
    assert found["MOYO"].role == "uses"


@pytest.mark.parametrize(
    ("sentence", "name", "role"),
    [
        ("The tracker eliminates the need for camera calibration, depth cameras, scanned meshes, or motion capture.", "depth camera", "mentions"),
        ("Unlike prior approaches that rely on reinforcement learning, our formulation is analytic.", "reinforcement learning", "mentions"),
        ("It exploits multiple views rather than relying on data augmentation.", "data augmentation", "mentions"),
        ("Without fine-tuning, BERT wins on all of them.", "BERT", "uses"),
        ("The planner enforces bounds while reasoning over task graphs and a graph transformer over knowledge graphs.", "knowledge graph", "uses"),
    ],
)
def test_the_words_in_front_of_a_list_go_for_all_of_it(links: Links, sentence: str, name: str, role: str) -> None:
    assert links(f"We present a search of architectures. {sentence}")[name].role == role


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("We propose Round-Robin Behavior Cloning (R2BC), a method for robots. R2BC needs few demonstrations.", "R2BC", "Round-Robin Behavior Cloning"),
        ("We construct a new dataset named Excavator3D (E3D) focusing on excavators. E3D has ten scenes.", "E3D", "Excavator3D"),
        ("We introduce WPT, a World-to-Policy Transfer training paradigm that distils a world model. WPT is fast.", "WPT", "World-to-Policy Transfer"),
    ],
)
def test_what_stands_for_what_with_digits_or_beside_a_comma(links: Links, text: str, short: str, long: str) -> None:
    own = [link for link in links(text).values() if link.role == "introduces"]
    assert [{short, long} <= {mention.text for mention in link.mentions} for link in own] == [True]


def test_the_letters_of_a_known_task_are_not_what_a_paper_brings(links: Links) -> None:
    found = links("We introduce MoLingo, a text-to-motion (T2M) model that generates realistic human motion. MoLingo beats T2M baselines.")
    assert {link.name for link in found.values() if link.role == "introduces"} == {"MoLingo"}


@pytest.mark.parametrize(
    ("text", "name", "mention"),
    [
        ("The arm grasps with an Intel RealSense D435 camera.", "RealSense D435", "Intel RealSense D435"),
        ("It runs at 30 fps on a Samsung Galaxy S21 phone.", "Galaxy S21", "Samsung Galaxy S21"),
        ("We tested it on a UFactory xArm 850 with a gripper.", "xArm", "UFactory xArm 850"),
        ("It takes 1.6 ms on an iPhone 16 Pro, without the cloud.", "iPhone 16", "iPhone 16 Pro"),
        ("Flights of a DJI Matrice 100 UAV confirm it.", "Matrice 100", "DJI Matrice 100"),
        ("We track hands with Kinect 30 fps video.", "Kinect", "Kinect"),
    ],
)
def test_a_device_is_mentioned_with_its_maker_and_its_product_number(linker: Linker, text: str, name: str, mention: str) -> None:
    doc, found = linker.candidates(Paper("A Study", text))
    assert mention in {doc.text[c.start : c.end] for item in found if item.entry is not None and item.entry.name == name for c in item.candidates}


@pytest.mark.parametrize(("text", "name"), [("The car fuses camera and lidar data.", "LiDAR"), ("Images are drawn by Flux, a text-to-image diffusion model.", "FLUX"), ("Training scales to thousands of accelerators in GPU clusters.", "hardware accelerator")])
def test_names_as_papers_spell_them(linker: Linker, text: str, name: str) -> None:
    _, found = linker.candidates(Paper("A Study", text))
    assert name in {item.entry.name for item in found if item.entry is not None}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Experiments on Zorpia, Quuxel and RLBench show gains.", {"Zorpia", "Quuxel"}),
        ("It beats two open models (Zorpia/Quuxel) by far.", {"Zorpia", "Quuxel"}),
        ("We built the simulator on Zorpia and ran it at night.", {"Zorpia"}),
    ],
)
def test_a_capital_alone_may_tell_a_name(linker: Linker, text: str, names: set[str]) -> None:
    _, found = linker.candidates(Paper("A Study", text))
    assert names <= {item.name for item in found}


def test_the_word_behind_a_capital_tells_what_it_names(links: Links) -> None:
    found = links("Grasping is hard. We evaluate our policy on the Zorpia dataset and beat all baselines on Zorpia.")
    assert found["Zorpia"].type == "dataset"


def test_the_first_word_of_a_sentence_is_no_name_by_its_capital(linker: Linker) -> None:
    _, found = linker.candidates(Paper("A Study", "We run it. Grasping is hard, and Many have tried."))
    assert not {"Grasping", "Many"} & {item.name for item in found}


@pytest.mark.parametrize(
    ("text", "name", "mention"),
    [
        ("Evaluated on the OmniDocBench v1.5 benchmark, it is best.", "OmniDocBench", "OmniDocBench v1.5"),
        ("It leads on LiveCodeBench-v5 and on math.", "LiveCodeBench", "LiveCodeBench-v5"),
    ],
)
def test_an_edition_of_a_dataset_is_that_dataset(linker: Linker, text: str, name: str, mention: str) -> None:
    doc, found = linker.candidates(Paper("A Study", text))
    assert mention in {doc.text[c.start : c.end] for item in found if item.entry is not None and item.entry.name == name for c in item.candidates}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("We report Tool Selection Accuracy, Slot Filling Accuracy and Overall Success Rate.", {"Tool Selection Accuracy", "Slot Filling Accuracy", "Overall Success Rate"}),
        ("These VLMs approach to random accuracies under (V+O) and (V+Q+O) settings.", {"VLMs approach to random accuracies under"}),
        ("The policies differ in action prediction for a robot arm.", {"action prediction"}),
        ("Previous Deep Zorp Method (DZM) is slow. DZM fails.", {"Previous Deep Zorp Method"}),
    ],
)
def test_what_only_looks_like_a_name(linker: Linker, text: str, wrong: set[str]) -> None:
    doc, found = linker.candidates(Paper("A Study", text))
    assert not wrong & {doc.text[c.start : c.end] for item in found if item.entry is not None or item.type != "task" for c in item.candidates}


@pytest.mark.parametrize(
    ("title", "abstract", "name"),
    [
        ("Unified Zorp Models: Planning with Memory", "We propose UniZM, a memory-augmented model that plans.", "UniZM"),
        ("Neural Quuxian Deformation Fields for Rendering", "We introduce NeQuD, a neural deformation field. NeQuD is fast.", "NeQuD"),
        ("Can They Explore? Zorp-Guided Gradient Learning", "We propose ZG2L, a framework for exploration.", "ZG2L"),
        ("Entropic Zorp-Guided Dropping: Training with Little Data", "We introduce EntroDrop, a regulariser.", "EntroDrop"),
    ],
)
def test_the_title_spells_out_what_the_abstract_names(linker: Linker, title: str, abstract: str, name: str) -> None:
    found = [link for link in linker.link([Paper(title, abstract)])[0].links if link.role == "introduces"]
    assert [link.name for link in found] == [name]
    assert "title" in {m.field for m in found[0].mentions}


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("Vaccine Attitude Detection in Tweets", "We propose VADet, a model of topics."),
        ("Global Zorp Prompting", "We propose GRAZE, which prompts a model."),
    ],
)
def test_a_title_that_another_name_is_not_made_of(linker: Linker, title: str, abstract: str) -> None:
    own = [link for link in linker.link([Paper(title, abstract)])[0].links if link.name in ("VADet", "GRAZE")]
    assert own and "title" not in {m.field for m in own[0].mentions}


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        ("We train an autoregressive (AR) model. The AR decoder is slow, and AR models are large.", "augmented reality", "autoregressive model"),
        ("Simulation of infrared (IR) and Raman spectra is costly. The IR spectra of molecules are found by retrieval and search.", "information retrieval", ""),
        ("An antiferromagnetic (AFM) order is seen under the microscope. AFM images show it.", "atomic force microscopy", ""),
        ("An electromyographic (EMG) signal is taken. EMG signals are noisy.", "", "electromyography"),
        ("We propose Coarse-to-Fine open-set Classification (CFC). CFC is good.", "", "CFC"),
        ("We measure Character Consistency (CC) of the scripts. The CC of ours is high.", "Consistency", ""),
    ],
)
def test_one_word_may_define_an_abbreviation(linker: Linker, text: str, wrong: str, right: str) -> None:
    doc, found = linker.candidates(Paper("A Study", text))
    assert wrong not in {doc.text[c.start : c.end] for item in found for c in item.candidates}
    names = {item.label for item in found}
    assert wrong not in names
    assert right in names or not right


def test_an_institution_is_no_entity_and_a_title_loses_its_article(linker: Linker) -> None:
    _, found = linker.candidates(Paper("A Quuxian Method of Zorps", "It was made at the University of Zorpia. Bounds describe a quuxian method of zorps. We use this quuxian method of zorps."))
    assert "University of Zorpia" not in {item.name for item in found}
    assert len(next(item for item in found if item.name == "Quuxian Method of Zorps").candidates) == 3


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("We used ChatGPT by OpenAI and chips of NVIDIA, and wrote to Facebook about it.", {"OpenAI", "NVIDIA", "Facebook"}),
        ("The size of the matching differs by a distance that shrinks.", {"H-divergence"}),
    ],
)
def test_makers_and_common_words_are_no_entities(linker: Linker, text: str, wrong: set[str]) -> None:
    _, found = linker.candidates(Paper("A Study", text))
    assert not wrong & {item.label for item in found}


@pytest.mark.parametrize(
    ("text", "name", "mention"),
    [
        ("This is limited to Support Vector ma(cid:173) chines, where bounds are known.", "support vector machine", "Support Vector ma(cid:173) chines"),
        ("We use con\u00advolutional neural net\u00adworks for images.", "convolutional neural network", "con\u00advolutional neural net\u00adworks"),
        ("A hidden Markov model and diﬀusion models are fitted.", "diffusion model", "diﬀusion models"),
    ],
)
def test_what_a_pdf_leaves_in_words(linker: Linker, text: str, name: str, mention: str) -> None:
    paper = Paper("A Study", text)
    found = {link.name: link for link in linker.link([paper])[0].links}
    assert [(m.text, text[m.start : m.end]) for m in found[name].mentions] == [(mention, mention)]
