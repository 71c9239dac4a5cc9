"""What goes wrong with a request, as an HTTP status and a sentence for whoever sent it."""

from __future__ import annotations

from kg.errors import KgError


class HttpError(KgError):
    """A request that is answered with an error. `headers` go with it."""

    def __init__(self, status: int, what: str, **headers: str) -> None:
        super().__init__(what)
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
