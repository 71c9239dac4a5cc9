"""Runs the server: finds or makes the store, binds the address, and stops in good order."""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
import socket
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import uvicorn

from kg.errors import UsageError
from kg.iris import DEFAULT_BASE
from kg.query import Store
from kg.resources import cache_folder
from kg.server.app import make_app
from kg.server.workers import Limits


def serve(
    where: str | Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    base: str = DEFAULT_BASE,
    limits: Limits | None = None,
    on_ready: Callable[[str], None] = lambda url: None,
) -> None:
    """Serves a build's folder or an RDF file until it is interrupted. `on_ready` gets the URL once it answers; port 0 takes a free one.

    Raises SourceError if there is no graph in `where`, UsageError if the address can't be had.
    """
    with tempfile.TemporaryDirectory(prefix="paperkg-", ignore_cleanup_errors=True) as scratch:
        listening = _bind(host, port)
        with listening:
            store = Store.on_disk(where, Path(scratch) / "store")
            folder = Path(where) if Path(where).is_dir() else None
            app = make_app(store, base, limits, folder=folder, index=None if store.is_relative_to(scratch) else _index_of(store))
            name = f"[{host}]" if ":" in host else host
            url = f"http://{name}:{listening.getsockname()[1]}/"
            server = _Server(uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=2, lifespan="on"), lambda: on_ready(url))
            server.run(sockets=[listening])


def _index_of(store: Path) -> Path | None:
    """Where the pages keep what they read of this store as it is now; what they kept of it before is deleted. None if nothing can be kept."""
    state = sorted((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in store.glob("*.sst"))
    one, other = (hashlib.sha256(repr(text).encode()).hexdigest()[:16] for text in (str(store.resolve()), state))
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.glob(f"pages-{one}-*.npz"):
            if path.name != f"pages-{one}-{other}.npz":
                path.unlink()
    except OSError:
        return None
    return folder / f"pages-{one}-{other}.npz" if os.access(folder, os.W_OK) else None


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # A closed terminal ends the server in good order too; uvicorn sees to SIGINT and SIGTERM alone.
        if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN and threading.current_thread() is threading.main_thread():
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self.handle_exit, signal.SIGHUP, None)
        if self.started:
            self._on_ready()


def _bind(host: str, port: int) -> socket.socket:
    """A listening socket, before any work is done."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except (OSError, OverflowError) as error:
        raise UsageError(f"no address to listen on: {error}", where=f"{host}:{port}", hint="127.0.0.1 is this machine alone, 0.0.0.0 all of its networks") from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(1024)
    except OSError as error:
        listening.close()
        raise UsageError(f"can't listen there: {error.strerror}", where=f"{host}:{port}", hint="choose another with --port; 0 takes a free one") from error
    return listening
