"""`kg view`: what is around an entity or a paper, as a page or as a picture."""

from __future__ import annotations

import sys

import click

from kg.cli.options import examples, quiet_option
from kg.cli.output import Messages
from kg.errors import UsageError


@click.command(
    epilog=examples(
        "kg view exports --entity LoRA",
        "kg view exports --paper 2106.09685 --hops 1 -o paper.html --no-open",
        "kg view exports --entity LoRA --most 40 --svg lora.svg --png lora.png",
    )
)
@click.argument("where", metavar="DIR-or-FILE")
@click.option("--entity", default="", metavar="NAME", help="What the view is about: an entity, by any of its names.")
@click.option("--paper", default="", metavar="PAPER", help="Or a paper, by its arXiv id or words of its title.")
@click.option("--hops", type=click.IntRange(1), default=2, show_default=True, metavar="N", help="How many links away from it.")
@click.option("--most", type=click.IntRange(1), metavar="N", help="Nodes at most; the weightiest are shown.  [default: 300; 60 in a picture]")
@click.option("-o", "--output", metavar="FILE.html", help="The page to write.  [default: named after the entity, unless a picture is asked for]")
@click.option("--svg", metavar="FILE", help="Write a picture; needs pip install 'paperkg[pictures]'.")
@click.option("--png", metavar="FILE", help="The same, as PNG.")
@click.option("--no-open", is_flag=True, help="Don't open the page in the browser, which is done on a terminal.")
@quiet_option
def view(
    where: str, entity: str, paper: str, hops: int, most: int | None, output: str | None, svg: str | None, png: str | None, no_open: bool, messages: Messages
) -> None:
    """Show what is around an entity or a paper: a page of its neighbourhood, or a picture of it for a paper.

    Nearer nodes go before farther ones, and among those the ones with the most, strongest and surest links. What is left out is said.
    """
    from kg.explorer.viewing import MOST_IN_PICTURE, MOST_ON_PAGE, written
    from kg.explorer.viewing import view as look
    from kg.iris import slug
    from kg.query import Store

    if bool(entity) == bool(paper):
        raise UsageError("give exactly one of --entity and --paper", hint="kg view --help has examples")
    found = look(Store.open(where), entity, paper=paper, hops=hops, most=most or MOST_ON_PAGE, on_choice=messages.say)
    for path, format_ in ((svg, "svg"), (png, "png")):
        if path is not None:
            picture = found.picture(format_, most or MOST_IN_PICTURE)
            written(path, picture.data)
            messages.say(path)
            if picture.note:
                messages.say("  " + picture.note)
    if output is None and (svg is not None or png is not None):
        return
    page = found.write(output or slug(entity or paper) + ".html")
    messages.say(str(page))
    if found.shown.note:
        messages.say("  " + found.shown.note)
    if sys.stdout.isatty() and not no_open:
        click.launch(page.absolute().as_uri())
