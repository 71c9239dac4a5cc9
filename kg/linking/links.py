"""From the entities that a paper names to its links: their roles, mentions and order; and the links of its addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.linking.decide import Found
from kg.linking.document import Document
from kg.linking.features import describe_role
from kg.linking.model import Model
from kg.linking.roles import negated, of_others, own_page, set_against
from kg.linking.templates import Key
from kg.linking.urls import Address, find_urls
from kg.model import ENTITY_TYPES, FIELDS, ROLES, EntityType, Field, Link, Mention, Paper, Role

Addresses = dict[Field, list[Address]]


def link_of(doc: Document, found: Found, entity: str, confidence: float, role: Role) -> Link:
    """The link to what the document names, with the evidence in the offsets of its source; `entity` is its IRI."""
    mentions = sorted({doc.mention(c.start, c.start + found.bare(doc.text[c.start : c.end]), c.recogniser, c.rule) for c in found.candidates}, key=_place)
    details = {name: value for c in found.candidates for name, value in c.details}
    return Link(found.type, entity, found.label, role, confidence, tuple(_one_a_place(mentions)), tuple(sorted(details.items())))


def decided_role(model: Model, doc: Document, item: Found, keys: Sequence[Key], turn: int) -> Role:
    """The role that hardly fallible rules give, else the model's."""
    if item.own:
        return "introduces"
    body = [(c.start, c.end) for c in item.candidates if c.start >= doc.body]
    if item.type == "method" and set_against(doc, body):
        return "compares"
    if not item.introduced and len(body) == len(item.candidates) and negated(doc, body):
        return "mentions"
    others = not item.introduced and len(body) == len(item.candidates) and of_others(doc, body, item.type)
    return model.role(describe_role(doc, item, keys, turn), ROLES[1:] if others else ROLES)


def in_order(links: Iterable[Link]) -> tuple[Link, ...]:
    """By type, then by first mention."""
    return tuple(sorted(links, key=lambda link: (ENTITY_TYPES.index(link.type), link.mentions[0].field == "abstract", link.mentions[0].start, link.entity)))


def _place(mention: Mention) -> tuple[bool, int, int]:
    return mention.field == "abstract", mention.start, -mention.end


def _one_a_place(mentions: list[Mention]) -> list[Mention]:
    places: dict[tuple[str, int, int], Mention] = {}
    for mention in mentions:
        places.setdefault((mention.field, mention.start, mention.end), mention)
    return list(places.values())


def addresses_of(paper: Paper) -> Addresses:
    """The web addresses in each field."""
    return {where: find_urls(paper.text(where)) for where in FIELDS}


def address_links(paper: Paper, addresses: Addresses) -> list[Link]:
    """One link for each repository and page: the paper's own unless its sentence says otherwise."""
    found: dict[tuple[EntityType, str], list[Mention]] = {}
    own: dict[tuple[EntityType, str], bool] = {}
    for where, items in addresses.items():
        text = paper.text(where)
        for start, end, type_, url in items:
            key = type_, url
            found.setdefault(key, []).append(Mention(where, start, end, text[start:end], "url", "address"))
            own[key] = own.get(key, False) or own_page(text, start)
    return [Link(type_, url, url, ROLES[0] if own[type_, url] else ROLES[1], 0.99, tuple(mentions)) for (type_, url), mentions in found.items()]
