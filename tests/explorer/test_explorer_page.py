"""The explorer in Chromium: what it shows, finds, filters, keeps in its address and gives away; and the layout behind it."""

from __future__ import annotations

import csv
import io
import os
import random
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from kg import KnowledgeGraph
from kg.explorer import explorer_html, write_explorer
from kg.explorer.force_layout import lay_out
from kg.query import Store

BASE = "https://w3id.org/paperkg/"
BITSQUEEZE, ROUNDWELL, X100, TINY = (BASE + path for path in ("method/bitsqueeze", "method/roundwell", "hardware/vendora-x100", "dataset/tinytext"))
P1, P2, P3 = (BASE + f"paper/arxiv-{arxiv}" for arxiv in ("2001.00001", "2201.00002", "2301.00003"))

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def page_file(hand_graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explorer") / "explorer.html"
    write_explorer(hand_graph.to_networkx(), path)
    return path


def find(page: Any, text: str) -> None:
    page.get_by_role("combobox", name="Search names").fill(text)
    page.keyboard.press("Enter")


def rows(page: Any) -> list[str]:
    page.get_by_role("button", name="Table", exact=True).click()
    return [" ".join(text.split()) for text in page.locator("#table td.name").all_inner_texts()]


def test_opens_with_a_legend_of_counts_and_draws(page_file: Path, open_explorer: Open) -> None:
    page = open_explorer(page_file)
    assert page.locator("#summary").inner_text() == "4 papers, 13 entities, 14 links"
    labels = [" ".join(text.split()) for text in page.locator("#filter-fields fieldset").first.locator("label").all_inner_texts()]
    assert labels == ["paper 4", "method 6", "dataset 2", "hardware 3", "task 1", "repository 1"]
    # The disc of the most linked entity is drawn where the page says that it is, in its type's colour.
    at = page.evaluate("iri => paperkg.position(iri)", BITSQUEEZE)
    from PIL import Image

    with Image.open(io.BytesIO(page.screenshot())) as picture:
        red, green, blue = picture.convert("RGB").getpixel((round(at["x"]), round(at["y"])))
    assert (red, green, blue) == (0x00, 0x72, 0xB2)


def test_search_by_alias_and_keyboard_opens_the_panel_with_its_marked_sentence(page_file: Path, open_explorer: Open) -> None:
    page = open_explorer(page_file)
    find(page, "x100")
    assert page.evaluate("document.activeElement.id") == "panel-name"
    panel = page.locator("#panel")
    assert panel.locator("h2").inner_text() == "VendorA X100"
    assert panel.locator("h3").all_inner_texts() == ["Used by (2)", "Broader (1)"]
    assert panel.locator("blockquote").all_inner_texts() == ["It beats BitSqueeze on BigText with one X100.", "It runs on eight VendorA X100 cards."]
    assert panel.locator("mark").all_inner_texts() == ["X100", "VendorA X100"]
    assert "count: 8" in panel.inner_text()
    assert "VendorA" in panel.locator("dl").inner_text()
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert page.evaluate("document.activeElement.id") == "search"


def test_search_takes_a_blank_for_a_hyphen(page_file: Path, open_explorer: Open) -> None:
    page = open_explorer(page_file)
    find(page, "post training")
    assert page.locator("#panel h2").inner_text() == "post-training quantization"


def test_a_click_opens_a_node_and_back_and_forward_walk_through_them(page_file: Path, open_explorer: Open) -> None:
    page = open_explorer(page_file)
    at = page.evaluate("iri => paperkg.position(iri)", BITSQUEEZE)
    page.mouse.move(at["x"], at["y"])
    page.mouse.click(at["x"], at["y"])
    heading = page.locator("#panel h2")
    heading.wait_for()
    assert heading.inner_text() == "BitSqueeze"
    page.locator("#panel").get_by_role("button", name="BitSqueeze at work").click()
    assert heading.inner_text() == "BitSqueeze at work"
    page.go_back()
    page.locator("#panel h2", has_text=re.compile("^BitSqueeze$")).wait_for()
    page.go_back()
    page.locator("#panel").wait_for(state="hidden")
    page.go_forward()
    page.locator("#panel h2", has_text=re.compile("^BitSqueeze$")).wait_for()


def test_filters_by_year_vendor_code_type_role_and_confidence(page_file: Path, open_explorer: Open) -> None:
    page = open_explorer(page_file)
    page.get_by_label("From year").select_option("2022")
    assert "2 papers match" in page.locator(".matching").inner_text()
    page.get_by_label("hardware of").select_option("VendorA")
    assert "RoundWell rounds well" in rows(page)
    assert "Language modeling on other silicon" not in rows(page)
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_label("has code").check()
    assert [name for name in rows(page) if " " in name and name[0] == "R"] == ["RoundWell rounds well"]
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_role("checkbox", name="method").uncheck()
    assert "RoundWell" not in rows(page)
    page.get_by_role("checkbox", name="method").check()
    page.get_by_role("checkbox", name="uses").uncheck()
    assert "TinyText" not in rows(page)
    page.get_by_role("checkbox", name="uses").check()
    page.get_by_label("confidence").fill("50")
    assert "language modeling" not in rows(page)
    # Who searches for something hidden gets it shown.
    find(page, "language modeling")
    assert page.locator("#panel h2").inner_text() == "language modeling"
    assert "confidence=" not in page.url


def test_years_in_the_wrong_order_are_put_right(page_file: Path, open_explorer: Open) -> None:
    page = open_explorer(page_file)
    page.get_by_label("Until year").select_option("2020")
    page.get_by_label("From year").select_option("2022")
    assert page.get_by_label("Until year").input_value() == "2022"
    assert page.locator(".matching").inner_text() not in ("", "0 papers match")
    again = open_explorer(page_file, fragment="from=2022&until=2020")
    assert (again.get_by_label("From year").input_value(), again.get_by_label("Until year").input_value()) == ("2020", "2022")


def test_an_address_that_names_what_is_not_there_says_so(page_file: Path, open_explorer: Open) -> None:
    page = open_explorer(page_file, fragment="node=https%3A%2F%2Fw3id.org%2Fpaperkg%2Fmethod%2Fnowhere")
    panel = page.locator("#panel")
    assert panel.locator("h2").inner_text() == "Not in this graph"
    assert "https://w3id.org/paperkg/method/nowhere" in panel.inner_text()
    panel.get_by_role("button", name="Close").click()
    assert panel.is_hidden()
    assert "node=" not in page.url


def settle(page: Any) -> None:
    """Waits until the view has come to rest, however slow the machine: its address stays the same for a second, within half a minute."""
    rest, seen = 0, ""
    for _ in range(150):
        page.wait_for_timeout(200)
        rest, seen = (rest + 1, seen) if page.url == seen and "view=" in seen else (0, page.url)
        if rest == 5:
            return
    raise AssertionError(f"still moving: {page.url}")


def test_the_address_gives_the_same_view_again(page_file: Path, open_explorer: Open) -> None:
    page = open_explorer(page_file)
    page.get_by_role("checkbox", name="task").uncheck()
    find(page, "roundwell")
    page.get_by_role("button", name="Zoom in").click()
    settle(page)
    assert "view=" in page.url
    again = open_explorer(page_file, fragment=page.url.split("#")[1])
    settle(again)
    assert again.url.split("#")[1] == page.url.split("#")[1]
    assert again.locator("#panel h2").inner_text() == "RoundWell"
    assert not again.get_by_role("checkbox", name="task").is_checked()
    for axis in "xy":
        assert abs(again.evaluate("iri => paperkg.position(iri)", ROUNDWELL)[axis] - page.evaluate("iri => paperkg.position(iri)", ROUNDWELL)[axis]) < 1


def test_a_path_between_two_nodes_with_its_sentences(page_file: Path, open_explorer: Open) -> None:
    page = open_explorer(page_file)
    find(page, "tinytext")
    page.get_by_role("button", name="Find a path to").click()
    find(page, "bigtext")
    panel = page.locator("#panel")
    assert panel.locator("h2").inner_text() == "TinyText – BigText"
    assert "4 steps" in panel.inner_text()
    steps = panel.locator("ol > li > button").all_inner_texts()
    assert (steps[0], steps[-1], len(steps)) == ("TinyText", "BigText", 5)
    assert "TinyText" in panel.locator("mark").all_inner_texts()
    page.go_back()
    page.locator("#panel h2", has_text=re.compile("^TinyText$")).wait_for()


def test_the_table_sorts_and_its_csv_is_safe(page_file: Path, open_explorer: Open, tmp_path: Path) -> None:
    page = open_explorer(page_file)
    names = rows(page)
    assert names[0] == "BitSqueeze"
    page.get_by_role("button", name="Name", exact=True).click()
    ascending = rows(page)
    assert page.locator("th[aria-sort=ascending]").inner_text() == "Name"
    assert ascending == sorted(names, key=str.casefold)
    page.get_by_role("button", name="Name", exact=True).click()
    assert rows(page) == ascending[::-1]
    with page.expect_download() as download:
        page.get_by_role("button", name="Save CSV").click()
    read = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8"))))
    assert [row["name"] for row in read] == ascending[::-1]
    assert {row["iri"] for row in read} >= {P1, P2, P3, BITSQUEEZE}


def test_the_table_counts_the_papers_of_the_selection(page_file: Path, open_explorer: Open) -> None:
    def papers(fragment: str) -> dict[str, str]:
        page = open_explorer(page_file, fragment=fragment)
        return dict(zip(rows(page), page.locator("#table td.papers").all_inner_texts(), strict=True))

    assert papers("tab=table")["BitSqueeze"] == "3"
    assert papers("from=2022&until=2022&tab=table")["BitSqueeze"] == "1"


SELECTIONS = {
    "all": ("", 4),
    "years": ("from=2022&until=2022", 1),
    "code": ("code=1", 1),
    "vendor": ("vendor=VendorA", 2),
    "role": ("roles=compares", 1),
    "type": ("types=paper,dataset", 3),
    "confidence": ("confidence=95", 0),
    "confidence of tasks": ("confidence=40&types=paper,task", 1),
    "entity": (f"node={BITSQUEEZE}", 3),
    "entity and role": (f"node={BITSQUEEZE}&roles=uses", 2),
    "paper": (f"node={P2}", 1),
}


@pytest.mark.parametrize("name", SELECTIONS)
def test_the_sparql_of_a_selection_gives_its_papers(name: str, page_file: Path, open_explorer: Open, hand_store: Store) -> None:
    fragment, count = SELECTIONS[name]
    page = open_explorer(page_file, fragment=fragment + "&tab=table")
    page.locator("#table summary").click()
    answer = {str(row[1]).strip("<>") for row in hand_store.query(page.locator("#table pre").inner_text()).rows}
    shown = {iri for kind, iri in zip(page.locator("td.type").all_inner_texts(), page.locator("td.iri").all_inner_texts(), strict=True) if kind == "paper"}
    assert answer == shown
    assert len(answer) == count


def test_charts_filter_when_a_bar_is_pressed(page_file: Path, open_explorer: Open) -> None:
    page = open_explorer(page_file)
    page.get_by_role("button", name="Charts").click()
    assert page.locator("figcaption").all_inner_texts()[:3] == ["Links by year and type", "Papers with code", "Most used methods (papers)"]
    assert "1 of 4 papers have code (25%)" in page.locator("#charts").inner_text()
    bar = page.get_by_role("button", name=re.compile("^2022: "))
    bar.focus()
    page.keyboard.press("Enter")
    assert "from=2022&until=2022" in page.url
    assert "1 papers match" in page.locator(".matching").inner_text()
    page.get_by_role("button", name=re.compile("^RoundWell: |^BigText: ")).first.click()
    assert page.locator("#panel h2").inner_text() in {"RoundWell", "BigText"}


def test_pictures_of_the_view(page_file: Path, open_explorer: Open) -> None:
    page = open_explorer(page_file)
    with page.expect_download() as download:
        page.get_by_role("button", name="SVG").click()
    drawing = ET.parse(download.value.path()).getroot()
    names = [text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert "BitSqueeze" in names
    assert len(list(drawing.iter("{http://www.w3.org/2000/svg}circle"))) == int(page.evaluate("paperkg.model.nodes"))
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG").click()
    from PIL import Image

    with Image.open(download.value.path()) as picture:
        assert picture.width > 1500
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 50


def test_hostile_texts_stay_text(tmp_path: Path, open_explorer: Open, hostile_network: nx.MultiDiGraph, hostile_texts: list[str]) -> None:
    write_explorer(hostile_network, tmp_path / "explorer.html")
    page = open_explorer(tmp_path / "explorer.html")
    page.get_by_role("combobox", name="Search names").fill("<")
    assert page.get_by_role("option").count() >= 3
    for number in range(len(hostile_texts)):
        page.evaluate("iri => paperkg.select(iri)", f"{BASE}paper/{number}")
    page.evaluate("iri => paperkg.select(iri)", f"{BASE}paper/0")
    assert page.locator("#panel h2").inner_text() == hostile_texts[0]
    page.evaluate("iri => paperkg.select(iri)", "javascript:window.hacked=1//")
    assert hostile_texts[1] in page.locator("#panel blockquote").all_inner_texts()
    assert "=HYPERLINK(1)" in rows(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save CSV").click()
    assert "'=HYPERLINK(1)" in Path(download.value.path()).read_text(encoding="utf-8")
    page.get_by_role("button", name="Graph", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="SVG").click()
    ET.parse(download.value.path())
    assert page.locator("img").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("fragment", ["", f"node={BITSQUEEZE}", "tab=table", "tab=charts"], ids=["first", "panel", "table", "charts"])
def test_axe_finds_nothing_to_complain_about(fragment: str, scheme: str, page_file: Path, open_explorer: Open, axe: Any) -> None:
    page = open_explorer(page_file, fragment=fragment, color_scheme=scheme)
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()


def test_without_webgl_there_is_a_table_and_a_notice(page_file: Path, open_explorer: Open) -> None:
    page = open_explorer(page_file, webgl=False)
    assert "no WebGL" in page.locator("#notice").inner_text()
    assert "BitSqueeze" in page.locator("#table").inner_text()
    assert page.get_by_role("button", name="Graph", exact=True).is_disabled()
    find(page, "roundwell")
    assert page.locator("#panel h2").inner_text() == "RoundWell"


def test_on_a_phone_nothing_sticks_out(page_file: Path, open_explorer: Open) -> None:
    page = open_explorer(page_file, viewport={"width": 390, "height": 844})
    find(page, "roundwell")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("#panel h2").is_visible()


def test_an_empty_graph_opens(tmp_path: Path, open_explorer: Open) -> None:
    write_explorer(nx.MultiDiGraph(), tmp_path / "explorer.html")
    assert open_explorer(tmp_path / "explorer.html").locator("#summary").inner_text() == "0 papers, 0 entities, 0 links"


def test_names_no_address_to_load_from(page_file: Path) -> None:
    html = page_file.read_text(encoding="utf-8")
    assert not re.search(r"""<(?:script|img|link|iframe)\b[^>]*\b(?:src|href)=["'](?!data:)""", html.split("<script id=")[0])
    assert "sourceMappingURL" not in html
    assert "default-src 'none'" in html


MAKE = """
import hashlib, sys
import networkx as nx
from kg.explorer import explorer_html
network = nx.MultiDiGraph()
for number in range(600):
    network.add_node(f"e{number}", type="method", label=f"E{number}")
    network.add_node(f"p{number}", type="paper", label=f"P{number}")
for number in range(600):
    for step in (1, 7, 31):
        network.add_edge(f"p{number}", f"e{(number * step) % 211}", key="uses", role="uses", confidence=0.5, evidence=f"S{number}")
print(hashlib.sha256(explorer_html(network).encode()).hexdigest())
"""


def test_same_bytes_whatever_the_order_and_the_hash_seed(hand_graph: KnowledgeGraph) -> None:
    network, shuffled = hand_graph.to_networkx(), nx.MultiDiGraph()
    nodes, edges = list(network.nodes(data=True)), list(network.edges(keys=True, data=True))
    random.Random(3).shuffle(nodes)
    random.Random(4).shuffle(edges)
    shuffled.add_nodes_from((name, dict(reversed(attributes.items()))) for name, attributes in nodes)
    shuffled.add_edges_from(edges)
    assert explorer_html(network) == explorer_html(shuffled)
    runs = [subprocess.run([sys.executable, "-c", MAKE], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout for seed in ("1", "2")]
    assert runs[0] == runs[1]


def test_the_layout_keeps_communities_apart_and_discs_too() -> None:
    chance = random.Random(5)
    edges = np.array([(a, b) for a in range(300) for b in (a // 100 * 100 + chance.randrange(100) for _ in range(4))] + [(0, 100), (100, 200)])
    radii = np.where(np.arange(300) % 100 == 0, 12.0, 3.0)
    found = lay_out(radii, edges)
    groups = [set(found.communities[start : start + 100].tolist()) for start in (0, 100, 200)]
    assert not groups[0] & groups[1]
    assert not groups[1] & groups[2]
    centres = np.array([found.points[start : start + 100].mean(axis=0) for start in (0, 100, 200)])
    spread = max(float(np.median(np.hypot(*(found.points[start : start + 100] - centres[start // 100]).T))) for start in (0, 100, 200))
    assert min(float(np.hypot(*(centres[a] - centres[b]))) for a, b in ((0, 1), (1, 2), (0, 2))) > 1.5 * spread
    between = np.hypot(*(found.points[:, None] - found.points[None]).transpose(2, 0, 1))
    np.fill_diagonal(between, np.inf)
    assert (between >= 0.9 * (radii[:, None] + radii[None])).all()
