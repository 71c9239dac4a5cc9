"""Measures building and linking on one core, and prints tables. Called by `scripts/bench [FOLDER]`.

FOLDER holds papers in any form that `kg build` reads; pages are `*.txt` in it, and the linker is timed on its largest other
file. Without one, the packaged sample is measured, which is too small for more than a first impression.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from kg import native
from kg.catalog import Catalog
from kg.linking import Linker
from kg.linking.workers import cores
from kg.model import Paper
from kg.resources import samples
from kg.sources import merge_papers, read_papers

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"
SAMPLE = samples() / "daily-papers.txt"
MOST = 4000
"""Abstracts that each linker is timed on."""


_LARGEST = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, capture_output=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"


def measured(command: list[str], **environment: str) -> tuple[float, float]:
    """Wall seconds and largest memory in MB of a process. A small one between starts it, since to Linux what a process forks from is its memory too."""
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", _LARGEST, sys.executable, *command], check=True, capture_output=True, env=os.environ | environment)
    seconds = time.perf_counter() - began
    unit = 1024 if sys.platform == "darwin" else 1  # bytes there, kilobytes here
    return seconds, int(done.stdout) / unit / 1024


def bench_build(inputs: list[Path]) -> None:
    """`kg build`, twice: with an empty cache and with a filled one."""
    papers = merge_papers(read_papers(inputs))
    print(f"kg build of {len(papers):,} papers from {len(inputs)} file{'s' * (len(inputs) != 1)}")
    with tempfile.TemporaryDirectory() as folder:
        for label in ("catalog not compiled yet", "catalog from the cache"):
            seconds, memory = measured(["-m", "kg", "build", *map(str, inputs), "-o", f"{folder}/out", "-q"], XDG_CACHE_HOME=folder)
            print(f"  {label:<40}{seconds:8.1f} s   {memory:6.0f} MB at most")


def bench_start() -> None:
    """Making a Linker in a new process, imports included."""
    print("Start of a Linker, with imports")
    with tempfile.TemporaryDirectory() as folder:
        for label in ("catalog not compiled yet", "catalog from the cache"):
            seconds, _ = measured(["-c", "from kg import Linker; Linker()"], XDG_CACHE_HOME=folder)
            print(f"  {label:<40}{seconds:8.1f} s")


def bench_linkers(source: Path) -> None:
    """Abstracts a second, one core, of the linker and of what matches names only."""
    papers = merge_papers(read_papers([source]))[:MOST]
    names = [name.text for entry in Catalog.load().entries for name in entry.names]
    print(f"Linking {len(papers):,} abstracts of {source.name}, one core unless it says more; {len(names):,} names in the catalog")
    rate_of_all("linker, packaged model", papers, Linker().link)
    if cores() > 1:
        rate_of_all(f"linker, packaged model, {cores()} processes", papers, lambda papers: Linker().link(papers, workers=cores()))
    rate_of_all("linker, rules alone", papers, Linker(model=None).link)
    if matcher := flashtext(names):
        rate("flashtext, names only", papers, matcher)
    if matcher := phrase_matcher(names):
        rate("spaCy PhraseMatcher, names only", papers, matcher)


def rate_of_all(label: str, papers: list[Paper], work: Callable[[list[Paper]], object]) -> None:
    """Prints how many papers a second `work` does, given all at once."""
    work(papers[:20])
    began = time.perf_counter()
    work(papers)
    print(f"  {label:<40}{len(papers) / (time.perf_counter() - began):8,.0f} a second")


def rate(label: str, papers: Iterable[Paper], work: Callable[[Paper], object]) -> None:
    """Prints how many papers a second `work` does."""
    papers = list(papers)
    for paper in papers[:20]:
        work(paper)
    began = time.perf_counter()
    for paper in papers:
        work(paper)
    print(f"  {label:<40}{len(papers) / (time.perf_counter() - began):8,.0f} a second")


def flashtext(names: list[str]) -> Callable[[Paper], object] | None:
    """flashtext's matcher of the names, if it is installed."""
    if find_spec("flashtext") is None:
        return None
    processor = import_module("flashtext").KeywordProcessor()
    for name in names:
        processor.add_keyword(name)
    return lambda paper: processor.extract_keywords(f"{paper.title}. {paper.abstract}", span_info=True)


def phrase_matcher(names: list[str]) -> Callable[[Paper], object] | None:
    """spaCy's PhraseMatcher of the names, if it is installed."""
    if find_spec("spacy") is None:
        return None
    language = import_module("spacy").blank("en")
    matcher = import_module("spacy.matcher").PhraseMatcher(language.vocab, attr="LOWER")
    matcher.add("name", list(language.tokenizer.pipe(names)))
    return lambda paper: matcher(language.tokenizer(f"{paper.title}. {paper.abstract}"))


def main() -> None:
    """Measures a folder of papers, or the sample."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    if not folder.is_dir() and len(sys.argv) > 1:
        sys.exit(f"{folder} is not a folder; give one with papers")
    files = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    if not files:
        print(f"No papers in {folder}: the packaged sample is measured instead. Small inputs mostly measure the start.")
    pages = [path for path in files if path.suffix == ".txt"] or files or [SAMPLE]
    others = [path for path in files if path not in pages]
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; the linker {'is' if native.in_use() else 'is not'} compiled\n")
    bench_build(pages)
    bench_start()
    bench_linkers(max(others or pages, key=lambda path: path.stat().st_size))


if __name__ == "__main__":
    main()
