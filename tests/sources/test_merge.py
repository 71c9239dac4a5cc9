"""Merging: one record for each different paper, whatever the order that its entries came in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Listing, Paper
from kg.sources import merge_papers


def names(letters: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(letters), max_size=2).map(tuple)


PAPERS = st.builds(
    Paper,
    title=st.sampled_from(["The Kite", "the kite!", "The Boat", "The  Bike"]),
    abstract=st.sampled_from(["", "It flies.", "It sails."]),
    arxiv=st.sampled_from(["", "", "2101.00001", "2101.00002"]),
    doi=st.sampled_from(["", "", "10.1000/a", "10.1000/b"]),
    date=st.sampled_from(["", "2024", "2024-07-01", "--07-01"]),
    authors=names("AB"),
    categories=names("xy"),
    listings=st.sampled_from([(), (Listing("p"),), (Listing("q", "2024-07-01"),), (Listing("q"), Listing("r"))]),
)


@given(st.data(), st.lists(PAPERS, max_size=7))
def test_the_order_of_the_entries_makes_no_difference(data: st.DataObject, papers: list[Paper]) -> None:
    assert merge_papers(data.draw(st.permutations(papers))) == merge_papers(papers)


@pytest.mark.parametrize(("field", "values"), [("authors", (("Ann",), ("Bo",))), ("categories", (("x",), ("y",))), ("doi", ("10.1000/a", "10.1000/b")), ("date", ("2024", "2023"))])
def test_records_that_differ_in_one_field_alone_merge_alike_in_either_order(field: str, values: tuple) -> None:
    first, second = (replace(Paper("The Kite", "It flies."), **{field: value}) for value in values)
    assert merge_papers([first, second]) == merge_papers([second, first])


@given(st.lists(PAPERS, max_size=7))
def test_nothing_is_lost_and_merging_again_changes_nothing(papers: list[Paper]) -> None:
    merged = merge_papers(papers)
    assert {listing for p in merged for listing in p.listings} == {listing for p in papers for listing in p.listings}
    assert {p.abstract for p in papers if p.abstract} >= {p.abstract for p in merged if p.abstract}
    assert bool(merged) == bool(papers)
    assert len({(p.arxiv, p.doi, p.title) for p in merged}) == len(merged)


@given(st.lists(PAPERS, max_size=7))
def test_an_arxiv_id_or_doi_is_one_paper(papers: list[Paper]) -> None:
    merged = merge_papers(papers)
    for ids in ([p.arxiv for p in merged if p.arxiv], [p.doi for p in merged if p.doi]):
        assert len(ids) == len(set(ids))


def test_every_listing_is_kept() -> None:
    (paper,) = merge_papers(Paper("The Kite", "It flies.", listings=(Listing(page, "--07-01"),)) for page in ("b", "a", "b"))
    assert paper.listings == (Listing("a", "--07-01"), Listing("b", "--07-01"))


def test_an_arxiv_record_and_a_pages_entry_join_by_title() -> None:
    record = Paper("The Kite: flying", "It flies.", arxiv="2101.00001", date="2021-01-02", authors=("Ann",), listings=(Listing("records"),))
    entry = Paper("The Kite – Flying", "It flies. And how it does.", date="--01-02", listings=(Listing("page"),))
    for order in ([record, entry], [entry, record]):
        (paper,) = merge_papers(order)
        assert (paper.arxiv, paper.date, paper.authors) == ("2101.00001", "2021-01-02", ("Ann",))
        assert paper.abstract == "It flies. And how it does."
        assert len(paper.listings) == 2


def test_two_arxiv_ids_under_one_title_stay_two_papers() -> None:
    merged = merge_papers([Paper("Technical Report", "Of a kite.", arxiv="2101.00001"), Paper("Technical Report", "Of a boat.", arxiv="2101.00002")])
    assert [p.arxiv for p in merged] == ["2101.00001", "2101.00002"]


def test_one_arxiv_id_under_two_titles_is_one_paper() -> None:
    merged = merge_papers([Paper("The Kite", "It flies.", arxiv="2101.00001"), Paper("The Kite, revised", "It flies well.", arxiv="2101.00001")])
    assert [(p.arxiv, p.title) for p in merged] == [("2101.00001", "The Kite, revised")]


def test_two_papers_of_one_common_title_stay_two() -> None:
    """With an id and without, and abstracts that share nothing."""
    one = Paper("Introduction", "We introduce the kite, its frame, its tail and the wind that carries it over hills. " * 4, arxiv="2401.00001")
    other = Paper("Introduction", "Language models answer questions about chemistry; a survey of benchmarks, tools and open problems follows here. " * 4)
    assert len(merge_papers([one, other])) == 2
    again = Paper("Introduction", one.abstract.replace("hills", "mountains"))
    assert len(merge_papers([one, again])) == 1


def test_two_dois_under_one_title_stay_two_papers() -> None:
    papers = [Paper("Editorial", "Of kites.", doi="10.1000/1"), Paper("Editorial", "Of boats.", doi="10.1000/2"), Paper("Editorial", "Of kites.", arxiv="2101.00001", doi="10.1000/3")]
    for order in (papers, papers[::-1]):
        assert [p.doi for p in merge_papers(order)] == ["10.1000/3", "10.1000/1", "10.1000/2"]


def test_a_doi_and_an_arxiv_id_of_one_title_are_one_paper() -> None:
    (paper,) = merge_papers([Paper("The Kite", "It flies.", doi="10.1000/1"), Paper("The Kite", "It flies.", arxiv="2101.00001")])
    assert (paper.arxiv, paper.doi) == ("2101.00001", "10.1000/1")


def test_titles_without_letters_are_their_signs() -> None:
    assert len(merge_papers([Paper("???", "Of kites."), Paper("!!!", "Of boats.")])) == 2
