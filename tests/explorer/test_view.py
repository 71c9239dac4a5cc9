from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from kg import KnowledgeGraph, QueryError, UsageError
from kg.explorer.picture import draw
from kg.explorer.viewing import View, view

BASE = "https://w3id.org/paperkg/"
Open = Callable[..., Any]


def names(found: View) -> list[str]:
    return [found.network.nodes[node]["label"] for node in found.shown.nodes]


def data_of(html: str) -> dict[str, Any]:
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', html, re.DOTALL)
    assert found
    loaded: dict[str, Any] = json.loads(found[1])
    return loaded


def test_one_hop_is_what_the_entity_is_linked_with(hand_graph: KnowledgeGraph) -> None:
    found = hand_graph.view("roundwell", hops=1)
    assert names(found)[0] == "RoundWell"
    # An introduction says more than a use, and a use more than what is broader.
    assert names(found)[1:] == ["RoundWell rounds well", "Language modeling on other silicon", "post-training quantization"]
    assert found.shown.note == ""
    assert found.network.edges[found.shown.nodes[1], found.shown.nodes[0], "introduces"]["evidence"] == "We introduce RoundWell."


def test_two_hops_are_the_whole_neighbourhood(hand_graph: KnowledgeGraph) -> None:
    found = hand_graph.view("pruning")
    assert set(names(found)) == {
        *("pruning", "model compression", "quantization", "Language modeling on other silicon"),
        *("RoundWell", "BitSqueeze", "BigText", "VendorB Y200", "language modeling"),
    }
    assert hand_graph.view(paper="2001.00001", hops=1).shown.nodes[0] == f"{BASE}paper/arxiv-2001.00001"
    assert names(hand_graph.view(paper="on other silicon", hops=1))[0] == "Language modeling on other silicon"


def test_the_weightiest_stay_and_what_is_left_out_is_said(hand_graph: KnowledgeGraph, tmp_path: Path, open_page: Open) -> None:
    found = hand_graph.view(paper="2301.00003", hops=1, most=5)
    # Six links, of which the task is the least sure and pruning and the Y200 are in this paper only.
    assert names(found) == ["Language modeling on other silicon", "BitSqueeze", "BigText", "RoundWell", "VendorB Y200"]
    assert found.shown.note == "5 of the 7 nodes within 1 link shown: 4 of 6 at 1 link, the most and surest linked ones. Left out: 2 entities and 0 papers."
    page = open_page(found.write(tmp_path / "view.html"))
    assert found.shown.note in page.locator("#note").inner_text()
    page.evaluate("iri => paperkg.select(iri)", f"{BASE}method/bitsqueeze")
    # Two other papers, and what is broader: of the whole graph, not of what was read.
    assert "3 more linked nodes are not on this page." in page.locator("#panel").inner_text()
    assert next(node for node in data_of(found.html)["nodes"] if node["name"] == "BitSqueeze")["papers"] == 3


def test_farther_hops_get_half_of_the_room(hand_graph: KnowledgeGraph) -> None:
    found = hand_graph.view("BitSqueeze", hops=2, most=5)
    assert len(found.shown.nodes) == 5
    assert "2 of 4 at 1 link, 2 of" in found.shown.note
    assert hand_graph.view("BitSqueeze", hops=2, most=1).shown.nodes == [f"{BASE}method/bitsqueeze"]


def test_every_node_is_tied_to_the_centre(pages_graph: KnowledgeGraph) -> None:
    import networkx as nx

    for most in (10, 47, 300):
        found = pages_graph.view("BERT", hops=3, most=most)
        assert len(found.shown.nodes) == len(set(found.shown.nodes)) == most
        assert nx.is_connected(found.network.to_undirected(as_view=True))
        far = nx.single_source_shortest_path_length(found.network.to_undirected(as_view=True), found.shown.centre)
        assert max(far.values()) == 3 or most == 10


