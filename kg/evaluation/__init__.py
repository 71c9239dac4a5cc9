"""Evaluation: what the linker finds against what readers of the same papers wrote down.

    read_annotations(path)        annotated papers, from JSON or JSON Lines
    find_doubts(annotated, papers)   slips in them
    evaluate(annotated, linked)   an `Evaluation`: each link and each annotated entity, paired, with the figures over them

`annotations.py` reads, `scoring.py` measures; nothing here links or prints.
"""

from kg.evaluation.annotations import AnnotatedEntity, AnnotatedPaper, Place, find_doubts, find_papers, read_annotations
from kg.evaluation.scoring import Evaluation, Outcome, evaluate

__all__ = ["AnnotatedEntity", "AnnotatedPaper", "Evaluation", "Outcome", "Place", "evaluate", "find_doubts", "find_papers", "read_annotations"]
