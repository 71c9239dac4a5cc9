from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.explorer import write_page
from kg.explorer.core import pick_core
from kg.explorer.layout import place

BASE = "https://w3id.org/paperkg/"
LORA, GPT, GLUE, A100, TASK = (BASE + path for path in ("method/lora", "method/gpt", "dataset/glue", "hardware/a100", "task/fine-tuning"))
REPO, P1, P2 = "https://github.com/x/lora", BASE + "paper/2106.09685", BASE + "paper/second"
SENTENCE = "We propose Low-Rank Adaptation, or LoRA, which freezes the weights."

Open = Callable[..., Any]


def small_network() -> nx.MultiDiGraph:
    network = nx.MultiDiGraph()
    network.add_node(LORA, type="method", label="LoRA", kind="technique", aliases="Low-Rank Adaptation; adaptación de rango")
    network.add_node(GPT, type="method", label="GPT", kind="model")
    network.add_node(GLUE, type="dataset", label="GLUE", kind="benchmark", year="2018")
    network.add_node(A100, type="hardware", label="A100", kind="gpu", vendor="NVIDIA", memory="80 GB")
    network.add_node(TASK, type="task", label="fine-tuning", kind="task")
    network.add_node(REPO, type="repository", label=REPO, kind="repository")
    network.add_node(P1, type="paper", label="LoRA of Large Models", date="2021-06-17", arxiv="2106.09685", authors="E. Hu; Y. Shen")
    network.add_node(P2, type="paper", label="A Second Paper")
    for source, target, role, sentence in (
        (P1, LORA, "introduces", SENTENCE),
        (P1, REPO, "introduces", "Code is at https://github.com/x/lora."),
        (P1, GLUE, "uses", "We evaluate on GLUE."),
        (P1, A100, "uses", "It runs on 8 A100 GPUs."),
        (P1, TASK, "uses", "Fine-tuning all weights is costly."),
        (P2, LORA, "compares", "We outperform LoRA."),
        (P2, GPT, "mentions", "GPT is well known."),
        (P2, A100, "uses", "Trained on A100s."),
    ):
        network.add_edge(source, target, key=role, role=role, confidence=0.9, mentions=2, evidence=sentence)
    network.add_edge(LORA, TASK, key="broader", role="broader")
    return network


def large_network(papers: int = 1000, entities: int = 2000) -> nx.MultiDiGraph:
    chance = random.Random(7)
    network = nx.MultiDiGraph()
    names = [f"{BASE}{chance.choice(['method', 'dataset', 'task'])}/e{number}" for number in range(entities)]
    for name in names:
        network.add_node(name, type=name.split("/")[-2], label=name.rsplit("/", 1)[1])
    for number in range(papers):
        paper = f"{BASE}paper/{number}"
        network.add_node(paper, type="paper", label=f"Paper {number}")
        for _ in range(5):
            entity = names[min(int(chance.paretovariate(0.5)) - 1, entities - 1)]
            network.add_edge(paper, entity, key="uses", role="uses", confidence=0.8, mentions=1, evidence=f"Sentence {number}.")
    return network


@pytest.fixture(scope="module")
def small_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "graph.html"
    write_page(small_network(), path)
    return path


def data_of(path: Path) -> dict[str, Any]:
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', path.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    loaded: dict[str, Any] = json.loads(found[1])
    return loaded


def test_opens_offline_with_a_legend_of_counts(small_page: Path, open_page: Open) -> None:
    page = open_page(small_page)
    rows = page.locator("#legend label").all_inner_texts()
    assert [" ".join(row.split()) for row in rows] == [
        *("paper 2", "method 2", "dataset 1", "hardware 1", "task 1", "repository 1"),
        *("introduces 2", "uses 4", "compares 1", "mentions 1", "broader 1"),
    ]
    assert page.locator(".summary").inner_text() == "2 papers, 6 entities, 9 links"
    drawn = page.evaluate("""() => {
        const canvas = document.querySelector("#graph canvas");
        const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        return pixels.filter((value, at) => at % 4 === 3 && value > 0).length;
    }""")
    assert drawn > 500


def test_names_no_address_to_load_from(small_page: Path) -> None:
    html = small_page.read_text(encoding="utf-8")
    assert not re.search(r"""<(?:script|img|link|iframe)[^>]*(?:src|href)=["'](?!data:)""", html.split("<script id=")[0])
    assert "sourceMappingURL" not in html
    assert "default-src 'none'" in html


