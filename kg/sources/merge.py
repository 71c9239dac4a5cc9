"""One record for each different paper, whatever pages and files it stood in and in whatever order they came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from rapidfuzz import fuzz

from kg.iris import fold_title
from kg.model import Paper


def merge_papers(papers: Iterable[Paper]) -> list[Paper]:
    """The different papers, in the order of their ids and titles; every listing of a merged paper is kept.

    Two records are one paper if they share an arXiv id, a DOI, or a folded title without two different ids against it.
    The result does not depend on the order of the input.
    """
    by_title: dict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        by_title[fold_title(paper.title)].append(paper)
    groups = [group for _, same_title in sorted(by_title.items()) for group in _by_id(same_title)]
    return sorted((_merged(group) for group in _joined(groups)), key=_order)


def _order(paper: Paper) -> tuple[bool, str, bool, str, str, str]:
    return (not paper.arxiv, paper.arxiv, not paper.doi, paper.doi, fold_title(paper.title), paper.abstract)


def _by_id(papers: list[Paper]) -> list[list[Paper]]:
    """Papers of one title, split where their ids say that they are different ones; the others go to the first with an abstract like theirs."""
    groups = [[p for p in papers if p.arxiv == id_] for id_ in sorted({p.arxiv for p in papers if p.arxiv})]
    without = [p for p in papers if not p.arxiv]
    for doi in sorted({p.doi for p in without if p.doi}):
        same = [p for p in without if p.doi == doi]
        group = next((group for group in groups if not any(p.doi not in ("", doi) for p in group) and any(_alike(p.abstract, q.abstract) for p in same for q in group)), None)
        if group is None:
            groups.append(same)
        else:
            group.extend(same)
    known = [tuple(group) for group in groups]  # so that what one record joins depends on no other's place in the input
    others: list[Paper] = []
    for paper in without:
        if not paper.doi:
            number = next((i for i, group in enumerate(known) if any(_alike(paper.abstract, other.abstract) for other in group)), None)
            (others if number is None else groups[number]).append(paper)
    return [*groups, others] if others else groups


def _alike(one: str, other: str) -> bool:
    """Whether two abstracts may be of one paper: "Introduction" is the title of many."""
    return min(len(one), len(other)) < _TELLING or fuzz.token_sort_ratio(one, other, score_cutoff=_LEAST_ALIKE) > 0


_TELLING, _LEAST_ALIKE = 200, 57.0
"""Characters from which an abstract tells papers apart; the likeness that of 3,000 pairs of unrelated abstracts none reached."""


def _joined(groups: list[list[Paper]]) -> list[list[Paper]]:
    """Groups that share an arXiv id or a DOI under different titles, put together."""
    owner: dict[tuple[str, str], int] = {}
    parent = list(range(len(groups)))

    def root(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    for i, group in enumerate(groups):
        for paper in group:
            for key in (("arxiv", paper.arxiv), ("doi", paper.doi)):
                if key[1]:
                    a, b = root(owner.setdefault(key, i)), root(i)
                    parent[max(a, b)] = min(a, b)
    joined: dict[int, list[Paper]] = defaultdict(list)
    for i, group in enumerate(groups):
        joined[root(i)].extend(group)
    return list(joined.values())


def _merged(papers: list[Paper]) -> Paper:
    """The record with the longest abstract, filled up from the others; ties fall by content, never by order."""
    ranked = sorted(papers, key=lambda p: (-len(p.abstract), not p.arxiv, -len(p.authors), p.title, p.abstract, p.date, p.authors, p.categories))
    dates = sorted({p.date for p in papers if p.date}, key=lambda d: (-len(d.lstrip("-")), d))
    return replace(
        ranked[0],
        arxiv=min((p.arxiv for p in papers if p.arxiv), default=""),
        doi=min((p.doi for p in papers if p.doi), default=""),
        date=dates[0] if dates else "",
        authors=next((p.authors for p in ranked if p.authors), ()),
        categories=next((p.categories for p in ranked if p.categories), ()),
        listings=tuple(sorted({listing for p in papers for listing in p.listings})),
    )
