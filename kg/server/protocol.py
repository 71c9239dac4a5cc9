"""Requests of the SPARQL 1.1 Protocol (W3C Recommendation 2013, section 2.1): a query by GET, by a POSTed form, or POSTed as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from kg.server.errors import HttpError

_FORM, _DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
_UPDATE = "application/sparql-update"
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w-]+)", re.IGNORECASE)
# What may hold the letters of SERVICE, and words. Nothing in it is tried twice (`*+`, `++`): the time grows with the length alone.
_SERVICE = re.compile(
    r"""\#[^\n\r]*+
    | <(?P<iri>[^<>"{}|^`\s]*+)>
    | \"{3}(?:[^"\\]|\\.|"(?!""))*+\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*+'{3}
    | "(?:[^"\\\n\r]|\\.)*+" | '(?:[^'\\\n\r]|\\.)*+'
    | [?$]\w++ | @[A-Za-z][\w-]*+
    | (?P<word>[\w.-]++)(?P<local>:(?:[\w.:%-]|\\.)*+)?
    | :(?:[\w.:%-]|\\.)*+""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_GROUP = re.compile(r"(?:\s|\#[^\n\r]*+)*+\{")


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query and the dataset that it is asked of; without graphs the dataset is the service's own, or what FROM says."""

    sparql: str
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    format: str
    """The value of `format`, our own addition for links that people click: a name of `negotiation`'s tables, or nothing."""


def read_request(method: str, content_type: str, url_query: bytes, body: bytes) -> QueryRequest | None:
    """The query of a request, or None if it asks for the service itself. Raises HttpError for what the protocol does not allow."""
    in_url = _pairs(url_query, "the URL")
    if method in ("GET", "HEAD"):
        pairs = in_url
        if not any(key in ("query", "update") for key, _ in pairs):
            return None
    elif method == "POST":
        kind = content_type.partition(";")[0].strip().lower()
        charset = _CHARSET.search(content_type)
        if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
            raise HttpError(415, "a query is sent as UTF-8")
        if kind == _FORM:
            pairs = in_url + _pairs(body, "the form")
        elif kind == _DIRECT:
            pairs = [*in_url, ("query", _text(body, "the query"))]
        elif kind == _UPDATE:
            raise HttpError(403, "this endpoint is read-only")
        else:
            raise HttpError(415, f"a query is POSTed as {_FORM} or {_DIRECT}", Accept_Post=f"{_FORM}, {_DIRECT}")
    else:
        raise HttpError(405, "a query is sent by GET or POST", Allow="GET, HEAD, POST, OPTIONS")
    if any(key == "update" for key, _ in pairs):
        raise HttpError(403 if method == "POST" else 400, "this endpoint is read-only")
    queries = [value for key, value in pairs if key == "query"]
    if len(queries) != 1:
        raise HttpError(400, f"exactly one query, please: there are {len(queries)}")
    _refuse_service(queries[0])
    default = tuple(value for key, value in pairs if key == "default-graph-uri")
    named = tuple(value for key, value in pairs if key == "named-graph-uri")
    chosen = bool(default or named)
    return QueryRequest(queries[0], default if chosen else None, named if chosen else None, next((value for key, value in pairs if key == "format"), ""))


def _refuse_service(sparql: str) -> None:
    """Raises HttpError if the query would make this server send a request to another one."""
    if any(_is_service(found, sparql) for found in _SERVICE.finditer(sparql)):
        raise HttpError(403, "SERVICE is not answered here: this server sends no requests to others")


def _is_service(found: re.Match[str], sparql: str) -> bool:
    if iri := found["iri"]:
        # "FILTER(1<2)SERVICEe:x#>" is no IRI to the engine: what a "<" less than begins, a bracket must end before a group can follow.
        before, word, _ = iri.lower().partition("service")
        return bool(word) and ")" in before
    # The engine reads the keyword without a blank beside it too: "1SERVICE", "SERVICESILENT", and "SERVICEe:x {" for SERVICE e:x.
    # A prefixed name of that look is refused where a group follows it.
    if not found["word"] or "service" not in found["word"].lower():
        return False
    return not found["local"] or _GROUP.match(sparql, found.end()) is not None


def _pairs(encoded: bytes, where: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(_text(encoded, where), keep_blank_values=True, errors="strict", max_num_fields=200)
    except UnicodeDecodeError as error:
        raise HttpError(400, f"{where} is not UTF-8") from error
    except ValueError as error:
        raise HttpError(400, f"{where} has too many fields") from error


def _text(data: bytes, where: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HttpError(400, f"{where} is not UTF-8") from error
