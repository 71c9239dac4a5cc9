"""Recogniser of the names that a paper introduces: "X: ..." titles, "we propose X", "called X", "our X", definitions beside such words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.linking.abbreviations import Definition
from kg.linking.candidates import Candidate
from kg.linking.cues import any_between
from kg.linking.document import Document
from kg.linking.shapes import NOT_NAMES, WORD, coined_part, type_by_neighbours
from kg.model import EntityType
from kg.text import fold_name

_OWN_WORK = ("introduc", "propos", "present")
_NAMING = re.compile(
    r"\b(?:called|named|dubbed|termed|coined|denoted(?: as| by)?|referred to as|refer(?:red)? to (?:it |this \w+ |these \w+ )?as|we (?:call|term|name|dub|denote)(?: it| this \w+)?(?: as)?|nicknamed|abbreviated(?: as| to)?|known as|titled|entitled|namely|namely,|labeled|formalize this \w+ as)"
    r"(?: as)?,?\s+(?:the |a |an )?[\"“`'<‘]*"
)
_SO_CALLED = re.compile(r"(?:so-|often |commonly |also |usually |typically |is |are |widely |technique |sometimes |popularly |generally |what is |being |which is |previously )$")
_DETERMINER = re.compile(r"\s*(?:[\"“`'<‘]+)?\s*(?P<article>an?\b|the\b|our\b|two\b|three\b|four\b|both\b|its\b)?\s*")
_OPENING = re.compile(r"[\"“`'<‘\s]+")
_STOP_WORDS = frozenset(
    "that which to for by with using based on in via where from of as how when while is are can has have this these those into through under across leveraging it their whose so "
    "because but upon towards toward between than at be and we evaluate show demonstrate".split()
)
_RECENTLY = re.compile(r"\b(?:recently|previously|originally|formerly|already|earlier)[ -]$")
"""As in "on the recently introduced benchmark X": others have brought it."""
_SURVEY = re.compile(r"\b(?:survey|review|overview|perspectives?|tutorial|case study|comparative study|primer|position|roadmap|taxonomy|analysis|comparison|replication|experience report)\b", re.IGNORECASE)
_TITLE_SPLIT = re.compile(r"\s*(?::|\s--?\s|\s[–—]\s)\s*")
_LAST_NAME = re.compile(r"\s\(([^\s()]+)\)$|,\s+(\S+)$")
_NOT_A_NAME = frozenset(
    "A An The On In Of For With To From Towards Toward Learning Rethinking Revisiting Beyond How What Why When Is Are Do Does Can Should Understanding Exploring Improving Efficient Scaling Training "
    "We Our This It These Those Extensive Experiments Experimental Results Code Specifically Moreover Furthermore However Additionally Finally First Second Third Unlike Using Based Through By As At Our's Section Figure Table "
    "Deep Neural Large Language Model Models Survey Large-scale Artificial Intelligence Machine Python Chinese English German French Japanese Korean Arabic Hindi Spanish European American Bayesian Gaussian Euclidean Hamiltonian Lagrangian Markov "
    "Riemannian Hessian Jacobian Lipschitz Boolean Pareto Fourier Laplacian Bangla Indian African Indonesian Vietnamese Russian Turkish Italian".split()
)
_CONNECTORS = {"of", "and", "&", "via", "with", "in", "for", "to", "the"}
_DATASET_NOUN = re.compile(r"\b(?:data ?sets?|benchmarks?|corpus|corpora|test ?beds?|leaderboard|collection of|test suite|evaluation suite|challenge)\b", re.IGNORECASE)
_METHOD_NOUN = re.compile(r"\b(?:framework|method|model|approach|algorithm|system|architecture|network|library|toolkit|pipeline|technique|strategy|agent|optimizer|policy|paradigm|module|mechanism|platform|tool|package|protocol)s?\b")
_HARDWARE_NOUN = re.compile(r"\b(?:accelerator|processor|chip|robot|sensor|gripper|device|SoC|robotic hand|exoskeleton|quadruped|humanoid robot|supercomputer)\b")


def find_introduced(doc: Document, definitions: list[Definition]) -> list[Candidate]:
    """Where the paper names what it brings. Every further mention of these names is found by `repeats.py`."""
    found = [*_in_title(doc, definitions), *_behind_verbs(doc, definitions), *_named(doc), *_ours(doc), *_in_lower_case(doc)]
    seen: set[tuple[int, int]] = set()
    return [c for c in found if (c.start, c.end) not in seen and not seen.add((c.start, c.end))]  # type: ignore[func-returns-value]


def _candidate(doc: Document, start: int, end: int, rule: str, score: float, type_: EntityType | None = None) -> Candidate:
    return Candidate(start, end, doc.text[start:end], "introduced", rule, score, type_ or _type(doc, start, end), introduced=True)


def _type(doc: Document, start: int, end: int) -> EntityType:
    """By the neighbours of the name, else by the noun that the sentence uses for it."""
    type_, rule = type_by_neighbours(doc.text, start, end)
    if rule not in ("shape", "behind a dataset cue"):
        return type_
    first, last = doc.sentence_span(doc.sentence(start))
    around = doc.text[max(first, start - 70) : start] + " | " + doc.text[end : min(last, end + 70)]
    dataset, method, hardware = (pattern.search(around) for pattern in (_DATASET_NOUN, _METHOD_NOUN, _HARDWARE_NOUN))
    if dataset and not (method and abs(method.start() - 70) < abs(dataset.start() - 70)):
        return "dataset"
    return "hardware" if hardware and not method else "method"


def _in_title(doc: Document, definitions: list[Definition]) -> list[Candidate]:
    title = doc.title.text
    parts = _TITLE_SPLIT.split(title, maxsplit=1)
    head = parts[0].strip().strip("\"“”'`")
    head = re.sub(r"^(?:The|A|An) (?=\S+ \S)", "", head)
    if not head:
        return []
    start = title.index(head)
    words = head.split()
    if len(parts) == 1:
        return _short_title(doc, start, head, words)
    survey = bool(_SURVEY.search(parts[1]))
    if len(words) == 1 and (coined_part(head) or (head[0].isupper() and head not in _NOT_A_NAME)) and not (survey and not coined_part(head)):
        return [_candidate(doc, start, start + len(head), "title before the colon", 0.97, _title_type(doc, head, parts[1]))]
    if survey or len(words) > 7:
        return []
    bracket = next((d for d in definitions if d.short_end <= len(head) + 2), None)
    if bracket:
        return [_candidate(doc, bracket.short_start, bracket.short_end, "title before the colon", 0.95)]
    if alone := _LAST_NAME.search(head):  # "Method Decoration (DeMe)", "Single LLM Debate, MoLaCE"
        word = alone[1] or alone[2]
        if (found := coined_part(word)) and found[1] == word:
            begin = start + alone.start(1 if alone[1] else 2)
            return [_candidate(doc, begin, begin + len(word), "title before the colon", 0.95, _title_type(doc, word, parts[1]))]
    first = WORD.match(head)
    recurs = f" {fold_name(head)} " in doc.folded[doc.body :]
    if first and len(words) <= 3 and (found := coined_part(first[0])) and found[1] == first[0]:
        end = start + (len(head) if recurs or (len(words) == 2 and words[1][0].isupper()) else len(first[0]))
        return [_candidate(doc, start, end, "title before the colon", 0.9, _title_type(doc, head, parts[1]))]
    capitals = sum(w[0].isupper() or not w[0].isalpha() for w in words)
    if (recurs and len(words) <= 6) or (len(words) <= 4 and capitals == len(words) and words[0] not in _NOT_A_NAME):
        return [_candidate(doc, start, start + len(head), "title before the colon", 0.85 if recurs else 0.6, _title_type(doc, head, parts[1]))]
    return []


def _title_type(doc: Document, head: str, rest: str) -> EntityType | None:
    if re.search(r"[Bb]ench|\b[Dd]ata ?[Ss]et|\bCorpus\b", head):
        return "dataset"
    noun = re.search(r"\b(?:[Bb]enchmark|[Dd]ataset|[Cc]orpus|[Tt]estbed)\b(?!ing)", rest)
    if noun and not re.search(r"\b(?:for|on|via|with|using|by|through|from)\b", rest[: noun.start()]) and not _METHOD_NOUN.search(rest[: noun.start()].lower()):
        return "dataset"
    # What the abstract says of it counts for more than what its neighbour in the title is.
    where = doc.text.find(head, doc.body)
    return _type(doc, where, where + len(head)) if where >= 0 else "method"


def _short_title(doc: Document, start: int, head: str, words: list[str]) -> list[Candidate]:
    """A title that is only a name: "Generalized Kernel Thinning"."""
    if 2 <= len(words) <= 4 and all(w[0].isupper() for w in words if w.lower() not in _CONNECTORS) and words[0] not in _NOT_A_NAME:
        name = head.rstrip(".?!")
        if f" {fold_name(name)} " in doc.folded[doc.body :] and not _SURVEY.search(name):
            return [_candidate(doc, start, start + len(name), "title is a name", 0.6)]
    return []


def _behind_verbs(doc: Document, definitions: list[Definition]) -> list[Candidate]:
    """"We propose X", "this paper presents the X and Y", "we introduce a novel framework, X"."""
    found: list[Candidate] = []
    text = doc.text
    cues = doc.cues
    for start in cues.verbs:
        if start < doc.body:
            continue
        first, last = doc.sentence_span(doc.sentence(start))
        if not any_between(cues.authors, max(first, start - 90), start):
            continue
        end = cues.ends[start]
        if doc.lower[start:end].rstrip().endswith("ed") and _RECENTLY.search(doc.lower, max(first, start - 12), start):
            continue
        window_end = min(last, end + 220)
        for span in _names_behind(doc, end, window_end):
            directly = doc.lower.startswith(_OWN_WORK, start) and text[end : span[0]].strip(" \"“`'<‘").lower() in ("", "the")
            found.append(_candidate(doc, *span, "directly behind an introducing verb" if directly else "behind an introducing verb", 0.93 if directly else 0.85))
        for definition in definitions:
            begin = min(definition.long_start, definition.short_start)
            if end <= begin < window_end and not _stopped(text[end : begin]):
                rule = "defined behind an introducing verb"
                found.append(_candidate(doc, definition.short_start, definition.short_end, rule, 0.93))
                found.append(_candidate(doc, definition.long_start, definition.long_end, rule, 0.9))
    return found


def _stopped(between: str) -> bool:
    return any(word in _STOP_WORDS for word in between.split())


def _names_behind(doc: Document, position: int, end: int) -> list[tuple[int, int]]:
    """The names in the noun phrase that begins at `position`, with those that "and" adds to them."""
    text = doc.text
    opening = _DETERMINER.match(text, position)
    assert opening is not None
    article = (opening["article"] or "").lower()
    cursor = opening.end()
    spans: list[tuple[int, int]] = []
    crossed = 0  # lower-case words between the article and the name: "a novel framework X"
    while cursor < end:
        word = WORD.match(text, cursor)
        if word is None:
            if spans or not _OPENING.match(text, cursor):
                ahead = re.match(r"[\s,:(—–\"“”`'<‘-]+", text[cursor:end])
                if not ahead:
                    break
                # Behind a colon or comma only an apposition counts: "a method: X", "a framework, X,".
                cursor += ahead.end()
                continue
            cursor = _OPENING.match(text, cursor).end()  # type: ignore[union-attr]
            continue
        span = name_run(text, cursor, end)
        if span:
            lower_behind = re.match(r"\s+[a-z][a-z-]+", text[span[1] : end])
            modifier = article in ("a", "an") and crossed == 0 and lower_behind is not None
            if not modifier:
                spans.append(span)
                joined = re.match(r"\s*(?:\([^)]*\)\s*)?(?:,\s+and|,|and|as well as)\s+(?:its (?:\w+ ){1,2}variant |the |a )?", text[span[1] : end])
                next_span = joined and name_run(text, span[1] + joined.end(), end)
                if not next_span:
                    break
                cursor = next_span[0]
                continue
            cursor = span[1]
            crossed += 1
            continue
        if word[0].lower() in _STOP_WORDS or (spans and crossed == 0):
            break
        crossed += 1
        if crossed > 12:
            break
        cursor = word.end()
        while text[cursor : cursor + 1] == " ":
            cursor += 1
    return spans


def name_run(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The name that begins at `start`: one coined word, with capitalised ones behind it, or two and more capitalised words, or one in quotes."""
    first = WORD.match(text, start)
    if first is None or not (found := _name_word(first[0])):
        return None
    begin, name, coined = found
    if begin:
        return None
    stop = start + len(name)
    words = 1
    if len(name) == len(first[0]):
        while (following := re.match(r"\s(?:(?:of|and|&|for|with|via|in)\s)?", text[stop:end])) and (word := WORD.match(text, stop + following.end())):
            connector = following[0].strip()
            if not word[0][0].isupper() or (connector and (coined or connector not in ("of", "&"))) or (word[0] in _NOT_A_NAME and coined):
                break
            stop = word.end()
            words += 1
            if words > 9:
                break
    if words == 1 and not coined and not re.match(r"[\"”'’>]|\s*[,(:—–]|\s+(?:that|which|is|to|as)\b|\.|\s-", text[stop : stop + 8]):
        return None
    return start, stop


