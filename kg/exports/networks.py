"""GraphML and GEXF, by NetworkX: the whole network is in memory."""

from __future__ import annotations

from typing import IO

from kg.query.property_graph import PropertyGraph, to_networkx


def write_graphml(graph: PropertyGraph, out: IO[bytes]) -> None:
    """GraphML as NetworkX, Gephi, Cytoscape and igraph read it."""
    import networkx as nx

    nx.write_graphml_xml(to_networkx(graph), out)


def write_gexf(graph: PropertyGraph, out: IO[bytes]) -> None:
    """GEXF 1.2 as Gephi reads it. NetworkX dates the file; the date is taken out, so that the same graph gives the same bytes."""
    from networkx.readwrite.gexf import GEXFWriter

    writer = GEXFWriter(to_networkx(graph), version="1.2draft")
    for meta in writer.xml.iter("meta"):
        del meta.attrib["lastmodifieddate"]
    writer.write(out)
