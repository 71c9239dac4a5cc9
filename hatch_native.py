"""Makes the linker's hot modules machine code (kg/_native), with mypyc and the machine's C compiler; `kg/native.py` loads them.

The modules stay plain Python, and run as such where this was not done or did not succeed: then the linker makes a quarter to a third fewer abstracts a second.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

REQUIRES = ("mypy>=1.18", "setuptools>=70")
"""What compiling needs: mypyc comes with mypy and compiles what has types, setuptools knows each system's C compiler (both MIT)."""

_COMPILE = """
import os, sys, traceback
from mypyc.build import mypycify
from setuptools import setup
failed = True
try:
    # Without what is installed, so that a build's own environment, which lacks the dependencies, gives the same code.
    options = ["--no-site-packages", "--ignore-missing-imports", "--follow-imports=silent"]
    modules = mypycify([*options, *sys.argv[2:]], opt_level="2", debug_level="0", group_name=sys.argv[1])
    setup(name=sys.argv[1], packages=[], py_modules=[], ext_modules=modules, script_args=["-q", "build_ext", "--build-lib", "made"])
    failed = False
except SystemExit as error:
    print(error)
except Exception:
    traceback.print_exc()
finally:
    sys.stdout.flush()
    os._exit(failed)  # freeing all that mypy knows would take longer than the compiler
"""


class Made(NamedTuple):
    """Whether the folder of machine code is there and fits the sources, and a line that says so, or why not."""

    done: bool
    said: str


def make_native(root: Path) -> Made:
    """Compiles the modules of the checkout at `root`, unless nothing has changed since, or something that it takes is missing."""
    if os.environ.get("KG_PURE"):
        return Made(False, f"{_PLAIN}: KG_PURE is set")
    native = _native(root)
    package = root / "kg"
    folder, wanted = package / native.FOLDER, native.fingerprint(package)
    if native.files_in(folder, wanted):
        return Made(True, f"machine code in {folder}")
    if missing := cannot_compile() or next((name for name in ("mypyc", "setuptools") if importlib.util.find_spec(name) is None), ""):
        return Made(False, f"{_PLAIN}: {missing} is missing")
    with tempfile.TemporaryDirectory() as directory:
        shutil.copytree(package, Path(directory, "kg"), ignore=_no_source)
        sources = [f"{name.replace('.', '/')}.py" for name in native.MODULES]
        command = [sys.executable, "-c", _COMPILE, native.SHARED.removesuffix("__mypyc"), *sources]
        run = subprocess.run(command, cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        made = Path(directory, "made")
        if run.returncode:
            return Made(False, f"{_PLAIN}: mypyc or the C compiler failed\n{run.stdout[-2000:]}")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for path in (path for path in made.rglob("*") if path.is_file()):
            shutil.copy(path, folder / ".".join(path.relative_to(made).parts))
        (folder / native.STAMP).write_text(wanted)
    return Made(True, f"machine code in {folder}")


_PLAIN = "the linker was not compiled and runs as plain Python"


def _no_source(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if not (name.endswith(".py") or Path(folder, name).is_dir())]


def _native(root: Path) -> ModuleType:
    """The module of the package that says what is compiled, without the package, whose dependencies may be missing here."""
    spec = importlib.util.spec_from_file_location("native", root / "kg" / "native.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cannot_compile() -> str:
    """What of the system's own this machine lacks for it, if anything: CPython, a C compiler, Python's headers."""
    if sys.implementation.name != "cpython":
        return "CPython"
    if os.name == "nt":
        return ""  # setuptools finds the compiler there, or fails
    compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
    if not shutil.which(compiler):
        return f"a C compiler ({compiler})"
    return "" if Path(sysconfig.get_path("include"), "Python.h").is_file() else "Python.h, of Python's headers,"