def test_attributes_are_those_of_the_whole_network(hand_graph: KnowledgeGraph) -> None:
    whole = hand_graph.to_networkx()
    found = hand_graph.view("VendorA X100").network
    assert found.number_of_edges() == whole.subgraph(found).number_of_edges() > 5
    for source, target, role, attributes in found.edges(keys=True, data=True):
        assert attributes["evidence" if role != "broader" else "role"] == whole.edges[source, target, role]["evidence" if role != "broader" else "role"]
        assert attributes.get("confidence") == whole.edges[source, target, role].get("confidence")


def test_unknown_names_get_the_nearest_three(hand_graph: KnowledgeGraph) -> None:
    with pytest.raises(QueryError, match=r"no entity called 'BitSqueze' \(nearest: BitSqueeze, .*, .*\)"):
        hand_graph.view("BitSqueze")
    with pytest.raises(QueryError, match="no paper called 'Rounding'"):
        hand_graph.view(paper="Rounding")
    for arguments in ({}, {"entity": "a", "paper": "b"}, {"entity": "pruning", "hops": 0}, {"entity": "pruning", "most": 0}):
        with pytest.raises(UsageError):
            hand_graph.view(**arguments)  # type: ignore[arg-type]


def test_facts_without_evidence_have_a_view_too(hand_build: Path) -> None:
    from kg.query import Store

    assert len(view(Store.open(hand_build / "graph.ttl"), "BitSqueeze").shown.nodes) == len(view(Store.open(hand_build), "BitSqueeze").shown.nodes) > 5


def test_the_page_opens_and_is_about_its_centre(hand_graph: KnowledgeGraph, tmp_path: Path, open_page: Open) -> None:
    page = open_page(hand_graph.view("RoundWell").write(tmp_path / "view.html"))
    assert page.get_by_role("heading", level=1).inner_text() == "RoundWell"
    assert page.title().startswith("RoundWell: 2 papers, ")
    at = page.evaluate("iri => paperkg.position(iri)", f"{BASE}method/roundwell")
    page.mouse.click(at["x"], at["y"])
    page.locator("#panel h2").wait_for()
    assert "We introduce RoundWell." in page.locator("#panel").inner_text()


NOTEBOOK = """\
import kg
graph = kg.build({path!r})
graph.view("LoRA", hops=1)
"""


def test_a_notebook_shows_the_page(sample_file: Path, tmp_path: Path, chromium: Any) -> None:
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(NOTEBOOK.format(path=str(sample_file)))])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    (output,) = notebook.cells[0].outputs
    assert output.output_type == "execute_result"
    (tmp_path / "notebook.html").write_text("<!doctype html><meta charset=utf-8>" + output.data["text/html"], encoding="utf-8")
    # As a notebook's page has it: the frame works, and can't reach its surroundings.
    page = chromium.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto((tmp_path / "notebook.html").as_uri())
    frame = page.frame_locator("iframe")
    frame.get_by_role("combobox").fill("lora")
    frame.get_by_role("combobox").press("Enter")
    assert frame.locator("#panel h2").inner_text() == "LoRA"
    assert "fine-tune both with LoRA" in frame.locator("#panel").inner_text()
    inner = page.frames[1]
    assert inner.evaluate("() => { try { return String(parent.document); } catch (error) { return error.name; } }") == "SecurityError"
    page.close()
    assert troubles == []


def test_svg_names_every_node_and_role_and_is_the_same_each_time(pages_graph: KnowledgeGraph) -> None:
    found = pages_graph.view("BERT", hops=2, most=60)
    picture = found.picture("svg")
    assert "have no name" not in picture.note
    assert "60 of the" in picture.note
    root = ElementTree.fromstring(picture.data)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    # Matplotlib writes each text as a comment above its paths.
    comments = re.findall(r"<!-- (.*?) -->", picture.data.decode(), re.DOTALL)
    assert {"BERT", "paper", "method", "introduces", "uses"} <= set(comments)
    assert len(comments) >= 60 + 6
    assert b"<dc:date>" not in picture.data
    assert picture.data == found.picture("svg").data


