"""Linking: a `Paper` in, its `Link`s out.

    Linker(catalog).link(papers)   the whole of it: recognisers, decision, roles, relations, and the pass over the corpus

Each recogniser is a module with one function of the document; `linker.py` is the one place that composes them.
`decide` groups what they propose, `features`, `templates` and `model` judge it, `roles` and `relations` say how it
stands in the paper, `corpus` looks beyond the paper, `explanation` keeps what is thrown away, `workers` shares the work.
"""

from kg.linking.linker import Linker

__all__ = ["Linker"]
