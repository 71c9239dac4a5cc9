"""The catalog: the known entities and the index over their names.

    Catalog.load(...)    reads `ontology/catalog/*.tsv` and further tables
    Entry, Name          what a line of a table says
    NameIndex            every name in a text, at once
    NearMisses           the entry that a word is a spelling of
    TaskWords            the words that names of tasks are made of
    load_indexed(...)    all of these, from the cache if they were made before
    check_catalog        what is wrong in the tables
    check_table          what of a table of one's own would get lost
    check_own_table      what only a table of one's own can have wrong
    malformed_lines      which lines of a table can't be read
    ID_FORMS             the schemes of ids, and what an id of each looks like
    importing.py         other people's catalogs, as tables of ours

It knows nothing of papers.
"""

from kg.catalog.cache import load_indexed
from kg.catalog.check import ID_FORMS, Finding, check_catalog, check_own_table, check_table
from kg.catalog.entries import KINDS, Catalog, Entry, Name, malformed_lines
from kg.catalog.index import Hit, NameIndex
from kg.catalog.near_misses import ONE_OFF, NearMisses
from kg.catalog.task_words import TaskWords, task_words

__all__ = ["ID_FORMS", "KINDS", "ONE_OFF", "Catalog", "Entry", "Finding", "Hit", "Name", "NameIndex", "NearMisses", "TaskWords", "check_catalog", "check_own_table", "check_table", "load_indexed", "malformed_lines", "task_words"]