def test_bytes_do_not_depend_on_the_hash_seed(hand_build: Path) -> None:
    code = (
        "import sys, hashlib; from kg.query import Store; from kg.explorer.viewing import view; v = view(Store.open(sys.argv[1]), 'BitSqueeze', most=8);"
        "print(*(hashlib.sha256(x).hexdigest() for x in (v.html.encode(), v.svg().encode(), v.png())))"
    )
    found = {
        subprocess.run([sys.executable, "-c", code, hand_build], env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)}, capture_output=True, text=True, check=True).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


def test_png_is_drawn_in_the_colours_of_the_legend(hand_graph: KnowledgeGraph) -> None:
    from PIL import Image

    image = Image.open(BytesIO(hand_graph.view("BitSqueeze").png())).convert("RGB")
    counted = {color: number for number, color in image.getcolors(image.width * image.height)}
    for color in ((0x99, 0x99, 0x99), (0x00, 0x72, 0xB2), (0x00, 0x9E, 0x73), (0xD5, 0x5E, 0x00)):
        assert counted.get(color, 0) > 100, color
    assert counted[255, 255, 255] > image.width * image.height / 2


def test_names_do_not_touch(pages_graph: KnowledgeGraph) -> None:
    # Measured on Matplotlib's own figure: a file has only paths.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from kg.explorer.picture import _Sheet

    found = pages_graph.view("ImageNet", hops=2, most=60)
    figure = Figure()
    canvas: Any = FigureCanvasAgg(figure)
    sheet = _Sheet(found.network, found.shown, figure, canvas.get_renderer())
    sheet.paint(sheet.names())
    figure.canvas.draw()
    (axes,) = figure.axes
    boxes = [text.get_window_extent() for text in axes.texts]
    assert len(boxes) == 60
    for number, box in enumerate(boxes):
        assert box.width > 0 and box.x0 >= 0 and box.x1 <= figure.bbox.x1 and box.y0 >= 0 and box.y1 <= figure.bbox.y1
        assert not any(box.overlaps(other) for other in boxes[:number])
    legend = axes.get_legend().get_window_extent()
    assert not any(legend.overlaps(box) for box in boxes)


def test_a_picture_of_many_nodes_names_the_weightiest_and_says_so(pages_graph: KnowledgeGraph) -> None:
    found = pages_graph.view("transformer", hops=2, most=300)
    assert "60 of the" in found.picture("png").note
    whole = draw(found.network, found.shown, "svg")
    missing = re.search(r"(\d+) of the 300 nodes have no name for lack of room", whole.note)
    assert missing and 0 < int(missing[1]) < 250
    written = re.findall(r"<!-- (.*?) -->", whole.data.decode())
    assert {"transformer", "ImageNet"} <= set(written)
    # In so many lines, of two at most, are the other names and the legend.
    assert len(written) <= 2 * (300 - int(missing[1])) + 20


def test_names_with_markup_are_letters(hand_graph: KnowledgeGraph) -> None:
    found = hand_graph.view("BitSqueeze", hops=1)
    found.network.nodes[found.shown.centre]["label"] = "$\\frac{a}$ <b> & --> 日本"
    assert ElementTree.fromstring(draw(found.network, found.shown, "svg").data) is not None


def test_without_matplotlib_the_error_names_the_extra(hand_graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(UsageError, match=r"pip install 'paperkg\[pictures\]'"):
        hand_graph.view("BitSqueeze").svg()


@pytest.mark.parametrize("name", ["http://[", "https://e.org/100%", "http://x<y"])
def test_what_is_no_iri_after_all_is_a_name_that_is_not_there(hand_graph: KnowledgeGraph, name: str) -> None:
    with pytest.raises(QueryError, match="called"):
        hand_graph.view(name)
    with pytest.raises(QueryError, match="called"):
        hand_graph.view(paper=name)


def test_a_place_that_cannot_be_written_is_named(hand_graph: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="none"):
        hand_graph.view("BitSqueeze").write(tmp_path / "none" / "x.html")
