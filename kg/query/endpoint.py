"""A SPARQL endpoint somewhere else: the same queries, sent by the SPARQL 1.1 Protocol."""

from __future__ import annotations

import http.client
import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

import pyoxigraph
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, RdfFormat, Triple

from kg import __version__
from kg.errors import QueryError, UsageError
from kg.graph.vocabulary import PREFIXES
from kg.query.answer import Answer, Results
from kg.query.store import with_values

_TABLES = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
_ACCEPT = "application/sparql-results+json, application/sparql-results+xml;q=0.8, application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.8"
_HEAD = "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in PREFIXES.items())


class Endpoint:
    """Queries sent to a SPARQL endpoint; a drop-in for a `Store` where only `query` is needed.

    The dataset can be chosen in the URL, as the protocol says: `http://…/sparql?default-graph-uri=…&named-graph-uri=…`.
    """

    def __init__(self, url: str, timeout: float = 60.0) -> None:
        """`timeout` in seconds. Raises UsageError if `url` is no http or https URL."""
        if not _is_address(url):
            raise UsageError("no URL of an endpoint", where=url, hint="give one such as https://example.org/sparql")
        self.url, self.timeout = url, timeout

    def query(self, sparql: str, parameters: Mapping[str, NamedNode | Literal] | None = None) -> Answer:
        """Answers like `Store.query`. Raises QueryError with what the endpoint says is wrong, or why it can't be reached."""
        # On one line with the query's first, so that the line numbers of its errors stay true.
        media_type, body = self._post(_HEAD + (with_values(sparql, parameters) if parameters else sparql))
        return Answer(lambda: _parse(media_type, body), self._unreadable)

    @contextmanager
    def _unreadable(self) -> Iterator[None]:
        try:
            yield
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"the endpoint's answer can't be read: {error}", where=self.url, hint="is it a SPARQL 1.1 endpoint?") from error

    def _post(self, sparql: str) -> tuple[str, bytes]:
        request = urllib.request.Request(
            self.url,
            data=urlencode({"query": sparql}).encode(),
            headers={"Accept": _ACCEPT, "Content-Type": "application/x-www-form-urlencoded", "User-Agent": f"paperkg/{__version__}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                return answer.headers.get_content_type(), answer.read()
        except urllib.error.HTTPError as error:
            said = re.sub(r"\s+", " ", error.read(2000).decode("utf-8", "replace")).strip()
            raise QueryError(f"the endpoint refused the query ({error.code} {error.reason}): {said[:300]}", where=self.url, hint="see what it says of the query") from error
        except (OSError, http.client.HTTPException) as error:  # URLError and time-outs too; what speaks no HTTP, or breaks off
            raise QueryError(f"the endpoint can't be reached: {getattr(error, 'reason', None) or str(error) or type(error).__name__}", where=self.url, hint="is it running, and is the URL right?") from error


def _is_address(url: str) -> bool:
    """Whether a text is an http or https URL that can be asked."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and re.fullmatch(r"[!-~]+", url) is not None
    except ValueError:  # brackets, or a port that is no number
        return False


def _parse(media_type: str, body: bytes) -> Results:
    if media_type in _TABLES:
        return pyoxigraph.parse_query_results(body, _TABLES[media_type])
    format_ = RdfFormat.from_media_type(media_type)
    if format_ is None:
        raise ValueError(f"it is {media_type}, neither SPARQL results nor RDF")
    return [Triple(q.subject, q.predicate, q.object) for q in pyoxigraph.parse(body, format=format_)]
