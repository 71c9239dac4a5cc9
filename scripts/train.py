"""Trains the linker's learned decision from annotated papers, and measures it by cross-validation.

    scripts/train GOLD [GOLD ...] [--also ANNOTATIONS ...] --papers FOLDER [FOLDER ...] [--names-from PAPERS ...] [--cross-validate] [-o MODEL]

GOLD and ANNOTATIONS are JSON lists, or JSON lines (`.gz` or not), of {"title" or "arxiv", "entities": [{"type" or "types", "name",
"mentions", "role", "optional"}]}; a mention is its text, or ["t" or "a", start, end] in code points of the title or abstract. The
papers' texts come from FOLDER (anything that `kg build` reads); papers without a text there are left out. Without -o nothing is written.

GOLD is what counts: every figure of --cross-validate is of papers of it that the model was not trained on (five folds). ANNOTATIONS
(`annotations/` has the project's own) add to what is learned; where their taste is another, GOLD's weights depart from theirs.
PAPERS, which nobody has to annotate, show the catalog's names in their sentences: from them the types of unlisted names are learned too.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from hidden_names import Example, examples
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.feature_extraction import (
    DictVectorizer,  # scikit-learn: the reference implementation of logistic regression (BSD); only for training
)
from sklearn.linear_model import LogisticRegression

from kg.errors import KgError
from kg.evaluation import AnnotatedEntity, find_papers, read_annotations
from kg.evaluation.scoring import forms
from kg.linking import Linker
from kg.linking.decide import Found, select
from kg.linking.document import Document
from kg.linking.features import describe, describe_role, describe_type, listed_with, type_is_open
from kg.linking.links import decided_role
from kg.linking.model import TYPES, Model
from kg.linking.roles import turning_point
from kg.linking.templates import Key, expand
from kg.model import ROLES, Paper
from kg.sources import merge_papers, read_papers

THRESHOLDS = {"introduced": 0.13, "title": 0.2, "named": 0.14, "generic": 0.4, "task": 0.29}
STRENGTH = {"keep": 0.3, "roles": 0.05, "types": 0.3}
"""Inverse strength of the L2 penalty (scikit-learn's C) of each model."""
LEAST = {"keep": 3e-2, "roles": 5e-2, "types": 3e-2}
"""Weights below are left out, and roles have two digits: three times as many weights decide the same."""
RECURS = {"keep": 2, "roles": 1, "types": 1}
RARE_RECURS = 5
"""In how many rows a feature has to be, and one whose key is its name, because few of its kind recur: the others only fill the model."""
GOLD_WEIGHT = 2.0
"""What a paper of the largest GOLD counts in learning, one of ANNOTATIONS being 1; smaller GOLDs count as much as the largest in all."""
OWN = {"keep": 0.2, "roles": 0.5, "types": 0.5}
"""How easily the papers of GOLD depart from what GOLD and ANNOTATIONS share: the scale of their own copy of each feature."""
FOLDS = 5


class Wanted(NamedTuple):
    """An annotated entity, and the folded spellings by which a proposed one is held to be the same."""

    entity: AnnotatedEntity
    forms: set[str]


@dataclass
class Annotated:
    """An annotated paper with what the recognisers propose for it."""

    gold: list[Wanted]
    is_gold: bool
    paper: Paper
    doc: Document
    found: list[Found]
    turn: int
    type_keys: list[list[Key] | None]
    weight: float = 1.0


def match(row: Annotated, found: list[Found], any_type: bool = False) -> list[AnnotatedEntity | None]:
    """For each proposed entity the annotated one that it is, each annotated one once."""
    matched: list[AnnotatedEntity | None] = [None] * len(found)
    proposed = [forms(f.entry.name if f.entry else f.name, [row.doc.text[c.start : c.end] for c in f.candidates]) - {""} for f in found]
    for entity, wanted in sorted(row.gold, key=lambda w: w.entity.optional):
        for i, item in enumerate(found):
            fits = entity.accepts(item.type) or (any_type and item.entry is None)
            if matched[i] is None and fits and proposed[i] & wanted:
                matched[i] = entity
                break
    return matched


def read_rows(files: list[Path], papers: list[Paper], linker: Linker, is_gold: bool = True) -> list[Annotated]:
    rows = []
    for path in files:
        annotated = read_annotations(path)
        for item, number in zip(annotated, find_papers(annotated, papers), strict=True):
            if number is None:
                print(f"{item.where}: no text for {item.title or item.arxiv!r}, left out", file=sys.stderr)
                continue
            paper = papers[number]
            doc, found = linker.candidates(paper)
            lists = listed_with(doc, found)
            keys = [describe_type(doc, entity, lists.get(id(entity), [])) if type_is_open(entity) else None for entity in found]
            wanted = [Wanted(entity, forms(entity.name, entity.texts(paper))) for entity in item.entities]
            rows.append(Annotated(wanted, is_gold, paper, doc, found, turning_point(doc), keys))
    return rows


def read_gold(files: list[Path], papers: list[Paper], linker: Linker) -> list[Annotated]:
    sets = [read_rows([path], papers, linker) for path in files]
    largest = max(map(len, sets))
    for rows in sets:
        for row in rows:
            row.weight = GOLD_WEIGHT * largest / len(rows)
    return [row for rows in sets for row in rows]


def retyped(model_types: dict, row: Annotated) -> list[Found]:
    """Copies of the proposals, the unlisted ones with the type that the model gives them."""
    model = Model({}, {}, model_types, {})
    items = [copy(item) for item in row.found]
    for item, keys in zip(items, row.type_keys, strict=True):
        if keys is not None:
            item.type = model.type(keys)
    return items


def fit(what: str, rows: list[list[Key]], labels: list[int], classes: int, counts: list[float] | None = None, of_gold: list[bool] | None = None) -> dict:
    """Weights by feature name: a number for two classes, a tuple for more. `counts` is what each row counts.

    Annotators differ in taste. So with `of_gold` each feature has a weight that all rows share and one of the rows of GOLD alone
    (Daumé III 2007, "Frustratingly Easy Domain Adaptation"); what is returned is their sum, the weight that holds for GOLD.
    """
    strength, least, own, digits = STRENGTH[what], LEAST[what], OWN[what], 2 if what == "roles" else 3
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([Counter(name for key in row for name in expand(key)) for row in rows])
    rare = {key for row in rows for key in row if isinstance(key, str)}
    recurs = np.array([number >= (RARE_RECURS if name in rare else RECURS[what]) for name, number in zip(vectorizer.feature_names_, matrix.getnnz(axis=0), strict=True)])
    matrix, names = matrix[:, recurs], [name for name, often in zip(vectorizer.feature_names_, recurs, strict=True) if often]
    if of_gold is not None:
        matrix = csr_matrix(hstack([matrix, diags([own * gold for gold in of_gold]) @ matrix]))
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    if classes == 2:
        fitted = LogisticRegression(C=strength, solver="liblinear", max_iter=500, random_state=0).fit(matrix, labels, counts)
    else:
        fitted = LogisticRegression(C=strength, max_iter=80, tol=1e-3).fit(matrix, labels, counts)
    weights = fitted.coef_[:, : len(names)]
    if of_gold is not None:
        weights = weights + own * fitted.coef_[:, len(names) :]
    if classes == 2:
        kept = {name: round(float(w), digits) for name, w in zip(names, weights[0], strict=True) if abs(w) > least}
        kept["bias"] = round(kept.get("bias", 0.0) + float(fitted.intercept_[0]), 4)
        return kept
    table = np.zeros((classes, len(names)))
    intercept = np.full(classes, -9.0)
    for position, label in enumerate(fitted.classes_):
        table[label], intercept[label] = weights[position], fitted.intercept_[position]
    kept = {name: tuple(round(float(x), digits) for x in table[:, j]) for j, name in enumerate(names) if abs(table[:, j]).max() > least}
    kept["bias"] = tuple(round(float(a + b), 4) for a, b in zip(kept.get("bias", (0.0,) * classes), intercept, strict=True))
    return kept


def train(rows: list[Annotated], named: list[Example]) -> Model:
    """The three models: type of unlisted entities, keeping, role. `named` are further examples of types."""
    typed: list[tuple[list[Key], int, float, bool]] = [(example.keys, TYPES.index(example.type), 1.0, False) for example in named]
    typed += [
        (keys, TYPES.index(item.type if item.type in entity.types else entity.type), row.weight, row.is_gold)
        for row in rows
        for item, keys, entity in zip(row.found, row.type_keys, match(row, row.found, any_type=True), strict=True)
        if keys is not None and entity is not None and entity.type in TYPES
    ]
    types = fit("types", [f for f, *_ in typed], [t for _, t, *_ in typed], len(TYPES), [w for _, _, w, _ in typed], [gold for *_, gold in typed])
    keep: list[tuple[list[Key], int, float, bool]] = []
    roles: list[tuple[list[Key], int, float, bool]] = []
    for row in rows:
        items = retyped(types, row)
        for item, keys, entity in zip(items, describe(row.doc, items, row.turn, listed_with(row.doc, items)), match(row, items), strict=True):
            if entity is None or not entity.optional:
                keep.append((keys, int(entity is not None), row.weight, row.is_gold))
            if entity is not None and entity.role:
                roles.append((describe_role(row.doc, item, keys, row.turn), ROLES.index(entity.role), row.weight, row.is_gold))
    return Model(
        fit("keep", [f for f, *_ in keep], [y for _, y, *_ in keep], 2, [w for _, _, w, _ in keep], [gold for *_, gold in keep]),
        fit("roles", [f for f, *_ in roles], [y for _, y, *_ in roles], len(ROLES), [w for _, _, w, _ in roles], [gold for *_, gold in roles]),
        types,
        THRESHOLDS,
    )


def cross_validate(rows: list[Annotated], more: list[Annotated], named: list[Example]) -> None:
    """Prints precision, recall and F1 by type, recall on introduced names, role accuracy, and how well the confidences are calibrated."""
    order = list(range(len(rows)))
    random.Random(0).shuffle(order)
    right, given, wanted = {}, {}, {}
    introduced = [0, 0]
    roles = [0, 0]
    bins: dict[int, list[int]] = {}
    for number in range(FOLDS):
        held = set(order[number::FOLDS])
        model = train([*(rows[i] for i in order if i not in held), *more], named)
        for i in sorted(held):
            row = rows[i]
            items = retyped(model.types, row)
            features = {id(item): f for item, f in zip(items, describe(row.doc, items, row.turn, listed_with(row.doc, items)), strict=True)}
            scored = [(model.probability(features[id(item)]), item) for item in items]
            kept = select([(p, item) for p, item in scored if p >= model.least(item)])
            matched = match(row, [item for _, item in kept])
            for (p, item), entity in zip(kept, matched, strict=True):
                if entity is not None and entity.optional:
                    continue
                type_ = entity.type if entity else item.type
                given[type_] = given.get(type_, 0) + 1
                right[type_] = right.get(type_, 0) + (entity is not None)
                bin_ = bins.setdefault(min(9, int(p * 10)), [0, 0])
                bin_[0] += entity is not None
                bin_[1] += 1
                if entity is not None and entity.role and entity.type != "task":
                    role = decided_role(model, row.doc, item, features[id(item)], row.turn)
                    roles[0] += role == entity.role
                    roles[1] += 1
            hits = [entity for entity in matched if entity is not None]
            for entity, _ in row.gold:
                if not entity.optional and entity.type in TYPES:
                    wanted[entity.type] = wanted.get(entity.type, 0) + 1
                    if entity.role == "introduces" and entity.named and entity.type != "task":
                        introduced[1] += 1
                        introduced[0] += any(entity is hit for hit in hits)
    print(f"cross-validated on {len(rows)} papers, {FOLDS} folds")
    groups = {type_: (type_,) for type_ in TYPES} | {"all but tasks": TYPES[:3]}
    for name, types in groups.items():
        hit, said, there = (sum(counts.get(type_, 0) for type_ in types) for counts in (right, given, wanted))
        precision, recall = hit / max(1, said), hit / max(1, there)
        print(f"  {name:<13} precision {precision:.3f}  recall {recall:.3f}  F1 {2 * precision * recall / max(1e-9, precision + recall):.3f}")
    print(f"  introduced names, recall {introduced[0] / max(1, introduced[1]):.3f}; role accuracy {roles[0] / max(1, roles[1]):.3f}")
    print("  confidence  links  right")
    for bin_, (hits_, all_) in sorted(bins.items()):
        print(f"  {bin_ / 10:.1f}-{(bin_ + 1) / 10:.1f}    {all_:6d}  {hits_ / all_:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--also", nargs="+", type=Path, default=[])
    parser.add_argument("--papers", nargs="+", type=Path, required=True)
    parser.add_argument("--names-from", nargs="+", type=Path, default=[], metavar="PAPERS")
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("-o", "--output", type=Path)
    args = parser.parse_args()
    try:
        run(args)
    except KgError as error:
        sys.exit(str(error))


def run(args: argparse.Namespace) -> None:
    """Reads, cross-validates and trains, as the arguments say."""
    papers, linker = merge_papers(read_papers(args.papers)), Linker(model=None)
    rows, more = read_gold(args.gold, papers, linker), read_rows(args.also, papers, linker, is_gold=False)
    named = list(examples(merge_papers(read_papers(args.names_from)), linker.catalog.entries)) if args.names_from else []
    if named:
        print(f"{len(named):,} examples of types from the catalog's own names")
    if args.cross_validate:
        cross_validate(rows, more, named)
    if args.output:
        model = train(rows + more, named)
        model.save(args.output)
        print(f"{args.output}: {len(model.keep):,} weights from {len(rows) + len(more)} papers, {args.output.stat().st_size / 1e3:,.0f} kB")


if __name__ == "__main__":
    main()