def _name_word(word: str) -> tuple[int, str, bool] | None:
    """Where a name begins in a word, the name, and whether its shape alone makes it one."""
    part = coined_part(word)
    if part:
        return part[0], part[1], True
    if word[0].isupper() and len(word) > 2 and word not in _NOT_A_NAME and word not in NOT_NAMES and word.upper() != word:
        return 0, word, False
    return None


def _named(doc: Document) -> list[Candidate]:
    """"... called X", "we dub it X": what is named here is mostly the paper's own."""
    found = []
    for cue in doc.cues.naming:
        naming = _NAMING.match(doc.text, cue) if cue >= doc.body else None
        if naming is None or _SO_CALLED.search(doc.text[max(0, naming.start() - 14) : naming.start()]):
            continue
        _, last = doc.sentence_span(doc.sentence(naming.start()))
        span = name_run(doc.text, naming.end(), last) or _quoted(doc.text, naming.end())
        if span:
            found.append(_candidate(doc, *span, "behind a naming verb", 0.9))
    return found


_PLAIN_PHRASE = re.compile(
    r"(?:\b(?:[Ww]e|[Tt]his (?:paper|work|study))\s(?:[a-z]+ly\s|then\s|also\s|first\s|further\s|therefore\s|thus\s)?(?:propose|introduce|present|develop|design|devise|term|call|define)s?\s(?:(?:a|an|the|our|two|three)\s)?(?:(?:novel|new|simple|efficient|effective|general|unified|lightweight)\s)*"
    r"|\b(?:called|named|dubbed|termed|denoted|call|the proposed|referred to as|the concept of|the notion of)\s(?:the\s|a\s|an\s)?)"
    r"[\"“`'‘]*((?!(?:an?|the|our|its|this|these|novel|new)\b)(?:[a-z][a-z0-9]*(?:-[a-z0-9]+)*)(?: (?!that\b|which\b|to\b|for\b|by\b|with\b|using\b|based\b|on\b|in\b|via\b|from\b|as\b|is\b|are\b|and\b)[a-z][a-z0-9]*(?:-[a-z0-9]+)*){1,4})"
)


