"""Where the data that ships with the package lies: the ontology folder and the sample papers."""

from __future__ import annotations

from pathlib import Path

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