def test_search_finds_by_alias_and_shows_the_evidence(small_page: Path, open_page: Open) -> None:
    page = open_page(small_page)
    search = page.get_by_role("combobox")
    search.fill("ADAPTACION de")
    assert page.get_by_role("option").all_inner_texts() == ["LoRA also adaptación de rango"]
    search.press("Enter")
    panel = page.locator("#panel")
    assert panel.get_by_role("heading", name="LoRA", exact=True).inner_text() == "LoRA"
    assert page.evaluate("document.activeElement.id") == "panel-name"
    assert panel.locator("h3").all_inner_texts() == ["Introduced by (1)", "Compared by (1)", "Broader (1)"]
    assert panel.locator("blockquote").first.inner_text() == SENTENCE
    assert "2 mentions · confidence 0.90" in panel.inner_text()
    assert "technique" in panel.inner_text()


def test_search_by_keyboard_chooses_among_results_and_escape_closes(small_page: Path, open_page: Open) -> None:
    page = open_page(small_page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("lora")
    names = page.get_by_role("option").all_inner_texts()
    assert names == ["LoRA", "LoRA of Large Models", "https://github.com/x/lora"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate("paperkg.selected") == P1
    page.keyboard.press("Escape")
    assert page.evaluate("paperkg.selected") is None
    assert page.locator("#panel").is_hidden()
    page.get_by_role("combobox").fill("nothing like it")
    assert page.locator("#results").inner_text() == "Nothing found"


def test_panel_of_a_paper_links_to_arxiv_and_leads_on(small_page: Path, open_page: Open) -> None:
    page = open_page(small_page)
    page.evaluate("iri => paperkg.select(iri)", P1)
    link = page.locator("#panel").get_by_role("link", name="2106.09685")
    assert link.get_attribute("href") == "https://arxiv.org/abs/2106.09685"
    assert "noopener" in str(link.get_attribute("rel"))
    page.locator("#panel").get_by_role("button", name="A100").click()
    assert page.evaluate("paperkg.selected") == A100
    text = page.locator("#panel").inner_text()
    assert "NVIDIA" in text
    assert "80 GB" in text
    assert "It runs on 8 A100 GPUs." in text


@pytest.mark.parametrize("viewport", [{"width": 1200, "height": 800}, {"width": 390, "height": 800}])
def test_click_on_a_node_opens_the_panel_and_elsewhere_closes_it(small_page: Path, open_page: Open, viewport: dict[str, int]) -> None:
    page = open_page(small_page, viewport=viewport)
    at = page.evaluate("iri => paperkg.position(iri)", P2)
    page.mouse.click(at["x"], at["y"])
    page.locator("#panel h2").wait_for()
    assert page.locator("#panel h2").inner_text() == "A Second Paper"
    box = page.locator("#graph").bounding_box()
    page.wait_for_timeout(400)  # two quick clicks would be a double click
    page.mouse.click(box["x"] + 4, box["y"] + 4)
    page.locator("#panel").wait_for(state="hidden")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_filters_hide_types_and_roles(small_page: Path, open_page: Open) -> None:
    page = open_page(small_page)
    shown = "iri => paperkg.position(iri) !== null"
    page.get_by_role("checkbox", name="method").uncheck()
    assert not page.evaluate(shown, LORA)
    assert page.evaluate(shown, GLUE)
    assert page.locator("#status").inner_text() == "6 of 8 nodes shown"
    page.get_by_role("checkbox", name="method").check()
    page.get_by_role("checkbox", name="mentions").uncheck()
    assert not page.evaluate(shown, GPT)
    # Who searches for something hidden gets it shown.
    page.get_by_role("combobox").fill("gpt")
    page.keyboard.press("Enter")
    assert page.evaluate(shown, GPT)
    assert page.get_by_role("checkbox", name="mentions").is_checked()


def test_hostile_texts_stay_text(tmp_path: Path, open_page: Open, hostile_network: nx.MultiDiGraph, hostile_texts: list[str]) -> None:
    write_page(hostile_network, tmp_path / "graph.html")
    page = open_page(tmp_path / "graph.html")
    page.get_by_role("combobox").fill("<")
    assert page.get_by_role("option").count() == 4
    for number in range(len(hostile_texts)):
        page.evaluate("iri => paperkg.select(iri)", f"{BASE}paper/{number}")
        at = page.evaluate("iri => paperkg.position(iri)", f"{BASE}paper/{number}")
        page.mouse.move(at["x"], at["y"])
    page.evaluate("iri => paperkg.select(iri)", f"{BASE}paper/0")
    assert page.locator("#panel h2").inner_text() == hostile_texts[0]
    page.evaluate("iri => paperkg.select(iri)", "javascript:window.hacked=1//")
    panel = page.locator("#panel")
    assert panel.locator("h2").inner_text() == hostile_texts[1]
    assert hostile_texts[1] in panel.locator("blockquote").all_inner_texts()
    assert page.locator("img").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    page.wait_for_timeout(200)
    assert page.evaluate("window.hacked") is None


def test_same_bytes_whatever_the_order(tmp_path: Path) -> None:
    network, shuffled = small_network(), nx.MultiDiGraph()
    nodes, edges = list(network.nodes(data=True)), list(network.edges(keys=True, data=True))
    random.Random(3).shuffle(nodes)
    random.Random(4).shuffle(edges)
    shuffled.add_nodes_from((name, dict(reversed(attributes.items()))) for name, attributes in nodes)
    shuffled.add_edges_from(edges)
    write_page(network, tmp_path / "one.html")
    write_page(shuffled, str(tmp_path / "two.html"))
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


def test_a_large_graph_shows_its_core_and_says_so(tmp_path: Path, open_page: Open) -> None:
    network = large_network()
    begun = time.perf_counter()
    write_page(network, tmp_path / "graph.html", most_nodes=400)
    assert time.perf_counter() - begun < 10
    shown = data_of(tmp_path / "graph.html")
    assert len(shown["nodes"]) == 400
    assert max(node["papers"] for node in shown["nodes"]) > 100
    page = open_page(tmp_path / "graph.html")
    note = page.locator("#note").inner_text()
    assert "400 of 3,000 nodes shown: the 200 entities that most papers link to, and the 200 papers with most links to them." in note
    assert "Left out: 1,800 entities and 800 papers." in note
    top = max(shown["nodes"], key=lambda node: node["papers"])
    page.evaluate("iri => paperkg.select(iri)", top["iri"])
    assert f"{top['notShown']:,} more linked nodes are not on this page." in page.locator("#panel").inner_text()


def test_core_keeps_the_most_linked_entities_and_fills_up() -> None:
    network = small_network()
    assert pick_core(network, 8).note == ""
    # Two papers only: the rest of the room goes to entities, those of two papers first.
    assert set(pick_core(network, 4).nodes) == {LORA, A100, P1, P2}
    assert "1 of 8 nodes shown" in pick_core(network, 1).note


@pytest.mark.parametrize("most", [0, 1, 3])
def test_any_size_opens(tmp_path: Path, open_page: Open, most: int) -> None:
    write_page(small_network(), tmp_path / "graph.html", most_nodes=most)
    page = open_page(tmp_path / "graph.html")
    page.get_by_role("button", name="Show all").click()
    page.get_by_role("button", name="Zoom in").click()


def test_an_empty_graph_opens(tmp_path: Path, open_page: Open) -> None:
    write_page(nx.MultiDiGraph(), tmp_path / "graph.html")
    assert open_page(tmp_path / "graph.html").locator(".summary").inner_text() == "0 papers, 0 entities, 0 links"


def test_layout_overlaps_nothing_and_is_the_same_again() -> None:
    chance = random.Random(1)
    radii = [chance.choice([5, 8, 30]) for _ in range(1200)]
    pairs = [(min(int(chance.paretovariate(0.4)), 1199), chance.randrange(1200)) for _ in range(3000)]
    edges = {(min(pair), max(pair)): 1.0 for pair in pairs}
    placed = place(radii, edges)
    assert placed == place(radii, dict(reversed(edges.items())))
    for one, (x, y) in enumerate(placed):
        for other in range(one):
            assert (placed[other][0] - x) ** 2 + (placed[other][1] - y) ** 2 >= (radii[one] + radii[other] - 2) ** 2


def test_layout_hangs_leaves_near_what_they_belong_to() -> None:
    star = place([5.0] * 41, {(0, leaf): 1.0 for leaf in range(1, 41)})
    assert max((x - star[0][0]) ** 2 + (y - star[0][1]) ** 2 for x, y in star) < 120**2
