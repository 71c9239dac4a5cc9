"""Texts in pieces: nothing lost, nothing twice, whatever the mentions do to each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.pages.marks import Span, marked, pieces


def test_a_mention_inside_another_and_one_across() -> None:
    found = pieces("abcdefgh", [Span(1, 6, "long"), Span(2, 4, "in"), Span(5, 8, "across")])
    assert [(p.text, p.what, p.around, p.goes_on) for p in found] == [
        ("a", None, (), False),
        ("b", "long", (), False),
        ("cd", "in", ("long",), False),
        ("e", "long", (), True),
        ("f", "across", ("long",), False),
        ("gh", "across", (), True),
    ]


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-3, 70), st.integers(-3, 70)), max_size=8))
def test_the_text_stays_whole(text: str, spans: list[tuple[int, int]]) -> None:
    found = pieces(text, [Span(start, end, n) for n, (start, end) in enumerate(spans)])
    assert "".join(piece.text for piece in found) == text
    at = 0
    for piece in found:
        covered = any(0 <= start <= at and at + len(piece.text) <= end <= len(text) for start, end in spans)
        assert (piece.what is not None) == (covered and not piece.text.isspace() and piece.text != "")
        at += len(piece.text)


def test_words_are_marked_and_parts_of_words_are_not() -> None:
    assert marked("SAM beats SAMURAI with SAM-2 & (SAM).", "SAM", "beats SAM") == "<mark>SAM</mark> beats SAMURAI with <mark>SAM</mark>-2 &amp; (<mark>SAM</mark>)."
    assert marked("<b>x</b>", "b") == "&lt;<mark>b</mark>&gt;x&lt;/<mark>b</mark>&gt;"
