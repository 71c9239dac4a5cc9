"""What people see at which path, and what machines get there instead."""

from __future__ import annotations

import json
import re
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from kg.graph.vocabulary import PK
from kg.model import ENTITY_TYPES
from kg.pages import Site, icon, query_script, script, stylesheet
from kg.query import Store
from kg.query.parameters import node_of
from kg.query.store import read_quads
from kg.resources import asset, ontology
from kg.server.errors import HttpError
from kg.server.negotiation import GRAPHS, HTML, page_or_graph_format
from kg.server.resources import describe, serialize

DOWNLOADS = ("graph.ttl", "evidence.ttl", "graph.nt", "graph.graphml", "links.jsonl", "report.md")
"""The files of a build that may be fetched as they are."""
_ASSETS = {
    "pages.css": ("text/css", stylesheet),
    "pages.js": ("text/javascript", script),
    "query.js": ("text/javascript", query_script),
    "icon.svg": ("image/svg+xml", icon),
    "yasgui.css": ("text/css", lambda: asset("yasgui.css")),
    "yasgui.js": ("text/javascript", lambda: asset("yasgui.js")),
}
_POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
# The editor sets styles on its elements, and has its icons as data.
_EDITOR_POLICY = _POLICY.replace("default-src 'self'", "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:")
_MOST_LETTERS = 300


class Pages:
    """The routes of the pages. Functions that are not `async` run in threads, which `Site` allows."""

    def __init__(self, store: Store, site: Site, folder: Path | None = None) -> None:
        """`folder` is the build's, whose files may be fetched."""
        self._store, self._site, self._folder = store, site, folder
        self._sitemap: list[str] = []

    def routes(self) -> list[Route]:
        """For the application; the last takes every path that is left."""
        return [
            Route("/", self._home),
            Route("/search", self._search),
            Route("/suggest", self._suggest),
            Route("/query", self._query),
            Route("/about", self._about),
            Route("/explorer", self._explorer),
            Route("/download/{name}", self._download),
            Route("/static/{name}", self._static),
            Route("/robots.txt", self._robots),
            Route("/sitemap.xml", self._sitemap_part),
            Route("/sitemap-{part:int}.xml", self._sitemap_part),
            Route("/favicon.ico", lambda request: RedirectResponse("/static/icon.svg", 301)),
            Route("/ontology", self._ontology),
            *(Route(f"/{type_}", self._listing) for type_ in (*ENTITY_TYPES, "paper")),
            Route("/{path:path}", self._resource),
        ]

    def _home(self, request: Request) -> Response:
        return _page(self._site.home())

    def _search(self, request: Request) -> Response:
        asked = request.query_params
        return _page(self._site.search(asked.get("q", "")[:_MOST_LETTERS], asked.get("type", ""), _number(asked.get("page", ""))))

    def _suggest(self, request: Request) -> Response:
        found = self._site.suggest(request.query_params.get("q", "")[:_MOST_LETTERS])
        return Response(json.dumps(found, ensure_ascii=False), media_type="application/json")

    def _listing(self, request: Request) -> Response:
        asked = request.query_params
        found = self._site.listing(request.url.path[1:], _number(asked.get("page", "")), asked.get("order", ""), asked.get("kind", ""))
        assert found is not None
        return _page(found)

    def _query(self, request: Request) -> Response:
        return _page(self._site.query(request.query_params.get("query", "")), policy=_EDITOR_POLICY)

    def _about(self, request: Request) -> Response:
        return _page(self._site.about(str(request.base_url), [name for name in DOWNLOADS if self._folder and (self._folder / name).exists()]))

    def _explorer(self, request: Request) -> Response:
        if self._folder and (self._folder / "explorer.html").exists():
            return FileResponse(self._folder / "explorer.html", media_type=HTML)  # with a policy of its own inside
        return HTMLResponse(self._made_explorer)

    @cached_property
    def _made_explorer(self) -> str:
        """The page of a graph that is no build: made when it is first asked for."""
        from kg.explorer import explorer_html
        from kg.query.property_graph import PropertyGraph, to_networkx

        return explorer_html(to_networkx(PropertyGraph(self._store)))

    def _download(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in DOWNLOADS or not self._folder or not (self._folder / name).exists():
            raise HttpError(404, "there is no such file to fetch")
        return FileResponse(self._folder / name, filename=name)

    def _static(self, request: Request) -> Response:
        media_type, read = _ASSETS.get(request.path_params["name"], ("", None))
        if read is None:
            raise HttpError(404, "there is no such file")
        return Response(read(), media_type=media_type, headers={"Cache-Control": "max-age=3600"})

    def _robots(self, request: Request) -> Response:
        return PlainTextResponse(f"User-agent: *\nDisallow: /sparql\nDisallow: /query\nDisallow: /search\nSitemap: {request.base_url}sitemap.xml\n")

    def _sitemap_part(self, request: Request) -> Response:
        # With the host by which it is asked for; the same one nearly always.
        root = str(request.base_url).rstrip("/")
        if not self._sitemap or f"<loc>{root}/" not in self._sitemap[0][:2000]:
            self._sitemap = list(self._site.sitemap(root))
        part = request.path_params.get("part", 0)
        if part >= len(self._sitemap):
            raise HttpError(404, "the site map has no such part")
        return Response(self._sitemap[part], media_type="application/xml")

    def _ontology(self, request: Request) -> Response:
        media_type = page_or_graph_format(request.headers.get("accept", ""), request.query_params.get("format", ""))
        if media_type == HTML:
            return _page(self._site.resource(PK.removesuffix("#")) or "")
        return Response(serialize([quad.triple for quad in read_quads(ontology("kg.ttl"))], media_type), media_type=media_type, headers={"Vary": "Accept"})

    def _resource(self, request: Request) -> Response:
        """An IRI of the graph, as a page or as RDF."""
        raw, query = request.scope.get("raw_path", request.url.path.encode()).decode("latin-1"), request.scope["query_string"].decode("latin-1")
        iri = self._site.iri_of(f"{raw}?{query}" if raw == "/resource" else raw)
        asked = request.query_params
        media_type = page_or_graph_format(request.headers.get("accept", ""), asked.get("format", ""))
        if media_type == HTML:
            found = self._site.papers_of(iri, asked["role"], _number(asked.get("page", ""))) if "role" in asked else self._site.resource(iri)
            if found is None:
                return _page(self._site.not_found(iri), 404)
            # As it was asked for: a header takes ASCII, and the decoded path of a name in another script is none.
            address = request.url.replace(path=quote(request.url.path, safe="/:@!$&'()*+,;=~%"))
            formats = ((type_, address.include_query_params(format=name)) for name, type_ in GRAPHS.items())
            links = ", ".join(f'<{url}>; rel="alternate"; type="{type_}"' for type_, url in formats)
            return _page(found, headers={"Vary": "Accept", "Link": links})
        triples = describe(self._store, iri) if node_of(iri) else []
        if not triples:
            raise HttpError(404, "the graph says nothing of this IRI")
        return Response(serialize(triples, media_type), media_type=media_type, headers={"Vary": "Accept"})


def _page(html: str, status: int = 200, *, policy: str = _POLICY, headers: dict[str, str] | None = None) -> Response:
    return HTMLResponse(html, status, headers={"Content-Security-Policy": policy, **(headers or {})})


def _number(text: str) -> int:
    """A page's number; the first where it is none."""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 1
