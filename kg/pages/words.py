"""What people read for the words of the data: types, roles, relations, and why a mention was found."""

from __future__ import annotations

import re

TYPES = {
    "method": ("method", "Methods"),
    "dataset": ("dataset", "Datasets"),
    "hardware": ("hardware", "Hardware"),
    "task": ("task", "Tasks"),
    "repository": ("repository", "Repositories"),
    "webpage": ("web page", "Web pages"),
    "paper": ("paper", "Papers"),
}
ROLES = {
    "introduces": ("introduces", "Introduced by"),
    "uses": ("uses", "Used by"),
    "compares": ("compares with", "Compared with by"),
    "mentions": ("mentions", "Mentioned by"),
}
RELATIONS = {
    "extends": ("Extends", "Extended by"),
    "partOf": ("Part of", "Parts"),
    "comparedWith": ("Compared with", "Compared with by"),
    "evaluatedOn": ("Evaluated on", "Evaluated on it"),
    "runsOn": ("Runs on", "Runs on it"),
    "implementedIn": ("Implemented in", "Implemented in it"),
}
HOSTS = {
    "www.wikidata.org": "Wikidata",
    "arxiv.org": "arXiv",
    "doi.org": "DOI",
    "github.com": "GitHub",
    "huggingface.co": "Hugging Face",
    "cso.kmi.open.ac.uk": "Computer Science Ontology",
}
_WHY = {
    "catalog": "a name in the catalog",
    "near miss": "a name of the catalog, spelled a little differently",
    "abbreviation": "an abbreviation that this paper defines",
    "introduced": "a name that this paper gives",
    "shape": "written as a name is",
    "phrase": "a phrase that names a task or thing",
    "url": "an address in the text",
    "hardware": "a count or size in front of a device",
    "coordination": "shares a word with its neighbour in a list",
    "corpus": "a name that another paper introduced",
    "relations": "a sentence that relates the two",
}
_RULES = {
    ("catalog", "name in context"): "a name in the catalog, with words around it that fit",
    ("shape", "before a dataset word"): "written as a name is, before a word such as “dataset”",
    ("shape", "behind a dataset cue"): "written as a name is, behind words such as “evaluate on”",
    ("phrase", "ends in the head of a task"): "a phrase that ends as names of tasks do",
    ("phrase", "title part again in the abstract"): "a part of the title that the abstract repeats",
    ("phrase", "capitalised"): "a capitalised phrase",
    ("introduced", "title before the colon"): "stands before the title’s colon",
    ("introduced", "title is a name"): "the title is this name",
    ("introduced", "ours"): "called “ours”",
}


def why(recogniser: str, rule: str) -> str:
    """Why a mention was found, for people who have not read the program."""
    if known := _RULES.get((recogniser, rule)):
        return known
    if recogniser == "introduced" and rule.startswith("repeats a name"):
        return "repeats a name that this paper gives"
    if recogniser == "introduced" and "verb" in rule:
        return "follows words such as “we introduce”"
    if recogniser == "phrase" and rule.startswith("title part"):
        return "a part of the title"
    return _WHY.get(recogniser, f"{recogniser}: {rule}" if rule else recogniser)


def date(text: str) -> str:
    """An XML Schema date as people write it: 5 May 2024, May 2024, 2024, 1 July."""
    months = "January February March April May June July August September October November December".split()
    if found := re.fullmatch(r"(\d{4}|-)-(\d\d)(?:-(\d\d))?", text):
        year, month, day = found.groups()
        if not 1 <= int(month) <= 12:
            return text
        return " ".join(filter(None, (str(int(day)) if day else "", months[int(month) - 1], year.strip("-"))))
    return text


def number(value: int) -> str:
    """With commas between thousands."""
    return f"{value:,}"


def plural(count: int, one: str, many: str = "") -> str:
    """The number with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def sure(confidence: float | None) -> str:
    """A confidence as a percentage; certain ones aren't rounded up to 100."""
    if confidence is None:
        return ""
    return "100%" if confidence >= 1 else f"{min(99, max(1, round(confidence * 100)))}%"
