from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest


def test_a_page_named_after_the_entity(kg, hand_build, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = kg("view", hand_build, "--entity", "Bit Squeeze", "--no-open")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "bit-squeeze.html\n")
    assert "<h1>BitSqueeze</h1>" in (tmp_path / "bit-squeeze.html").read_text(encoding="utf-8")


def test_what_is_left_out_is_said(kg, hand_build, tmp_path):
    result = kg("view", hand_build, "--paper", "2301.00003", "--hops", "1", "--most", "5", "-o", tmp_path / "p.html")
    assert result.stderr.splitlines() == [
        str(tmp_path / "p.html"),
        "  5 of the 7 nodes within 1 link shown: 4 of 6 at 1 link, the most and surest linked ones. Left out: 2 entities and 0 papers.",
    ]
    assert kg("view", hand_build, "--paper", "2301.00003", "--most", "5", "-o", tmp_path / "p.html", "--quiet").stderr == ""


def test_pictures_alone_and_with_the_page(kg, packaged_build, tmp_path, monkeypatch):
    from PIL import Image

    monkeypatch.chdir(tmp_path)
    result = kg("view", packaged_build, "--entity", "ImageNet", "--svg", "a.svg", "--png", "a.png")
    assert result.exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "a.svg"]
    assert ElementTree.parse("a.svg").getroot().tag.endswith("svg")
    with Image.open("a.png") as image:
        assert image.format == "PNG" and image.width > 500
    assert result.stderr.count("60 of the ") == 2
    kg("view", packaged_build, "--entity", "ImageNet", "--svg", "b.svg", "-o", "b.html")
    assert Path("b.html").exists() and Path("b.svg").read_bytes() == Path("a.svg").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "exactly one of --entity and --paper"),
        (("--entity", "pruning", "--paper", "x"), "exactly one of --entity and --paper"),
        (("--entity", "BitSqueze"), "nearest: BitSqueeze, "),
        (("--entity", "pruning", "-o", "none/such.html"), "none/such.html: can't be written"),
    ],
)
def test_calls_that_are_wrong(kg, hand_build, one_line, arguments, words):
    result = kg("view", hand_build, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in one_line(result.stderr)


def test_without_matplotlib(kg, hand_build, one_line, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    result = kg("view", hand_build, "--entity", "pruning", "--svg", tmp_path / "a.svg")
    assert result.exit_code == 2 and "pip install 'paperkg[pictures]'" in one_line(result.stderr)
    assert not (tmp_path / "a.svg").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals on Windows")
@pytest.mark.parametrize(("options", "opened"), [((), True), (("--no-open",), False)])
def test_on_a_terminal_the_browser_opens(hand_build, tmp_path, options, opened):
    browser = tmp_path / "xdg-open"
    browser.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/asking\nmv {tmp_path}/asking {tmp_path}/asked\n')
    browser.chmod(0o755)
    ours, theirs = pty.openpty()
    page = tmp_path / "page.html"
    environment = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run([sys.executable, "-m", "kg", "view", hand_build, "--entity", "pruning", "-o", page, *options], stdout=theirs, stderr=theirs, env=environment, check=True)
    for end in (ours, theirs):
        os.close(end)
    for _ in range(100 if opened else 5):  # the browser isn't waited for
        if (tmp_path / "asked").exists():
            break
        time.sleep(0.1)
    assert (tmp_path / "asked").exists() == opened
    if opened:
        assert (tmp_path / "asked").read_text().strip() == str(page)
