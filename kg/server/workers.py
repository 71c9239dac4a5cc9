"""Queries in processes of their own: each ends at its time, memory or size limit, and nothing else ends with it."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from itertools import chain, repeat
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import QueryError
from kg.server.errors import HttpError

if TYPE_CHECKING:
    from kg.query import Store

_MEGABYTE = 1024 * 1024
_log = logging.getLogger("uvicorn.error")
# Not forked from the server itself: of a process with threads a fork may inherit a lock that nobody holds any more. A fork of
# multiprocessing's own server, which has imported all that is needed, starts in hundredths of a second.
if sys.platform == "win32":
    _CONTEXT = multiprocessing.get_context("spawn")
else:
    _CONTEXT = multiprocessing.get_context("forkserver")
    _CONTEXT.set_forkserver_preload(["kg.server.workers", "kg.query.store"])


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take, and how many may wait."""

    seconds: float = 30.0
    """Of evaluation; as many again of waiting for a free process."""
    answer_megabytes: int = 64
    memory_megabytes: int = 2048
    processes: int = 4
    waiting: int = 256
    body_bytes: int = _MEGABYTE


@dataclass(frozen=True, slots=True)
class Job:
    """A query, its dataset, the formats that the client takes (for solutions and for triples; empty for none), and what its IRIs are relative to."""

    sparql: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    table_format: str = ""
    graph_format: str = ""
    base_iri: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A status, the body, and its media type."""

    status: int
    body: bytes
    media_type: str = "text/plain"


class Pool:
    """Processes that have the store open and take one query at a time. Use it within one event loop; `close` ends them."""

    def __init__(self, store: Path, limits: Limits) -> None:
        self._store, self._limits = store, limits
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._all: set[_Worker] = set()
        self._waiting = 0
        self._threads = ThreadPoolExecutor(2 * limits.processes, thread_name_prefix="query")
        self._starting: set[asyncio.Task[None]] = set()
        for _ in range(limits.processes):
            self._add()

    async def run(self, job: Job, gone: Callable[[], Awaitable[object]] | None = None) -> Outcome:
        """Runs a query. `gone` returns when nobody waits for the answer any more; then the query ends.

        Raises HttpError 503 where no process gets free, or the query takes more time or memory than it may.
        """
        worker = await self._free()
        answer = asyncio.get_running_loop().run_in_executor(self._threads, worker.ask, job, self._limits.seconds)
        left = asyncio.ensure_future(gone()) if gone else None
        try:
            waited_for: set[asyncio.Future[Any]] = {answer, left} if left else {answer}
            await asyncio.wait(waited_for, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                worker.end()  # which makes `ask` return
            outcome = await answer
        finally:
            if left:
                left.cancel()
            if not answer.done():  # this task was cancelled
                worker.end()
            if worker.alive:
                self._idle.put_nowait(worker)
            else:
                self._all.discard(worker)
                self._add()
        return outcome

    async def _free(self) -> _Worker:
        if self._idle.empty() and self._waiting >= self._limits.waiting:
            raise HttpError(503, "too many queries are waiting", Retry_After="10")
        self._waiting += 1
        try:
            return await asyncio.wait_for(self._idle.get(), self._limits.seconds)
        except TimeoutError as error:
            raise HttpError(503, "all processes are busy with other queries", Retry_After="10") from error
        finally:
            self._waiting -= 1

    def _add(self) -> None:
        starting = asyncio.ensure_future(self._start())
        self._starting.add(starting)
        starting.add_done_callback(self._starting.discard)

    async def _start(self) -> None:
        for pause in chain((0, 1, 5), repeat(30)):  # while a build replaces the store, there is none for a moment, or for longer
            await asyncio.sleep(pause)
            worker = _Worker(self._store, self._limits)
            self._all.add(worker)
            # It takes queries when it has the store open, so that starting does not count as their time.
            if await asyncio.get_running_loop().run_in_executor(self._threads, worker.is_ready):
                self._idle.put_nowait(worker)
                return
            self._all.discard(worker)
            if pause == 5:
                _log.error("a process for queries does not start; is the store still there? %s", self._store)

    def close(self) -> None:
        """Ends all processes."""
        for starting in self._starting:
            starting.cancel()
        for worker in self._all:
            worker.end()
        self._threads.shutdown(wait=False)


class _Worker:
    """One process, seen from the server."""

    def __init__(self, store: Path, limits: Limits) -> None:
        self._connection, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_work, args=(theirs, str(store), limits), daemon=True)
        self._process.start()
        theirs.close()
        self.alive = True

    def is_ready(self) -> bool:
        """Blocks until the process takes queries, or has ended."""
        try:
            return bool(self._connection.recv())
        except (EOFError, OSError):
            self.end()
            return False

    def ask(self, job: Job, seconds: float) -> Outcome:
        """Blocks until the answer is there or the time is over. Raises HttpError."""
        try:
            self._connection.send(job)
            if self._connection.poll(seconds):
                answer = self._connection.recv()
                assert isinstance(answer, Outcome)
                return answer
            self.end()
            raise HttpError(503, f"the query was stopped: it took longer than {seconds:g} seconds", Retry_After="60")
        except (EOFError, OSError) as error:
            self.end()
            raise HttpError(503, "the query was stopped: it took more memory than it may", Retry_After="60") from error

    def end(self) -> None:
        """Kills the process."""
        self.alive = False
        with suppress(OSError):
            self._process.kill()


def _work(connection: Connection, store: str, limits: Limits) -> None:
    """The process: answers queries until the server closes the connection."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends it
    if sys.platform != "win32":
        os.nice(5)  # a page is rendered before a query goes on
    _limit_memory(limits.memory_megabytes)
    from kg.query import Store

    opened = Store.open_on_disk(Path(store))
    connection.send(True)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            connection.send(_evaluate(opened, connection.recv(), limits.answer_megabytes * _MEGABYTE))


def _limit_memory(megabytes: int) -> None:
    with suppress(ImportError, ValueError, OSError):  # not on Windows; not where less is allowed already
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * _MEGABYTE, megabytes * _MEGABYTE))


class _Limited(BytesIO):
    """Bytes in memory, up to a number."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, data: bytes) -> int:  # type: ignore[override]
        if self.tell() + len(data) > self._most:
            raise _TooLargeError
        return super().write(data)


class _TooLargeError(Exception):
    """The answer reached its limit."""


def _evaluate(store: Store, job: Job, most: int) -> Outcome:
    import pyoxigraph
    from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat

    from kg.graph.vocabulary import PREFIXES
    from kg.query.store import query_errors

    body = _Limited(most)
    try:
        results = store.results(job.sparql, job.default_graphs, job.named_graphs, job.base_iri)
        is_table = isinstance(results, (QuerySolutions, QueryBoolean))
        media_type = job.table_format if is_table else job.graph_format
        if not media_type:
            return Outcome(406, b"the answer to this query has none of the formats that are accepted")
        with query_errors():
            if isinstance(results, (QuerySolutions, QueryBoolean)):
                format_ = QueryResultsFormat.from_media_type(media_type)
                assert format_
                results.serialize(body, format=format_)
            else:
                rdf_format = RdfFormat.from_media_type(media_type)
                assert rdf_format
                pyoxigraph.serialize(results, body, rdf_format, prefixes=PREFIXES if rdf_format == RdfFormat.TURTLE else None)
    except _TooLargeError:
        return Outcome(413, f"the answer is larger than {most // _MEGABYTE} MB; ask for less of it with LIMIT".encode())
    except QueryError as error:
        return Outcome(400, " ".join(str(error).split()).encode())
    return Outcome(200, body.getvalue(), media_type)
