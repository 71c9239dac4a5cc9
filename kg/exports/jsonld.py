"""JSON-LD 1.1, compact by a context: one JSON object a line and node, which a reader can use without knowing RDF.

Source: https://www.w3.org/TR/json-ld11/. The general compaction algorithm holds the whole document in memory; this writer
takes sorted statements and holds one node.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import attrgetter
from typing import IO, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.graph.vocabulary import TYPE, XSD

Context = Mapping[str, str | float | Mapping[str, str]]
Term = NamedNode | BlankNode | Literal
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,14}")  # what JSON readers keep exact, spelled as XML Schema does
_WHOLE_TYPES = {XSD + "integer", XSD + "nonNegativeInteger"}


def write_jsonld(triples: Iterable[Triple], out: IO[bytes], context: Context) -> None:
    """Writes triples, those of a subject together, as one `@graph` under `context`."""
    compact = Compaction(context)
    out.write(b'{"@context": ' + json.dumps(context, ensure_ascii=False, indent=1).encode() + b',\n"@graph": [')
    for number, (_, group) in enumerate(groupby(triples, key=attrgetter("subject"))):
        out.write(b",\n" if number else b"\n")
        out.write(json.dumps(compact.node(list(group)), ensure_ascii=False).encode())
    out.write(b"\n]}\n")


class _Property(NamedTuple):
    """A term of the context that stands for a property."""

    name: str
    many: bool


class Compaction:
    """Writes nodes with the terms of one context, whose definitions are IRIs, or objects with `@id`, `@type` and `@container`."""

    def __init__(self, context: Context) -> None:
        named = {name: value for name, value in context.items() if not name.startswith("@")}
        self._prefixes = {name: value for name, value in named.items() if isinstance(value, str) and value.endswith(("#", "/", ":"))}
        self._keywords = {value: name for name, value in named.items() if isinstance(value, str) and value.startswith("@")}
        self._terms: dict[tuple[str, str], _Property] = {}
        """By the property's IRI and how its values are typed: a datatype, `@id`, `@vocab`, or nothing."""
        for name, value in named.items():
            definition = {"@id": value} if isinstance(value, str) else value
            if not isinstance(definition, Mapping) or name in self._prefixes or name in self._keywords.values():
                continue
            type_ = definition.get("@type", "")
            self._terms[self._expand(definition["@id"]), self._expand(type_)] = _Property(name, definition.get("@container") == "@set")
        self._names = {iri: term.name for (iri, type_), term in self._terms.items() if not type_ or type_ == "@id"}

    def node(self, triples: list[Triple]) -> dict[str, object]:
        """The node of a subject: its id, its types, then its properties."""
        subject = triples[0].subject
        assert isinstance(subject, (NamedNode, BlankNode))
        types: list[object] = []
        rest: dict[str, object] = {}
        for triple in triples:
            value = triple.object
            assert isinstance(value, (NamedNode, BlankNode, Literal))
            if triple.predicate.value == TYPE and not isinstance(value, Literal):
                types.append(self._name(value))
            else:
                self._add(rest, triple.predicate.value, value)
        of_type = {self._keyword("@type"): types[0] if len(types) == 1 else types} if types else {}
        return {self._keyword("@id"): _id(subject), **of_type, **rest}

    def _add(self, node: dict[str, object], property_: str, value: Term) -> None:
        term, written = self._property(property_, value)
        if term.many:
            values = node.setdefault(term.name, [])
            assert isinstance(values, list)
            values.append(written)
        elif term.name in node:
            before = node[term.name]
            node[term.name] = [*before, written] if isinstance(before, list) else [before, written]
        else:
            node[term.name] = written

    def _property(self, property_: str, value: Term) -> tuple[_Property, object]:
        """The term for a property with this value, and the value as it is written there."""
        if isinstance(value, Literal):
            datatype = "" if value.language or value.datatype.value == XSD + "string" else value.datatype.value
            typed = self._terms.get((property_, datatype)) if datatype else None
            if typed:
                return typed, int(value.value) if datatype in _WHOLE_TYPES and _WHOLE.fullmatch(value.value) else value.value
            term = self._terms.get((property_, "")) or _Property(self._compact(property_), False)
            if value.language:
                return term, {"@value": value.value, "@language": value.language}
            return term, {"@value": value.value, "@type": self._compact(datatype)} if datatype else value.value
        if of_vocabulary := self._terms.get((property_, "@vocab")):
            return of_vocabulary, self._name(value)
        if of_id := self._terms.get((property_, "@id")):
            return of_id, _id(value)
        return self._terms.get((property_, "")) or _Property(self._compact(property_), False), {"@id": _id(value)}

    def _name(self, value: NamedNode | BlankNode) -> str:
        """A node as a value of `@type` or of a term that is typed `@vocab`: there, terms stand for IRIs."""
        return self._names.get(value.value) or self._compact(_id(value))

    def _compact(self, iri: str) -> str:
        for prefix, namespace in self._prefixes.items():
            if iri.startswith(namespace) and len(iri) > len(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri

    def _expand(self, name: str) -> str:
        prefix, colon, local = name.partition(":")
        return self._prefixes[prefix] + local if colon and prefix in self._prefixes else name

    def _keyword(self, keyword: str) -> str:
        return self._keywords.get(keyword, keyword)


def _id(value: NamedNode | BlankNode) -> str:
    return value.value if isinstance(value, NamedNode) else f"_:{value.value}"
