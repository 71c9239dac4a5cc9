"""Values for the parameters of saved queries: names are resolved to entities, and every value goes in as a term, never as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Protocol

from pyoxigraph import Literal, NamedNode
from rapidfuzz import fuzz, process

from kg.errors import QueryError
from kg.graph.vocabulary import ENTITY_CLASSES, XSD
from kg.query.answer import Answer
from kg.query.saved import Parameter, SavedQuery
from kg.sources import arxiv_id
from kg.text import squash
from kg.titles import title_fit

_NAMES = """SELECT ?entity ?class ?name ?first WHERE {
  { ?entity skos:prefLabel ?name BIND(true AS ?first) } UNION { ?entity skos:altLabel ?name BIND(false AS ?first) }
  ?entity a ?class
}"""
_WRITTEN = """SELECT DISTINCT ?entity ?class ?first WHERE {
  { ?entity skos:prefLabel ?name BIND(true AS ?first) } UNION { ?entity skos:altLabel ?name BIND(false AS ?first) }
  ?entity a ?class
}"""


def node_of(iri: str) -> NamedNode | None:
    """The IRI as a term; None if it is none, as what people type may be."""
    try:
        return NamedNode(iri)
    except ValueError:
        return None


_TYPE_OF = {class_: type_ for type_, class_ in ENTITY_CLASSES.items()}


class Queryable(Protocol):
    """What names are looked up in: a `Store`, or an `Endpoint`."""

    def query(self, sparql: str, parameters: Mapping[str, NamedNode | Literal] | None = None) -> Answer:
        """The answer to a query."""


def bind(query: SavedQuery, given: Mapping[str, str], store: Queryable, on_choice: Callable[[str], None] = lambda choice: None) -> dict[str, NamedNode | Literal]:
    """Terms for the query's parameters, defaults where nothing is given; `on_choice` as for `resolve_paper`.

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
        bound[parameter.name] = _term(parameter, value, store, on_choice)
    return bound


def _term(parameter: Parameter, value: str, store: Queryable, on_choice: Callable[[str], None]) -> NamedNode | Literal:
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
        return NamedNode(resolve_paper(value, store, on_choice))
    return NamedNode(resolve(value, parameter.type, store, on_choice))


def resolve(name: str, type_: str, store: Queryable, on_choice: Callable[[str], None] = lambda choice: None) -> str:
    """The IRI of the entity that has this IRI, or goes by this name, whatever its case and hyphens; `type_` is an entity type or `entity` for any.

    A name as it is written goes before one in another case, and an entity's first name before another's alias. `on_choice` is told which
    entity it is where others are called so too. Raises QueryError with the nearest three names if there is none.
    """
    name = name.encode("utf-8", "replace").decode("utf-8")  # bytes that are no UTF-8 come from a command line as what no literal can hold
    node = node_of(name)
    if node and any(_fits(class_, type_) for (class_,) in store.query("SELECT ?class WHERE { ?entity skos:prefLabel ?name ; a ?class }", {"entity": node})):
        return name
    # Most names are typed as the graph has them; only for the others all names are read.
    exact = sorted({(not first, str(entity)) for entity, class_, first in store.query(_WRITTEN, {"name": Literal(name)}) if _fits(class_, type_)})
    if exact:
        if others := [entity for alias, entity in exact[1:] if alias == exact[0][0]]:
            on_choice(f"{name!r} is taken for <{exact[0][1]}>; to have another that is called so, give its IRI: " + ", ".join(f"<{other}>" for other in others))
        return exact[0][1]
    names: dict[str, tuple[str, str]] = {}
    first_names: dict[str, str] = {}
    of_other_types: dict[str, str] = {}
    for other, label, entity, class_ in sorted((not first, str(label), str(entity), class_) for entity, class_, label, first in store.query(_NAMES)):
        if _fits(class_, type_):
            if not other:
                first_names[entity] = label
            for form in (label, label.casefold(), squash(label)):
                if form:  # nothing is left of squashed Chinese
                    names.setdefault(form, (entity, label))
        else:
            of_other_types[squash(label)] = f"{label} is a {_TYPE_OF.get(str(class_), 'thing of another type')}"
    key = squash(name)
    for form in (name, name.casefold(), *((key, key.removesuffix("s"), key + "s") if key else ())):
        if form in names:
            return names[form][0]
    if key and key in of_other_types:
        raise QueryError(f"the graph has no {type_} called {name!r}", hint=of_other_types[key] + "; kg query --list names what can be asked of one")
    near: dict[str, str] = {}
    for form, _, _ in process.extract(name.casefold(), list(names), scorer=fuzz.ratio, limit=12):
        entity, label = names[form]
        near.setdefault(entity, first_names.get(entity, label))  # several forms and names of one entity: it counts once, by its first name
    nearest = list(near.values())[:3]
    raise QueryError(f"the graph has no {type_} called {name!r}", hint="nearest: " + ", ".join(nearest) if nearest else "")


def resolve_paper(words: str, store: Queryable, on_choice: Callable[[str], None] = lambda choice: None) -> str:
    """The IRI of the paper with this IRI, arXiv id or title, else of the title that fits the words best, of equals the shortest.

    `on_choice` is told which paper it is where others fit as well. Raises QueryError with the nearest three titles if there is none.
    """
    node = node_of(words)
    if node and store.query("SELECT ?title WHERE { ?paper a fabio:ResearchPaper ; dcterms:title ?title }", {"paper": node}):
        return words
    by_id = store.query("SELECT ?paper WHERE { ?paper pk:arxivId ?id }", {"id": Literal(arxiv_id(words))})
    if by_id and arxiv_id(words):
        return str(by_id.rows[0][0])
    titles = {str(paper): str(title) for paper, title in store.query("SELECT ?paper ?title WHERE { ?paper a fabio:ResearchPaper ; dcterms:title ?title }")}
    fitting = sorted((fit, len(title), paper) for paper, title in titles.items() if (fit := title_fit(words, title)) is not None)
    if fitting:
        fit, _, paper = fitting[0]
        if others := sum(other[0] == fit for other in fitting) - 1:
            on_choice(f"{words!r} is taken for the paper {titles[paper]!r}; {others} more {'titles have' if others > 1 else 'title has'} these words")
        return paper
    nearest = process.extract(words.casefold(), {paper: title.casefold() for paper, title in titles.items()}, limit=3)
    raise QueryError(f"the graph has no paper called {words!r}", hint="nearest: " + "; ".join(titles[paper] for _, _, paper in nearest) if nearest else "")


def _fits(class_: object, type_: str) -> bool:
    return type_ == "entity" or class_ == ENTITY_CLASSES.get(type_)  # type: ignore[call-overload]
