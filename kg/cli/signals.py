"""Ends a command by an exception where a signal would end it at once: only then are the folders that it works in removed."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Ended(KeyboardInterrupt):
    """A signal other than Ctrl+C's asked the process to end (`kill`, a service manager, a closed terminal)."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_code = 128 + number
        """As shells tell it: 143 for SIGTERM."""


@contextmanager
def ending_at_once() -> Iterator[None]:
    """Lets Ctrl+C, SIGTERM and SIGHUP end the process while it holds, as the system does: for compiled code that looks at no signals and leaves nothing to remove."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: handler for number in numbers if callable(handler := signal.getsignal(number))}
    try:
        for number in before:
            signal.signal(number, signal.SIG_DFL)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Raises Ended for SIGTERM and SIGHUP while it holds. Signals that are ignored (nohup) or that the calling program handles stay as they are."""
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    ours = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL] if threading.current_thread() is threading.main_thread() else []

    def end(number: int, frame: FrameType | None) -> None:
        raise Ended(number)

    try:
        for number in ours:
            signal.signal(number, end)
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)
