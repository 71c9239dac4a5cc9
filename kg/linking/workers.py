"""Linking in several processes at once: each paper by itself, so that the answer is the same however many there are."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice

from kg.errors import KgError
from kg.model import LinkedPaper, Paper

_CHUNK = 50
_WORTH = 400
"""Papers below which the processes would cost more than they save."""
_link: Callable[[Paper], LinkedPaper] | None = None
"""What the processes run. They are forked, so that catalog and model are in memory once."""


def cores() -> int:
    """The processor cores that this process may use; 1 where forking is not safe (only on Linux it is)."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def link_each(link: Callable[[Paper], LinkedPaper], papers: Iterable[Paper], workers: int) -> Iterator[LinkedPaper]:
    """`link` of each paper, in their order. A paper is read when it is needed, so that `papers` may show its progress."""
    rest = iter(papers)
    head = list(islice(rest, _WORTH)) if workers > 1 else []
    if len(head) < _WORTH:
        yield from map(link, head)
        yield from map(link, rest)
        return
    global _link  # noqa: PLW0603 - a function of an object with a catalog can't be sent to a process, only inherited by it
    _link = link
    try:
        pool = ProcessPoolExecutor(workers, multiprocessing.get_context("fork"))  # which, unlike a multiprocessing.Pool, notices that one has died
        try:
            waiting = deque(pool.submit(_linked, head[i : i + _CHUNK]) for i in range(0, len(head), _CHUNK))
            while waiting:
                chunk = list(islice(rest, _CHUNK))
                if chunk:
                    waiting.append(pool.submit(_linked, chunk))
                yield from waiting.popleft().result()
        except BrokenProcessPool as error:
            raise KgError("a process that linked papers was ended from outside", hint="memory may have been short: --workers 1 takes the least") from error
        finally:
            pool.shutdown(cancel_futures=True)
    finally:
        _link = None


def _linked(papers: list[Paper]) -> list[LinkedPaper]:
    assert _link is not None
    return [_link(paper) for paper in papers]
