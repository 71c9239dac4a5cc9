"""Reading annotations: every form that people write them in, and what is said of those that are none."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from kg.errors import SourceError
from kg.evaluation import AnnotatedEntity, AnnotatedPaper, Place, read_annotations
from kg.model import Paper

BERT = {"type": "method", "name": "BERT", "mentions": ["BERT"], "role": "uses"}
READ = AnnotatedEntity("method", "BERT", ("BERT",), "uses", named=True, types=("method",))
ENTRIES = [{"title": "One", "entities": [BERT]}, {"arxiv": "2401.00001", "entities": []}]
LIST = json.dumps(ENTRIES, indent=2)
LINES = "\n".join(map(json.dumps, ENTRIES)) + "\n\n"


@pytest.fixture
def write(tmp_path):
    """Writes annotations into a file and gives its path."""

    def written(content: str | bytes, name: str = "gold.json") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return written


def one(path: Path) -> AnnotatedEntity:
    (entry,) = read_annotations(path)
    (entity,) = entry.entities
    return entity


@pytest.mark.parametrize("content", [LIST, "\n " + LIST, LINES, "\ufeff" + LINES, gzip.compress(LIST.encode(), mtime=0), gzip.compress(LINES.encode(), mtime=0)])
@pytest.mark.parametrize("name", ["gold.json", "gold"])  # the content tells the form, not the name
def test_lists_and_lines_gzipped_or_not(write, content, name):
    assert read_annotations(write(content, name)) == [AnnotatedPaper("One", (READ,)), AnnotatedPaper("", (), "2401.00001")]


def test_separators_of_lines_that_are_none_in_json(write):
    entry = {"title": "One\u2028two\x85three", "entities": []}
    assert read_annotations(write(json.dumps(entry, ensure_ascii=False)))[0].title == entry["title"]


def test_the_id_goes_by_the_name_that_papers_have_it_under_too(write):
    (entry,) = read_annotations(write('{"arxiv_id": "https://arxiv.org/abs/2401.00001v3", "entities": []}'))
    assert (entry.title, entry.arxiv) == ("", "2401.00001")


def test_a_version_is_no_part_of_an_arxiv_id(write):
    assert [entry.arxiv for entry in read_annotations(write('{"arxiv": "2401.00001v3", "entities": []}\n{"arxiv": "cs/0101001", "entities": []}'))] == ["2401.00001", "cs/0101001"]


def with_entity(**keys: object) -> str:
    return json.dumps([{"title": "One", "entities": [{"type": "method", "name": "BERT", **keys}]}])


def test_what_is_left_out_has_defaults(write):
    assert one(write(with_entity())) == AnnotatedEntity("method", "BERT", (), None, named=True, optional=False, types=("method",))
    assert one(write(with_entity(name="dropout"))).named is False
    assert one(write(with_entity(role=None, mentions=None, optional=None))).role is None


def test_what_is_given_is_taken(write):
    given = one(write(with_entity(name="dropout", named=True, optional=True, role="compares", types=["task", "method"])))
    assert (given.named, given.optional, given.role, given.type, given.types) == (True, True, "compares", "method", ("task", "method"))


def test_the_first_of_types_stands_for_the_type(write):
    given = one(write(json.dumps([{"title": "One", "entities": [{"types": ["task", "method"], "name": "RL"}]}])))
    assert (given.type, given.accepts("method"), given.accepts("dataset")) == ("task", True, False)


PAPER = Paper("Fast BERT", "𝒳 and BERT and bert; RoBERTa.")


def test_mentions_as_places_are_texts_of_the_paper(write):
    given = one(write(with_entity(mentions=["BERT", ["t", 5, 9], ["a", 6, 10]])))
    assert given.texts(PAPER) == ["BERT", "BERT", "BERT"]  # code points: the first letter is not in the BMP
    assert given.places(PAPER) == [Place("title", 5, 9), Place("abstract", 6, 10)]


def test_places_of_texts_are_whole_words_in_their_own_case_if_that_is_there():
    assert AnnotatedEntity("method", "bert", ("bert",)).places(PAPER) == [Place("abstract", 15, 19)]
    assert len(AnnotatedEntity("method", "Bert", ("Bert",)).places(PAPER)) == 3
    assert AnnotatedEntity("method", "BERTa").places(PAPER) == []


@pytest.mark.parametrize("place", [["t", 5, 10], ["a", 500, 510], ["t", 4, 5]])
def test_places_that_the_text_does_not_have(write, place):
    given = one(write(with_entity(mentions=[place])))
    with pytest.raises(SourceError) as error:
        given.texts(PAPER)
    assert error.value.where.endswith("gold.json, entry 1, entity 1")
    assert "'BERT'" in error.value.what and "annotated on another text" in error.value.hint


@pytest.mark.parametrize(
    ("content", "where", "what", "hint"),
    [
        ("", "gold.json", "no annotated papers", '"title"'),
        ("[]", "gold.json", "no annotated papers", '"title"'),
        ("[1]", "gold.json, entry 1", "is 1, not an object", '"title"'),
        ('{"title": "One", "entities": []}\n{broken\n', "gold.json:2", "broken JSON: .* at column 2", "one JSON object a line"),
        ('[\n{"title": "One",,}\n]', "gold.json:2", "broken JSON", "one JSON list"),
        ('{"entities": []}', "gold.json:1", 'neither "title" nor "arxiv"', '"arxiv" in place'),
        ('{"title": 3, "entities": []}', "gold.json:1", '"title" is 3', '"title"'),
        ('{"title": "One"}', "gold.json:1", 'no list "entities"', "empty if it names nothing"),
        ('\n{"title": "One", "entities": ["BERT"]}', "gold.json:2, entity 1", 'is "BERT", not an object', '"type": "method"'),
        (with_entity(type=None), "gold.json, entry 1, entity 1", 'no "type"', "method, dataset, hardware, task"),
        (with_entity(type="model"), "gold.json, entry 1, entity 1", '"type" is "model"', "method, dataset, hardware, task"),
        (with_entity(types="method"), "gold.json, entry 1, entity 1", '"types" is "method", not a list', '"type"'),
        (with_entity(types=["task"]), "gold.json, entry 1, entity 1", "'method' is not one of the \"types\"", "acceptable"),
        (with_entity(name=" "), "gold.json, entry 1, entity 1", 'no "name"', '"name": "Adam"'),
        (with_entity(role="used"), "gold.json, entry 1, entity 1", '"role" is "used"', "introduces, uses, compares, mentions"),
        (with_entity(named="yes"), "gold.json, entry 1, entity 1", '"named" is "yes"', "true or false"),
        (with_entity(optional=1), "gold.json, entry 1, entity 1", '"optional" is 1', "true or false"),
        (with_entity(mentions="BERT"), "gold.json, entry 1, entity 1", '"mentions" is "BERT", not a list', "start, end"),
        *(
            (with_entity(mentions=[mention]), "gold.json, entry 1, entity 1", "a mention is ", "start, end")
            for mention in ("", 7, None, ["b", 0, 4], ["a", 4], ["a", 4, 4], ["a", -1, 4], ["a", "0", "4"])
        ),
        (b'[{"title": "\xff"}]', "gold.json", "invalid UTF-8 at byte 13", "as UTF-8"),
        (gzip.compress(b"[]" * 99, mtime=0)[:20], "gold.json", "can't be read", "JSON Lines"),
    ],
)
def test_what_is_malformed(write, content, where, what, hint):
    path = write(content)
    with pytest.raises(SourceError, match=what) as error:
        read_annotations(path)
    assert error.value.where == str(path.with_name(where))
    assert hint in error.value.hint


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(SourceError, match=r"none\.json: can't be read: No such file"):
        read_annotations(tmp_path / "none.json")


def test_the_projects_own_annotations_are_read():
    path = Path(__file__).resolve().parents[2] / "annotations" / "arxiv.jsonl.gz"
    papers = read_annotations(path)
    assert len(papers) > 1000 and all(entry.arxiv for entry in papers)
    assert any(isinstance(m, Place) for m in papers[0].entities[0].mentions)
