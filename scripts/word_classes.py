"""Sorts the words of a corpus into classes by the company they keep, for the learned decision's features.

    python scripts/word_classes.py PAPERS [PAPERS ...] -o kg/words.json.gz

Each word of the papers' titles and abstracts that stands in at least LEAST places is described by the words two places to its left and
right (positive pointwise mutual information, Bullinaria and Levy 2007), reduced to 80 dimensions and clustered by k-means, once
coarsely and once finely. Only words and class numbers are kept. Needs the training extras (`scripts/train` installs them).
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.cluster import MiniBatchKMeans  # scikit-learn: kept, BSD; only for training
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize

from kg.sources import merge_papers, read_papers

LEAST = 4
CONTEXT_WORDS = 3000
PLACES = (-2, -1, 1, 2)
DIMENSIONS = 80
CLASSES = (48, 256)


def sentences(papers: list[Path]) -> list[list[str]]:
    return [
        re.findall(r"[a-z0-9α-ω][\w+']*", sentence.lower().replace("-", " "))
        for paper in merge_papers(read_papers(papers))
        for sentence in re.split(r"[.;:!?]\s", f"{paper.title}. {paper.abstract}")
    ]


def vectors(texts: list[list[str]], words: dict[str, int], context: dict[str, int]) -> np.ndarray:
    """One unit row a word."""
    counts: Counter[tuple[int, int]] = Counter()
    for text in texts:
        for i, word in enumerate(text):
            row = words.get(word)
            if row is None:
                continue
            for place, offset in enumerate(PLACES):
                column = context.get(text[i + offset]) if 0 <= i + offset < len(text) else None
                if column is not None:
                    counts[row, place * len(context) + column] += 1
    rows, columns = np.array(list(counts)).T
    values = np.array(list(counts.values()), dtype=float)
    shape = len(words), len(PLACES) * len(context)
    of_word = np.bincount(rows, values, shape[0])
    of_context = np.bincount(columns, values, shape[1]) ** 0.75  # smoothed: rare contexts would count too much (Levy, Goldberg and Dagan 2015)
    information = np.log(values / of_word[rows] * of_context.sum() / of_context[columns])
    matrix = sparse.csr_matrix((np.maximum(information, 0), (rows, columns)), shape=shape)
    return normalize(TruncatedSVD(DIMENSIONS, random_state=0).fit_transform(matrix))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    args = parser.parse_args()
    texts = sentences(args.papers)
    counts = Counter(word for text in texts for word in text)
    words = {word: i for i, word in enumerate(word for word, number in counts.most_common() if number >= LEAST)}
    context = {word: i for i, (word, _) in enumerate(counts.most_common(CONTEXT_WORDS))}
    points = vectors(texts, words, context)
    labels = [MiniBatchKMeans(number, random_state=0, n_init=3, batch_size=4096).fit_predict(points) for number in CLASSES]
    table = {word: [int(label[i]) for label in labels] for word, i in sorted(words.items())}
    args.output.write_bytes(gzip.compress(json.dumps(table, separators=(",", ":"), ensure_ascii=False).encode(), mtime=0))
    print(f"{args.output}: {len(table):,} words in {' and '.join(map(str, CLASSES))} classes, {args.output.stat().st_size / 1e3:,.0f} kB")


if __name__ == "__main__":
    main()
