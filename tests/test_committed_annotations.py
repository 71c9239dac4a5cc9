"""The project's own annotations in `annotations/`: whole, in known words, names only, and each place within its paper's text.

(tests/evaluation/test_annotations.py is about reading annotations in general.)
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from kg.evaluation import AnnotatedPaper, Place, read_annotations
from kg.iris import fold_title
from kg.model import ENTITY_TYPES, ROLES
from kg.sources import merge_papers, read_papers

FILES = sorted((Path(__file__).resolve().parent.parent / "annotations").glob("*.jsonl.gz"))
pytestmark = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)


def lines(path: Path) -> list[str]:
    return gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()


def key_of(entry: dict) -> str:
    return entry.get("arxiv") or fold_title(entry["title"])


def entries(path: Path) -> list[dict]:
    return [json.loads(line) for line in lines(path)]


def test_every_line_is_a_paper_and_nothing_else(path: Path) -> None:
    assert lines(path)
    for number, line in enumerate(lines(path), 1):
        entry = json.loads(line)
        assert set(entry) in ({"arxiv", "entities"}, {"title", "url", "entities"}), number
        assert entry["entities"], number


def test_a_paper_can_be_found_and_stands_once(path: Path) -> None:
    """By its arXiv id without version, or by its title, with where its text was read."""
    found = entries(path)
    ids = [entry["arxiv"] for entry in found if "arxiv" in entry]
    assert [id_ for id_ in ids if not re.fullmatch(r"\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d{7}", id_)] == []
    assert [entry for entry in found if "url" in entry and not entry["url"].startswith(("https://", "http://"))] == []
    assert [key for key, times in Counter(map(key_of, found)).items() if times > 1] == []


def test_entities_are_in_known_words(path: Path) -> None:
    for entry in entries(path):
        for entity in entry["entities"]:
            assert set(entity) - {"optional"} == {"types", "name", "role", "named", "mentions"}, key_of(entry)
            assert entity["types"] and len(set(entity["types"])) == len(entity["types"])
            assert set(entity["types"]) <= set(ENTITY_TYPES) and entity["role"] in ROLES
            assert {type(entity["named"]), type(entity.get("optional", False))} == {bool}


def test_names_only_and_no_text(path: Path) -> None:
    """Abstracts are their authors': what is committed is names, and places instead of sentences."""
    for entry in entries(path):
        for entity in entry["entities"]:
            name = entity["name"]
            assert name == name.strip() and 0 < len(name) <= 80 and len(name.split()) <= 10, (key_of(entry), name)
            assert not re.search(r"[\n\t]", name), (key_of(entry), name)
            assert name.startswith("https://") == bool({"repository", "webpage"} & set(entity["types"])), (key_of(entry), name)
            assert name.startswith("https://") or "http" not in name, (key_of(entry), name)
            for mention in entity["mentions"]:
                if isinstance(mention, str):
                    assert mention == mention.strip() and 0 < len(mention) <= 150 and len(mention.split()) <= 14, (key_of(entry), mention)
                else:
                    letter, start, end = mention
                    assert letter in ("t", "a") and 0 <= start < end, (key_of(entry), mention)


def test_an_entity_has_mentions_each_once(path: Path) -> None:
    for entry in entries(path):
        for entity in entry["entities"]:
            places = [mention if isinstance(mention, str) else tuple(mention) for mention in entity["mentions"]]
            assert places and len(set(places)) == len(places), (key_of(entry), entity["name"])


def test_an_entity_stands_once_a_paper(path: Path) -> None:
    for entry in entries(path):
        names = Counter((entity["types"][0], entity["name"]) for entity in entry["entities"])
        assert max(names.values()) == 1, (key_of(entry), names.most_common(1))


@pytest.fixture(scope="module")
def texts(corpus: Path) -> dict[str, tuple[str, str]]:
    """Title and abstract of the papers of the shared corpus, by arXiv id."""
    return {paper.arxiv: (paper.title, paper.abstract) for paper in merge_papers(read_papers([corpus])) if paper.arxiv}


def test_every_place_lies_in_its_field(path: Path, texts: dict[str, tuple[str, str]]) -> None:
    if not any("arxiv" in entry for entry in entries(path)):  # mentions as texts have no places, and no text of those papers is here
        assert [mention for entry in read_annotations(path) for mention in places(entry)] == []
        return
    annotated = [(entry, texts[entry.arxiv]) for entry in read_annotations(path) if entry.arxiv in texts]
    assert annotated
    for entry, (title, abstract) in annotated:
        for where, place in places(entry):
            text = title if place.field == "title" else abstract
            assert place.end <= len(text), (entry.arxiv, where, place)
            assert text[place.start : place.end].strip() == text[place.start : place.end] != "", (entry.arxiv, where, place)


def places(entry: AnnotatedPaper) -> list[tuple[str, Place]]:
    return [(entity.name, mention) for entity in entry.entities for mention in entity.mentions if isinstance(mention, Place)]
