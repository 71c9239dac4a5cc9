"""Opens the explorer's page in Chromium, and minds what it complains about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens a file without network. At the end, nothing may have been complained about, opened or asked for."""
    contexts, troubles = [], []

    def opened(path: Path, **options: Any) -> Any:
        settings = {"viewport": {"width": 1200, "height": 800}, "reduced_motion": "reduce", "offline": True, **options}
        context = chromium.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: troubles.append(f"console {message.type}: {message.text}"))
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))

        def check_request(request: Any) -> None:
            if request.url != path.as_uri() and not request.url.startswith(("data:", "blob:")):
                troubles.append(f"request: {request.url}")

        page.on("request", check_request)
        page.goto(path.as_uri())
        page.wait_for_function("window.paperkg")
        return page

    yield opened
    for context in contexts:
        for page in context.pages:
            page.wait_for_timeout(50)
        context.close()
    assert troubles == []
