"""What several folders of tests share: the real pages and their build, and two small graphs with known content."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

import kg
from kg import KnowledgeGraph
from kg.catalog import Catalog
from kg.iris import Iris
from kg.model import Link, LinkedPaper, Listing, Mention, Paper
from kg.query import Store

# No test asserts a time, not even that of one example on a machine that others keep busy.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

# A shell that runs the suite in the background has interrupts ignored, and the commands whose interruption is tested would inherit that.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"

TABLE = """\
type\tname\tkind\tparent\taliases\tcontext\tfacts\tids
method\tmodel compression\ttechnique
method\tquantization\ttechnique\tmodel compression
method\tpost-training quantization\ttechnique\tquantization\tPTQ^
method\tBitSqueeze\ttechnique\tpost-training quantization\t\t\tyear=2021
method\tRoundWell\ttechnique\tpost-training quantization
method\tpruning\ttechnique\tmodel compression
dataset\tTinyText\tdataset\t\t\t\tyear=2019
dataset\tBigText\tdataset
task\tlanguage modeling\ttask
hardware\taccelerator\tgpu
hardware\tVendorA X100\tgpu\taccelerator\tX100\t\tvendor=VendorA|memory=40 GB, 80 GB|year=2020
hardware\tVendorB Y200\tgpu\taccelerator\tY200\t\tvendor=VendorB|memory=192 GB
"""
"""A catalog of a made-up field: whatever the packaged one becomes, tests on this one keep their answers."""

@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real pages and arXiv records beside the checkout."""
    if not CORPUS.is_dir():
        pytest.skip(f"the real pages are not there: {CORPUS}")
    return CORPUS


@pytest.fixture(scope="session")
def pages(corpus: Path) -> list[Path]:
    """The five saved pages."""
    return sorted(corpus.glob("*.txt"))


@pytest.fixture(scope="session")
def pages_graph(pages: list[Path]) -> KnowledgeGraph:
    """The graph of the five pages."""
    return kg.build(pages)


