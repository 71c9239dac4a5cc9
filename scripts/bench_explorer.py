"""How explorer.html does on graphs of three sizes in headless Chromium with software WebGL, beside vis-network on the same graphs.

Prints, for each: size of the file, seconds until the page answers, frames a second while dragging and while zooming, memory of the page.
Called by `scripts/bench explorer [FOLDER]`. The graphs are of the pages (`*.txt`) in FOLDER, of its largest other file, and a made-up one of
50,000 nodes; without FOLDER of the packaged sample and the made-up one.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
from playwright.sync_api import sync_playwright

import kg
from kg.explorer import write_explorer
from kg.explorer.page import _vis_network

FLAGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--enable-precise-memory-info"]
ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "corpus"
SAMPLE = ROOT / "kg" / "samples" / "daily-papers.txt"
BASE = "https://w3id.org/paperkg/"
VIS_SECONDS = 120
# Animation frames, counted while the mouse drags or the wheel turns.
COUNT = """() => { window.frames_ = []; const tick = (t) => { window.frames_.push(t); window.going_ = requestAnimationFrame(tick); }; requestAnimationFrame(tick); }"""
READ = """() => { cancelAnimationFrame(window.going_); const f = window.frames_; return f.length > 1 ? 1000 * (f.length - 1) / (f[f.length - 1] - f[0]) : 0; }"""


def generated(papers: int = 38_000, entities: int = 12_000, links: int = 200_000, topics: int = 60) -> nx.MultiDiGraph:
    """A graph of made-up papers on topics, with few entities that many papers use, as real ones have."""
    chance = random.Random(7)
    network = nx.MultiDiGraph()
    kinds = ["method"] * 60 + ["dataset"] * 20 + ["task"] * 12 + ["hardware"] * 3 + ["repository"] * 5
    names = []
    for number in range(entities):
        kind = chance.choice(kinds)
        names.append(f"{BASE}{kind}/entity-{number}")
        network.add_node(names[-1], type=kind, label=f"{kind.title()} {number}", kind=kind, aliases=f"alias {number}; E{number}")
    for number in range(papers):
        topic = chance.randrange(topics)
        paper = f"{BASE}paper/{number}"
        network.add_node(paper, type="paper", label=f"A paper with number {number} on topic {topic} and its matters", date=f"{2015 + number % 11}-0{1 + number % 9}-01")
        for _ in range(links // papers + (number < links % papers)):
            pool = names[topic::topics] if chance.random() < 0.75 else names
            entity = pool[min(int(chance.paretovariate(0.45)) - 1, len(pool) - 1)]
            role = chance.choice(["uses"] * 8 + ["compares", "introduces"])
            while network.has_edge(paper, entity, role):
                entity = chance.choice(pool)
            sentence = f"We train with {network.nodes[entity]['label']} in experiment {number % 5000}, which takes several hours."
            network.add_edge(paper, entity, key=role, role=role, confidence=round(chance.uniform(0.4, 1), 3), mentions=1, evidence=sentence)
    return network


def vis_page(network: nx.MultiDiGraph, path: Path) -> None:
    """pyvis's vis-network with positions given and physics off, which is the fastest that it can do."""
    number = {name: place for place, name in enumerate(network)}
    chance = random.Random(1)
    spread = 100 * len(number) ** 0.5
    nodes = [
        {"id": place, "label": str(network.nodes[name].get("label", ""))[:40], "shape": "dot", "size": 6, "x": chance.uniform(0, spread), "y": chance.uniform(0, spread)}
        for name, place in number.items()
    ]
    text = json.dumps({"nodes": nodes, "edges": [{"from": number[one], "to": number[other]} for one, other in network.edges()]})
    script = (
        f"const data = {text}; const network = new vis.Network(document.getElementById('g'), data, {{physics: false, layout: {{improvedLayout: false}}, edges: {{smooth: false}}}});"
        "network.once('afterDrawing', () => { document.body.dataset.ready = ''; });"
    )
    path.write_text(f"<!doctype html><meta charset=utf-8><body style='margin:0'><div id=g style='height:100vh'></div><script>{_vis_network()}</script><script>{script}</script>", encoding="utf-8")


def measure(browser: Any, path: Path, seconds: float) -> str:
    """One page: seconds to the first answer, frames a second while panning and zooming, megabytes of JavaScript's memory."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(seconds * 1000)
    try:
        begun = time.perf_counter()
        page.goto(path.as_uri(), wait_until="commit")
        page.wait_for_selector("body[data-ready]")
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        ready = time.perf_counter() - begun
        page.wait_for_timeout(1500)
        page.mouse.move(700, 420)
        page.mouse.down()
        page.mouse.move(705, 420)
        page.evaluate(COUNT)
        begun = time.perf_counter()
        step = 0
        while time.perf_counter() - begun < 4:
            step += 1
            page.mouse.move(700 + 3 * (step % 60), 420 + 2 * (step % 40))
        pan = page.evaluate(READ)
        page.mouse.up()
        page.wait_for_timeout(1500)
        page.evaluate(COUNT)
        begun = time.perf_counter()
        while time.perf_counter() - begun < 4:
            page.mouse.wheel(0, -120 if (time.perf_counter() - begun) < 2 else 120)
            page.wait_for_timeout(30)
        zoom = page.evaluate(READ)
        memory = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
        return f"ready {ready:5.1f} s   pan {pan:5.1f} fps   zoom {zoom:5.1f} fps   memory {memory:4.0f} MB"
    except Exception as error:
        return f"gave up: {str(error).splitlines()[0][:80]}"
    finally:
        page.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench explorer", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=SHARED)
    folder = parser.parse_args().folder
    files = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    if not files and folder != SHARED:
        parser.error(f"{folder} is no folder with papers")
    pages = [path for path in files if path.suffix == ".txt"]
    others = sorted((path for path in files if path not in pages), key=lambda path: path.stat().st_size)
    inputs = [found for found in (pages or ([] if files else [SAMPLE]), others[-1:]) if found]
    graphs: dict[str, Callable[[], nx.MultiDiGraph]] = {found[0].name if len(found) == 1 else f"{len(found)} pages": lambda found=found: kg.build(found).to_networkx() for found in inputs}
    graphs["made up"] = generated
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.exit("no Chromium here; Debian's package is chromium")
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        for name, make in graphs.items():
            network = make()
            print(f"{name}: {network.number_of_nodes():,} nodes, {network.number_of_edges():,} edges")
            for kind, write in (("explorer", write_explorer), ("vis-network", vis_page)):
                path = Path(scratch) / "page.html"
                begun = time.perf_counter()
                write(network, path)
                took = time.perf_counter() - begun
                browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
                print(f"  {kind:12} file {path.stat().st_size / 1e6:5.1f} MB, written in {took:4.1f} s   {measure(browser, path, VIS_SECONDS)}", flush=True)
                browser.close()


if __name__ == "__main__":
    main()
