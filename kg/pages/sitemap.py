"""Sitemaps as https://www.sitemaps.org/protocol.html defines them."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

MOST = 50_000
"""Addresses in one file: the protocol's limit."""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemap(root: str, paths: list[str]) -> Iterator[str]:
    """One document, or an index followed by the parts `sitemap-1.xml`, `sitemap-2.xml` and so on."""
    root = root.rstrip("/")
    parts = [paths[at : at + MOST] for at in range(0, len(paths), MOST)]
    if len(parts) > 1:
        entries = "".join(f"<sitemap><loc>{escape(f'{root}/sitemap-{number}.xml')}</loc></sitemap>\n" for number in range(1, len(parts) + 1))
        yield f"{_HEAD}<sitemapindex {_NAMESPACE}>\n{entries}</sitemapindex>\n"
    for part in parts:
        entries = "".join(f"<url><loc>{escape(root + path)}</loc></url>\n" for path in part)
        yield f"{_HEAD}<urlset {_NAMESPACE}>\n{entries}</urlset>\n"
