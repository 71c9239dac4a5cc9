"""Measures queries, the server and its pages: `scripts/bench query [FOLDER] [--papers N]`.

FOLDER holds papers in any form that `kg build` reads; their graph is measured, and one of N papers (default 100,000) that is
generated from it: each generated paper has the links of a real one, some of its entities exchanged for others of their type in
proportion to how often those are named, and an introduced name of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import kg
from kg import KnowledgeGraph
from kg.errors import QueryError
from kg.exports.rdf import write_ntriples
from kg.linking.workers import cores
from kg.model import Link, LinkedPaper
from kg.query import Store, saved_queries
from kg.query.parameters import bind

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus" / "arxiv_2025.jsonl.gz"
EXCHANGED = 0.5
"""Share of a generated paper's entities that are others than the real paper's."""
PATIENCE = 15
"""Seconds after which a query of rdflib's is given up."""
REQUESTS = 400


def generated(graph: KnowledgeGraph, number: int) -> KnowledgeGraph:
    """A graph of so many papers with the distribution of this one; the same each time."""
    dice = random.Random(1)
    by_type: dict[str, list[Link]] = defaultdict(list)
    for item in graph.papers:
        for link in item.links:
            if link.role != "introduces":
                by_type[link.type].append(link)
    papers = []
    for at in range(number):
        real = graph.papers[at % len(graph.papers)]
        links: dict[tuple[str, str], Link] = {}
        for link in real.links:
            new = link
            if link.role == "introduces" and link.type not in ("repository", "webpage"):
                name = f"{link.name} {at}"
                new = replace(link, name=name, entity=graph.iris.entity(link.type, name))
            elif link.role == "introduces":
                new = replace(link, name=f"{link.name}-{at}", entity=f"{link.entity}-{at}")
            elif dice.random() < EXCHANGED:
                other = dice.choice(by_type[link.type])
                new = replace(link, name=other.name, entity=other.entity)
            links.setdefault((new.type, new.entity), new)
        date = f"{dice.randint(2015, 2025)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
        paper = replace(real.paper, title=f"{real.paper.title} ({at})", arxiv=f"{at:09d}", doi="", date=date)
        papers.append(LinkedPaper(graph.iris.paper(paper), paper, tuple(links.values())))
    return KnowledgeGraph(sorted(papers, key=lambda item: item.iri), graph.catalog, graph.iris)


def write(graph: KnowledgeGraph, folder: Path) -> None:
    """What queries need of a build: the facts, the evidence and the store."""
    folder.mkdir()
    began = time.perf_counter()
    write_ntriples(graph.triples(), folder / "graph.nt")
    write_ntriples(graph.evidence(), folder / "evidence.nt")
    wrote = time.perf_counter()
    Store.create(folder / "store", folder / "graph.nt", folder / "evidence.nt")
    size = sum(path.stat().st_size for path in (folder / "store").iterdir()) / 1e6
    print(f"  files {wrote - began:.0f} s; store {time.perf_counter() - wrote:.0f} s, {size:,.0f} MB, {len(Store.open(folder)):,} statements")


def values(graph: KnowledgeGraph) -> dict[str, str]:
    """Something much linked to for each type of parameter."""
    found = {type_: graph.top_entities(type_, 1)[0][0].name for type_ in ("method", "dataset", "hardware", "task")}
    return found | {"entity": found["method"], "paper": max(graph.papers, key=lambda item: len(item.links)).iri}


RDFLIB = """
import json, signal, sys, time, rdflib
facts, evidence, patience = sys.argv[1], sys.argv[2], int(sys.argv[3])
began = time.perf_counter()
dataset = rdflib.Dataset()
dataset.default_graph.parse(facts, format="nt")
dataset.graph(rdflib.URIRef("https://w3id.org/paperkg/ontology#evidenceGraph")).parse(evidence, format="nt")
print(time.perf_counter() - began, flush=True)
def late(*_):
    raise TimeoutError
signal.signal(signal.SIGALRM, late)
for line in sys.stdin:
    began = time.perf_counter()
    signal.alarm(patience)
    try:
        rows = len(list(dataset.query(json.loads(line))))
        print(time.perf_counter() - began, rows, flush=True)
    except TimeoutError:
        print("late", flush=True)
    finally:
        signal.alarm(0)
"""


