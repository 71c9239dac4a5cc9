"""Which part a mention says its entity plays: the words of its clause decide."""

from __future__ import annotations

import re
from bisect import bisect_left

from kg.linking.cues import any_between
from kg.linking.document import Document
from kg.model import EntityType, Role

_CLAUSE = re.compile(r"[;:]|, (?:while|whereas|but|and|which|where|with|without|making|achieving|demonstrating|showing|using|yielding|leading|enabling)\b|\b(?:while|whereas|although|but)\b")
_COMPARES = re.compile(
    r"\b(?:outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?|beat(?:s|ing)?|outpac(?:es|ing)|compared? (?:to|with|against)|in comparison (?:to|with)|comparisons? (?:to|with)|"
    r"comparable (?:to|with)|compar(?:es|ing) (?:favou?rably )?(?:to|with|against)|competitive (?:with|to|against)|versus|vs\.?|superior to|inferior to|better than|worse than|faster than|slower than|lower than|higher than|"
    r"fewer \w+ than|less \w+ than|more \w+ than|smaller than|larger than|than|unlike|in contrast to|contrary to|as opposed to|baselines?(?: methods| models)?(?:,? (?:such as|like|including))?|competitors?|rival(?:s|ing)?|"
    r"match(?:es|ing)?(?: the performance of)?|on par with|on-par with|improv\w+ (?:\w+ ){0,4}over|gains? (?:\w+ ){0,3}over|speed-?ups? (?:of \S+ )?over|advantage\w* over|reduction\w* over|instead of|replac(?:e|es|ing)|alternatives? to|relative to)\b"
)
_BACKGROUND = re.compile(
    r"\b(?:(?:recent|prior|previous|existing|traditional|conventional|current|classical|many|most|several|other|earlier|typical) (?:\w+ ){0,3}(?:methods?|approaches|work|works|studies|techniques|advances|efforts|models|solutions|algorithms|research)|"
    r"ha(?:s|ve) (?:\w+ )?(?:been|become|shown|achieved|demonstrated|emerged|gained|made|led)|such as|widely|commonly|popular|typically|traditionally|recently|success of|rise of|advent of|inspired by|known as)\b"
)


def turning_point(doc: Document) -> int:
    """Where the abstract stops telling the background and begins to speak of the paper itself."""
    speakers = doc.cues.speakers
    at = bisect_left(speakers, doc.body)
    return doc.sentences[doc.sentence(speakers[at])] if at < len(speakers) else doc.body


def compared(doc: Document, start: int, type_: EntityType) -> bool:
    """Whether the clause around a mention sets the paper's work against it."""
    if type_ not in ("method", "hardware"):
        return False
    first, _ = doc.sentence_span(doc.sentence(start))
    first = max(first, start - 160)
    if not any_between(doc.cues.comparing, first, start):
        return False
    before = doc.lower[first:start]
    clauses = list(_CLAUSE.finditer(before))
    # A list of baselines runs over commas: its head may stand before them, but not before another clause.
    begin = clauses[-1].end() if clauses else 0
    return bool(_COMPARES.search(before, begin))


def tells_background(doc: Document, start: int) -> bool:
    """Whether the sentence speaks of the field in front of a mention: "recent methods such as X"; where it begins a sentence, whether the one before does."""
    number = doc.sentence(start - 1)
    known = doc.background.get(number)
    if known is None:
        found = _BACKGROUND.search(doc.lower, *doc.sentence_span(number))
        known = doc.background[number] = found.end() if found else len(doc.lower) + 1
    return known <= start


_SET_AGAINST = re.compile(
    r"\b(?:outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?|beat(?:s|ing)?|superior to|inferior to|(?:better|worse|faster|slower|smaller|larger|cheaper) than|compared (?:to|with|against)|in comparison (?:to|with)|"
    r"versus|unlike|(?<!reason )(?<!reasoning )(?<!transformer )(?<!defined )(?<!search )(?<!distribution )(?<!distributions )(?<!attention )(?<!averaged )(?<!planning )over|than)\s+(?:(?:the|both|all|strong|prior|existing|standard|popular|vanilla|state-of-the-art|recent|baselines?|such as|like|including)\s+)*"
    r"(?:(?:[\w-]+\s){0,3}(?:frameworks?|libraries|library|systems?|tools?|solvers?|optimizers?|algorithms?|methods?|models?|baselines?|approaches|techniques?|alternatives?|implementations?),?\s(?:such as|like|including|e\.g\.,?)\s(?:the\s)?)?$"
)


