"""The linker as machine code: the same links as from its sources, and the sources wherever the machine code does not fit them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg import native

ROOT = Path(__file__).resolve().parent.parent
COMPILED = ROOT / "kg" / native.FOLDER
SAMPLE = ROOT / "kg" / "samples" / "daily-papers.txt"


@pytest.fixture(autouse=True, scope="module")
def compiled() -> None:
    """Every machine that runs all tests has to compile; elsewhere there may be no compiler."""
    if not native.files_in(COMPILED, native.fingerprint(ROOT / "kg")):
        message = "the linker is not compiled; `python hatch_build.py` says why"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package with its machine code, which a test may spoil."""
    ignored = shutil.ignore_patterns("assets", "__pycache__")
    shutil.copytree(ROOT / "kg", tmp_path / "kg", ignore=ignored)
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    return tmp_path / "kg"


def run(folder: Path, *arguments: str, **environment: str) -> str:
    """What Python prints with the package in `folder` in front of everything else."""
    variables = {name: value for name, value in os.environ.items() if name != "KG_PURE"} | {"PYTHONPATH": str(folder)} | environment
    done = subprocess.run([sys.executable, *arguments], cwd=folder, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


IN_USE = "import kg.native, kg.linking.decide; print(kg.native.in_use(), type(kg.linking.decide.select).__name__)"


def test_it_gives_the_links_that_the_sources_give() -> None:
    link = ("-m", "kg", "link", str(SAMPLE))
    assert run(ROOT, "-c", IN_USE).split() == ["True", "builtin_function_or_method"]
    assert run(ROOT, *link) == run(ROOT, *link, KG_PURE="1") != ""


def test_who_edits_a_source_runs_the_source(package: Path) -> None:
    assert run(package.parent, "-c", IN_USE).split()[0] == "True"
    with (package / "linking" / "decide.py").open("a", encoding="utf-8") as source:
        source.write("\nEDITED = True\n")
    assert run(package.parent, "-c", IN_USE + "; print(kg.linking.decide.EDITED)").split() == ["False", "function", "True"]


def test_a_library_that_does_not_load_is_left_out(package: Path) -> None:
    (library,) = (package / native.FOLDER).glob(f"{native.SHARED}*")
    library.write_bytes(b"of another machine")
    assert run(package.parent, "-c", IN_USE).split() == ["False", "function"]


def test_a_wish_leaves_it_out() -> None:
    assert run(ROOT, "-c", IN_USE, KG_PURE="1").split() == ["False", "function"]
    assert "(not compiled)" in run(ROOT, "-m", "kg", "--version", KG_PURE="1")
    assert "(compiled)" in run(ROOT, "-m", "kg", "--version")


def test_modules_tell_their_sources() -> None:
    assert Path(run(ROOT, "-c", "import kg.linking.decide as d; print(d.__file__)").strip()) == ROOT / "kg" / "linking" / "decide.py"


def test_without_a_compiler_the_build_says_so_and_goes_on(package: Path) -> None:
    shutil.rmtree(package / native.FOLDER)
    shutil.copy(ROOT / "hatch_native.py", package.parent)
    make = "import hatch_native, pathlib; print(*hatch_native.make_native(pathlib.Path()), hatch_native.cannot_compile())"
    said = run(package.parent, "-c", make, CC="no-such-compiler")
    assert said.startswith("False the linker was not compiled and runs as plain Python: a C compiler (no-such-compiler) is missing")
    assert not (package / native.FOLDER).exists()


def test_a_source_that_the_compiler_refuses_stops_nothing(package: Path) -> None:
    shutil.copy(ROOT / "hatch_native.py", package.parent)
    with (package / "linking" / "repeats.py").open("a", encoding="utf-8") as source:
        source.write('\nWRONG: int = "no number"\n')
    said = run(package.parent, "-c", "import hatch_native, pathlib; print(*hatch_native.make_native(pathlib.Path()))")
    assert said.startswith("False the linker was not compiled and runs as plain Python: mypyc or the C compiler failed")
    assert "repeats.py" in said
    assert run(package.parent, "-c", IN_USE).split()[0] == "False"
