"""The commands that look into the catalog and add to it: kg catalog list, show, check, import."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import Commands, catalog_option, examples, quiet_option
from kg.cli.output import Messages, print_table
from kg.errors import SourceError, UsageError

if TYPE_CHECKING:
    from kg.catalog.importing import Held
    from kg.model import EntityType

_TYPES = click.Choice(["method", "dataset", "hardware", "task"])


@click.group(cls=Commands, epilog=examples("kg catalog list --type hardware", "kg catalog show LoRA"))
def catalog() -> None:
    """Look into the catalog of known entities, check it, and make tables of other catalogs."""


@catalog.command("list", epilog=examples("kg catalog list --type dataset", "kg catalog list --kind optimizer"))
@click.option("--type", "type_", type=_TYPES, help="Only this type.")
@click.option("--kind", metavar="KIND", help="Only this kind: model, optimizer, benchmark, gpu ...")
@catalog_option
@quiet_option
def catalog_list(type_: str | None, kind: str | None, catalogs: tuple[str, ...], messages: Messages) -> None:
    """List entries: type, name, kind, parents; tab-separated when not on a terminal."""
    from kg.catalog import KINDS, Catalog

    kinds = sorted(set().union(*(KINDS[of] for of in ([type_] if type_ else KINDS))))
    if kind is not None and (kind := kind.lower()) not in kinds:
        raise UsageError(f"no kind {kind!r}", where="--kind", hint="one of " + ", ".join(kinds))
    rows = [
        (entry.type, entry.name, entry.kind, ", ".join(entry.parents))
        for entry in Catalog.load(*catalogs).entries
        if type_ in (None, entry.type) and kind in (None, entry.kind)
    ]
    if sys.stdout.isatty():
        print_table(("type", "name", "kind", "broader"), rows)
    else:
        for row in rows:
            print("\t".join(row))
    messages.say(f"{len(rows):,} entries")


@catalog.command("show", epilog=examples("kg catalog show LoRA", "kg catalog show 'knowledge distillation'"))
@click.argument("name")
@catalog_option
@quiet_option
def catalog_show(name: str, catalogs: tuple[str, ...], messages: Messages) -> None:
    """Show what the catalog knows of a name; of an unknown one, the nearest."""
    from kg.catalog import Catalog

    loaded = Catalog.load(*catalogs)
    entries = loaded.find(name)
    if not entries:
        raise SourceError(f"the catalog has no {name!r}", hint="nearest: " + ", ".join(loaded.nearest(name)))
    for entry in entries:
        print(f"{entry.name}  ({entry.type}, {entry.kind})")
        for label, value in (
            ("names", ", ".join(n.text + ("^" if n.exact else "") + ("?" if n.ambiguous else "") for n in entry.names)),
            ("broader", ", ".join(entry.parents)),
            ("narrower", ", ".join(loaded.narrower(entry))),
            ("context", ", ".join(entry.context)),
            ("facts", ", ".join(f"{key} {value}" for key, value in entry.facts)),
            ("ids", ", ".join(f"{scheme}:{id_}" for scheme, id_, _ in entry.ids)),
            ("table", entry.where),
        ):
            if value:
                print(f"  {label:<9}{value}")


@catalog.command("check", epilog=examples("kg catalog check", "kg catalog check ours.tsv"))
@click.argument("tables", nargs=-1, metavar="[TSV]...")
@quiet_option
def catalog_check(tables: tuple[str, ...], messages: Messages) -> None:
    """Check the catalog, with TSV tables added: clashes, unknown parents, cycles, missing context. Returns 1 if there is an error."""
    from kg.catalog import Catalog, check_catalog, check_own_table, malformed_lines
    from kg.errors import CatalogError

    if unread := [error for table in tables for error in malformed_lines(Path(table))]:
        for error in unread:
            print(f"{error.where}: error: {error.what} ({error.hint})")
        raise CatalogError(f"{len(unread)} line{'' if len(unread) == 1 else 's'} can't be read", hint="mend them, then check again")
    loaded = Catalog.load(*tables)
    findings = check_catalog(loaded)
    if tables:
        packaged = Catalog.load()
        findings += [finding for table in tables for finding in check_own_table(Path(table), packaged)]
    for finding in findings:
        print(finding)
    errors = sum(finding.level == "error" for finding in findings)
    if errors:
        raise CatalogError(f"{errors} error{'' if errors == 1 else 's'} in the catalog", hint="the lines above name each")
    messages.say(f"{len(loaded.entries):,} entries, no errors")


@catalog.command(
    "import",
    epilog=examples("kg catalog import methods.json.gz datasets.json.gz -o pwc.tsv", "kg catalog import query.json --type hardware -o chips.tsv --held held.tsv"),
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("-o", "--output", required=True, metavar="OUT.tsv", help="The table to write.")
@click.option("--type", "type_", type=_TYPES, help="What the entities are. Wikidata's answers need it; the others say it themselves.")
@click.option("--extend", is_flag=True, help="Write known entities too, where they get new names or ids; such a row replaces the catalog's own.")
@click.option("--held", "held_table", metavar="HELD.tsv", help="Write every name that was held back, with the reason.")
@catalog_option
@quiet_option
def catalog_import(
    files: tuple[str, ...], output: str, type_: EntityType | None, extend: bool, held_table: str | None, catalogs: tuple[str, ...], messages: Messages
) -> None:
    """Make a table for --catalog of other people's catalogs: the entities that the catalog lacks.

    FILE, - for standard input, is methods or datasets of the Papers with Code archive (JSON or Parquet), the CSV of the Computer Science Ontology,
    or a query's result from Wikidata (JSON or CSV) with the columns item and itemLabel, perhaps itemAltLabel, altLabel,
    classLabel, inception and superclassLabel. Names that are too short or too common, or that name another entity of the
    catalog already, are held back.
    """
    from kg.catalog import Catalog
    from kg.catalog.importing import import_tables, write_held, write_table

    taken = {Path(file).resolve() for file in files if file != "-"}
    for path in filter(None, (output, held_table)):
        if Path(path).resolve() in taken:
            raise UsageError("is given twice", where=path, hint="name another file for the result")
        taken.add(Path(path).resolve())
    imported = import_tables(files, Catalog.load(*catalogs), type_, extend, messages.problem)
    write_table(output, imported.entries)
    if held_table:
        write_held(held_table, imported.held)
    extended = f", {imported.extended:,} known with new names or ids" if extend else ""
    messages.say(f"{output}: {imported.new:,} new{extended}; left out: {imported.known:,} known")
    _say_held(imported.held, messages)


def _say_held(held: list[Held], messages: Messages, most: int = 4) -> None:
    """A line a reason, with the first names."""
    from kg.catalog.importing import REASONS

    if held:
        messages.say(f"held back: {len(held):,} name{'' if len(held) == 1 else 's'}")
    for reason, words in REASONS.items():
        names = [item.name if len(item.name) <= 30 else f"{item.name[:29]}…" for item in held if item.reason == reason]
        if names:
            messages.say(f"  {len(names):,} {words}: {', '.join(names[:most])}{' …' if len(names) > most else ''}")
