"""kg export: what goes to standard output and what to files, what is refused, and that Python gives the same."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib

import kg as package
from kg.cli.export_command import ALIGNMENTS, FORMATS
from kg.exports.alignment import alignments
from kg.exports.export import FORMATS as KNOWN

FOLDERS = ["csv", "neo4j", "parquet"]


def files(place: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in ([place] if place.is_file() else place.iterdir())}


def test_the_formats_and_alignments_of_the_command_are_those_there_are() -> None:
    assert tuple(KNOWN) == FORMATS
    assert tuple(alignments()) == ALIGNMENTS


@pytest.mark.parametrize("format_", [name for name in FORMATS if name not in FOLDERS])
def test_one_file_goes_to_standard_output_or_to_a_file(kg, packaged_build: Path, tmp_path: Path, format_: str) -> None:
    printed = kg("export", packaged_build, "--format", format_)
    written = kg("export", packaged_build, "--format", format_, "-o", tmp_path / "new" / "out")
    assert (printed.exit_code, written.exit_code) == (0, 0)
    assert printed.stdout_bytes == (tmp_path / "new" / "out").read_bytes()
    assert (printed.stderr, written.stdout, written.stderr) == ("", "", f"{tmp_path / 'new' / 'out'}\n")


@pytest.mark.parametrize("format_", FORMATS)
def test_python_gives_the_same_bytes(kg, packaged_build: Path, packaged_sample: Path, tmp_path: Path, format_: str) -> None:
    assert kg("export", packaged_build, "--format", format_, "-o", tmp_path / "1" / "out", "-q").output == ""
    package.build(packaged_sample).export(tmp_path / "2" / "out", format=format_)
    assert files(tmp_path / "1" / "out") == files(tmp_path / "2" / "out")


@pytest.mark.parametrize("format_", FOLDERS)
def test_a_folder_needs_a_name(kg, one_line, packaged_build: Path, format_: str) -> None:
    result = kg("export", packaged_build, "--format", format_)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "several files" in one_line(result.stderr) and "-o" in result.stderr


def test_the_command_that_imports_into_neo4j_is_printed(kg, packaged_build: Path, tmp_path: Path) -> None:
    result = kg("export", packaged_build, "--format", "neo4j", "-o", tmp_path / "out")
    command = result.stderr.splitlines()[-1].partition(": ")[2]
    assert command.startswith("neo4j-admin database import full neo4j --nodes=")
    assert command == (tmp_path / "out" / "import.sh").read_text().splitlines()[-1]


def test_import_sh_calls_neo4j_admin_from_its_folder(kg, packaged_build: Path, tmp_path: Path) -> None:
    kg("export", packaged_build, "--format", "neo4j", "-o", tmp_path / "out")
    stand_in = tmp_path / "bin" / "neo4j-admin"
    stand_in.parent.mkdir()
    stand_in.write_text('#!/bin/sh\nfor word; do case $word in --*=*) for f in $(echo "${word#*=}" | tr , " "); do [ -s "$f" ] || exit 9; done;; esac; done; echo "$#"\n')
    stand_in.chmod(0o755)
    result = subprocess.run([tmp_path / "out" / "import.sh"], cwd=tmp_path, env={"PATH": f"{stand_in.parent}:/usr/bin:/bin"}, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    assert int(result.stdout) > 5


@pytest.mark.parametrize(("format_", "options"), [("csv", ["--align", "lpwc"]), ("graphml", ["--align", "lpwc"]), ("gexf", ["--evidence"])])
def test_options_of_statements_with_other_formats_are_refused(kg, one_line, packaged_build: Path, tmp_path: Path, format_: str, options: list[str]) -> None:
    result = kg("export", packaged_build, "--format", format_, "-o", tmp_path / "out", *options)
    assert result.exit_code == 2
    assert "no format of statements" in one_line(result.stderr)
    assert not (tmp_path / "out").exists()


def test_an_aligned_export_speaks_lpwc(kg, packaged_build: Path) -> None:
    graph = rdflib.Graph().parse(data=kg("export", packaged_build, "--format", "ttl", "--align", "lpwc").stdout)
    assert len(set(graph.subjects(rdflib.RDF.type, rdflib.URIRef("https://linkedpaperswithcode.com/class/paper")))) == 46
    assert "paperkg/ontology#" not in "".join(str(p) for p in graph.predicates())


def test_a_file_is_exported_too(kg, packaged_build: Path) -> None:
    from_folder, from_file = (kg("export", where, "--format", "jsonld").stdout for where in (packaged_build, packaged_build / "graph.ttl"))
    assert json.loads(from_folder) == json.loads(from_file)


@pytest.mark.parametrize(("where", "code"), [("nothing", 1), ("empty", 1), ("broken.nt", 1)])
def test_data_that_cannot_be_read(kg, one_line, tmp_path: Path, where: str, code: int) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.nt").write_text("<a> <b>")
    result = kg("export", tmp_path / where, "--format", "nt", "-o", tmp_path / "out")
    assert result.exit_code == code
    one_line(result.stderr)
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_is_found_out_before_anything_is_read(kg, one_line, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    for format_, out, what in (("csv", "taken", "is a file"), ("nt", "taken/out", "is a file"), ("nt", ".", "is a folder")):
        result = kg("export", tmp_path / "no-such-build", "--format", format_, "-o", tmp_path / out)
        assert result.exit_code == 2
        assert what in one_line(result.stderr)


@pytest.mark.parametrize("format_", ["nq", "jsonld", "graphml"])
def test_a_reader_that_stops_is_no_error(packaged_build: Path, format_: str) -> None:
    command = f'set -o pipefail; "{sys.executable}" -m kg export "{packaged_build}" --format {format_} | head -1'
    result = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout


def test_output_that_is_full_is_an_error_and_no_traceback(packaged_build: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    for format_ in ("nq", "jsonld", "graphml"):
        with Path("/dev/full").open("wb") as full:
            result = subprocess.run([sys.executable, "-m", "kg", "export", packaged_build, "--format", format_], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        assert result.returncode == 1, result.stderr
        assert "Traceback" not in result.stderr
