"""The commands that look into the catalog: kg catalog list, show, check."""

from __future__ import annotations

import sys

import click

from kg.cli.options import Commands, catalog_option, examples, quiet_option
from kg.cli.output import Messages, print_table
from kg.errors import SourceError


@click.group(cls=Commands, epilog=examples("kg catalog list --type hardware", "kg catalog show LoRA"))
def catalog() -> None:
    """Look into the catalog of known entities, and check it."""


@catalog.command("list", epilog=examples("kg catalog list --type dataset", "kg catalog list --kind optimizer"))
@click.option("--type", "type_", type=click.Choice(["method", "dataset", "hardware", "task"]), help="Only this type.")
@click.option("--kind", metavar="KIND", help="Only this kind: model, optimizer, benchmark, gpu ...")
@catalog_option
@quiet_option
def catalog_list(type_: str | None, kind: str | None, catalogs: tuple[str, ...], messages: Messages) -> None:
    """List entries: type, name, kind, parents; tab-separated when not on a terminal."""
    from kg.catalog import Catalog

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
    from kg.catalog import Catalog, check_catalog
    from kg.errors import CatalogError

    loaded = Catalog.load(*tables)
    findings = check_catalog(loaded)
    for finding in findings:
        print(finding)
    errors = sum(finding.level == "error" for finding in findings)
    if errors:
        raise CatalogError(f"{errors} error{'' if errors == 1 else 's'} in the catalog", hint="the lines above name each")
    messages.say(f"{len(loaded.entries):,} entries, no errors")
