"""Search forgives typing errors; what is written exactly comes first."""

from __future__ import annotations

import pytest

from kg.pages import Site
from kg.query import Store


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pruning", "pruning"),
        ("PRUNING", "pruning"),
        ("prunnig", "pruning"),
        ("bit squeeze", "BitSqueeze"),
        ("BitSqeuze", "BitSqueeze"),
        ("X100", "VendorA X100"),
        ("x10", "VendorA X100"),
        ("quantisation", "quantization"),
        ("post training quant", "post-training quantization"),
        ("tinytxt", "TinyText"),
        ("RoundWell rounds well", "RoundWell rounds well"),
        ("rounds wel", "RoundWell rounds well"),
        ("langauge modelling", "language modeling"),
        ("the paper with pruning and X100", "pruning"),
    ],
)
def test_the_meant_thing_comes_first(site: Site, typed: str, meant: str) -> None:
    assert site.suggest(typed)[0]["name"] == meant


@pytest.mark.parametrize("typed", ["", " ", "###", '"', "NEAR(a b)", "a OR", "'; DROP TABLE titles", "*", "\0", "(" * 500, "日本語", "x" * 5000])
def test_odd_input_is_answered(site: Site, typed: str) -> None:
    assert isinstance(site.suggest(typed), list)
    assert "<h1>" in site.search(typed)


def test_search_of_one_type(site: Site) -> None:
    assert "/hardware/vendora-x100" in site.search("X100", "hardware")
    found = site.search("pruning", "paper")
    assert "Study" in found
    assert 'class="badge method"' not in found
    assert "Page 2 of 3" in site.search("pruning", "paper", 2)


def test_suggestions_say_where_they_lead(site: Site) -> None:
    best = site.suggest("x100")[0]
    assert best == {"iri": "https://w3id.org/paperkg/hardware/vendora-x100", "name": "VendorA X100", "type": "hardware", "papers": 2, "href": "/hardware/vendora-x100", "also": "X100"}
    assert len(site.suggest("p", most=3)) <= 3


@pytest.mark.parametrize(("typed", "meant"), [("LroA", "LoRA"), ("BETR", "BERT"), ("Imagnet", "ImageNet"), ("transfomer", "Transformer"), ("reinforcment learning", "reinforcement learning"), ("nvidia a100", "A100")])
def test_typing_errors_in_real_names(pages_store: Store, real_site: Site, typed: str, meant: str) -> None:
    assert meant.casefold() in [str(found["name"]).casefold() for found in real_site.suggest(typed, 3)]


@pytest.fixture(scope="module")
def real_site(pages_store: Store) -> Site:
    return Site(pages_store)