def _in_lower_case(doc: Document) -> Iterator[Candidate]:
    """"We propose automatic implicit differentiation, an ...", "called the gradient noise scale": phrases that only their place makes names."""
    for cue in doc.cues.plain:
        found = _PLAIN_PHRASE.match(doc.text, cue) if cue >= doc.body else None
        if found is None:
            continue
        words = found[1].split(" ")
        if words[-1] in _GENERAL_NOUNS:
            words.pop()
        if words[-1] in ("of", "the", "a", "an"):
            continue
        if len(words) >= 2:
            start = found.start(1)
            yield Candidate(start, start + len(" ".join(words)), " ".join(words), "introduced", "phrase behind an introducing verb", 0.3, "method", introduced=True)
    for quoted in _QUOTES.finditer(doc.text, doc.body) if _QUOTE_SIGN.search(doc.text) else ():
        yield Candidate(quoted.start(1), quoted.end(1), quoted[1], "introduced", "in quotes", 0.3, "method", introduced=True)


_QUOTE_SIGN = re.compile("[\"“`]")
_QUOTES = re.compile(r"(?:\"|“|``)([A-Za-z][\w-]*(?: [\w-]+){0,3})(?:\"|”|'')")
_GENERAL_NOUNS = frozenset("method model framework approach algorithm system technique strategy methods models frameworks algorithms techniques module network scheme pipeline mechanism paradigm procedure solution tool type variant".split())