_ITEM = r"(?!(?:we|our|it|its|this|on|in|by|for|at|of|from|to|using|while|which|that|is|are|and|or)\b)[^\s,;:.()]+(?: (?!(?:on|in|by|for|at|of|from|to|using|while|which|that|is|are|and|or|with)\b)[^\s,;:.()]+){0,3}(?: \([^()]{1,20}\))?"
_LISTED_AGAINST = re.compile(
    r"\b(?:outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|superior to|compared (?:to|with|against)|in comparison (?:to|with)|versus|unlike)\s+"
    rf"(?:{_ITEM}, ){{0,6}}(?:{_ITEM}(?P<last>,? and |,? or )(?:the )?|{_ITEM}, )$"
)


_NEAR_AGAINST = re.compile(
    r"\b(?:(?:compared|in comparison) (?:to|with|against)\s(?:(?!(?:for|in|on|of|by|and)\b)[\w-]+\s){1,2}|(?:improv\w+|gains?|speed-?ups?|advantages?|accelerations?|reductions?) (?:[\w.%-]+\s){0,4}over\s(?:(?!(?:for|in|on|of|with|by|and)\b)[\w-]+\s){0,2})$"
)
"""One or two words further off: "compared to their X", "a gain of 3 points over plain X". Right for 68 of 73 annotated entities."""
_AS_A_RIVAL = re.compile(r"s?(?:[- ]based)?\s(?:baselines?|counterparts?|competitors?)\b")
"""Behind a name: "X counterparts". Right for 46 of 52."""


def set_against(doc: Document, spans: list[tuple[int, int]]) -> bool:
    """Whether every mention in the abstract is among words that set the paper's work against it: "outperforms X", "compared with W, X and Y", "X counterparts"."""
    return bool(spans) and all(
        _SET_AGAINST.search(doc.lower, max(0, start - 60), start) or _NEAR_AGAINST.search(doc.lower, max(0, start - 60), start) or _AS_A_RIVAL.match(doc.lower, end) or _listed_against(doc, start, end)
        for start, end in spans
    )


def _listed_against(doc: Document, start: int, end: int) -> bool:
    """Whether it is a further name of a list that begins behind such a word. Behind a comma alone the main clause may begin, so the list has to go on."""
    first = max(doc.sentence_span(doc.sentence(start))[0], start - 160)
    if doc.lower[start - 2 : start] not in (", ", "d ", "r ", "e ") or not any_between(doc.cues.comparing, first, start):
        return False
    found = _LISTED_AGAINST.search(doc.lower, first, start)
    return found is not None and (found["last"] is not None or doc.lower.startswith((", ", " and ", " or "), end))


_REACH = 70
"""Letters in front of a mention in which the words stand that speak of it."""
_WORDS = r"[\w-]+(?:\s[\w-]+){0,3}"
_NEGATED = re.compile(
    r"\b(?:no|(?<!with and )(?<!with or )without(?! and| or)(?: (?:any|requiring|using|needing|additional|extra|costly|expensive|access to|relying on|the need (?:for|of)))?|(?:not|never) (?:require|need|use|rely on|depend on)(?: using)?(?: any| additional)?"
    r"|(?:eliminat|remov|obviat|avoid)\w+ the (?:need|necessity) (?:for|of|to use)|rather than (?:relying on|using|requiring)"
    r"|unlike (?:[\w-]+ ){1,4}(?:that|which) (?:rely|relies|depend|depends|use|uses|employ|employs|require|requires|need|needs|leverage|leverages)(?: (?:only|solely|heavily))?(?: on)?"
    r"|(?:future (?:work|research|directions?|applications?)|potential applications|implications) (?:in|for|on|to|such as|including))"
    rf"\s(?P<list>(?:{_WORDS},\s){{0,4}})(?:{_WORDS},?\s(?P<last>and|or)\s)?(?:[\w-]+\s){{0,2}}$"
)


