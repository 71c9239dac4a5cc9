"""Query: SPARQL over a graph in memory, a build's folder, or any RDF file; and validation against the shapes.

    Store            holds RDF and answers queries
    Endpoint         a SPARQL endpoint somewhere else
    Answer           the solutions, as rows, table, CSV, TSV or JSON
    saved_queries    the queries of `ontology/queries`
    PropertyGraph    (property_graph) a store as nodes and edges
    validate         SHACL
"""

from kg.query.answer import Answer
from kg.query.endpoint import Endpoint
from kg.query.saved import SavedQuery, saved_queries
from kg.query.store import Store
from kg.query.validation import validate

__all__ = ["Answer", "Endpoint", "SavedQuery", "Store", "saved_queries", "validate"]
