"""Graph: papers and links as RDF terms and as a NetworkX graph.

    PaperGraph        the papers, their links and entities, and both forms of the graph
    vocabulary        every IRI that the graph uses, written once
    triples           the statements, streamed
    rdflib_graph      the same as an rdflib graph
"""

from kg.graph.paper_graph import PaperGraph

__all__ = ["PaperGraph"]