def negated(doc: Document, spans: list[tuple[int, int]]) -> bool:
    """Whether every mention in the abstract says what the paper does without, or leaves to others: "no GPU is required", "without fine-tuning", "unlike methods that rely on X"."""
    return bool(spans) and all(_is_negated(doc, start, end) for start, end in spans)


def _is_negated(doc: Document, start: int, end: int) -> bool:
    found = _NEGATED.search(doc.lower, max(doc.sentence_span(doc.sentence(start))[0], start - _REACH), start)
    # Behind a comma alone the main clause may begin ("Without tuning, BERT wins"), so the list has to go on.
    return found is not None and (not found["list"] or found["last"] is not None or doc.lower.startswith((", ", " and ", " or "), end))


_OF_OTHERS = re.compile(
    r"\b(?:(?:previous|prior|existing|current|state-of-the-art|sota|recent|recently (?:proposed|introduced|released)|classical|classic|popular|well-known|widely[ -]used|original|standard|off-the-shelf|pre-?trained|conventional|traditional|"
    r"commercial|leading|vanilla)\s(?:[\w-]+\s){0,4}"
    r"|(?:inspired by|motivated by|based on|built (?:up)?on(?: top of)?|on top of|build(?:s|ing)? (?:up)?on|extend(?:s|ing)?|following|extension of|variants? of|issues? (?:in|with)|limitations? of|alternative to|instead of|similar to|derived from|"
    r"adapted from|outperform\w*|surpass\w*|exceed\w*|compared (?:to|with)|improv\w+ (?:up)?on)\s(?:[\w-]+\s){0,5}"
    r"|assuming\s(?:the\s)?|(?:such as|like|e\.g\.,?)\s(?:[\w-]+,\s){0,3})$"
)
_ON = re.compile(r"\b(?:on|over|across)\s(?:(?:the|both|a)\s)?(?:[\w-]+\s){0,3}$")


def of_others(doc: Document, spans: list[tuple[int, int]], type_: EntityType) -> bool:
    """Whether a mention stands behind words by which papers speak of other people's work: "inspired by X", "the previous state-of-the-art method X", "on the challenging X dataset"."""
    if type_ == "dataset" and all(_ON.search(doc.lower, max(doc.sentence_span(doc.sentence(start))[0], start - _REACH), start) for start, _ in spans):
        return True
    return any(_OF_OTHERS.search(doc.lower, max(doc.sentence_span(doc.sentence(start))[0], start - _REACH), start) for start, _ in spans)


def role_of(doc: Document, spans: list[tuple[int, int]], type_: EntityType, introduced: bool, turn: int) -> Role:
    """The role that the mentions of one entity give it together: the strongest that fits."""
    if introduced:
        return "introduces"
    starts = [start for start, _ in spans]
    if type_ in ("method", "hardware") and all(compared(doc, s, type_) or doc.body <= s < turn for s in starts) and any(compared(doc, s, type_) for s in starts):
        return "compares"
    if all(doc.body <= s < turn and tells_background(doc, doc.sentence_span(doc.sentence(s))[1]) for s in starts):
        return "mentions"
    return "uses"


_OFFERED = re.compile(r"\b(?:available|accessible|downloadable|obtainable|released|found|downloaded|accessed|obtained) (?:\w+ )?(?:from|via|using)\b")


def own_page(field_text: str, start: int) -> bool:
    """Whether an address is the paper's own: its sentence offers code, data or a page, or nothing says whose it is."""
    before = _OFFERED.sub("", field_text[max(0, start - 120) : start])
    return not re.search(r"\b(?:based on|built on|using|from|see|such as|dataset from|provided by|powered by|via)\s*(?:the\s)?\S*\s?\(?$", before)
