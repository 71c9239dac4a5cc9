"""The endpoint: `/sparql`, its description, and what it says when it can't answer."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.graph.vocabulary import EVIDENCE_GRAPH
from kg.server.description import GraphCounts, count, describe_service
from kg.server.errors import HttpError
from kg.server.negotiation import GRAPHS, HTML, choose, graph_format, table_format
from kg.server.protocol import QueryRequest, read_request
from kg.server.resources import serialize
from kg.server.workers import Job, Limits, Pool


class Sparql:
    """Answers queries through a pool of processes."""

    def __init__(self, pool: Pool, base: str, limits: Limits) -> None:
        self._pool, self._base, self._limits = pool, base, limits
        self._counts: asyncio.Task[tuple[GraphCounts, GraphCounts]] | None = None

    async def endpoint(self, request: Request) -> Response:
        """A query, the description of the service, or for a browser without a query the editor."""
        accept = request.headers.get("accept", "")
        body = await self._body(request)
        asked = read_request(request.method, request.headers.get("content-type", ""), request.scope["query_string"], body)
        if asked is None:
            if choose(accept, [*GRAPHS.values(), HTML]) == HTML:
                return RedirectResponse("/query", 303)
            return await self.description(request)
        return await self.answer(request, asked, accept)

    async def answer(self, request: Request, asked: QueryRequest, accept: str) -> Response:
        """The answer to a query, in a format that the client takes. It ends when the client goes."""
        tables, graphs = table_format(accept, asked.format), graph_format(accept, asked.format)
        if not tables and not graphs:
            raise HttpError(406, "answers are to be had as JSON, XML, CSV, TSV, Turtle, N-Triples, RDF/XML and JSON-LD")
        job = Job(asked.sparql, asked.default_graphs, asked.named_graphs, tables, graphs, f"{request.base_url}sparql")
        outcome = await self._pool.run(job, lambda: _disconnected(request))
        return Response(outcome.body, outcome.status, media_type=outcome.media_type, headers={"Vary": "Accept"})

    async def description(self, request: Request) -> Response:
        """Service description and VoID, in the RDF format that the client takes."""
        media_type = graph_format(request.headers.get("accept", ""), request.query_params.get("format", ""))
        if not media_type:
            raise HttpError(406, "the description is to be had as " + ", ".join(GRAPHS.values()))
        # The figures of a large graph take seconds, and never change: they are counted once.
        if self._counts is None or (self._counts.done() and self._counts.exception()):
            self._counts = asyncio.ensure_future(self._count())
        facts, evidence = await asyncio.shield(self._counts)
        triples = list(describe_service(str(request.base_url), self._base, facts, evidence))
        return Response(serialize(triples, media_type), media_type=media_type, headers={"Vary": "Accept"})

    async def _count(self) -> tuple[GraphCounts, GraphCounts]:
        return await count(self._pool), await count(self._pool, EVIDENCE_GRAPH)

    async def _body(self, request: Request) -> bytes:
        """The request's body. Raises HttpError 413 as soon as it is longer than it may be."""
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > self._limits.body_bytes:
                raise HttpError(413, f"a query of more than {self._limits.body_bytes:,} bytes", Connection="close")
        return body


async def _disconnected(request: Request) -> None:
    """Returns when the client is gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