def _quoted(text: str, start: int) -> tuple[int, int] | None:
    if text[start - 1 : start] not in "\"“`'<‘" or not text[start - 1 : start]:
        return None
    closing = re.compile(r"[\"”'>’]").search(text, start, start + 60)
    return (start, closing.start()) if closing and closing.start() > start + 1 else None


_OUR = re.compile(
    r"\b(?:[Oo]ur|[Tt]he proposed|[Pp]roposed|[Oo]ur proposed)\s+(?:(?:novel|new|proposed|full|final|best|resulting|main|primary|key|core|unified|first|second)\s+)*"
    r"(?:(?:[a-z-]+\s+){0,2}?(?:method|model|framework|approach|algorithm|system|architecture|solution|technique|pipeline|dataset|benchmark|network|strategy|library|tool|agent|work|optimizer|contribution)s?[,:]?\s+(?:\(|(?:called|named|dubbed|termed|is)\s+)?)?[\"“`'<‘]*(?=[^\W_a-z0-9]|[a-zμ]+[A-Z0-9]|\d)"
)


def _ours(doc: Document) -> list[Candidate]:
    """"Our method, X, ...", "the proposed X"."""
    found = []
    for cue in doc.cues.ours:
        ours = _OUR.match(doc.text, cue) if cue >= doc.body else None
        if ours is None or _RECENTLY.search(doc.lower, max(0, cue - 12), cue):
            continue
        _, last = doc.sentence_span(doc.sentence(ours.start()))
        span = name_run(doc.text, ours.end(), last)
        if span and (coined_part(doc.text[span[0] : span[1]].split()[0]) or " " in doc.text[span[0] : span[1]]):
            found.append(_candidate(doc, *span, "ours", 0.75))
    return found
