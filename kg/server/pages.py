"""What people see at which path: stand-in until the pages are there."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kg.query import Store


class Pages:
    """The routes of the pages."""

    def __init__(self, store: Store, base: str) -> None:
        self.store, self.base = store, base

    def routes(self) -> list[Route]:
        """For the application."""

        async def home(request: Request) -> Response:
            return PlainTextResponse("paperkg")

        return [Route("/", home)]
