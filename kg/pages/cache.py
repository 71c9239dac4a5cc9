"""Pages that were asked for lately, up to a number of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock


class PageCache:
    """Keeps what was used last. Thread-safe; two threads may both make a page that neither finds."""

    def __init__(self, most_bytes: int = 64 << 20) -> None:
        self._most, self._held = most_bytes, 0
        self._pages: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], str]) -> str:
        """The page under `key`, made if it is not there."""
        with self._lock:
            if (found := self._pages.get(key)) is not None:
                self._pages.move_to_end(key)
        if found is not None:
            return found.decode()
        page = make()
        data = page.encode("utf-8", "replace")
        with self._lock:
            if len(data) <= self._most // 8 and key not in self._pages:
                self._pages[key] = data
                self._held += len(data)
                while self._held > self._most:
                    _, oldest = self._pages.popitem(last=False)
                    self._held -= len(oldest)
        return page
