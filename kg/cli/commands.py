"""The commands build, link, query, validate and stats, and the group that all commands belong to."""

from __future__ import annotations

import json
import re
import sys
from contextlib import nullcontext
from pathlib import Path

import click

from kg import __version__, native
from kg.cli.catalog_commands import catalog
from kg.cli.evaluate_command import evaluate
from kg.cli.explain_command import explain
from kg.cli.export_command import export
from kg.cli.options import Commands, examples, linking_options, quiet_option, workers_option
from kg.cli.output import Messages, echo_counts, print_table
from kg.cli.serve_command import serve
from kg.cli.signals import ending_at_once
from kg.cli.view_command import view
from kg.errors import SourceError, UsageError


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]}, epilog=examples("kg build papers.txt -o exports", "kg query exports --list"))
@click.version_option(__version__, prog_name="kg", message=f"%(prog)s, version %(version)s ({'compiled' if native.in_use() else 'not compiled'})")
def main() -> None:
    """Knowledge graphs of machine-learning papers: papers in; links, RDF, SPARQL and a page to explore out.

    Returns 0, or 1 if the data is at fault, or 2 if the call is.
    """


@main.command(epilog=examples("kg build papers.txt -o exports", "kg build pages/ arxiv.jsonl.gz -o exports --catalog ours.tsv", "cat papers.txt | kg build - -o exports"))
@linking_options
@workers_option
@click.option("-o", "--output", required=True, metavar="DIR", help="The folder to write into.")
@quiet_option
def build(inputs: tuple[str, ...], output: str, catalogs: tuple[str, ...], strict: bool, base: str, workers: int, messages: Messages) -> None:
    """Build the graph of papers and write all its files into DIR.

    INPUT is a file, a folder, or - for standard input: saved daily-papers pages, JSON or JSON Lines, also gzipped.
    """
    from kg.exports import FILES, check_results_folder

    check_results_folder(output)
    import kg

    graph = kg.build(inputs, catalogs=catalogs, strict=strict, base=base, workers=workers, on_problem=messages.problem, progress=messages.progress)
    written = graph.write(output)
    echo_counts(graph.counts().items(), messages.say)
    for path in written:
        messages.say(f"{path}  {FILES[path.name][0]}")


@main.command(epilog=examples("kg link papers.txt > links.jsonl", "kg link - < papers.jsonl"))
@linking_options
@workers_option
@quiet_option
def link(inputs: tuple[str, ...], catalogs: tuple[str, ...], strict: bool, base: str, workers: int, messages: Messages) -> None:
    """Print the links of papers, one JSON object a line and paper.

    Each has "paper", "title", "abstract" and "links"; a link has "type", "entity", "name", "role", "confidence" and
    "mentions", each with "field", "start", "end" (Unicode code points) and "text".
    """
    import kg

    graph = kg.build(inputs, catalogs=catalogs, strict=strict, base=base, workers=workers, on_problem=messages.problem, progress=messages.progress)
    for item in graph.papers:
        print(json.dumps(item.as_json(), ensure_ascii=False))


