"""Where data lies: what ships with the package (ontology, sample papers, what the browser loads), and the user's cache."""

from __future__ import annotations

import os
from pathlib import Path

from kg.errors import KgError

_PACKAGE = Path(__file__).resolve().parent


def ontology(*parts: str) -> Path:
    """A path in the ontology folder: inside an installed package, beside it in a checkout."""
    installed = _PACKAGE / "ontology"
    return (installed if installed.is_dir() else _PACKAGE.parent / "ontology").joinpath(*parts)


def samples() -> Path:
    """The folder of sample papers."""
    return _PACKAGE / "samples"


def package_file(*parts: str) -> Path:
    """A data file of the package itself."""
    return _PACKAGE.joinpath(*parts)


def cache_folder() -> Path:
    """The user's folder for what can be made again: `$XDG_CACHE_HOME/paperkg`, else `~/.cache/paperkg`. It need not be there, nor be possible."""
    if named := os.environ.get("XDG_CACHE_HOME"):
        return Path(named) / "paperkg"
    try:
        return Path.home() / ".cache" / "paperkg"
    except RuntimeError:  # a user without a home, as in a container
        return Path(os.devnull) / "paperkg"  # where nothing can be: a folder that all users share is no place for what is run


def asset(name: str) -> str:
    """The text of what the build made for the browser, e.g. "explorer.js". Raises KgError in a checkout that was never installed."""
    path = _PACKAGE / "assets" / name
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KgError("was not made yet", where=str(path), hint="`pip install -e .` makes it, or `python hatch_build.py` in the checkout") from None
