"""Finding names in texts: every spelling that the README promises, and offsets that are exact in any surroundings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.catalog import Catalog, NameIndex
from kg.text import fold

TABLE = """type\tname\tkind\tparent\taliases\tcontext\tfacts\tids
method\tSwiftKite\ttechnique
method\tfine-tuning\ttechnique
method\tpost-training quantization\ttechnique\t\tPTQ
method\tmemory\ttechnique\t\tmemories
method\tKITE\ttechnique\t\tKITE^
method\tC++\tlanguage
method\tStarSearch*\talgorithm
method\tÉclair\tmodel
dataset\tMulti-Kite\tdataset
task\tlabeling\ttask
method\tgenerative pre-training\ttechnique
method\tmultitask reinforcement learning\ttechnique
method\tpositional encoding\ttechnique
"""




@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> NameIndex:
    path = tmp_path_factory.mktemp("index") / "names.tsv"
    path.write_text(TABLE, encoding="utf-8")
    return NameIndex(Catalog.load(path, packaged=False).entries)


def found(index: NameIndex, text: str) -> set[tuple[str, str]]:
    """What is found: the surface, and the canonical name."""
    return {(text[hit.start : hit.end], index.entries[t.entry].name) for hit in index.search(text, f" {fold(text)} ") for t in hit.targets}


@pytest.mark.parametrize(
    ("surface", "name"),
    [
        ("SwiftKite", "SwiftKite"),
        ("swiftkite", "SwiftKite"),
        ("SwiftKites", "SwiftKite"),
        ("Swift Kite", "SwiftKite"),
        ("fine-tuning", "fine-tuning"),
        ("Fine tuning", "fine-tuning"),
        ("finetuning", "fine-tuning"),
        ("Fine–tuning", "fine-tuning"),
        ("post-training quantization", "post-training quantization"),
        ("post-training quantisation", "post-training quantization"),
        ("Post Training Quantisation", "post-training quantization"),
        ("PTQ", "post-training quantization"),
        ("labelling", "labeling"),
        ("generative pretraining", "generative pre-training"),
        ("multi-task reinforcement learning", "multitask reinforcement learning"),
        ("positional encodings", "positional encoding"),
        ("memories", "memory"),
        ("KITE", "KITE"),
        ("KITEs", "KITE"),
        ("C++", "C++"),
        ("c++", "C++"),
        ("StarSearch*", "StarSearch*"),
        ("Éclair", "Éclair"),
        ("eclair", "Éclair"),
        ("multi-kite", "Multi-Kite"),
        ("Multi Kite", "Multi-Kite"),
    ],
)
def test_spellings_that_are_found(index: NameIndex, surface: str, name: str) -> None:
    assert (surface, name) in found(index, f"We use {surface}, as others do.")


@pytest.mark.parametrize("text", ["a kite in the wind", "Kites", "ptq", "a swift kite", "prefine-tuning", "KITEBOARD", "a c in it", "the labels"])
def test_other_words_are_not(index: NameIndex, text: str) -> None:
    assert found(index, text) == set()


def test_every_name_at_a_place_is_found_overlapping_ones_too(index: NameIndex) -> None:
    assert found(index, "KITE SwiftKite PTQs") == {("KITE", "KITE"), ("SwiftKite", "SwiftKite"), ("PTQs", "post-training quantization")}
    assert found(index, "Swift KITE") == {("Swift KITE", "SwiftKite"), ("KITE", "KITE")}


SURFACES = st.sampled_from(["SwiftKite", "fine-tuning", "post-training quantization", "Éclair", "KITE", "StarSearch*"])
# Characters (below U+2100) that are no part of a name, and text of every script, among them characters whose lower case is longer.
EDGES = st.text(st.sampled_from(list(" \n\t,;:()[]\"'“”…—–/\u00a0\u200f")), min_size=1, max_size=3)
AROUND = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("İßŉǰΐΰﬁ😀مرحبا漢字e\u0301")), max_size=30)


@pytest.mark.parametrize("mark", ["\u3000", "，", "（", "→", "≈"])
def test_marks_of_other_scripts_end_a_name_too(index: NameIndex, mark: str) -> None:
    assert found(index, f"a{mark}SwiftKite{mark}b") == {("SwiftKite", "SwiftKite")}


@given(st.tuples(AROUND, EDGES), SURFACES, st.tuples(EDGES, AROUND))
def test_offsets_are_exact_in_any_surroundings(index: NameIndex, before: tuple[str, str], surface: str, after: tuple[str, str]) -> None:
    text = "".join((*before, surface, *after))
    start = len("".join(before))
    hits = index.search(text, f" {fold(text)} ")
    assert (start, start + len(surface)) in {(hit.start, hit.end) for hit in hits}
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)


@given(st.text(max_size=60))
def test_any_text_can_be_searched(index: NameIndex, text: str) -> None:
    assert len(fold(text)) == len(text)
    for hit in index.search(text, f" {fold(text)} "):
        assert text[hit.start : hit.end].strip()
