"""What a page says of its own scripts and styles, so that the browser runs these and nothing else (Content Security Policy Level 3, W3C)."""

from __future__ import annotations

import base64
import hashlib


def source_hash(text: str) -> str:
    """The hash source of a script or style that stands in the page itself."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
