"""The statements of a graph as RDF triples, one subject after the other, in one order whatever the input's was."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Triple

from kg.catalog import ID_FORMS, Entry
from kg.graph import vocabulary as v
from kg.graph.entities import EntityRecord, gigabytes
from kg.iris import Iris
from kg.model import Field, Link, LinkedPaper, Mention, Relation
from kg.text import sentence_around

node = lru_cache(maxsize=200_000)(NamedNode)


def _string(text: str) -> Literal:
    # Line ends and control characters have no business in a name, and some readers refuse them.
    return Literal(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text))


def _typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=node(datatype))


def paper_triples(item: LinkedPaper, iris: Iris) -> Iterator[Triple]:
    """A paper, where it was listed, and what it introduces, uses, compares with and mentions."""
    paper, subject = item.paper, node(item.iri)
    yield Triple(subject, node(v.TYPE), node(v.PAPER))
    yield Triple(subject, node(v.TITLE), _string(paper.title))
    if paper.date:
        yield Triple(subject, node(v.ISSUED), _typed(paper.date, v.date_datatype(paper.date)))
    if paper.arxiv:
        yield Triple(subject, node(v.ARXIV_ID), _string(paper.arxiv))
        yield Triple(subject, node(v.URL), _typed(f"https://arxiv.org/abs/{paper.arxiv}", v.XSD + "anyURI"))
    if paper.doi:
        yield Triple(subject, node(v.DOI), _string(paper.doi))
    for author in dict.fromkeys(paper.authors):
        yield Triple(subject, node(v.CREATOR), _string(author))
    for category in dict.fromkeys(paper.categories):
        yield Triple(subject, node(v.SUBJECT), _string(category))
    for page in dict.fromkeys(listing.page for listing in paper.listings):
        yield Triple(subject, node(v.LISTED_ON), node(iris.page(page)))
    for link in item.links:
        yield Triple(subject, node(v.ROLE_PROPERTIES[link.role]), node(link.entity))


def relation_triples(papers: Iterable[LinkedPaper]) -> Iterator[Triple]:
    """How entities relate, each once however many papers say so."""
    for type_, source, target in sorted({(r.type, r.source, r.target) for item in papers for r in item.relations}):
        yield Triple(node(source), node(v.RELATION_PROPERTIES[type_]), node(target))


def page_triples(papers: Iterable[LinkedPaper], iris: Iris) -> Iterator[Triple]:
    """The inputs that papers were read from, with the dates that they show."""
    pages: dict[str, set[str]] = {}
    for item in papers:
        for listing in item.paper.listings:
            pages.setdefault(listing.page, set()).update({listing.date} - {""})
    for page, dates in sorted(pages.items()):
        subject = node(iris.page(page))
        yield Triple(subject, node(v.TYPE), node(v.PAGE))
        yield Triple(subject, node(v.TITLE), _string(page))
        for date in sorted(dates):
            yield Triple(subject, node(v.DATE), _typed(date, v.date_datatype(date)))


def entity_triples(record: EntityRecord) -> Iterator[Triple]:
    """An entity: its class, names, broader entities and facts."""
    subject = node(record.iri)
    yield Triple(subject, node(v.TYPE), node(v.ENTITY_CLASSES[record.type]))
    yield Triple(subject, node(v.PREF_LABEL), _string(record.name))
    for name in record.other_names:
        yield Triple(subject, node(v.ALT_LABEL), _string(name))
    for broader in record.broader:
        yield Triple(subject, node(v.BROADER), node(broader))
    if record.entry:
        yield from _fact_triples(subject, record.entry)


def _fact_triples(subject: NamedNode, entry: Entry) -> Iterator[Triple]:
    yield Triple(subject, node(v.KIND), _string(entry.kind))
    facts = dict(entry.facts)
    if re.fullmatch(r"\d{4}", facts.get("year", "")):
        yield Triple(subject, node(v.YEAR), _typed(facts["year"], v.XSD + "gYear"))
    for key, property_ in (("vendor", v.VENDOR), ("class", v.HARDWARE_CLASS), ("architecture", v.ARCHITECTURE)):
        if facts.get(key):
            yield Triple(subject, node(property_), _string(facts[key]))
    for size in gigabytes(facts.get("memory", "")):
        yield Triple(subject, node(v.MEMORY), _typed(size, v.XSD + "decimal"))
    for scheme, id_, _ in entry.ids:
        if scheme in ID_FORMS and ID_FORMS[scheme].fullmatch(id_) and (url := external_iri(scheme, id_)):
            yield Triple(subject, node(v.EXACT_MATCH), node(url))


def external_iri(scheme: str, id_: str) -> str:
    """The IRI of an id elsewhere; empty for a scheme that has none."""
    bases = {
        "wikidata": "http://www.wikidata.org/entity/",
        "arxiv": "https://arxiv.org/abs/",
        "doi": "https://doi.org/",
        "github": "https://github.com/",
        "huggingface": "https://huggingface.co/",
        "cso": "https://cso.kmi.open.ac.uk/topics/",
    }
    # A DOI may have what an IRI may not: 10.1002/(SICI)1097-0258<1::AID-SIM1>.
    return bases[scheme] + quote(id_, safe="/:;()!$&'*+,=@%") if scheme in bases else ""


def link_iri(item: LinkedPaper, link: Link, iris: Iris) -> str:
    """The node of a link: the same for the same paper and entity, so that builds compare and evidence has a place to hang on."""
    return link_iri_of(iris.base, item.iri, link.type, link.entity)


def link_iri_of(base: str, paper: str, type_: str, entity: str) -> str:
    """The same from the IRIs of both and the entity's type, for readers of a graph: they find the node without a search."""
    return f"{base}link/{hashlib.sha256(f'{paper} {type_} {entity}'.encode()).hexdigest()[:20]}"


