"""What every request passes: it is noted, and its answer gets the headers that all have."""

from __future__ import annotations

import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Activity:
    """When the last request came or went."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._under_way = 0

    def begin(self) -> None:
        self._under_way += 1

    def end(self) -> None:
        self._under_way -= 1
        self._last = time.monotonic()

    def idle(self) -> float:
        """Seconds since then; 0 while a request is answered."""
        return 0.0 if self._under_way else time.monotonic() - self._last


class ActivityMiddleware:
    """Tells `activity` of every request."""

    def __init__(self, app: ASGIApp, activity: Activity) -> None:
        self._app, self._activity = app, activity

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        self._activity.begin()
        try:
            await self._app(scope, receive, send)
        finally:
            self._activity.end()


class SecurityHeadersMiddleware:
    """Has every answer tell the browser to believe its media type, and other sites no more of an address than where it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update({"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"})
            await send(message)

        await self._app(scope, receive, send_with)
