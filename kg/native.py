"""The linker's hot modules in machine code: loaded in place of their sources if they were made from exactly these, else not at all.

`hatch_native.py` makes them when the package is built, where there is a C compiler. Who then edits a source runs the source. Nothing
else of the package knows of it; KG_PURE=1 in the environment leaves the machine code out.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, ModuleSpec
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

PACKAGE = Path(__file__).resolve().parent
FOLDER = "_native"
STAMP = "made-from"
SHARED = "paperkg__mypyc"
"""The library that has the code of all modules; each module's own is a stub."""

MODULES = (
    "kg.catalog.index", "kg.catalog.near_misses", "kg.text",
    *(f"kg.linking.{name}" for name in (
        "abbreviations", "candidates", "catalog_names", "coordination", "corpus", "cues", "decide", "document", "entity_classes", "features", "hardware",
        "introduced", "links", "model", "phrases", "relations", "repeats", "roles", "shapes", "templates", "urls",
    )),
)  # fmt: skip
"""Not `kg.linking.linker`, which people subclass, and in which an interrupt has to get through between two papers."""


def fingerprint(package: Path) -> str:
    """Of all sources that the machine code is made from or takes types from, in the folder of the package."""
    digest = hashlib.sha256()
    for path in sorted(path for folder in (package, package / "catalog", package / "linking") for path in folder.glob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class _Loader(ExtensionFileLoader):
    """Loads a stub, and says that the module is its source: that is where readers and caches look."""

    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        module.__file__ = str(PACKAGE.joinpath(*self.name.split(".")[1:]).with_suffix(".py"))


class _Finder(MetaPathFinder):
    def __init__(self, files: dict[str, str]) -> None:
        self._files = files

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        file = self._files.get(fullname)
        return spec_from_file_location(fullname, file, loader=_Loader(fullname, file)) if file else None


def files_in(folder: Path, wanted: str) -> dict[str, str]:
    """The files in it by module, if this Python can load them and they were made from the sources of that fingerprint; else none."""
    files = {name: folder / f"{name}{EXTENSION_SUFFIXES[0]}" for name in (SHARED, *MODULES)}
    stamp = folder / STAMP
    fit = stamp.is_file() and stamp.read_text() == wanted and all(file.is_file() for file in files.values())
    return {name: str(file) for name, file in files.items()} if fit else {}


def prefer() -> bool:
    """Has the machine code imported from now on, if it is there and fits; says whether it does."""
    if in_use() or os.environ.get("KG_PURE"):
        return in_use()
    try:
        files = files_in(PACKAGE / FOLDER, fingerprint(PACKAGE))
        if not files:
            return False
        # At once, since a library of another machine's fails here, where the sources can still be had.
        loader = ExtensionFileLoader(SHARED, files.pop(SHARED))
        sys.modules[SHARED] = module_from_spec(ModuleSpec(SHARED, loader, origin=loader.path))
        loader.exec_module(sys.modules[SHARED])
    except (OSError, ImportError):
        sys.modules.pop(SHARED, None)
        return False
    sys.meta_path.insert(0, _Finder(files))
    return True


def in_use() -> bool:
    """Whether the linker runs as machine code in this process."""
    return SHARED in sys.modules
