"""The wheel: everything that the package needs is in it, and it works away from the checkout."""

from __future__ import annotations

import os
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from kg import native
from kg.exports import FILES

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel that hatchling builds, without a virtual environment of its own; and without network, once its assets are made."""
    directory = tmp_path_factory.mktemp("wheel")
    built = subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(directory)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    (path,) = directory.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def unpacked(wheel, tmp_path_factory) -> Path:
    """A folder with the wheel's files, as an installation has them."""
    directory = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(directory)
    return directory


def run(unpacked: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python with the unpacked wheel in front of everything else, and without the current folder."""
    environment = os.environ | {"PYTHONPATH": str(unpacked), "XDG_CACHE_HOME": str(cwd / "cache")}
    return subprocess.run([sys.executable, "-P", *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_all_files_of_the_package_and_of_the_ontology_are_in_it(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    in_package = {path.relative_to(ROOT) for path in (ROOT / "kg").rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    in_package |= {Path("kg/assets") / name for name in ("explorer.js", "explorer.css", "yasgui.js", "yasgui.css", "LICENSES.txt")}
    in_ontology = {Path("kg") / path.relative_to(ROOT) for path in (ROOT / "ontology").rglob("*") if path.is_file()}
    assert {path.as_posix() for path in in_package | in_ontology} <= names
    for name in ("kg/ontology/kg.ttl", "kg/ontology/shapes.ttl", "kg/py.typed", "kg/linking/model.json.gz", "kg/samples/daily-papers.txt"):
        assert name in names
    for ending in ("catalog/hardware.tsv", "queries/top-entities.rq", "explorer/page.html.j2", "explorer/page.js", "explorer/page.css"):
        assert any(name.endswith(ending) for name in names), ending


def test_nothing_else_is_in_it(wheel):
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
        assert not [name for name in archive.namelist() if "__pycache__" in name or name.endswith(".pyc")]
    assert len(tops) == 2 and "kg" in tops and any(top.endswith(".dist-info") for top in tops)


@pytest.mark.skipif(not native.in_use(), reason="the linker is not compiled here")
def test_the_linker_is_compiled_in_it_and_for_this_platform_only(wheel, unpacked, tmp_path):
    assert not wheel.name.endswith("-any.whl")
    assert run(unpacked, tmp_path, "-c", "import kg.native, kg.linking; print(kg.native.in_use())").stdout == "True\n"


def test_the_metadata(unpacked):
    (folder,) = unpacked.glob("*.dist-info")
    assert "kg = kg.cli:main" in (folder / "entry_points.txt").read_text()
    metadata = (folder / "METADATA").read_text(encoding="utf-8")
    assert "Requires-Python: >=3.11" in metadata and "License-Expression: MIT" in metadata


def test_it_builds_the_packaged_sample_away_from_the_checkout(unpacked, tmp_path):
    where = run(unpacked, tmp_path, "-c", "import kg, kg.resources as r; print(kg.__file__, r.ontology(), r.samples(), sep='\\n')")
    assert where.returncode == 0, where.stderr
    assert all(Path(line).is_relative_to(unpacked) for line in where.stdout.splitlines())
    sample = unpacked / "kg" / "samples" / "daily-papers.txt"
    built = run(unpacked, tmp_path, "-m", "kg", "build", str(sample), "-o", "exports")
    assert built.returncode == 0, built.stderr
    assert sorted(path.name for path in (tmp_path / "exports").iterdir()) == sorted(FILES)
    assert "LoRA" in run(unpacked, tmp_path, "-m", "kg", "query", "exports", "--name", "top-entities").stdout
    assert run(unpacked, tmp_path, "-m", "kg", "validate", "exports").returncode == 0


def test_installed_into_an_empty_environment_it_makes_a_page_that_opens(wheel, tmp_path, chromium):
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-index", "--no-deps", str(wheel)], env=clean, check=True)
    # The libraries come from the environment that runs the tests: no network is needed.
    (here,) = (tmp_path / "env").glob("lib/python*/site-packages")
    (here / "libraries.pth").write_text("\n".join(site.getsitepackages()))
    where = subprocess.run([python, "-c", "import kg; print(kg.__file__)"], env=clean, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert Path(where.strip()).is_relative_to(here)
    record = '{"title": "Fast tuning", "abstract": "We fine-tune BERT with LoRA on two A100s."}'
    subprocess.run([python.parent / "kg", "build", "-", "-o", "exports"], env=clean, cwd=tmp_path, input=record, text=True, check=True)
    page = chromium.new_page()
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto((tmp_path / "exports" / "explorer.html").as_uri())
    page.wait_for_selector("body[data-ready]")
    page.get_by_role("combobox", name="Search names").fill("lora")
    page.keyboard.press("Enter")
    assert page.locator("#panel mark").first.inner_text() == "LoRA"
    page.close()
    assert troubles == []
