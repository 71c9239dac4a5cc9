"""The catalog: the known entities and the index over their names.

    Catalog.load(...)    reads `ontology/catalog/*.tsv` and further tables
    Entry, Name          what a line of a table says
    NameIndex            every name in a text, at once
    NearMisses           the entry that a word is a spelling of
    TaskWords            the words that names of tasks are made of
    load_indexed(...)    all of these, from the cache if they were made before
    check_catalog        what is wrong in the tables
    importing.py         other people's catalogs, as tables of ours

It knows nothing of papers.
"""

from kg.catalog.cache import load_indexed
from kg.catalog.check import Finding, check_catalog
from kg.catalog.entries import KINDS, Catalog, Entry, Name
from kg.catalog.index import Hit, NameIndex
from kg.catalog.near_misses import ONE_OFF, NearMisses
from kg.catalog.task_words import TaskWords, task_words

__all__ = ["KINDS", "ONE_OFF", "Catalog", "Entry", "Finding", "Hit", "Name", "NameIndex", "NearMisses", "TaskWords", "check_catalog", "load_indexed", "task_words"]