def bench_queries(folder: Path, given: dict[str, str], *, rdflib: bool) -> None:
    """Each saved query on the store, the best of three, and once on rdflib in memory."""
    from kg.query.store import with_values

    store = Store.open(folder)
    other = None
    if rdflib:
        other = subprocess.Popen([sys.executable, "-W", "ignore", "-c", RDFLIB, str(folder / "graph.nt"), str(folder / "evidence.nt"), str(PATIENCE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        print(f"  rdflib loads for {float(other.stdout.readline()):.0f} s")  # type: ignore[union-attr, arg-type]
    print(f"  {'saved query':<26}{'rows':>7}{'store':>11}" + (f"{'rdflib':>12}{'times':>8}" if other else ""))
    for name, query in saved_queries().items():
        terms = bind(query, {p.name: given[p.type] for p in query.parameters if p.default is None}, store)
        seconds = []
        for _ in range(3):
            began = time.perf_counter()
            try:
                rows = f"{len(store.query(query.sparql, terms)):,}"
            except QueryError as error:
                rows = str(error)[:40]
            seconds.append(time.perf_counter() - began)
        line = f"  {name:<26}{rows:>7}{min(seconds) * 1000:9.1f}ms"
        if other:
            other.stdin.write(json.dumps(with_values(query.sparql, terms) if terms else query.sparql) + "\n")  # type: ignore[union-attr]
            other.stdin.flush()  # type: ignore[union-attr]
            said = other.stdout.readline().split()  # type: ignore[union-attr]
            line += f"{'over ' + str(PATIENCE) + ' s':>12}{'':>8}" if said[0] == "late" else f"{float(said[0]) * 1000:10.1f}ms{float(said[0]) / min(seconds):8.0f}"
        print(line, flush=True)
    if other:
        other.kill()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A server in a process of its own; its URL."""
    process = subprocess.Popen([sys.executable, "-m", "kg", "serve", str(folder), "--port", "0"], stderr=subprocess.PIPE, text=True)
    try:
        began = time.perf_counter()
        for line in process.stderr:  # type: ignore[union-attr]
            if found := re.match(r"(http://\S+/)  pages", line):
                print(f"  the server answers after {time.perf_counter() - began:.1f} s")
                yield found[1]
                break
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, path: str, accept: str) -> None:
    """One GET over a connection that is kept. A client of few lines, so that it takes little of the cores that it shares with the server."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: {accept}\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{path}: {head.splitlines()[0]!r}")
    await reader.readexactly(int(re.search(rb"content-length: (\d+)", head, re.IGNORECASE)[1]))  # type: ignore[index]


async def load(url: str, clients: int, requests: Sequence[tuple[str, str]]) -> tuple[float, list[float]]:
    """Requests a second and the seconds of each, by clients who each wait for their answer."""
    host = urlsplit(url).netloc
    waiting = list(requests)
    taken: list[float] = []

    async def client() -> None:
        reader, writer = await asyncio.open_connection(*host.split(":"))
        while waiting:
            path, accept = waiting.pop()
            began = time.perf_counter()
            await ask(reader, writer, host, path, accept)
            taken.append(time.perf_counter() - began)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return len(taken) / (time.perf_counter() - began), sorted(taken)


def show(label: str, run: Callable[[], Awaitable[tuple[float, list[float]]]]) -> None:
    rate, seconds = asyncio.run(run())  # type: ignore[arg-type]
    print(f"  {label:<44}{rate:9,.0f} a second{seconds[len(seconds) // 2] * 1000:9.1f}ms median{seconds[int(0.99 * (len(seconds) - 1))] * 1000:9.1f}ms 99th percentile", flush=True)


def bench_server(folder: Path, graph: KnowledgeGraph) -> None:
    """Requests a second at 1, 8 and 64 clients; pages of entities drawn by popularity and evenly, each for the first time."""
    dice = random.Random(2)
    json_type = "application/sparql-results+json"
    named = [link.entity for item in graph.papers for link in item.links if link.entity.startswith(graph.iris.base)]
    small = "SELECT ?title WHERE {{ ?p pk:uses <{}> ; dcterms:title ?title }} LIMIT 20"
    with served(folder) as url:
        asyncio.run(load(url, 4, [("/sparql?query=ASK%7B%7D", json_type)] * 40))
        for clients in (1, 8, 64):
            asks = [("/sparql?" + urlencode({"query": small.format(dice.choice(named))}), json_type) for _ in range(REQUESTS)]
            show(f"query of 20 rows, {clients} client{'s' * (clients > 1)}", lambda asks=asks, clients=clients: load(url, clients, asks))
        evenly = sorted(set(named))
        for label, chosen in (("by popularity", [dice.choice(named) for _ in range(REQUESTS)]), ("evenly", [dice.choice(evenly) for _ in range(REQUESTS)])):
            pages = [("/" + quote(iri.removeprefix(graph.iris.base), safe="/%.-_"), "text/html") for iri in chosen]
            show(f"entity page, drawn {label}, 1 client", lambda pages=pages: load(url, 1, pages))
            show(f"entity page, drawn {label}, 8 clients, again", lambda pages=pages: load(url, 8, pages))
        store = Store.open(folder)
        slowest = []
        for iri in dice.sample(named, 50):
            query = small.format(iri)
            began = time.perf_counter()
            store.query(query).serialize("json")
            alone = time.perf_counter() - began
            _, seconds = asyncio.run(load(url, 1, [("/sparql?" + urlencode({"query": query}), json_type)]))
            slowest.append(seconds[0] - alone)
        slowest.sort()
        print(f"  endpoint's answer over the store's own time: {slowest[25] * 1000:.1f} ms median, {slowest[-1] * 1000:.1f} ms at most (a new connection each)")


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench query", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=SHARED)
    parser.add_argument("--papers", type=int, default=100_000, help="of the generated graph (default: 100,000)")
    parser.add_argument("--no-rdflib", action="store_true", help="leave rdflib out, which takes minutes")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["XDG_CACHE_HOME"] = scratch
        real = kg.build(chosen.folder, workers=cores())
        print(f"Graph of {len(real.papers):,} papers")
        write(real, Path(scratch) / "real")
        bench_queries(Path(scratch) / "real", values(real), rdflib=not chosen.no_rdflib)
        bench_server(Path(scratch) / "real", real)
        large = generated(real, chosen.papers)
        print(f"Graph of {len(large.papers):,} papers, generated")
        write(large, Path(scratch) / "large")
        bench_queries(Path(scratch) / "large", values(large), rdflib=False)
        bench_server(Path(scratch) / "large", large)


if __name__ == "__main__":
    main()
