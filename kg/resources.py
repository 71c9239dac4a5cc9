"""Where the data that ships with the package lies: the ontology folder, the sample papers, what the browser loads."""

from __future__ import annotations

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


def asset(name: str) -> str:
    """The text of what the build made for the browser, e.g. "explorer.js". Raises KgError in a checkout that was never installed."""
    path = _PACKAGE / "assets" / name
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KgError("was not made yet", where=str(path), hint="`pip install -e .` makes it, or `python hatch_build.py` in the checkout") from None
