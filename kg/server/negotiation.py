"""Which format an answer is given in: by the Accept header (RFC 9110, section 12.5.1), or by a `format` in the URL."""

from __future__ import annotations

from collections.abc import Sequence

# The parser of Falcon's project; Starlette has none (MIT, no dependencies).
import mimeparse

from kg.server.errors import HttpError

TABLES = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
"""Formats of SELECT and ASK by the name that `?format=` takes, the first where the client takes any."""
GRAPHS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
"""Formats of CONSTRUCT and DESCRIBE, likewise."""
# What browsers and older clients ask for, and what they mean by it.
_ALSO = {
    "application/json": TABLES["json"],
    "application/xml": TABLES["xml"],
    "text/xml": TABLES["xml"],
    "text/plain": TABLES["tsv"],
}
_ALSO_GRAPHS = {
    "application/json": GRAPHS["jsonld"],
    "application/xml": GRAPHS["rdfxml"],
    "text/plain": GRAPHS["nt"],
}
HTML = "text/html"


def choose(accept: str, offers: Sequence[str]) -> str:
    """The offer that an Accept header likes best, the earlier one where it likes two alike; empty if it takes none."""
    if not accept.strip():
        return offers[0]
    try:
        # mimeparse prefers what stands last in the list.
        return str(mimeparse.best_match(list(reversed(offers)), accept))
    except mimeparse.MimeTypeParseException as error:
        raise HttpError(400, f"the Accept header can't be read: {error}") from error


def table_format(accept: str, name: str = "") -> str:
    """The media type for a SELECT or ASK; empty if there is none that the client takes."""
    return _format(accept, name, TABLES, _ALSO)


def graph_format(accept: str, name: str = "") -> str:
    """The media type for a CONSTRUCT or DESCRIBE; empty if there is none that the client takes."""
    return _format(accept, name, GRAPHS, _ALSO_GRAPHS)


def page_or_graph_format(accept: str, name: str = "") -> str:
    """The media type for what an IRI names: a page for people, or RDF. Raises HttpError 406 if the client takes none."""
    if name:
        if name not in GRAPHS and name != "html":
            raise HttpError(400, f"no format is called {name!r}; there are: html " + " ".join(GRAPHS))
        return GRAPHS.get(name, HTML)
    chosen = choose(accept, [HTML, *GRAPHS.values(), "application/json"])
    if not chosen:
        raise HttpError(406, "this is to be had as " + ", ".join((HTML, *GRAPHS.values())))
    return _ALSO_GRAPHS.get(chosen, chosen)


def _format(accept: str, name: str, formats: dict[str, str], also: dict[str, str]) -> str:
    if name in formats:
        return formats[name]  # any other name is what some clients send along with their Accept
    chosen = choose(accept, [*formats.values(), *also])
    return also.get(chosen, chosen)
