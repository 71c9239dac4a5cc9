"""The measures: links against annotations, paired one to one, and the figures over the pairs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.evaluation.annotations import AnnotatedEntity, AnnotatedPaper, Place, find_papers
from kg.model import EntityType, Link, LinkedPaper, Paper
from kg.text import sentence_around

KINDS: tuple[EntityType, ...] = ("method", "dataset", "hardware", "repository")
"""What papers are linked to in the first place."""
SCORED: tuple[EntityType, ...] = (*KINDS, "task")
"""Tasks have figures of their own, web pages that are no repositories none."""
BINS = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """An annotated entity and the link that is it (right), an entity alone (missed), or a link alone (extra).

    `linked` is None where the paper was not among those linked.
    """

    annotated: AnnotatedPaper
    linked: LinkedPaper | None
    entity: AnnotatedEntity | None = None
    link: Link | None = None

    @property
    def right(self) -> bool:
        """Whether the link was asked for."""
        return self.entity is not None and self.link is not None

    @property
    def type(self) -> EntityType:
        """The type that it counts under: the annotated one, so that one pair is not two mistakes where two types are acceptable."""
        if self.entity is not None:
            return self.entity.type
        assert self.link is not None
        return self.link.type

    @property
    def name(self) -> str:
        """The annotated name, else the link's."""
        if self.entity is not None:
            return self.entity.name
        assert self.link is not None
        return self.link.name

    def sentence(self) -> str:
        """A sentence that it stands in, the mention marked like [this]; empty if its text is nowhere.

        One where `instead` has a link goes first, then one of the abstract.
        """
        if self.linked is None:
            return ""
        instead = self.instead()
        places = sorted(self._places(), key=lambda place: (not any(_stands_at(link, place) for link in instead), place.field == "title"))
        return _marked(self.linked.paper.text(places[0].field), places[0].start, places[0].end) if places else ""

    def instead(self) -> list[Link]:
        """What the linker found at the places of a missed entity: the links that overlap one, right ones of other entities too."""
        if self.linked is None or self.link is not None:
            return []
        return [link for link in self.linked.links if any(_stands_at(link, place) for place in self._places())]

    def as_json(self) -> dict[str, object]:
        """A miss or an extra as `kg evaluate --errors` prints it."""
        shown: dict[str, object] = {"title": self.annotated.title or (self.linked.paper.title if self.linked else ""), "type": self.type, "name": self.name}
        if self.link is None:
            shown["instead"] = [{"type": link.type, "name": link.name} for link in self.instead()]
        else:
            shown["confidence"] = self.link.confidence
        return shown | {"sentence": self.sentence()}

    def _places(self) -> list[Place]:
        if self.entity is None:
            return [Place(*mention[:3]) for mention in self.link.mentions] if self.link else []
        return self.entity.places(self.linked.paper) if self.linked else []


def fold(text: str) -> str:
    """A spelling for comparing: lower-case letters a to z, digits and μ; a text that has none of them is itself, without case."""
    return re.sub(r"[^a-z0-9μ]+", "", text.lower()) or text.casefold().strip()


def forms(name: str, texts: Iterable[str]) -> set[str]:
    """The folded spellings of an entity, also without a plural's s."""
    folded = {fold(name), *map(fold, texts)}
    return folded | {form[:-1] for form in folded if form.endswith("s") and len(form) > 4}