def evidence_triples(item: LinkedPaper, iris: Iris) -> Iterator[Triple]:
    """The evidence of a paper's links: its texts, a node for each link, a Web Annotation (W3C 2017) for each mention."""
    paper = node(item.iri)
    yield Triple(paper, node(v.TITLE), _string(item.paper.title))
    if item.paper.abstract:
        yield Triple(paper, node(v.ABSTRACT), _string(item.paper.abstract))
    for link in item.links:
        iri = link_iri(item, link, iris)
        subject = node(iri)
        yield Triple(subject, node(v.TYPE), node(v.LINK))
        yield Triple(subject, node(v.LINK_PAPER), paper)
        yield Triple(subject, node(v.LINK_ENTITY), node(link.entity))
        yield Triple(subject, node(v.LINK_ROLE), node(v.ROLE_PROPERTIES[link.role]))
        yield Triple(subject, node(v.CONFIDENCE), _typed(f"{link.confidence:.4g}", v.XSD + "decimal"))
        for key, value in link.details:
            if not re.fullmatch("[0-9]+", value):
                continue  # "dozens of" is no number
            yield Triple(subject, node(v.DEVICE_COUNT if key == "count" else v.DEVICE_MEMORY), _typed(value, v.XSD + "integer"))
        for number in range(len(link.mentions)):
            yield Triple(subject, node(v.EVIDENCE), node(f"{iri}/{number + 1}"))
        for number, mention in enumerate(link.mentions, 1):
            yield from _annotation(f"{iri}/{number}", item, link, mention)
    for relation in item.relations:
        yield from _relation(item, relation, iris)


def _relation(item: LinkedPaper, relation: Relation, iris: Iris) -> Iterator[Triple]:
    """A relation that the paper states, as a node with its sentence."""
    iri = f"{iris.base}relation/{hashlib.sha256(f'{item.iri} {relation.type} {relation.source} {relation.target}'.encode()).hexdigest()[:20]}"
    subject, evidence = node(iri), node(f"{iri}/1")
    yield Triple(subject, node(v.TYPE), node(v.RELATION))
    yield Triple(subject, node(v.LINK_PAPER), node(item.iri))
    yield Triple(subject, node(v.RELATION_SOURCE), node(relation.source))
    yield Triple(subject, node(v.RELATION_TARGET), node(relation.target))
    yield Triple(subject, node(v.RELATION_PROPERTY), node(v.RELATION_PROPERTIES[relation.type]))
    yield Triple(subject, node(v.CONFIDENCE), _typed(f"{relation.confidence:.4g}", v.XSD + "decimal"))
    yield Triple(subject, node(v.EVIDENCE), evidence)
    text = item.paper.text(relation.field)[relation.start : relation.end]
    yield Triple(evidence, node(v.SENTENCE), _string(" ".join(text.split())))
    yield from _body(f"{iri}/1", relation.target, "relations", relation.rule)
    yield from _target(f"{iri}/1", item, relation.field, relation.start, relation.end, text)


def _annotation(iri: str, item: LinkedPaper, link: Link, mention: Mention) -> Iterator[Triple]:
    text = item.paper.text(mention.field)
    yield Triple(node(iri), node(v.SENTENCE), _string(sentence_around(text, mention.start, mention.end)))
    yield from _body(iri, link.entity, mention.recogniser, mention.rule)
    yield from _target(iri, item, mention.field, mention.start, mention.end, mention.text)


def _body(iri: str, entity: str, recogniser: str, rule: str) -> Iterator[Triple]:
    subject = node(iri)
    yield Triple(subject, node(v.TYPE), node(v.ANNOTATION))
    yield Triple(subject, node(v.MOTIVATED_BY), node(v.IDENTIFYING))
    yield Triple(subject, node(v.HAS_BODY), node(entity))
    yield Triple(subject, node(v.HAS_TARGET), node(f"{iri}/target"))
    yield Triple(subject, node(v.RECOGNISER), _string(recogniser))
    yield Triple(subject, node(v.RULE), _string(rule))


def _target(iri: str, item: LinkedPaper, field: Field, start: int, end: int, text: str) -> Iterator[Triple]:
    """Where in which field: by position and by quote."""
    target, position, quote = node(f"{iri}/target"), node(f"{iri}/position"), node(f"{iri}/quote")
    yield Triple(target, node(v.HAS_SOURCE), node(f"{item.iri}/{field}"))
    yield Triple(target, node(v.HAS_SELECTOR), position)
    yield Triple(target, node(v.HAS_SELECTOR), quote)
    yield Triple(position, node(v.TYPE), node(v.POSITION_SELECTOR))
    yield Triple(position, node(v.START), _typed(str(start), v.XSD + "nonNegativeInteger"))
    yield Triple(position, node(v.END), _typed(str(end), v.XSD + "nonNegativeInteger"))
    yield Triple(quote, node(v.TYPE), node(v.QUOTE_SELECTOR))
    yield Triple(quote, node(v.EXACT), _string(text))
