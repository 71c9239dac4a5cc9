"""kg export: a graph in one of many formats."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.options import examples, quiet_option
from kg.cli.output import Messages
from kg.errors import UsageError

# Written down here, because the modules that write them take a while to load: kg.exports.export.FORMATS, and the folder ontology/alignments.
FORMATS = ("ttl", "nt", "nq", "trig", "jsonld", "rdfxml", "graphml", "gexf", "csv", "neo4j", "parquet")
ALIGNMENTS = ("lpwc",)


@click.command(
    epilog=examples(
        "kg export exports --format nq -o graph.nq",
        "kg export exports --format jsonld | python -m json.tool",
        "kg export exports --format csv -o tables",
        "kg export exports --format ttl --align lpwc -o lpwc.ttl",
    )
)
@click.argument("where", metavar="DIR-or-FILE")
@click.option("--format", "format_", type=click.Choice(FORMATS), required=True, help="csv, neo4j and parquet are folders, the others one file.")
@click.option("-o", "--output", metavar="OUT", help="The file or folder to write; without it, one file goes to standard output.")
@click.option("--evidence", is_flag=True, help="ttl, nt, rdfxml and jsonld: with the sentences behind each link. nq and trig always have them.")
@click.option("--align", type=click.Choice(ALIGNMENTS), help="In the vocabulary of Linked Papers With Code; formats of statements only.")
@quiet_option
def export(where: str, format_: str, output: str | None, evidence: bool, align: str | None, messages: Messages) -> None:
    """Write the graph of a build, or of any RDF file, in another format.

    Statements: ttl, nt, rdfxml, jsonld (the facts), nq, trig (the facts, and the evidence in its own graph). Nodes and edges with their
    attributes: graphml, gexf, csv, neo4j, parquet.
    """
    from kg.exports.export import FORMATS as KNOWN
    from kg.exports.export import check_place
    from kg.exports.export import export as write
    from kg.exports.tables import NEO4J_SCRIPT
    from kg.query import Store

    if output is None and KNOWN[format_].write_folder:
        raise UsageError(f"{format_} is several files", where="--format", hint="name a folder for them with -o")
    if output is not None:
        check_place(Path(output), format_)
    written = write(Store.open(where), sys.stdout.buffer if output is None else output, format_, evidence=evidence, align=align or "")
    for path in written:
        messages.say(str(path))
    if format_ == "neo4j" and output is not None:
        messages.say("stop Neo4j, then in that folder: " + (Path(output) / NEO4J_SCRIPT).read_text(encoding="utf-8").splitlines()[-1])
