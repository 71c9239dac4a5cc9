"""Graph: papers and links as RDF terms and as a NetworkX graph.

    KnowledgeGraph    what `kg.build` returns
    vocabulary        every IRI that the graph uses, written once
    triples           the statements, streamed
"""

from kg.graph.knowledge_graph import KnowledgeGraph

__all__ = ["KnowledgeGraph"]
