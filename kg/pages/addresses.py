"""Addresses: where this server shows an IRI, and which addresses in the data may become links."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, urlencode

OWN = ("paper", "method", "dataset", "hardware", "task", "page", "link", "relation")
"""First parts of the paths under the base that are IRIs of the graph; all else there belongs to the server."""
_PLAIN = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@%/-]+")
_WEB = re.compile(r"https?://[^\s<>\"\\^`{|}\x00-\x20]+", re.IGNORECASE)


def path_of(iri: str, base: str) -> str:
    """The path of an IRI: its own behind `base`, as it is written there; `/resource?iri=...` for any other."""
    rest = iri.removeprefix(base) if iri.startswith(base) else ""
    first, _, last = rest.partition("/")
    if first in OWN and last and _PLAIN.fullmatch(last) and "." not in {part.replace("..", ".") for part in last.split("/")} and "//" not in rest:
        return "/" + rest
    return "/resource?" + urlencode({"iri": iri}, quote_via=quote)


def iri_of(path: str, base: str) -> str:
    """The IRI of a path with its query: what `path_of` was given. The path is the request's own, percent signs not decoded."""
    where, _, query = path.partition("?")
    if where == "/resource":
        return parse_qs(query).get("iri", [""])[0]
    return base + where.lstrip("/")


def requoted(iri: str, base: str) -> str:
    """An IRI whose percent signs a server has decoded, as it is in the graph: identifiers there hold no bare slash."""
    rest = iri.removeprefix(base) if iri.startswith(base) else ""
    first, _, last = rest.partition("/")
    return f"{base}{first}/{quote(last, safe='.-_')}" if last else iri


def web_address(text: str) -> str:
    """The text if it is an address of the web that may become a link, else nothing: `javascript:` and its like are none."""
    return text if _WEB.fullmatch(text) else ""
