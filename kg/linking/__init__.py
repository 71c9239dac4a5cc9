"""Linking: a `Paper` in, its `Link`s out.

    Linker(catalog).link(papers)   the whole of it: recognisers, decision, roles, and the pass over the corpus

Each recogniser is a module with one function of the document; `linker.py` is the one place that composes them.
"""

from kg.linking.linker import Linker

__all__ = ["Linker"]
