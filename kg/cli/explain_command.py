"""kg explain: why a paper has the links that it has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

import click

from kg.cli.options import examples, linking_options, quiet_option
from kg.cli.output import Messages
from kg.errors import SourceError
from kg.linking.explanation import Explanation, Judgement, in_words
from kg.model import Paper
from kg.sources import arxiv_id
from kg.titles import WHOLE_WORDS, title_fit

_MARKS = {"linked": "+", "unlikely": "-", "overlapped": "="}


@click.command(epilog=examples("kg explain papers.txt --paper LoRA", "kg explain arxiv.jsonl.gz --paper 2106.09685 --format json", "kg explain one.json --rules"))
@linking_options
@click.option("--paper", "wanted", metavar="WORDS", help="Only papers with this arXiv id, or with these words in their title.")
@click.option("--rules", is_flag=True, help="Decide by the rules alone, without the learned model.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@quiet_option
def explain(inputs: tuple[str, ...], catalogs: tuple[str, ...], strict: bool, base: str, wanted: str | None, rules: bool, format_: str, messages: Messages) -> None:
    """Show for each link that a paper's own text gives, addresses aside, its evidence, the rule and the score behind it, and what was proposed and not linked.

    "+" is linked; "-" was not likely enough; "=" lost its places in the text to a likelier or longer name. The reasons are the
    features of the learned decision with the most weight: above 0 they speak for the link.
    """
    from kg.building import read
    from kg.iris import Iris
    from kg.linking import Linker
    from kg.linking.explanation import explain as explained

    papers = _called(read(inputs, strict=strict, on_problem=messages.problem)[0], wanted)
    if not papers:
        raise SourceError(f"no paper has {wanted!r} as its id or in its title", where=", ".join(inputs), hint="kg link INPUT prints all titles")
    linker = Linker(catalogs, Iris(base), model=None if rules else "packaged")
    for paper in papers:
        explanation = explained(linker, paper)
        if format_ == "json":
            print(json.dumps(_as_json(explanation), ensure_ascii=False))
        else:
            for line in _lines(explanation):
                print(line)


def _called(papers: list[Paper], wanted: str | None) -> list[Paper]:
    """The papers with this arXiv id, else with these words in their titles, else with these letters."""
    if wanted is None:
        return papers
    if (identifier := arxiv_id(wanted)) and (found := [paper for paper in papers if paper.arxiv == identifier]):
        return found
    fits = [(title_fit(wanted, paper.title), paper) for paper in papers]
    return [paper for fit, paper in fits if fit is not None and fit <= WHOLE_WORDS] or [paper for fit, paper in fits if fit is not None]


def _as_json(explanation: Explanation) -> dict[str, object]:
    """With keys for what a mention is, as `kg link` has them."""
    judgements = [
        asdict(judgement) | {"proposals": [{"mention": proposal.mention._asdict(), "score": proposal.score} for proposal in judgement.proposals]} for judgement in explanation.judgements
    ]
    return asdict(explanation) | {"judgements": judgements}


def _lines(explanation: Explanation) -> Iterator[str]:
    yield explanation.title
    yield f"  {explanation.paper}"
    for judgement in explanation.judgements:
        yield from _of_entity(judgement)
    yield ""


def _of_entity(judgement: Judgement) -> Iterator[str]:
    what = f"{judgement.role} {judgement.type}" if judgement.role else judgement.type
    end = f"; its places went to {', '.join(judgement.taken_by)}" if judgement.taken_by else ""
    known = "" if judgement.listed else ", not in the catalog"
    yield f"{_MARKS[judgement.outcome]} {what} {judgement.name}: {judgement.score:.2f} (needs {judgement.least:.2f}{known}){end}"
    for proposal in judgement.proposals:
        m = proposal.mention
        yield f"      {m.field} {m.start}-{m.end} {m.text!r}  {m.recogniser}: {m.rule} ({proposal.score:.2f})"
    if judgement.reasons:
        yield "      " + ", ".join(f"{weight:+.1f} {in_words(name)}" for name, weight in judgement.reasons)
