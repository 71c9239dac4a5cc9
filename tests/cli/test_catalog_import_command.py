"""`kg catalog import`: from another catalog's file to a paper that is linked to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

METHODS = [
    {
        "url": "https://paperswithcode.com/method/frobnet",
        "name": "FrobNet",
        "full_name": "Frobnication Network",
        "introduced_year": 2019,
        "collections": [{"collection": "Convolutional Neural Networks", "area_id": "computer-vision", "area": "Computer Vision"}],
    },
    {"url": "https://paperswithcode.com/method/lora", "name": "LoRA", "full_name": "Frobnicated Low-Rank Adaptation", "introduced_year": 2021, "collections": []},
    {"url": "https://paperswithcode.com/method/imagenet", "name": "ImageNet", "full_name": "ImageNet", "introduced_year": 2000, "collections": []},
    {"url": "https://paperswithcode.com/method/chain", "name": "Chain", "full_name": "Chain", "introduced_year": 2000, "collections": []},
]
PAPER = {"title": "Frobnication for images", "abstract": "We train FrobNet with LoRA on ImageNet. Frobnication networks are fast."}


@pytest.fixture
def methods(tmp_path: Path) -> Path:
    path = tmp_path / "methods.json"
    path.write_text(json.dumps(METHODS))
    return path


def test_import_check_and_link(kg, methods: Path, tmp_path: Path) -> None:
    out = tmp_path / "pwc.tsv"
    result = kg("catalog", "import", methods, "-o", out)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines() == [
        f"{out}: 1 new; left out: 1 known",
        "held back: 2 names",
        "  1 an ordinary word or a number: Chain",
        "  1 a name of another entity: ImageNet",
    ]
    assert out.read_text().splitlines() == [
        "type\tname\tkind\tparent\taliases\tcontext\tfacts\tids",
        "method\tFrobNet\tarchitecture\tconvolutional neural network\tFrobnication Network\t\tyear=2019\tpwc:method/frobnet@paperswithcode.com",
    ]
    assert kg("catalog", "check", out, "-q").exit_code == 0

    papers = tmp_path / "papers.jsonl"
    papers.write_text(json.dumps(PAPER) + "\n")
    links = {link["name"]: link for link in json.loads(kg("link", papers, "--catalog", out).stdout)["links"]}
    assert {"FrobNet", "LoRA", "ImageNet"} <= set(links)
    assert links["FrobNet"]["entity"].endswith("/method/frobnet")
    assert [mention["text"] for mention in links["FrobNet"]["mentions"]] == ["FrobNet", "Frobnication networks"]


def test_import_of_standard_input(kg, methods: Path, tmp_path: Path) -> None:
    out = tmp_path / "pwc.tsv"
    assert kg("catalog", "import", "-", "-o", out, stdin=methods.read_bytes()).exit_code == 0
    assert "method\tFrobNet\tarchitecture" in out.read_text()


def test_extend_writes_known_entities_whole(kg, methods: Path, tmp_path: Path) -> None:
    out = tmp_path / "pwc.tsv"
    assert f"{out}: 1 new, 1 known with new names or ids; left out: 0 known" in kg("catalog", "import", methods, "-o", out, "--extend").stderr
    before, after = (kg("catalog", "show", "LoRA", *more).stdout for more in ((), ("--catalog", out)))
    assert "Frobnicated Low-Rank Adaptation" in after and "pwc:method/lora" in after
    for line in before.splitlines():
        if not line.startswith("  table"):
            assert line in after
    assert kg("catalog", "check", out, "-q").exit_code == 0


def test_what_a_table_of_ones_own_has_is_known(kg, methods: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.tsv", tmp_path / "second.tsv"
    kg("catalog", "import", methods, "-o", first)
    assert f"{second}: 0 new; left out: 2 known" in kg("catalog", "import", methods, "-o", second, "--catalog", first).stderr


def test_held_names_in_a_file_of_their_own(kg, methods: Path, tmp_path: Path) -> None:
    held = tmp_path / "held.tsv"
    assert kg("catalog", "import", methods, "-o", tmp_path / "pwc.tsv", "--held", held, "-q").stderr == ""
    rows = [line.split("\t") for line in held.read_text().splitlines()]
    assert rows[0] == ["reason", "type", "name", "entity", "detail", "where"]
    assert [(row[0], row[2], row[-1]) for row in rows[1:]] == [("clash", "ImageNet", "methods.json:3"), ("common", "Chain", "methods.json:4")]


def test_bad_rows_are_reported_even_when_quiet(kg, methods: Path, tmp_path: Path) -> None:
    methods.write_text(json.dumps(METHODS[0]) + "\n{broken\n")
    result = kg("catalog", "import", methods, "-o", tmp_path / "pwc.tsv", "-q")
    assert result.exit_code == 0
    assert result.stderr.startswith(f"kg: {methods}:2: broken JSON, skipped")


def test_many_names_are_cut(kg, methods: Path, tmp_path: Path) -> None:
    methods.write_text(json.dumps([METHODS[3] | {"name": name, "full_name": None, "url": None} for name in ("2048", "4096", "8192", "1024", "512", "256")]))
    assert "  6 an ordinary word or a number: 2048, 4096, 8192, 1024 …" in kg("catalog", "import", methods, "-o", tmp_path / "pwc.tsv").stderr


@pytest.mark.parametrize("content", ["not a catalog", None])
def test_what_is_no_catalog_returns_1(kg, one_line, tmp_path: Path, content: str | None) -> None:
    given, out = tmp_path / "given", tmp_path / "out.tsv"
    if content:
        given.write_text(content)
    result = kg("catalog", "import", given, "-o", out)
    assert result.exit_code == 1
    assert str(given) in one_line(result.stderr)
    assert not out.exists()


def test_wikidata_without_a_type_returns_2(kg, one_line, tmp_path: Path) -> None:
    given, out = tmp_path / "query.csv", tmp_path / "out.tsv"
    given.write_text("item,itemLabel,classLabel\nhttp://www.wikidata.org/entity/Q901,Frob 9000 Ti,graphics processing unit\n")
    result = kg("catalog", "import", given, "-o", out)
    assert (result.exit_code, "--type" in one_line(result.stderr)) == (2, True)
    assert kg("catalog", "import", given, "-o", out, "--type", "hardware").exit_code == 0
    assert out.read_text().splitlines()[1] == "hardware\tFrob 9000 Ti\tgpu\t\t\t\t\twikidata:Q901@wikidata.org"


@pytest.mark.parametrize("arguments", [(), ("methods.json",), ("methods.json", "-o", "x", "--type", "sandwich")])
def test_wrong_usage_returns_2(kg, arguments: tuple[str, ...]) -> None:
    assert kg("catalog", "import", *arguments).exit_code == 2


def test_neither_the_input_nor_a_folder_is_written(kg, one_line, methods: Path, tmp_path: Path) -> None:
    before = methods.read_text()
    for arguments in (("-o", methods), ("-o", tmp_path / "x.tsv", "--held", tmp_path / "x.tsv"), ("-o", tmp_path)):
        result = kg("catalog", "import", methods, *arguments)
        assert result.exit_code == 2
        one_line(result.stderr)
    assert methods.read_text() == before
