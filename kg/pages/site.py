"""Site: the pages of one graph as HTML, each a function of what the address says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pyoxigraph import Literal

from kg.graph.vocabulary import PREFIXES
from kg.iris import DEFAULT_BASE, Iris
from kg.model import ENTITY_TYPES
from kg.pages import addresses, reading, words
from kg.pages.cache import PageCache
from kg.pages.context import Graph
from kg.pages.entity_page import entity_context, papers_context, with_query
from kg.pages.finding import Finder
from kg.pages.list_pages import home_context, listing_context, missing_context, resource_context, search_context, suggestions
from kg.pages.paper_page import paper_context
from kg.pages.sitemap import sitemap
from kg.pages.tables import Tables
from kg.pages.tool_pages import about_context, query_context
from kg.query import Store
from kg.query.store import read_quads
from kg.resources import ontology

_HERE = Path(__file__).resolve().parent
_MOST_POINTING = 100
_RDFS_LABEL = PREFIXES["rdfs"] + "label"


class Site:
    """The pages of a graph. Thread-safe; reads only.

    Methods give whole HTML documents; those that may have nothing to show give None. They have no inline styles or scripts,
    and link to `/static/pages.css`, `/static/pages.js` and `/static/icon.svg`.
    """

    def __init__(self, store: Store, base: str = DEFAULT_BASE, *, index: Path | None = None, cache_bytes: int = 64 << 20) -> None:
        """Reads what every page needs into memory and builds the search.

        That takes half a minute for 100,000 papers in a store on disk, and a few seconds with an `index`: a file that keeps what
        was read. It is written if it is not there; the caller names another, or deletes it, when the graph has changed.
        Up to `cache_bytes` of pages are kept in memory.
        """
        tables = Tables(store, index)
        self._graph = Graph(store, tables, Finder(tables), Iris(base).base)
        self._cache = PageCache(cache_bytes)
        self._templates = _environment()
        self._terms = _terms()
        # What is worked out once is worked out before there are several threads.
        _ = tables.with_code, tables.recent, tables.by_title

    def home(self) -> str:
        """The first page: what the graph has, its largest and newest."""
        return self._cached("home", lambda: home_context(self._graph))

    def listing(self, type_: str, page: int = 1, order: str = "papers", kind: str = "") -> str | None:
        """All entities of a type, or of one kind of it, or all papers (`paper`), 100 a page. None for a word that is no type.

        `order` is `papers`, `recent` or `name`, of papers `date`, `links` or `title`; any other is the first of them.
        """
        if type_ not in (*ENTITY_TYPES, "paper"):
            return None
        return self._render("listing", listing_context(self._graph, type_, page, order, kind))

    def entity(self, iri: str) -> str | None:
        """An entity's page; None if the graph has no such entity."""
        number = self._graph.tables.entity_number.get(iri)
        return None if number is None else self._cached("entity", lambda: entity_context(self._graph, number), iri)

    def warm(self, most: int, goes_on: Callable[[], bool] = lambda: True) -> None:
        """Makes the pages of the entities that most papers name, which take longest, before anybody asks for them; as long as `goes_on`."""
        for iri in self._graph.tables.entities[:most]:
            if not goes_on():
                return
            self.entity(iri)

    def papers_of(self, iri: str, role: str = "", page: int = 1) -> str | None:
        """An entity's papers, 50 a page: those of a role, of all (empty or `all`), or those that name something `narrower`.

        None if the graph has no such entity, or there is no such role.
        """
        number = self._graph.tables.entity_number.get(iri)
        found = None if number is None else papers_context(self._graph, number, "" if role == "all" else role, page)
        return None if found is None else self._render("papers", found)

    def paper(self, iri: str) -> str | None:
        """A paper's page; None if the graph has no such paper."""
        number = self._graph.tables.paper_number.get(iri)
        return None if number is None else self._cached("paper", lambda: paper_context(self._graph, number), iri)

    def resource(self, iri: str) -> str | None:
        """The page of anything that the graph, or its ontology, says something of; None if it says nothing."""
        if iri in self._graph.tables.paper_number:
            return self.paper(iri)
        if iri in self._graph.tables.entity_number:
            return self.entity(iri)
        triples = [(p, value, "facts") for p, value in reading.facts(self._graph.store, iri)]
        triples += [(p, value, "evidence") for p, value in reading.evidence_facts(self._graph.store, iri)]
        triples += [(p, value, "ontology") for p, value in self._terms.get(iri, ())]
        back = reading.pointing_to(self._graph.store, iri, _MOST_POINTING)
        if not triples and not back:
            return None
        context = resource_context(self._graph, iri, triples, back, self._terms, self._label)
        return self._render("resource", context | {"most": _MOST_POINTING})

    def search(self, text: str, type_: str = "", page: int = 1) -> str:
        """What a search finds, 25 a page; typing errors are forgiven. An empty text gives the form alone."""
        return self._render("search", search_context(self._graph, text, type_ if type_ in (*ENTITY_TYPES, "paper") else "", page))

    def suggest(self, text: str, most: int = 8) -> list[dict[str, object]]:
        """The best finds as objects: iri, name, type, papers, href, and `also`, the other name that matched, or empty."""
        return suggestions(self._graph, text, most)

    def query(self, sparql: str = "") -> str:
        """The editor for SPARQL, with a query in it or an example, and the saved queries."""
        return self._render("query", query_context(self._graph, sparql))

    def about(self, root: str, downloads: Sequence[str] = ()) -> str:
        """What the graph is and how programs get at it; `root` is the server's address, `downloads` are names of files below `/download/`."""
        return self._render("about", about_context(self._graph, root, downloads))

    def not_found(self, iri: str) -> str:
        """A page that says that there is no such IRI, with what is named nearly so."""
        return self._render("missing", missing_context(self._graph, iri))

    def sitemap(self, root: str) -> Iterator[str]:
        """XML for search engines, addresses starting with `root`: one document, or an index and its parts.

        With more than 50,000 addresses, the first is an index for `/sitemap.xml`, the others are `/sitemap-1.xml` and so on.
        """
        tables = self._graph.tables
        lists = [f"/{type_}" for type_ in (*ENTITY_TYPES, "paper")]
        return sitemap(root, ["/", *lists, *map(self.href, tables.entities), *map(self.href, tables.papers)])

    def href(self, iri: str) -> str:
        """A link on this server: the path of an IRI under the base, `/resource?iri=...` for any other."""
        return self._graph.href(iri)

    def iri_of(self, path: str) -> str:
        """The IRI of a path with its query, as the request has it; also of a path whose percent signs were decoded on the way."""
        iri = addresses.iri_of(path, self._graph.base)
        tables = self._graph.tables
        if iri not in tables.paper_number and iri not in tables.entity_number:
            again = addresses.requoted(iri, self._graph.base)
            if again in tables.paper_number:
                return again
        return iri

    def _cached(self, template: str, context: object, *key: str) -> str:
        return self._cache.get((template, *key), lambda: self._render(template, context()))  # type: ignore[operator]

    def _render(self, template: str, context: dict[str, object]) -> str:
        return self._templates.get_template(f"{template}.html.j2").render(context)

    def _label(self, iri: str) -> str:
        for property_, value in self._terms.get(iri, ()):
            if property_ == _RDFS_LABEL:
                return value
        prefix = next((short for short, long in PREFIXES.items() if iri.startswith(long)), "")
        return f"{prefix}:{iri.removeprefix(PREFIXES[prefix])}" if prefix else iri.removeprefix(self._graph.base)


def stylesheet() -> str:
    """The style sheet of all pages, for `/static/pages.css`."""
    return _asset("pages.css")


def script() -> str:
    """The script of all pages, for `/static/pages.js`; they are complete without it."""
    return _asset("pages.js")


def query_script() -> str:
    """The script of the query page, for `/static/query.js`."""
    return _asset("query.js")


def icon() -> str:
    """The icon as SVG, for `/static/icon.svg`."""
    return _asset("icon.svg")


@cache
def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _terms() -> dict[str, list[tuple[str, str]]]:
    """What the ontology says of its own terms."""
    found: dict[str, list[tuple[str, str]]] = {}
    for quad in read_quads(ontology("kg.ttl")):
        if isinstance(quad.object, Literal) or str(quad.object).startswith("<"):
            found.setdefault(str(getattr(quad.subject, "value", "")), []).append((quad.predicate.value, str(getattr(quad.object, "value", ""))))
    return found


def _environment() -> Environment:
    made = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"number": words.number, "with_query": with_query}
    made.globals |= {"types": words.TYPES, "roles": words.ROLES, "plural": words.plural, "nav": ("method", "dataset", "task", "hardware", "paper")}
    return made
