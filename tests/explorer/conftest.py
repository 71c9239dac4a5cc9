"""Opening the pages in Chromium, with everything they complain about or ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

HOSTILE = [
    "</script><script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    """"quotes" 'and' `more` &amp; &lt;b&gt; {{ 7*7 }} ${window.hacked=1}""",
    "right \u202eto left\u202c, lines\u2028apart,\nnew line, lone \ud800",
    "<!-- <script> -->",
    "javascript:window.hacked=1",
    "=HYPERLINK(1)",
]

BASE = "https://w3id.org/paperkg/"


@pytest.fixture
def hostile_texts() -> list[str]:
    """Texts that would be markup, code or formulas if a page let them."""
    return HOSTILE


@pytest.fixture
def hostile_network() -> nx.MultiDiGraph:
    """A graph of nothing but such texts, about an entity whose IRI is a script."""
    network = nx.MultiDiGraph()
    entity = "javascript:window.hacked=1//"
    network.add_node(entity, type="repository", label=HOSTILE[1], aliases="; ".join(HOSTILE), kind=HOSTILE[0], **{HOSTILE[0]: HOSTILE[5]})
    for number, title in enumerate(HOSTILE):
        network.add_node(f"{BASE}paper/{number}", type="paper", label=title, date=HOSTILE[1], arxiv=title, doi=title)
        network.add_edge(f"{BASE}paper/{number}", entity, key="uses", role="uses", confidence=0.5, mentions=1, mention=title[:6], evidence=title, detail=HOSTILE[1])
    network.add_edge(entity, f"{BASE}paper/0", key=HOSTILE[0], role=HOSTILE[0])
    return network


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens a file without network. At the end, nothing may have been complained about, opened or asked for."""
    contexts, troubles = [], []

    def opened(path: Path, **options: Any) -> Any:
        settings = {"viewport": {"width": 1200, "height": 800}, "reduced_motion": "reduce", "offline": True, **options}
        context = chromium.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: troubles.append(f"console {message.type}: {message.text}"))
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))

        def check_request(request: Any) -> None:
            if request.url != path.as_uri() and not request.url.startswith(("data:", "blob:")):
                troubles.append(f"request: {request.url}")

        page.on("request", check_request)
        page.goto(path.as_uri())
        page.wait_for_function("window.paperkg")
        return page

    yield opened
    for context in contexts:
        for page in context.pages:
            page.wait_for_timeout(50)
        context.close()
    assert troubles == []


@pytest.fixture(scope="session")
def drawing_chromium(launch_chromium: Callable[..., Any]) -> dict[bool, Any]:
    """A Chromium that draws WebGL without a graphics card (True), and one that draws none (False)."""
    software = launch_chromium("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
    return {True: software, False: launch_chromium("--disable-gpu", "--disable-webgl", "--disable-3d-apis")}


@pytest.fixture
def open_explorer(drawing_chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens explorer.html without network. At the end, nothing may have been complained about, opened or asked for."""
    contexts, troubles = [], []

    def opened(path: Path, *, fragment: str = "", webgl: bool = True, **options: Any) -> Any:
        settings = {"viewport": {"width": 1200, "height": 800}, "reduced_motion": "reduce", "offline": True, **options}
        context = drawing_chromium[webgl].new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        # Software drawing warns about its own speed.
        page.on("console", lambda message: "GPU stall" in message.text or troubles.append(f"console {message.type}: {message.text}"))
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))

        def check_request(request: Any) -> None:
            if request.url.split("#")[0] != path.as_uri() and not request.url.startswith(("data:", "blob:")):
                troubles.append(f"request: {request.url}")

        page.on("request", check_request)
        page.goto(path.as_uri() + (f"#{fragment}" if fragment else ""))
        page.wait_for_selector("body[data-ready]")
        page.wait_for_timeout(500)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []
