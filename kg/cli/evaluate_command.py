"""The command kg evaluate: the linker's links against annotations of one's own, as figures and as mistakes in context."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from kg.cli.options import examples, linking_options, quiet_option
from kg.cli.output import Messages, print_table
from kg.errors import SourceError

if TYPE_CHECKING:
    from kg.evaluation import Evaluation, Outcome


_MANY = 10
"""Papers of which hardly all lack a kind of entity: who names none of them has left that kind out."""

_SHOWN_DOUBTS = 10
"""Slips of the annotations that are told one by one."""


@click.command(
    epilog=examples("kg evaluate gold.json papers.txt", "kg evaluate gold.jsonl pages/ arxiv.jsonl.gz --errors 20", "kg evaluate gold.json papers.txt --catalog ours.tsv --format json")
)
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, allow_dash=True), metavar="GOLD")
@linking_options
@click.option("--rules", is_flag=True, help="Link by the rules alone, without the learned model.")
@click.option("--errors", type=click.IntRange(min=0), default=0, metavar="N", help="Also the first N entities missed and the first N links too many, in their sentences.")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
@quiet_option
def evaluate(
    gold: str, inputs: tuple[str, ...], catalogs: tuple[str, ...], strict: bool, base: str, rules: bool, errors: int, format_: str, messages: Messages
) -> None:
    """Measure the links of papers against annotations: precision, recall, F1, roles, resolution, calibration.

    GOLD is one file, JSON or JSON Lines, a record for each annotated paper: "title" or "arxiv", and "entities", each with "type",
    "name", "mentions" and perhaps "role". INPUT is what kg build reads, with the texts of these papers; others may be there too.
    """
    from kg.building import read
    from kg.evaluation import evaluate as measure
    from kg.evaluation import find_doubts, read_annotations
    from kg.iris import Iris
    from kg.linking import Linker
    from kg.sources import Problem

    annotated = read_annotations(gold)
    papers, _ = read(inputs, strict=strict, on_problem=messages.problem)
    doubts = list(find_doubts(annotated, papers))
    for where, doubt in doubts[:_SHOWN_DOUBTS]:
        messages.problem(Problem(where, 0, doubt))
    if len(doubts) > _SHOWN_DOUBTS:
        messages.problem(Problem(gold, 0, f"{len(doubts) - _SHOWN_DOUBTS} more like these"))
    linker = Linker(list(catalogs), Iris(base), None if rules else "packaged")
    found = measure(annotated, linker.link(messages.progress(papers, "linking")))
    if found.absent == found.papers:
        raise SourceError("none of its papers is in the input", where=gold, hint="a paper is found by its arXiv id or its whole title; give the input that was annotated")
    if found.absent:
        messages.problem(Problem(gold, 0, f"{found.absent} of its {found.papers} papers are not in the input; all that they name counts as missed"))
    for name, score in found.scores().items():
        if score.links and not score.gold and found.papers >= _MANY:
            messages.say(f"{gold} names no {name}: all {score.links} links to one count as too many")
    missed, extra = found.missed[:errors], found.extra[:errors]
    if format_ == "json":
        listed = {"missed": [o.as_json() for o in missed], "extra": [o.as_json() for o in extra]} if errors else {}
        print(json.dumps(found.as_json() | listed, indent=1, ensure_ascii=False))
        return
    _print_figures(found)
    if errors:
        _print_mistakes("missed", missed, len(found.missed))
        _print_mistakes("too many", extra, len(found.extra))


def _print_figures(found: Evaluation) -> None:
    scores = found.scores().items()
    print_table(
        ("links to", "precision", "recall", "F1", "annotated", "linked"),
        [(name, _shown(s.precision), _shown(s.recall), _shown(s.f1), s.gold, s.links) for name, s in scores],
    )
    print()
    roles = found.roles()
    print_table(
        ("over the four kinds", "share", "of"),
        [
            *((f"recall on {name}", _shown(s.recall), s.gold) for name, s in found.recalls().items()),
            ("role accuracy", _shown(roles.precision), roles.gold),
            ("resolution, B-cubed F1", _shown(found.resolution()), ""),
        ],
    )
    print()
    print_table(("confidence", "right", "links"), [(f"{b.least:.1f} to {b.least + 0.1:.1f}", _shown(b.right / b.links), b.links) for b in found.calibration()])
    print()
    print_table(("", "count"), [("papers annotated", found.papers), ("of them not in the input", found.absent), ("mentions with wrong offsets", found.wrong_offsets)])


def _shown(ratio: float | None) -> str:
    return "-" if ratio is None else f"{ratio:.4f}"


def _print_mistakes(label: str, outcomes: Sequence[Outcome], of: int) -> None:
    print(f"\n{label}: {len(outcomes)} of {of}")
    title = None
    for outcome in outcomes:
        shown = outcome.as_json()
        if title != shown["title"]:
            title = shown["title"]
            print(f"\n{title}")
        if outcome.link is None:
            instead = ", ".join(f"{link.type} {link.name!r}" for link in outcome.instead())
            print(f"  {outcome.type} {outcome.name!r}, linked as {instead or 'nothing'}")
        else:
            print(f"  {outcome.type} {outcome.name!r}, confidence {outcome.link.confidence:.2f}")
        print(f"    {outcome.sentence() or 'its text does not stand in the paper'}")
