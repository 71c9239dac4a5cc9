"""The server as its users start it: a process of its own, on a free port of loopback."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest


class Served:
    """A running server: its URL, its process, and a client for it."""

    def __init__(self, url: str, process: subprocess.Popen[str]) -> None:
        self.url, self.process = url, process
        self.http = httpx.Client(base_url=url, timeout=60, trust_env=False)

    def sparql(self, query: str, accept: str = "application/sparql-results+json", **more: str) -> httpx.Response:
        return self.http.post("sparql", data={"query": query, **more}, headers={"Accept": accept})


@contextmanager
def serving(*arguments: object) -> Iterator[Served]:
    """Runs `kg serve` with these arguments and stops it as Ctrl+C does."""
    command = [sys.executable, "-m", "kg", "serve", *map(str, arguments), "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        said = ""
        for line in process.stderr:  # type: ignore[union-attr]
            said += line
            if found := re.match(r"(http://\S+/)  pages", line):
                break
        else:
            raise AssertionError(f"the server did not start: {said}")
        yield Served(found[1], process)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        finally:
            process.kill()


@pytest.fixture(scope="session")
def serve() -> Callable[..., object]:
    """`serving`, for tests with arguments of their own."""
    return serving


@pytest.fixture(scope="session")
def served(hand_build: Path) -> Iterator[Served]:
    """The hand-made graph, served with the defaults."""
    with serving(hand_build) as server:
        yield server
