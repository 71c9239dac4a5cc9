"""The linked papers and their entities, as RDF statements and as a NetworkX graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import Triple

from kg.catalog import Catalog
from kg.graph.entities import EntityRecord, collect_entities
from kg.graph.network import build_network
from kg.graph.triples import entity_triples, evidence_triples, page_triples, paper_triples, relation_triples
from kg.iris import Iris
from kg.model import LinkedPaper
from kg.sources import Problem

if TYPE_CHECKING:
    import networkx as nx


@dataclass
class PaperGraph:
    """A graph of papers: what the exports, the queries and the explorer read.

    `papers` are in the order of their IRIs, `problems` what the sources could not give.
    """

    papers: Sequence[LinkedPaper]
    catalog: Catalog
    iris: Iris = field(default_factory=Iris)
    problems: Sequence[Problem] = ()

    @cached_property
    def entities(self) -> dict[str, EntityRecord]:
        """The entities that the papers link to and all broader ones, by IRI."""
        return collect_entities(self.papers, self.catalog, self.iris)

    def triples(self) -> Iterator[Triple]:
        """The facts, as a stream: pages, papers, entities."""
        yield from page_triples(self.papers, self.iris)
        for item in self.papers:
            yield from paper_triples(item, self.iris)
        for record in self.entities.values():
            yield from entity_triples(record)
        yield from relation_triples(self.papers)

    def evidence(self) -> Iterator[Triple]:
        """The link nodes and the annotations behind them, as a stream."""
        for item in self.papers:
            yield from evidence_triples(item, self.iris)

    def to_networkx(self) -> nx.MultiDiGraph:
        """Papers and entities as nodes, links as edges keyed by role; `kg.graph.network` says which attributes they have."""
        return build_network(self.papers, self.entities)

    def counts(self) -> dict[str, int]:
        """Papers, how often they stood on further pages too, entities by type, links by role, all links, mentions, relations between entities."""
        types = Counter(record.type for record in self.entities.values())
        roles = Counter(link.role for item in self.papers for link in item.links)
        again = sum(len(item.paper.listings) - 1 for item in self.papers if item.paper.listings)
        return {
            "papers": len(self.papers),
            **({"listed on a further page": again} if again else {}),
            **{f"entities: {type_}": types[type_] for type_ in sorted(types)},
            **{f"links: {role}": roles[role] for role in sorted(roles)},
            "links": sum(roles.values()),
            "mentions": sum(len(link.mentions) for item in self.papers for link in item.links),
            "relations": sum(len(item.relations) for item in self.papers),
        }

    def top_entities(self, type_: str, most: int = 10) -> list[tuple[EntityRecord, int]]:
        """The entities of a type that most papers link to, with the number of papers; ties by name."""
        papers = Counter(link.entity for item in self.papers for link in item.links if link.type == type_)
        ranked = sorted(papers.items(), key=lambda pair: (-pair[1], self.entities[pair[0]].name.lower(), pair[0]))
        return [(self.entities[iri], count) for iri, count in ranked[:most]]
