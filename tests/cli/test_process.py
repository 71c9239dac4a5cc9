"""What only a process of its own shows: exit codes, pipes, interrupts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

KG = [sys.executable, "-m", "kg"]
posix = pytest.mark.skipif(os.name != "posix", reason="signals and pipes of POSIX")


def test_python_m_kg(kg_process):
    result = kg_process("--help")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("Usage: kg ")


def test_exit_codes(kg_process, records, tmp_path, one_line):
    assert kg_process("build", records, "-o", tmp_path / "out", "-q").returncode == 0
    missing = kg_process("link", tmp_path / "none.txt")
    assert missing.returncode == 1
    one_line(missing.stderr)
    assert kg_process("build", records).returncode == 2
    wrong = kg_process("query", tmp_path / "out", "SELECT")
    assert wrong.returncode == 2
    one_line(wrong.stderr)


def test_quiet_prints_nothing(kg_process, records, tmp_path):
    result = kg_process("build", records, "-o", tmp_path / "out", "--quiet")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_standard_input_is_an_input_like_others(kg_process, records):
    piped = kg_process("link", "-", input=records.read_text(encoding="utf-8"))
    assert piped.returncode == 0
    assert piped.stdout == kg_process("link", records).stdout


def test_empty_standard_input(kg_process, one_line):
    result = kg_process("link", "-", stdin=subprocess.DEVNULL)
    assert result.returncode == 1
    assert "no paper could be read" in one_line(result.stderr.splitlines(keepends=True)[-1])


def test_output_is_utf8_whatever_the_locale(kg_process, records):
    result = kg_process("link", records, env=os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"})
    assert result.returncode == 0
    assert "日本" in result.stdout and "𝒳" in result.stdout


def test_without_a_cache_that_can_be_written(kg_process, records, tmp_path):
    (tmp_path / "file").write_text("")
    result = kg_process("link", records, "-q", env=os.environ | {"XDG_CACHE_HOME": str(tmp_path / "file")})
    assert (result.returncode, result.stderr) == (0, "")


@posix
def test_a_reader_that_stops_early():
    with subprocess.Popen([*KG, "catalog", "list", "-q"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


@posix
def test_a_reader_that_is_gone_before_the_first_line():
    reading, writing = os.pipe()
    os.close(reading)
    try:
        result = subprocess.run([*KG, "catalog", "show", "LoRA"], stdout=writing, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(writing)
    assert (result.returncode, result.stderr) == (0, b"")


def many(count: int) -> str:
    abstract = "We fine-tune BERT with LoRA on ImageNet and SQuAD, on eight NVIDIA A100 GPUs with PyTorch. " * 3
    return "".join(json.dumps({"title": f"Paper number {n} on Thing{n}Net", "abstract": abstract}) + "\n" for n in range(count))


def contents(directory):
    return {str(path): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


@posix
def test_an_interrupt_while_reading_leaves_the_last_build_whole(kg_process, records, tmp_path):
    out = tmp_path / "out"
    assert kg_process("build", records, "-o", out, "-q").returncode == 0
    before = contents(out)
    with subprocess.Popen([*KG, "build", "-", "-o", str(out)], stdin=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
        process.stdin.write(many(1000).encode())  # more than a pipe holds: it comes back when the other side is reading
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr.read() == b"kg: interrupted; files are as they were before\n"
        process.stdin.close()
    assert contents(out) == before


@posix
def test_an_interrupt_while_writing_leaves_the_last_build_whole(kg_process, records, tmp_path):
    out, larger = tmp_path / "out", tmp_path / "larger.jsonl"
    assert kg_process("build", records, "-o", out, "-q").returncode == 0
    before = contents(out)
    larger.write_text(many(600))
    with subprocess.Popen([*KG, "build", str(larger), "-o", str(out), "-q"], stderr=subprocess.PIPE, start_new_session=True) as process:
        while not list(out.glob(".writing-*/graph.ttl")):
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.002)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    assert contents(out) == before


@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_build_that_is_told_to_end_leaves_the_last_one_whole_and_nothing_beside_it(kg_process, records, tmp_path, number, signals_by_default):
    out, larger = tmp_path / "out", tmp_path / "larger.jsonl"
    assert kg_process("build", records, "-o", out, "-q").returncode == 0
    before = contents(tmp_path)
    larger.write_text(many(600))
    before[str(larger)] = larger.read_bytes()
    with subprocess.Popen([*KG, "build", str(larger), "-o", str(out), "-q"], stderr=subprocess.PIPE, start_new_session=True) as process:
        while not list(out.glob(".writing-*/graph.ttl")):
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.002)
        process.send_signal(number)
        assert process.wait(60) == 128 + number
    assert contents(tmp_path) == before


@posix
def test_an_interrupted_first_build_leaves_nothing_behind(tmp_path):
    with subprocess.Popen([*KG, "build", "-", "-o", str(tmp_path / "out"), "-q"], stdin=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
        process.stdin.write(many(1000).encode())
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        process.stdin.close()
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_told_in_one_line(kg_process, records, one_line):
    with open("/dev/full", "w") as full:
        done = subprocess.run([*KG, "link", str(records)], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    one_line(done.stderr)
    assert "No space left on device" in done.stderr


@posix
def test_a_build_goes_on_when_nobody_reads_its_messages(records, tmp_path):
    with subprocess.Popen([*KG, "build", str(records), str(tmp_path), "-o", str(tmp_path / "out")], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stderr.close()
        assert process.wait(60) == 0
    assert (tmp_path / "out" / "graph.nt").exists()


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_query_without_an_end_can_be_ended(sample_build, number, signals_by_default):
    cross = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"
    with subprocess.Popen([*KG, "query", str(sample_build), cross], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
        time.sleep(3)
        assert process.poll() is None
        process.send_signal(number)
        assert process.wait(10) == -number