def pair(entities: Sequence[AnnotatedEntity], links: Sequence[Link], paper: Paper) -> list[tuple[AnnotatedEntity | None, Link | None]]:
    """Each entity with the first link of a type that it accepts which shares a form with it, each link once; then the links left over.

    Entities that are asked for choose before optional ones: a link that could be either is right.
    """
    left = [(link, forms(link.name, [mention.text for mention in link.mentions])) for link in links]
    pairs: list[tuple[AnnotatedEntity | None, Link | None]] = []
    for entity in sorted(entities, key=lambda entity: entity.optional):
        wanted = forms(entity.name, entity.texts(paper))
        position = next((i for i, (link, spelled) in enumerate(left) if entity.accepts(link.type) and spelled & wanted), None)
        pairs.append((entity, None if position is None else left.pop(position)[0]))
    return pairs + [(None, link) for link, _ in left]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of right links, of all links, and of entities asked for; the ratios are None where they would divide by nothing."""

    right: int
    links: int
    gold: int

    @property
    def precision(self) -> float | None:
        """The share of the links that are right."""
        return _ratio(self.right, self.links)

    @property
    def recall(self) -> float | None:
        """The share of the entities asked for that a link is."""
        return _ratio(self.right, self.gold)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        return _ratio(2 * self.right, self.links + self.gold)


@dataclass(frozen=True, slots=True)
class Bin:
    """The links with a confidence from `least` up to `least` + 0.1, and how many of them are right."""

    least: float
    links: int
    right: int


def count(outcomes: Iterable[Outcome]) -> Score:
    """The counts over some outcomes."""
    found = list(outcomes)
    return Score(sum(o.right for o in found), sum(o.link is not None for o in found), sum(o.entity is not None for o in found))


def b_cubed(pairs: Sequence[tuple[str, str]]) -> tuple[float, float] | None:
    """B-cubed precision and recall of a clustering (Bagga and Baldwin 1998); None if there is nothing to cluster.

    Each pair is an item, as its true cluster and the cluster it was put in. An item's precision is the share of the items beside it
    that are truly its own, its recall the share of its own that are beside it (itself included in both); the figures are their means.
    """
    if not pairs:
        return None
    together, true, put = Counter(pairs), Counter(t for t, _ in pairs), Counter(p for _, p in pairs)
    precision = sum(n * n / put[p] for (_, p), n in together.items()) / len(pairs)
    recall = sum(n * n / true[t] for (t, _), n in together.items()) / len(pairs)
    return precision, recall


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every outcome, in the order of the annotations, and the figures over them.

    `absent` is how many of the annotated `papers` were not among those linked (all that they name is missed), `wrong_offsets` how
    many mentions of links do not stand where they say.
    """

    outcomes: tuple[Outcome, ...]
    papers: int
    absent: int
    wrong_offsets: int

    @property
    def missed(self) -> list[Outcome]:
        """The entities of the types scored that no link is, where there was a text to find them in."""
        return [o for o in self.outcomes if o.link is None and o.linked is not None and o.type in SCORED]

    @property
    def extra(self) -> list[Outcome]:
        """The links of the types scored that nobody asked for."""
        return [o for o in self.outcomes if o.entity is None and o.type in SCORED]

    def scores(self) -> dict[str, Score]:
        """The counts over the four kinds, then by type."""
        by_type: dict[str, Score] = {type_: count(o for o in self.outcomes if o.type == type_) for type_ in SCORED}
        return {"four kinds": count(o for o in self.outcomes if o.type in KINDS)} | by_type

    def recalls(self) -> dict[str, Score]:
        """Recall over the four kinds: on names, on generic terms, on the names that the papers introduce. The links are the right ones alone."""
        asked = [(o, o.entity) for o in self.outcomes if o.entity is not None and o.type in KINDS]
        return {
            "named": count(o for o, entity in asked if entity.named),
            "generic": count(o for o, entity in asked if not entity.named),
            "introduced, named": count(o for o, entity in asked if entity.named and entity.role == "introduces"),
        }

    def roles(self) -> Score:
        """How often the role of a right link of the four kinds is the annotated one: as the precision of the roles given."""
        judged = [o.entity.role == o.link.role for o in self.outcomes if o.entity and o.link and o.entity.role and o.type in KINDS]
        return Score(sum(judged), len(judged), len(judged))

    def resolution(self) -> float | None:
        """B-cubed F1 of the right links, clustered by entity, against their annotated names; repositories, which are their own URL, left out."""
        pairs = [(fold(o.entity.name), o.link.entity) for o in self.outcomes if o.entity and o.link and o.type in KINDS and o.type != "repository"]
        found = b_cubed(pairs)
        return _ratio(2 * found[0] * found[1], found[0] + found[1]) if found else None

    def calibration(self) -> list[Bin]:
        """The links of the types scored by tenths of their confidence, lowest first, empty bins left out.

        Where confidences are well calibrated, the share of right links in a bin lies between its bounds.
        """
        links, right = Counter[int](), Counter[int]()
        for outcome in self.outcomes:
            if outcome.link is not None and outcome.type in SCORED:
                bin_ = min(BINS - 1, int(outcome.link.confidence * BINS))
                links[bin_] += 1
                right[bin_] += outcome.right
        return [Bin(bin_ / BINS, links[bin_], right[bin_]) for bin_ in sorted(links)]

    def as_json(self) -> dict[str, object]:
        """All figures as `kg evaluate --format json` prints them: ratios to four digits, null where there was nothing to count."""
        scores = {
            name: {"precision": _rounded(s.precision), "recall": _rounded(s.recall), "f1": _rounded(s.f1), "gold": s.gold, "links": s.links}
            for name, s in self.scores().items()
        }
        recalls = {f"recall on {name}": {"recall": _rounded(s.recall), "gold": s.gold} for name, s in self.recalls().items()}
        return {
            "papers": self.papers,
            "papers not in the input": self.absent,
            **scores,
            **recalls,
            "role accuracy": _rounded(self.roles().precision),
            "resolution b-cubed f1": _rounded(self.resolution()),
            "mentions with wrong offsets": self.wrong_offsets,
            "confidence": [{"from": b.least, "links": b.links, "right": b.right, "share": _rounded(b.right / b.links)} for b in self.calibration()],
        }


def evaluate(annotated: Sequence[AnnotatedPaper], linked: Sequence[LinkedPaper]) -> Evaluation:
    """Holds the links of papers against their annotations; papers that nobody annotated are passed over.

    Optional entities are left out, with the links that they are. Raises SourceError for annotations of another text, or of one paper twice.
    """
    found = [None if at is None else linked[at] for at in find_papers(annotated, [item.paper for item in linked])]
    outcomes: list[Outcome] = []
    for entry, item in zip(annotated, found, strict=True):
        pairs = pair(entry.entities, item.links, item.paper) if item else [(entity, None) for entity in entry.entities]
        outcomes.extend(Outcome(entry, item, entity, link) for entity, link in pairs if entity is None or not entity.optional)
    wrong = sum(item.paper.text(m.field)[m.start : m.end] != m.text for item in found if item for link in item.links for m in link.mentions)
    return Evaluation(tuple(outcomes), len(annotated), found.count(None), wrong)


def _stands_at(link: Link, place: Place) -> bool:
    return any(m.field == place.field and m.start < place.end and place.start < m.end for m in link.mentions)


def _marked(text: str, start: int, end: int) -> str:
    # A bracket in the text itself could hide where its sentence begins; so it is put into the sentence afterwards.
    before = sentence_around(text[:end], start, end)
    name = " ".join(text[start:end].split())
    return f"{before[: len(before) - len(name)]}[{name}]{sentence_around(text, start, end)[len(before) :]}"


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _rounded(ratio: float | None) -> float | None:
    return None if ratio is None else round(ratio, 4)
