"""Sorts the words of a corpus, and the catalog's entities, into classes by the company they keep: features of the learned decision.

    python scripts/classes.py PAPERS [PAPERS ...]     writes kg/words.json.gz and kg/linking/entities.json.gz

PAPERS are JSON lines of {"title", "abstract"}; those of held-out papers must not be among them. A word, or an entity by whichever of its
unambiguous names, is described by the words two places to its left and right (positive pointwise mutual information, Bullinaria and
Levy 2007), reduced to 100 dimensions and clustered by k-means, once coarsely and once finely. Of the texts nothing is kept but words,
class numbers and, for entities, how many papers name them, in their titles too. Needs the training extras (`scripts/train` installs them).
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.cluster import MiniBatchKMeans  # scikit-learn: kept, BSD; only for training
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize

from kg.catalog import Catalog, load_indexed
from kg.catalog.index import NameIndex
from kg.resources import package_file
from kg.text import fold

LEAST_PLACES = 25
"""Occurrences below which a word says too little."""
LEAST_PAPERS = 12
"""Papers below which an entity does."""
CONTEXT_WORDS = 3000
PLACES = (-2, -1, 1, 2)
DIMENSIONS = 100
CLASSES = {"words": (64, 400), "entities": (48, 256)}


def texts(papers: list[Path]) -> Iterator[tuple[str, str]]:
    for path in papers:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                paper = json.loads(line)
                yield paper["title"], paper["abstract"]


def clustered(rows: np.ndarray, columns: np.ndarray, shape: tuple[int, int], classes: tuple[int, int]) -> list[np.ndarray]:
    """The class of every row, coarsely and finely, from the pairs of a row and a column that were seen."""
    counts = sparse.coo_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape).tocsr().tocoo()
    of_row = np.asarray(counts.sum(1)).ravel()
    of_column = np.asarray(counts.sum(0)).ravel() ** 0.75  # smoothed: rare contexts would count too much (Levy, Goldberg and Dagan 2015)
    information = np.log(counts.data / of_row[counts.row] * of_column.sum() / of_column[counts.col])
    matrix = sparse.csr_matrix((np.maximum(information, 0), (counts.row, counts.col)), shape=shape)
    points = normalize(TruncatedSVD(DIMENSIONS, random_state=0).fit_transform(matrix))
    return [MiniBatchKMeans(number, random_state=0, n_init=3, batch_size=4096).fit_predict(points) for number in classes]


def word_table(papers: list[Path]) -> dict[str, list[int]]:
    """Of each frequent word its classes."""
    numbers: dict[str, int] = {}
    sequence: list[int] = []  # word after word, -1 where a sentence ends
    for title, abstract in texts(papers):
        for sentence in re.split(r"[.;:!?]\s", f"{title}. {abstract}"):
            sequence += [numbers.setdefault(word, len(numbers)) for word in re.findall(r"[a-z0-9α-ω][\w+']*", sentence.lower().replace("-", " "))]
            sequence.append(-1)
    read = np.array(sequence, dtype=np.int32)
    counts = np.bincount(read[read >= 0], minlength=len(numbers))
    order = np.argsort(-counts, kind="stable")
    ranks = np.empty(len(numbers) + 1, dtype=np.int32)
    ranks[order], ranks[-1] = np.arange(len(numbers)), -1
    ranked = ranks[read]
    words = [word for word, _ in sorted(numbers.items(), key=lambda item: ranks[item[1]])][: int((counts >= LEAST_PLACES).sum())]
    rows, columns = [], []
    for number, place in enumerate(PLACES):
        word = ranked[max(0, -place) : len(ranked) - max(0, place)]
        other = ranked[max(0, place) : len(ranked) + min(0, place)]
        seen = (word >= 0) & (word < len(words)) & (other >= 0) & (other < CONTEXT_WORDS)
        rows.append(word[seen])
        columns.append(other[seen] + number * CONTEXT_WORDS)
    labels = clustered(np.concatenate(rows), np.concatenate(columns), (len(words), len(PLACES) * CONTEXT_WORDS), CLASSES["words"])
    return {word: [int(label[i]) for label in labels] for i, word in sorted(enumerate(words), key=lambda pair: pair[1])}


def entity_table(papers: list[Path], catalog: Catalog, index: NameIndex) -> dict[str, list[int]]:
    """Of each entity that enough papers name: its classes, the binary logarithm of their number, and how many tenths of them have it in the title (at most 4)."""
    named: Counter[int] = Counter()
    titled: Counter[int] = Counter()
    seen: list[tuple[int, int, str]] = []
    for title, abstract in texts(papers):
        text = f"{title}\n\n\n{abstract}"
        folded = f" {fold(text)} "
        hits = [(hit, hit.targets[0].entry) for hit in index.search(text, folded) if len(hit.targets) == 1 and not hit.targets[0].ambiguous]
        named.update({entry for _, entry in hits})
        titled.update({entry for hit, entry in hits if hit.start < len(title)})
        for hit, entry in hits:
            left, right = folded[max(0, hit.start - 40) : hit.start + 1].split()[-2:], folded[hit.end + 1 : hit.end + 41].split()[:2]
            seen += [(entry, place, word) for place, word in zip((1, 0), reversed(left), strict=False)]
            seen += [(entry, place, word) for place, word in zip((2, 3), right, strict=False)]
    entries = {entry: row for row, entry in enumerate(sorted(entry for entry, number in named.items() if number >= LEAST_PAPERS))}
    context = {word: column for column, (word, _) in enumerate(Counter(word for _, _, word in seen).most_common(CONTEXT_WORDS))}
    pairs = np.array([(entries[entry], place * CONTEXT_WORDS + context[word]) for entry, place, word in seen if entry in entries and word in context])
    labels = clustered(pairs[:, 0], pairs[:, 1], (len(entries), len(PLACES) * CONTEXT_WORDS), CLASSES["entities"])
    return {
        f"{catalog.entries[entry].type}/{catalog.entries[entry].name}": [*(int(label[row]) for label in labels), int(math.log2(named[entry])), min(4, 10 * titled[entry] // named[entry])]
        for entry, row in entries.items()
    }


def save(table: dict[str, list[int]], path: Path) -> None:
    path.write_bytes(gzip.compress(json.dumps(table, separators=(",", ":"), ensure_ascii=False).encode(), mtime=0))
    print(f"{path}: {len(table):,}, {path.stat().st_size / 1e3:,.0f} kB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", nargs="+", type=Path)
    papers = parser.parse_args().papers
    save(word_table(papers), package_file("words.json.gz"))
    catalog, index, *_ = load_indexed()
    save(entity_table(papers, catalog, index), package_file("linking", "entities.json.gz"))


if __name__ == "__main__":
    main()
