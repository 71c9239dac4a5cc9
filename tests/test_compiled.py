"""The cache of compiled data: used while its sources are the same, made anew when they change or the file is damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.compiled import compiled


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "paperkg"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "table.tsv"
    path.write_text("one", encoding="utf-8")
    return path


def upper(source: Path) -> dict[str, tuple[str, ...]]:
    return {"words": tuple(source.read_text(encoding="utf-8").upper().split())}


def never() -> object:
    raise AssertionError("made again")


def test_what_was_made_once_is_read(folder: Path, source: Path) -> None:
    assert compiled("table", [source], lambda: upper(source)) == {"words": ("ONE",)}
    assert compiled("table", [source], never) == {"words": ("ONE",)}


def test_a_changed_source_is_compiled_again(folder: Path, source: Path) -> None:
    compiled("table", [source], lambda: upper(source))
    source.write_text("two", encoding="utf-8")
    assert compiled("table", [source], lambda: upper(source)) == {"words": ("TWO",)}


@pytest.mark.parametrize("damage", [b"", b"garbage", None])
def test_a_damaged_file_is_compiled_again(folder: Path, source: Path, damage: bytes | None) -> None:
    compiled("table", [source], lambda: upper(source))
    (kept,) = folder.glob("table-*")
    kept.write_bytes(kept.read_bytes()[:-1] if damage is None else damage)
    assert compiled("table", [source], lambda: upper(source)) == {"words": ("ONE",)}
    assert compiled("table", [source], never) == {"words": ("ONE",)}


def test_old_states_do_not_pile_up(folder: Path, source: Path) -> None:
    for state in range(9):
        source.write_text(str(state), encoding="utf-8")
        compiled("table", [source], lambda: upper(source))
    assert len(list(folder.glob("table-*"))) == 4
    assert compiled("table", [source], never) == {"words": ("8",)}


def test_nothing_is_kept_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: Path) -> None:
    file = tmp_path / "a file"
    file.write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(file))
    assert compiled("table", [source], lambda: upper(source)) == {"words": ("ONE",)}
    assert file.read_text(encoding="utf-8") == "in the way"


def test_a_user_without_a_home_builds_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(number: int) -> None:
        raise KeyError(f"getpwuid(): uid not found: {number}")

    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr("pwd.getpwuid", nobody)
    assert compiled("kite", [], lambda: [1, 2]) == [1, 2]
