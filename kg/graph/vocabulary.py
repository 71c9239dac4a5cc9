"""The vocabulary, written once: classes, properties and prefixes. `ontology/kg.ttl` defines the own ones; a test holds the two together."""

from __future__ import annotations

from kg.model import EntityType, RelationType, Role

PK = "https://w3id.org/paperkg/ontology#"
PREFIXES: dict[str, str] = {
    "pk": PK,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "schema": "https://schema.org/",
    "fabio": "http://purl.org/spar/fabio/",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
}
_OA, _SKOS, _DCT = PREFIXES["oa"], PREFIXES["skos"], PREFIXES["dcterms"]
XSD = PREFIXES["xsd"]

EVIDENCE_GRAPH = PK + "evidenceGraph"
"""The named graph of the evidence, where a store holds it beside the facts."""

TYPE = PREFIXES["rdf"] + "type"

# Classes
PAPER = PREFIXES["fabio"] + "ResearchPaper"
PAGE = PK + "Page"
LINK = PK + "Link"
RELATION = PK + "Relation"
ENTITY_CLASSES: dict[EntityType, str] = {
    "method": PK + "Method",
    "dataset": PK + "Dataset",
    "hardware": PK + "Hardware",
    "task": PK + "Task",
    "repository": PK + "Repository",
    "webpage": PK + "WebPage",
}

# A paper's relation to an entity
ROLE_PROPERTIES: dict[Role, str] = {
    "introduces": PK + "introduces",
    "uses": PK + "uses",
    "compares": PK + "comparesWith",
    "mentions": PK + "mentions",
}

# An introduced entity's relation to another
RELATION_PROPERTIES: dict[RelationType, str] = {
    "extends": PK + "extends",
    "partOf": PK + "partOf",
    "comparedWith": PK + "comparedWith",  # not pk:comparesWith: what that leads to, papers compare with
    "evaluatedOn": PK + "evaluatedOn",
    "runsOn": PK + "runsOn",
    "implementedIn": PK + "implementedIn",
}

# Of papers
TITLE = _DCT + "title"
ABSTRACT = _DCT + "abstract"
ISSUED = _DCT + "issued"
CREATOR = PREFIXES["schema"] + "author"
SUBJECT = _DCT + "subject"
URL = PREFIXES["schema"] + "url"
ARXIV_ID = PK + "arxivId"
DOI = PK + "doi"
LISTED_ON = PK + "listedOn"
DATE = _DCT + "date"

# Of entities
PREF_LABEL, ALT_LABEL = _SKOS + "prefLabel", _SKOS + "altLabel"
BROADER, EXACT_MATCH = _SKOS + "broader", _SKOS + "exactMatch"
KIND, YEAR, VENDOR, HARDWARE_CLASS, ARCHITECTURE, MEMORY = (PK + n for n in ("kind", "year", "vendor", "hardwareClass", "architecture", "memoryGB"))

# Of links and their evidence
LINK_PAPER, LINK_ENTITY, LINK_ROLE, CONFIDENCE, EVIDENCE = (PK + n for n in ("paper", "entity", "role", "confidence", "evidence"))
RELATION_SOURCE, RELATION_TARGET, RELATION_PROPERTY = PK + "source", PK + "target", PK + "relation"
DEVICE_COUNT, DEVICE_MEMORY = PK + "deviceCount", PK + "deviceMemory"
RECOGNISER, RULE, SENTENCE = PK + "recogniser", PK + "rule", PK + "sentence"
ANNOTATION, HAS_BODY, HAS_TARGET, HAS_SOURCE, HAS_SELECTOR = (_OA + n for n in ("Annotation", "hasBody", "hasTarget", "hasSource", "hasSelector"))
MOTIVATED_BY, IDENTIFYING = _OA + "motivatedBy", _OA + "identifying"
POSITION_SELECTOR, QUOTE_SELECTOR = _OA + "TextPositionSelector", _OA + "TextQuoteSelector"
START, END, EXACT = _OA + "start", _OA + "end", _OA + "exact"


def date_datatype(lexical: str) -> str:
    """The XML Schema datatype of a date at its precision: gMonthDay, gYear, gYearMonth or date."""
    if lexical.startswith("--"):
        return XSD + "gMonthDay"
    return XSD + {1: "gYear", 2: "gYearMonth", 3: "date"}[len(lexical.split("-"))]
