"""`kg serve`: the graph over HTTP."""

from __future__ import annotations

from contextlib import suppress

import click

from kg.cli.options import base_option, examples, quiet_option
from kg.cli.output import Messages


@click.command(epilog=examples("kg serve exports", "kg serve graph.ttl --port 0", "kg serve exports --host 0.0.0.0 --time-limit 10"))
@click.argument("where", metavar="DIR-or-FILE")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on. 0.0.0.0 is every network of this machine.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--time-limit", type=click.FloatRange(0.1), default=30.0, show_default=True, metavar="SECONDS", help="Of one query; then it is stopped.")
@click.option("--answer-limit", type=click.IntRange(1), default=64, show_default=True, metavar="MB", help="Size of one answer.")
@click.option("--memory-limit", type=click.IntRange(256), default=2048, show_default=True, metavar="MB", help="Of one query.")
@click.option("--processes", type=click.IntRange(1), default=4, show_default=True, metavar="N", help="Queries at a time.")
@base_option
@quiet_option
def serve(where: str, host: str, port: int, time_limit: float, answer_limit: int, memory_limit: int, processes: int, base: str, messages: Messages) -> None:
    """Serve the graph: pages to read, search, and a SPARQL 1.1 endpoint at /sparql.

    Only this machine reaches it, unless --host says otherwise. It is read-only: it takes no updates and sends no requests.
    """
    from kg.server.running import serve as run
    from kg.server.workers import Limits

    messages.say(f"Reading {where} …")  # of 100,000 papers half a minute, the first time
    limits = Limits(seconds=time_limit, answer_megabytes=answer_limit, memory_megabytes=memory_limit, processes=processes)
    with suppress(KeyboardInterrupt):  # a server is there to be ended: by Ctrl+C, `kill`, or the terminal's end
        run(where, host=host, port=port, base=base, limits=limits, on_ready=lambda url: messages.say(f"{url}  pages and search\n{url}sparql  SPARQL endpoint\nCtrl+C stops it."))
