"""The ASGI application: what answers at which path, and how errors and headers look."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kg.iris import DEFAULT_BASE, Iris
from kg.pages import Site
from kg.query import Store
from kg.server.errors import HttpError
from kg.server.middleware import Activity, ActivityMiddleware, SecurityHeadersMiddleware
from kg.server.pages import Pages
from kg.server.sparql import Sparql
from kg.server.workers import Limits, Pool

_WARM = 300
"""Entities whose pages are made when the server starts."""
_PAUSE = 0.2
"""Seconds without a request after which it makes the next of them."""


def make_app(store: Path, base: str = DEFAULT_BASE, limits: Limits | None = None, *, folder: Path | None = None, index: Path | None = None) -> Starlette:
    """The application for a store on disk, as `kg.query.Store.on_disk` gives it.

    base: what the IRIs of the graph begin with; below it, they are paths of this server.
    folder: the build's, whose files may be fetched.
    index: a file in which `kg.pages.Site` may keep what it read of the store.

    Raises SourceError if the store is damaged.
    """
    limits, base = limits or Limits(), Iris(base).base
    opened = Store.open_on_disk(store)
    site = Site(opened, base, index=index)
    pages = Pages(opened, site, folder)
    activity = Activity()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        pool = Pool(store, limits)
        app.state.sparql = Sparql(pool, base, limits)
        stopping = threading.Event()

        def goes_on() -> bool:
            while not stopping.wait(0.02):
                if activity.idle() > _PAUSE:
                    return True
            return False

        threading.Thread(target=site.warm, args=(_WARM, goes_on), daemon=True).start()
        try:
            yield
        finally:
            stopping.set()
            pool.close()

    async def endpoint(request: Request) -> Response:
        sparql: Sparql = request.app.state.sparql
        return await sparql.endpoint(request)

    async def description(request: Request) -> Response:
        sparql: Sparql = request.app.state.sparql
        return await sparql.description(request)

    # Methods that are not there are refused by the endpoint itself, with a word on which are.
    every = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
    return Starlette(
        routes=[
            Route("/sparql", endpoint, methods=every),
            Route("/sparql/", endpoint, methods=every),
            Route("/.well-known/void", description),
            *pages.routes(),
        ],
        middleware=[
            Middleware(ActivityMiddleware, activity=activity),
            Middleware(SecurityHeadersMiddleware),
            Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "HEAD", "POST"], allow_headers=["*"], max_age=86400),
        ],
        exception_handlers={HttpError: _http_error, HTTPException: _known_error, Exception: _unknown_error},
        lifespan=lifespan,
    )


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HttpError)
    return _plain(error.what, error.status, error.headers)


async def _known_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _plain(error.detail, error.status_code, dict(error.headers or {}))


async def _unknown_error(request: Request, error: Exception) -> Response:
    # The trace is in the server's log, and no business of the client's.
    return _plain("something went wrong here; the server's log says what", 500, {})


def _plain(text: str, status: int, headers: dict[str, str]) -> Response:
    return PlainTextResponse(text + "\n", status, headers={"Cache-Control": "no-store", **headers})
