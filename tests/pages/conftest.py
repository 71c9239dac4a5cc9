"""A site over hand-made papers that mean harm, served on this machine, and a browser that minds what it is shown."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from kg import KnowledgeGraph
from kg.iris import Iris
from kg.model import LinkedPaper, Paper, Relation
from kg.pages import Site, icon, script, stylesheet
from kg.query import Store

BASE = "https://w3id.org/paperkg/"
HARM = "<script>alert(1)</script>\"' \u202eRight to left\u202c"
HARM_ARXIV = "2301.00009"
POLICY = "default-src 'self'"


@pytest.fixture(scope="session")
def harm_graph(hand_graph: KnowledgeGraph, make_graph: Callable[..., KnowledgeGraph], hand_papers: list) -> KnowledgeGraph:
    """The hand-made papers; one whose texts are markup, with mentions inside and across each other; and sixty that use one method."""
    abstract = f"A <b>BitSqueeze</b> post-training quantization & \"pruning\" paper.\nSee {HARM} and TinyText benchmark suite."
    harm = (
        Paper(HARM, abstract, arxiv=HARM_ARXIV, date="2023-02-01", authors=("<i>Eve</i>",), categories=("cs.LG",)),
        [
            ("method", "post-training quantization", "uses", "post-training quantization"),
            ("method", "quantization", "mentions", "quantization"),
            ("method", "pruning", "compares", "pruning"),
            ("dataset", "TinyText", "uses", "TinyText"),
            ("dataset", "TinyText benchmark suite", "introduces", "TinyText benchmark"),
            ("task", "text benchmark suite", "mentions", "benchmark suite"),
            ("method", HARM, "introduces", HARM),
            ("webpage", "javascript:alert(1)", "mentions", "See"),
            ("repository", "https://github.com/a/b?x='onclick=alert(2)//", "introduces", "paper"),
        ],
    )
    many = [
        (Paper(f"Study {n} of pruning", "We use pruning here.", arxiv=f"24{n % 12 + 1:02d}.{n:05d}", date=f"2024-{n % 12 + 1:02d}-03"), [("method", "pruning", "uses", "pruning")])
        for n in range(60)
    ]
    made = make_graph([*hand_papers, harm, *many], hand_graph.catalog)
    iris = Iris(BASE)
    relation = Relation("comparedWith", iris.entity("method", "RoundWell"), iris.entity("method", "BitSqueeze"), "abstract", 22, 71, "compared with", 0.8)
    papers = [LinkedPaper(p.iri, p.paper, p.links, (relation,)) if p.paper.arxiv == "2201.00002" else p for p in made.papers]
    return KnowledgeGraph(papers, hand_graph.catalog, iris)


@pytest.fixture(scope="session")
def site(harm_graph: KnowledgeGraph) -> Site:
    return Site(Store.of_graph(harm_graph), BASE)


@pytest.fixture(scope="session")
def address(site: Site) -> Iterator[str]:
    """Where the site is served, as a server would: with the policy that forbids all inline styles and scripts."""
    assets = {"/static/pages.css": ("text/css", stylesheet), "/static/pages.js": ("text/javascript", script), "/static/icon.svg": ("image/svg+xml", icon)}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, text, status = "text/html; charset=utf-8", None, 200
            parts = urlsplit(self.path)
            given = {name: values[0] for name, values in parse_qs(parts.query).items()}
            page, first = int(given.get("page", 1)), parts.path.strip("/")
            if parts.path in assets:
                kind, make = assets[parts.path]
                text = make()
            elif parts.path == "/suggest":
                kind, text = "application/json", json.dumps(site.suggest(given.get("q", "")))
            elif parts.path == "/search":
                text = site.search(given.get("q", ""), given.get("type", ""), page)
            elif parts.path == "/":
                text = site.home()
            elif "/" not in first and parts.path != "/resource":
                text = site.listing(first, page, given.get("order", ""), given.get("kind", ""))
            elif "role" in given:
                text = site.papers_of(site.iri_of(parts.path), given["role"], page)
            else:
                text = site.resource(site.iri_of(self.path))
            if text is None:
                status, text = 404, site.not_found(site.iri_of(self.path))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(text.encode("utf-8"))

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def open_at(chromium: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Opens a path of the site. At the end nothing may have been complained about, opened or asked of another host."""
    contexts, troubles = [], []

    def opened(path: str, *, missing: bool = False, **options: Any) -> Any:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"} | options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: None if missing and "404" in message.text else troubles.append(f"console {message.type}: {message.text}"))
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: None if request.url.startswith(address) else troubles.append(f"request: {request.url}"))
        assert page.goto(address + path).status == (404 if missing else 200)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []
