"""Values for the parameters of saved queries: names are resolved to entities, and every value goes in as a term, never as text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from pyoxigraph import Literal, NamedNode
from rapidfuzz import process

from kg.errors import QueryError
from kg.graph.vocabulary import ENTITY_CLASSES, XSD
from kg.query.answer import Answer
from kg.query.saved import Parameter, SavedQuery
from kg.text import squash

_NAMES = """SELECT ?entity ?class ?name ?first WHERE {
  { ?entity skos:prefLabel ?name BIND(true AS ?first) } UNION { ?entity skos:altLabel ?name BIND(false AS ?first) }
  ?entity a ?class
}"""
_WRITTEN = """SELECT DISTINCT ?entity ?class ?first WHERE {
  { ?entity skos:prefLabel ?name BIND(true AS ?first) } UNION { ?entity skos:altLabel ?name BIND(false AS ?first) }
  ?entity a ?class
}"""


class Queryable(Protocol):
    """What names are looked up in: a `Store`, or an `Endpoint`."""

    def query(self, sparql: str, parameters: Mapping[str, NamedNode | Literal] | None = None) -> Answer:
        """The answer to a query."""


def bind(query: SavedQuery, given: Mapping[str, str], store: Queryable) -> dict[str, NamedNode | Literal]:
    """Terms for the query's parameters, defaults where nothing is given.

    Raises QueryError for an unknown parameter, a missing one, or a name that the graph does not have, with the nearest three.
    """
    known = {parameter.name for parameter in query.parameters}
    for name in given:
        if name not in known:
            raise QueryError(f"{query.name} has no parameter --{name}", hint="it has: " + (", ".join(f"--{k}" for k in sorted(known)) or "none"))
    bound: dict[str, NamedNode | Literal] = {}
    for parameter in query.parameters:
        value = given.get(parameter.name, parameter.default)
        if value is None:
            raise QueryError(f"{query.name} needs --{parameter.name}", hint=parameter.description or f"a {parameter.type}")
        bound[parameter.name] = _term(parameter, value, store)
    return bound


def _term(parameter: Parameter, value: str, store: Queryable) -> NamedNode | Literal:
    if parameter.type == "integer":
        if not re.fullmatch(r"[+-]?[0-9]+", value):
            raise QueryError(f"--{parameter.name} is a whole number, not {value!r}")
        return Literal(value, datatype=NamedNode(XSD + "integer"))
    if parameter.type == "type":
        if value not in ENTITY_CLASSES:
            raise QueryError(f"--{parameter.name} is a type, not {value!r}", hint="one of " + ", ".join(ENTITY_CLASSES))
        return NamedNode(ENTITY_CLASSES[value])
    if parameter.type == "string":
        return Literal(value)
    if parameter.type == "paper":
        return NamedNode(resolve_paper(value, store))
    return NamedNode(resolve(value, parameter.type, store))


def resolve(name: str, type_: str, store: Queryable) -> str:
    """The IRI of the entity that goes by a name, whatever its case and hyphens; `type_` is an entity type or `entity` for any.

    A name as it is written goes before one in another case, and an entity's first name before another's alias.
    Raises QueryError with the nearest three names if there is none.
    """
    # Most names are typed as the graph has them; only for the others all names are read.
    exact = sorted((not first, str(entity)) for entity, class_, first in store.query(_WRITTEN, {"name": Literal(name)}) if _fits(class_, type_))
    if exact:
        return exact[0][1]
    names: dict[str, tuple[str, str]] = {}
    for _, label, entity, class_ in sorted((not first, str(label), str(entity), class_) for entity, class_, label, first in store.query(_NAMES)):
        if _fits(class_, type_):
            for form in (label, label.casefold(), squash(label)):
                if form:  # nothing is left of squashed Chinese
                    names.setdefault(form, (entity, label))
    key = squash(name)
    for form in (name, name.casefold(), *((key, key.removesuffix("s"), key + "s") if key else ())):
        if form in names:
            return names[form][0]
    near: dict[str, str] = {}
    for form, _, _ in process.extract(name.casefold(), list(names), limit=12):
        near.setdefault(*names[form])  # several forms and names of one entity: it counts once
    nearest = list(near.values())[:3]
    raise QueryError(f"the graph has no {type_} called {name!r}", hint="nearest: " + ", ".join(nearest) if nearest else "")


def resolve_paper(words: str, store: Queryable) -> str:
    """The IRI of the paper with this IRI, arXiv id or title, else of the shortest title that holds the words.

    Raises QueryError with the nearest three titles if there is none.
    """
    if re.fullmatch(r"[a-z]+://\S+", words) and store.query("SELECT ?title WHERE { ?paper a fabio:ResearchPaper ; dcterms:title ?title }", {"paper": NamedNode(words)}):
        return words
    by_id = store.query("SELECT ?paper WHERE { ?paper pk:arxivId ?id }", {"id": Literal(words)})
    if by_id:
        return str(by_id.rows[0][0])
    titles = {str(paper): str(title) for paper, title in store.query("SELECT ?paper ?title WHERE { ?paper a fabio:ResearchPaper ; dcterms:title ?title }")}
    held = [(len(title), paper) for paper, title in titles.items() if words.casefold() in title.casefold()]
    if held:
        return min(held)[1]
    nearest = process.extract(words.casefold(), {paper: title.casefold() for paper, title in titles.items()}, limit=3)
    raise QueryError(f"the graph has no paper called {words!r}", hint="nearest: " + "; ".join(titles[paper] for _, _, paper in nearest) if nearest else "")


def _fits(class_: object, type_: str) -> bool:
    return type_ == "entity" or class_ == ENTITY_CLASSES.get(type_)  # type: ignore[call-overload]
