"""The catalog: the known entities and the index over their names.

    Catalog.load(...)    reads `ontology/catalog/*.tsv` and further tables
    Entry, Name          what a line of a table says
    NameIndex            every name in a text, at once
    check_catalog        what is wrong in the tables

It knows nothing of papers.
"""

from kg.catalog.check import Finding, check_catalog
from kg.catalog.entries import KINDS, Catalog, Entry, Name
from kg.catalog.index import Hit, NameIndex

__all__ = ["KINDS", "Catalog", "Entry", "Finding", "Hit", "Name", "NameIndex", "check_catalog"]