@pytest.fixture(scope="session")
def pages_build(pages_graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the five pages' graph was written into. Read it, don't change it."""
    directory = tmp_path_factory.mktemp("pages") / "build"
    pages_graph.write(directory)
    return directory


@pytest.fixture(scope="session")
def pages_store(pages_build: Path) -> Store:
    """The five pages' build, opened for queries."""
    return Store.open(pages_build)


@pytest.fixture(scope="session")
def small_catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The made-up catalog alone."""
    path = tmp_path_factory.mktemp("catalog") / "small.tsv"
    path.write_text(TABLE, encoding="utf-8")
    return Catalog.load(path, packaged=False)


def _make_link(paper: Paper, iris: Iris, type_: str, name: str, role: str, *surfaces: str, confidence: float = 0.9, **details: str) -> Link:
    """A link with a mention for each of `surfaces`, where the paper's abstract, or else its title, has it first."""
    mentions = []
    for surface in surfaces or (name,):
        field = "abstract" if surface in paper.abstract else "title"
        start = paper.text(field).index(surface)
        mentions.append(Mention(field, start, start + len(surface), surface, "hand", "by hand"))
    return Link(type_, iris.entity(type_, name), name, role, confidence, tuple(mentions), tuple(sorted(details.items())))


def _make_graph(papers: list[tuple[Paper, list[tuple]]], catalog: Catalog, base: str = "https://w3id.org/paperkg/") -> KnowledgeGraph:
    """A graph of papers whose links are written down here, so that no linker decides what the right answer is."""
    iris = Iris(base)
    linked = []
    for paper, links in papers:
        made = [_make_link(paper, iris, *link[:4], **(link[4] if len(link) > 4 else {})) for link in links]
        linked.append(LinkedPaper(iris.paper(paper), paper, tuple(made)))
    return KnowledgeGraph(sorted(linked, key=lambda item: item.iri), catalog, iris)


def _paper(title: str, abstract: str, arxiv: str, date: str, **more: object) -> Paper:
    return Paper(title, abstract, arxiv=arxiv, date=date, listings=(Listing("list.txt"),), **more)


CODE = "https://github.com/roundwell/roundwell"
HAND_PAPERS: list[tuple[Paper, list[tuple]]] = [
    (
        _paper("BitSqueeze at work", "We train with BitSqueeze on TinyText. It runs on eight VendorA X100 cards.", "2001.00001", "2020-01-05"),
        [
            ("method", "BitSqueeze", "uses", "BitSqueeze"),
            ("dataset", "TinyText", "uses", "TinyText"),
            ("hardware", "VendorA X100", "uses", "VendorA X100", {"count": "8", "memory": "80"}),
        ],
    ),
    (
        _paper("RoundWell rounds well", f"We introduce RoundWell. It beats BitSqueeze on BigText with one X100. Code: {CODE}", "2201.00002", "2022-01-10"),
        [
            ("method", "RoundWell", "introduces", "RoundWell"),
            ("method", "BitSqueeze", "compares", "BitSqueeze"),
            ("dataset", "BigText", "uses", "BigText"),
            ("hardware", "VendorA X100", "uses", "X100"),
            ("repository", CODE, "introduces", CODE),
        ],
    ),
    (
        _paper("Language modeling on other silicon", "RoundWell and BitSqueeze and pruning on a Y200, on BigText.", "2301.00003", "2023"),
        [
            ("method", "RoundWell", "uses", "RoundWell"),
            ("method", "BitSqueeze", "uses", "BitSqueeze"),
            ("method", "pruning", "uses", "pruning"),
            ("dataset", "BigText", "uses", "BigText"),
            ("hardware", "VendorB Y200", "uses", "Y200"),
            ("task", "language modeling", "uses", "Language modeling", {"confidence": 0.41}),
        ],
    ),
    (_paper("A paper about nothing that is known", "It names no thing.", "", "--07-01"), []),
]


@pytest.fixture(scope="session")
def make_link() -> Callable[..., Link]:
    """`_make_link`, for tests that write their own links."""
    return _make_link


@pytest.fixture(scope="session")
def make_graph() -> Callable[..., KnowledgeGraph]:
    """`_make_graph`, for tests that write their own papers."""
    return _make_graph


@pytest.fixture(scope="session")
def hand_papers() -> list[tuple[Paper, list[tuple]]]:
    """What `hand_graph` is made of."""
    return HAND_PAPERS


@pytest.fixture(scope="session")
def hand_graph(small_catalog: Catalog) -> KnowledgeGraph:
    """Four papers with links written by hand; the answers to queries over it are known."""
    return _make_graph(HAND_PAPERS, small_catalog)


@pytest.fixture(scope="session")
def hand_build(hand_graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the hand-made graph was written into."""
    directory = tmp_path_factory.mktemp("hand") / "build"
    hand_graph.write(directory)
    return directory


@pytest.fixture(scope="session")
def hand_store(hand_graph: KnowledgeGraph) -> Store:
    """The hand-made graph, for queries."""
    return Store.of_graph(hand_graph)


SAMPLE = """\
{"id": "2401.00001v2", "title": "TinyFormer: a small transformer", "abstract": "We introduce TinyFormer, a transformer that we train with AdamW on ImageNet. It runs on one NVIDIA A100 GPU. Code is at https://github.com/tiny/former.", "published": "2024-01-01T00:00:00Z", "authors": ["Ann Ohm", "Bo Lux"], "categories": ["cs.LG"]}
{"title": "On evaluating small transformers", "summary": "We compare TinyFormer with ResNet-50 on CIFAR-10, and fine-tune both with LoRA on an NVIDIA H100.", "year": 2024}
{"title": "A note", "abstract": "There is nothing to see here."}
"""


SAMPLE_BASE = "https://example.org/lab"


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three made-up records as JSON Lines, with a broken line behind them."""
    path = tmp_path_factory.mktemp("sample") / "sample.jsonl"
    path.write_text(SAMPLE + "{broken\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def sample_graph(sample_file: Path) -> KnowledgeGraph:
    """The graph of the three records, each read twice, through the real linker and the packaged catalog, under a base of its own."""
    return kg.build([sample_file, sample_file], base=SAMPLE_BASE)


@pytest.fixture(scope="session")
def sample_build(sample_graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the three records' graph was written into."""
    directory = tmp_path_factory.mktemp("sample_build") / "build"
    sample_graph.write(directory)
    return directory


@pytest.fixture(scope="session")
def rapper() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs Raptor's command line, an RDF parser that shares no code with ours."""
    found = shutil.which("rapper")
    if not found:
        message = "rapper is not installed (Debian: raptor2-utils)"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run([found, *map(str, arguments)], capture_output=True, text=True, check=False)

    return run


@pytest.fixture(scope="session")
def launch_chromium() -> Iterator[Callable[..., Any]]:
    """Starts a headless Chromium of the system with the given options; all are closed at the end."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        message = "no chromium, chromium-browser or google-chrome on the path"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browsers: list[Any] = []

        def launch(*options: str) -> Any:
            browsers.append(playwright.chromium.launch(executable_path=found, args=["--no-sandbox", *options]))
            return browsers[-1]

        yield launch
        for browser in browsers:
            browser.close()


@pytest.fixture(scope="session")
def chromium(launch_chromium: Callable[..., Any]) -> Any:
    """A headless Chromium."""
    return launch_chromium()


@pytest.fixture
def axe() -> Any:
    """axe-core, which finds what keeps people from using a page."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        message = "axe-playwright-python is not installed (pip install axe-playwright-python)"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    return Axe()


@pytest.fixture
def signals_by_default() -> Iterator[None]:
    """Whatever the tests are run by: under nohup they, and all that they start, ignore that the terminal ends."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
