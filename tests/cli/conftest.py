"""The command line, in this process and in one of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import main
from kg.resources import samples

Run = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[str]]

RECORDS = [
    {"id": "2401.00001v2", "title": "TinyFormer: a small transformer", "abstract": "We fine-tune TinyFormer with LoRA on ImageNet. Code is at https://github.com/tiny/former."},
    {"title": "Counting 日本 with BERT", "abstract": "𝒳 is not in the BMP; BERT is trained on SQuAD on an NVIDIA A100 GPU."},
]


@pytest.fixture(scope="session")
def kg() -> Run:
    """Runs a command in this process; anything but an exit is raised."""

    def run(*arguments: object, stdin: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(main, [str(a) for a in arguments], input=stdin, prog_name="kg")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture(scope="session")
def kg_process() -> Process:
    """Runs a command as a user does."""

    def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "kg", *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", check=False, **options)

    return run


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """Two papers as JSON Lines, nothing wrong with them."""
    path = tmp_path / "papers.jsonl"
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in RECORDS), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def packaged_sample() -> Path:
    """The sample page that ships with the package."""
    return samples() / "daily-papers.txt"


@pytest.fixture(scope="session")
def packaged_build(kg: Run, packaged_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `kg build` made of the packaged sample. Read it, don't change it."""
    directory = tmp_path_factory.mktemp("packaged") / "exports"
    assert kg("build", packaged_sample, "-o", directory).exit_code == 0
    return directory


@pytest.fixture(scope="session")
def one_line() -> Callable[[str], str]:
    """Checks a message: one line that begins with `kg: `, ends in a hint, and is no traceback."""

    def checked(text: str) -> str:
        assert text.count("\n") == 1 and text.endswith(")\n"), text
        assert text.startswith("kg: ") and "Traceback" not in text
        return text

    return checked