@main.command(
    epilog=examples(
        "kg query exports 'SELECT ?p WHERE { ?p pk:uses ?m . ?m skos:prefLabel \"LoRA\" }'",
        "kg query exports --name top-entities --type dataset",
        "kg query exports -f mine.rq --format csv > answer.csv",
        "kg query --endpoint http://127.0.0.1:8000/sparql --name top-entities --type dataset",
    ),
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[DIR-or-FILE] ['SPARQL'] [--PARAMETER VALUE]...")
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead of a folder or file.")
@click.option("-f", "--file", "file", metavar="FILE.rq", help="Read the query from a file; - is standard input.")
@click.option("--name", metavar="NAME", help="Run a saved query; its parameters are options.")
@click.option("--list", "list_", is_flag=True, help="List the saved queries.")
@click.option("--format", "format_", type=click.Choice(["table", "csv", "tsv", "json"]), help="Default: a table on a terminal, else CSV.")
@quiet_option
def query(words: tuple[str, ...], endpoint: str | None, file: str | None, name: str | None, list_: bool, format_: str | None, messages: Messages) -> None:
    """Answer a SPARQL query over the folder of a build, any RDF file, or a SPARQL endpoint.

    The prefixes pk, skos, dcterms, fabio, schema, oa, rdf, rdfs, owl, xsd and prov need no declaration. The evidence is in GRAPH pk:evidenceGraph.
    """
    from kg.query import Endpoint, Store
    from kg.query.saved import find_query, read_query, saved_queries

    if list_:
        print_table(("name", "answers", "parameters"), [(q.name, q.title, " ".join(f"--{p.name}" for p in q.parameters)) for q in saved_queries().values()])
        return
    said, given = _split_words(words)
    if not endpoint and not said:
        raise UsageError("no folder or file to ask", hint="kg query --help has examples")
    where, said = (None, said) if endpoint else (said[0], said[1:])
    if endpoint and len(said) == 2 and Path(said[0]).exists():
        raise UsageError("a folder or file beside --endpoint", where=said[0], hint="ask the one or the other")
    if len(said) > 1:
        raise UsageError("a second query", where=said[1][:40], hint="put the whole query in quotes")
    sparql = said[0] if said else None
    if where and not sparql and not (file or name) and re.match(r"\s*(?:PREFIX|BASE|SELECT|ASK|CONSTRUCT|DESCRIBE)\b", where, re.IGNORECASE):
        raise UsageError("a query, and no folder or file to ask", where=where[:40], hint="kg query DIR-or-FILE 'SPARQL'")
    if sum(x is not None for x in (file, name, sparql)) != 1:
        raise UsageError("give exactly one of a query, --file and --name", hint="kg query --help has examples; --list names the saved queries")
    saved = find_query(name) if name else read_query(Path(file)) if file else None
    format_ = format_ or ("table" if sys.stdout.isatty() else "csv")
    with nullcontext() if endpoint else ending_at_once():
        store = Endpoint(endpoint) if endpoint else Store.open(str(where))
        if saved:
            from kg.query.parameters import bind

            answer = store.query(saved.sparql, bind(saved, given, store, messages.say))
        else:
            _refuse_parameters(given)
            answer = store.query(sparql or "")
        text = "" if format_ == "table" else answer.serialize(format_)
        rows = answer.rows if format_ == "table" else []
    if format_ == "table":
        print_table(answer.columns, rows)
        messages.say(f"{len(rows)} row{'' if len(rows) == 1 else 's'}")
        nothing = not rows
    else:
        sys.stdout.write(text)
        nothing = text.strip() in (",".join(answer.columns), "\t".join(f"?{column}" for column in answer.columns))  # the head alone
    if saved and nothing:
        messages.say(f"Nothing found. {saved.title}. {saved.description}".rstrip())  # which tells what is left out


def _split_words(words: tuple[str, ...]) -> tuple[list[str], dict[str, str]]:
    """The words that are no options, and the `--parameter value` pairs."""
    said: list[str] = []
    given: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        if not word.startswith("--"):
            said.append(word)
            continue
        key, equals, value = word[2:].partition("=")
        following = value if equals else next(rest, None)
        if following is None:
            raise UsageError("has no value", where=word, hint=f"write {word} VALUE")
        given[key] = following
    return said, given


def _refuse_parameters(given: dict[str, str]) -> None:
    if given:
        raise UsageError("unknown option", where="--" + next(iter(given)), hint="parameters go with --name or --file")


@main.command(epilog=examples("kg validate exports", "kg validate graph.ttl"))
@click.argument("where", metavar="DIR-or-FILE")
@quiet_option
def validate(where: str, messages: Messages) -> None:
    """Check a graph against the SHACL shapes; returns 1 and lists what is wrong if it does not conform."""
    from kg.errors import ValidationError
    from kg.query import validate as check

    violations = check(where)
    for violation in violations:
        print(violation)
    if violations:
        raise ValidationError(f"{len(violations)} violation{'' if len(violations) == 1 else 's'} of the shapes", where=where, hint="the lines above name each")
    messages.say(f"{where} conforms to the shapes")


@main.command(epilog=examples("kg stats exports", "kg stats exports --format json"))
@click.argument("where", metavar="DIR")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
@quiet_option
def stats(where: str, format_: str, messages: Messages) -> None:
    """Print the figures of a build: papers, entities by type, links by role, how sure they are."""
    from kg.query import Store
    from kg.query.figures import figures

    found = figures(Store.open(where))
    if not any(found.values()):
        raise SourceError("no paper and no entity of a build is in it", where=where, hint="kg query and kg validate take any RDF, kg stats what kg build wrote")
    if format_ == "json":
        print(json.dumps(found, indent=1))
    else:
        print_table(("figure", "count"), list(found.items()))


main.add_command(catalog)
main.add_command(evaluate)
main.add_command(explain)
main.add_command(export)
main.add_command(serve)
main.add_command(view)
