"""The pages in a real Chromium: nothing harmful runs, nothing is cut off, everybody can use them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.request import urlopen

import pytest
from pages.conftest import HARM, HARM_ARXIV

PAPER = f"/paper/arxiv-{HARM_ARXIV}"
PATHS = {
    "home": "/",
    "methods": "/method",
    "one kind": "/hardware?kind=gpu",
    "papers": "/paper?order=title",
    "entity": "/method/bitsqueeze",
    "popular entity": "/method/pruning",
    "hardware": "/hardware/vendora-x100",
    "repository": "/resource?iri=https%3A%2F%2Fgithub.com%2Froundwell%2Froundwell",
    "its papers": "/method/pruning?role=uses&page=2",
    "paper": PAPER,
    "search": "/search?q=pruning",
    "empty search": "/search",
    "no find": "/search?q=zzzzzzzzzz",
    "term": "/resource?iri=https%3A%2F%2Fw3id.org%2Fpaperkg%2Fontology%23uses",
    "missing": "/method/prunnig",
}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.mark.parametrize("window", [{}, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("name", PATHS)
def test_nothing_is_wider_than_the_window(name: str, window: dict, open_at: Callable[..., Any]) -> None:
    page = open_at(PATHS[name], missing=name == "missing", **window)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PATHS)
def test_axe_finds_nothing_to_complain_about(name: str, scheme: str, open_at: Callable[..., Any], axe: Any) -> None:
    page = open_at(PATHS[name], missing=name == "missing", color_scheme=scheme)
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()


def test_texts_of_papers_are_text(open_at: Callable[..., Any]) -> None:
    page = open_at(PAPER)
    assert page.locator("main script, main b, main i").count() == 0
    assert "<b>BitSqueeze</b>" in page.locator(".abstract").inner_text()
    assert page.title().startswith(HARM[:30])
    for link in page.locator("a").all():
        assert link.get_attribute("href").startswith(("/", "https://", "#"))


def test_a_mark_tells_its_reason_under_the_pointer_and_in_focus(open_at: Callable[..., Any]) -> None:
    page = open_at(PAPER)
    mark = page.locator(".abstract .mark", has_text="pruning").first
    reason = mark.locator(".why")
    assert not reason.is_visible()
    mark.locator("a").hover()
    assert reason.is_visible()
    assert "90% sure. This paper compares with it." in reason.inner_text()
    page.keyboard.press("Escape")
    assert not reason.is_visible()
    page.mouse.move(0, 0)
    mark.locator("a").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert reason.is_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/method/pruning")


def test_sentences_open_with_their_words_marked(open_at: Callable[..., Any]) -> None:
    page = open_at("/method/bitsqueeze")
    said = page.locator("#compares + ol details").first
    assert said.get_attribute("open") is None
    said.locator("summary").click()
    assert said.get_attribute("open") is not None
    assert said.locator("mark").first.inner_text() == "BitSqueeze"


def test_suggestions_by_keyboard(open_at: Callable[..., Any]) -> None:
    page = open_at("/")
    field = page.get_by_role("combobox")
    field.press_sequentially("prunnig")
    page.get_by_role("option").first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    chosen = page.locator('[role="option"][aria-selected="true"]')
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    assert "pruning" in chosen.inner_text()
    field.press("Escape")
    assert page.get_by_role("option").count() == 0
    assert field.input_value() == "prunnig"
    field.press("ArrowDown")
    page.get_by_role("option").first.wait_for()
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/method/pruning")


def test_without_javascript_search_and_pages_work(open_at: Callable[..., Any]) -> None:
    page = open_at("/", java_script_enabled=False)
    page.get_by_role("searchbox").fill("bitsqueez")
    page.get_by_role("button", name="Search").click()
    page.locator(".results a", has_text="BitSqueeze").first.click()
    assert page.locator("h1").inner_text() == "BitSqueeze"
    page.get_by_role("link", name="Skip to the content").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_slash_goes_to_the_search(open_at: Callable[..., Any]) -> None:
    page = open_at("/method/pruning")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"


def test_every_link_within_the_site_leads_somewhere(address: str) -> None:
    elsewhere = ("/query", "/explorer", "/about")
    waiting, seen = ["/"], {"/"}
    while waiting and len(seen) < 200:
        path = waiting.pop()
        print(path)  # shown if it is not found
        with urlopen(address + path) as answer:
            page = answer.read().decode()
        for href in re.findall(r'<a [^>]*?href="(/[^"#]*)', page):
            target = unescape(href)
            if target not in seen and not target.startswith(elsewhere) and "format=" not in target:
                seen.add(target)
                waiting.append(target)
    assert len(seen) > 100
