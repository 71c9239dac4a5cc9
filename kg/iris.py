"""How papers and entities are named by IRI: stable, readable, the same on every machine."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote

from kg.errors import UsageError
from kg.model import EntityType, Paper

DEFAULT_BASE = "https://w3id.org/paperkg/"

_SPELLED = {"+": "plus", "#": "sharp", "*": "star", "&": "and", "@": "at", "%": "percent", "½": "half", "∞": "infinity"}
_GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon phi chi psi omega".split()
_SPELLED |= {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}  # Latin letters that Unicode does not take apart
_SPELLED |= {chr(0x3B1 + i): name for i, name in enumerate(_GREEK)} | {"µ": "mu", "ϵ": "epsilon", "ℓ": "ell"}
_SPELLING = str.maketrans(_SPELLED)
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


def fold_title(title: str) -> str:
    """The title as its identity: NFKC, lower case, letters and digits only, single spaces; its signs where it has nothing else."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return " ".join(re.findall(r"[^\W_]+", folded)) or " ".join(folded.split())


@lru_cache(maxsize=65536)
def slug(name: str, longest: int = 80) -> str:
    """A name as the last part of an IRI: ASCII lower case, digits and hyphens; never empty.

    Letters that carry meaning are spelled (`C++` is `cplusplus`, `π0` is `pi0`); a name of which a letter is lost
    (`中文BERT` is not `BERT`), nothing is left, or that had to be cut, ends in a hash of the whole.
    """
    dashed, is_whole = _dashed(name)
    if is_whole and dashed and len(dashed) <= longest:
        return dashed
    return f"{dashed[:longest].rstrip('-')}-{short_hash(name)}".lstrip("-")


def _dashed(name: str) -> tuple[str, bool]:
    """A name in ASCII lower case, digits and hyphens, and whether all its letters are there."""
    spelled = unicodedata.normalize("NFKC", name).casefold().translate(_SPELLING)
    parts = unicodedata.normalize("NFKD", spelled)
    is_whole = parts.isascii() or not any(sign.isalpha() and not sign.isascii() for sign in parts)
    return _NOT_IN_SLUG.sub("-", parts.encode("ascii", "ignore").decode()).strip("-"), is_whole


def short_hash(text: str) -> str:
    """Ten hexadecimal digits of SHA-256: two different titles meet with a chance of 1e-12."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]


class Iris:
    """Mints the IRIs of one graph under its base."""

    def __init__(self, base: str = DEFAULT_BASE) -> None:
        """Raises UsageError if `base` is not an absolute IRI."""
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[^\s<>\"{}|\\^`%\[\]]|%[0-9A-Fa-f]{2})+", base):
            raise UsageError("is not an absolute IRI", where=repr(base), hint="for example https://example.org/papers/")
        self.base = base if base.endswith(("/", "#")) else base + "/"

    def paper(self, paper: Paper) -> str:
        """By arXiv id, else DOI, else slug and hash of the folded title."""
        if paper.arxiv:
            return f"{self.base}paper/arxiv-{quote(paper.arxiv, safe='.')}"
        if paper.doi:
            return f"{self.base}paper/doi-{quote(paper.doi.lower(), safe='.')}"
        folded = fold_title(paper.title)
        readable = _dashed(folded)[0][:60].rstrip("-") or short_hash(folded)
        return f"{self.base}paper/{readable}-{short_hash(folded)}"

    def entity(self, type_: EntityType, name: str) -> str:
        """Of a name's entity; repositories and web pages are their own URL."""
        if type_ in ("repository", "webpage"):
            return name
        return f"{self.base}{type_}/{slug(name)}"

    def page(self, name: str) -> str:
        """Of an input that papers were read from."""
        return f"{self.base}page/{quote(name, safe='.-_')}"
