"""Addresses as abstracts write them: cleaned, told apart as repositories and pages, with exact offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.linking.urls import find_urls


@pytest.mark.parametrize(
    ("text", "type_", "url"),
    [
        ("Code: https://github.com/owner/name.", "repository", "https://github.com/owner/name"),
        ("(https://github.com/owner/name/)", "repository", "https://github.com/owner/name"),
        ("see [https://github.com/owner/name].", "repository", "https://github.com/owner/name"),
        ("https://github.com/owner/name.git", "repository", "https://github.com/owner/name"),
        ("https://github.com/owner/name/tree/main/sub/path, and", "repository", "https://github.com/owner/name"),
        ("https://github.com/owner/weights2.0.", "repository", "https://github.com/owner/weights2.0"),
        ("http://www.github.com/owner/name", "repository", "https://github.com/owner/name"),
        ("at github.com/owner/name", "repository", "https://github.com/owner/name"),
        ("git@github.com:owner/name.git", "repository", "https://github.com/owner/name"),
        (r"\href{https://github.com/owner/name}{here}", "repository", "https://github.com/owner/name"),
        (r"\url{https://github.com/owner/my\_name}", "repository", "https://github.com/owner/my_name"),
        ("https://github.com/owner/name.Our results", "repository", "https://github.com/owner/name"),
        ("https://gitlab.com/group/sub/name/-/tree/main", "repository", "https://gitlab.com/group/sub/name"),
        ("https://gitee.com/mindspore/mindspore/tree/master/model", "repository", "https://gitee.com/mindspore/mindspore"),
        ("https://bitbucket.org/owner/name/src/master", "repository", "https://bitbucket.org/owner/name"),
        ("https://huggingface.co/owner/model", "repository", "https://huggingface.co/owner/model"),
        ("https://huggingface.co/datasets/owner/data/viewer", "repository", "https://huggingface.co/datasets/owner/data"),
        ("https://huggingface.co/owner.", "repository", "https://huggingface.co/owner"),
        ("https://anonymous.4open.science/r/NAME-5F3E/README.md", "repository", "https://anonymous.4open.science/r/NAME-5F3E"),
        ("https://git.example.edu/owner/name", "repository", "https://git.example.edu/owner/name"),
        ("https://owner.github.io/page/.", "webpage", "https://owner.github.io/page"),
        ("https://huggingface.co/papers/2401.00001", "webpage", "https://huggingface.co/papers/2401.00001"),
        ("page: https://example.org/a_(b).", "webpage", "https://example.org/a_(b)"),
    ],
)
def test_an_address_is_cleaned_and_told_apart(text: str, type_: str, url: str) -> None:
    (found,) = find_urls(text)
    assert (found.type, found.url) == (type_, url)


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://example.com/50%off", "https://example.com/50%25off"),
        ("https://example.com/50%25", "https://example.com/50%25"),
        ("https://example.com/a#b#c", "https://example.com/a#b%23c"),
        ("https://example.com/caf\ufffd/x", "https://example.com/caf%EF%BF%BD/x"),
        ("https://example.com/\ue000a", "https://example.com/%EE%80%80a"),
        ("https://example.com:port/x", None),
        ("https://192.168.1.1:99999999/x", None),
    ],
)
def test_a_malformed_address_is_mended_or_left_and_never_ends_a_build(address: str, url: str | None) -> None:
    text = f"We introduce KiteNet. See {address} for more."
    assert [found.url for found in find_urls(text)] == ([url] if url else [])
    graph = kg.build(kg.Paper("KiteNet", text))
    assert [str(row[0]) for row in graph.query("SELECT ?page { ?page a pk:WebPage }").rows] == ([url] if url else [])


@pytest.mark.parametrize("text", ["", "No address here.", "version 2.0 of e.g. this", "a/b and and/or", "https://", "https://localhost/x"])
def test_what_is_no_address_is_left_alone(text: str) -> None:
    assert find_urls(text) == []


@given(st.text(alphabet="abc (){}[].,é字\n", max_size=30), st.text(alphabet=" )}.,;é字\n", max_size=10))
def test_the_span_is_the_address_whatever_stands_around(before: str, after: str) -> None:
    text = f"{before} https://github.com/owner/name {after}"
    assert "https://github.com/owner/name" in [text[a.start : a.end] for a in find_urls(text)]
