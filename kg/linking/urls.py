"""Recogniser of web addresses: repositories at code and model hosts, cleaned to owner and name; anything else is a web page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from kg.model import EntityType

_SIGN = r"[^\s<>\"'`{}|\\^\[\]]"
_WHOLE = re.compile(rf"[Hh][Tt][Tt][Pp][Ss]?://{_SIGN}+(?:\\[_%#&~]{_SIGN}*)*|git@[\w.-]+:[\w.-]+/[\w.-]+")
_BARE = re.compile(
    rf"(?<![\w@./-])(?:www\.{_SIGN}+|(?:[a-z0-9-]+\.)+(?:com|org|io|co|net|edu|ai|science|cn|dev|fr|de|uk|ch|jp|kr|me|app|cc|eu)/{_SIGN}*|[a-z0-9-]+\.github\.io\b)", re.IGNORECASE
)
_BARE_HINTS = (".com/", ".io", ".org/", ".edu", ".co/", ".science/", ".net/", "www.", ".ai/", ".cn/", ".dev/", ".fr/", ".de/", ".uk/", ".ch/", ".jp/", ".kr/", ".me/", ".app/", ".eu/", ".cc/")
_TRAILING = ".,;:!?*'\"”’“‘`$…~-"
_NEW_SENTENCE = re.compile(r"\.(?:[A-Z][a-z]+|new)$")
_SEGMENT = re.compile(r"[\w.~-]+")

_OWNER_AND_NAME = {"github.com", "gitlab.com", "gitee.com", "bitbucket.org", "codeberg.org", "gitcode.com", "gitcode.net", "gist.github.com", "huggingface.co", "hf.co", "modelscope.cn"}
_ALIASES = {"hf.co": "huggingface.co", "raw.githubusercontent.com": "github.com", "www.modelscope.cn": "modelscope.cn"}
_HF_KINDS = {"datasets", "spaces", "models", "collections"}
_NOT_OWNERS = {"features", "topics", "search", "orgs", "sponsors", "papers", "blog", "docs", "posts", "tasks", "learn", "about", "marketplace"}
_HOST = re.compile(r"[^\W_][\w.-]*(?::[0-9]{1,5})?")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# Controls, surrogates, private use, specials and what RFC 3987 leaves out of `ucschar`.
_NOT_IN_IRIS = re.compile(r"[\x00-\x20\x7f-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]")


class Address(NamedTuple):
    """A web address in a field: its span, what it is, and its normalised form."""

    start: int
    end: int
    type: EntityType
    url: str


def find_urls(text: str) -> list[Address]:
    """The web addresses of a text, as it is in the source. An address that is left without a host is none."""
    found: list[Address] = []
    if "://" in text or "git@" in text:
        _collect(_WHOLE.finditer(text), found)
        for address in found:
            text = f"{text[: address.start]}{' ' * (address.end - address.start)}{text[address.end :]}"
    lower = text.lower()
    if any(hint in lower for hint in _BARE_HINTS):
        _collect(_BARE.finditer(text), found)
        found.sort()
    return found


def _collect(matches: Iterator[re.Match[str]], found: list[Address]) -> None:
    for match in matches:
        surface = _trimmed(match[0])
        normal = normalise(surface)
        if normal:
            found.append(Address(match.start(), match.start() + len(surface), *normal))


def _trimmed(surface: str) -> str:
    """Without the punctuation of the sentence around it, and without a closing bracket that it did not open."""
    while surface:
        last = surface[-1]
        if last in _TRAILING or (last in ")]" and surface.count(last) > surface.count("(" if last == ")" else "[")):
            surface = surface[:-1]
        elif glued := _NEW_SENTENCE.search(surface):
            surface = surface[: glued.start()]
        else:
            break
    cut = surface.find("https://", 8)
    return surface if cut < 0 else _trimmed(surface[:cut])


def normalise(surface: str) -> tuple[EntityType, str] | None:
    """Type and normalised form of an address: https, owner and name only for repositories, no trailing slash for pages.

    >>> normalise("http://www.github.com/ml-jku/hopfield-layers/tree/main.")
    ('repository', 'https://github.com/ml-jku/hopfield-layers')
    """
    text = re.sub(r"\\([_%#&~])", r"\1", surface)
    text = re.sub(r"^git@([^:]+):", r"https://\1/", text)
    scheme, _, rest = text.partition("://") if "://" in text[:8] else ("https", "", text)
    host, _, path = rest.partition("/")
    host = host.lower().split("@")[-1]
    if "." not in host.strip(".") or not _HOST.fullmatch(host):
        return None
    bare = _ALIASES.get(host.removeprefix("www."), host.removeprefix("www."))
    repository = _repository(bare, path)
    if repository:
        return "repository", f"https://{bare}/{repository}"
    page = f"{scheme.lower()}://{host}/{path}".rstrip("/")
    return "webpage", _as_iri(page)


def _as_iri(address: str) -> str:
    """An address with its stray signs percent-encoded, so that it is an IRI (RFC 3987): "50%off", a second "#", private and control characters."""
    address, sign, fragment = address.partition("#")
    address += sign + fragment.replace("#", "%23")
    address = _STRAY_PERCENT.sub("%25", address)
    return _NOT_IN_IRIS.sub(lambda found: quote(found[0], errors="replace"), address)


def _repository(host: str, path: str) -> str:
    """Owner and name at a code or model host; empty if the address is not a repository's."""
    segments = [s for s in path.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0].split("/") if s]
    segments = [found[0] for s in segments if (found := _SEGMENT.match(s))]
    if host == "anonymous.4open.science":
        name = segments[1:2] if segments[:1] == ["r"] else segments[2:3] if segments[:2] == ["api", "repo"] else []
        return f"r/{name[0]}" if name else ""
    if host == "sourceforge.net":
        return f"projects/{segments[1]}" if segments[:1] in (["projects"], ["p"]) and len(segments) > 1 else ""
    self_hosted = host.startswith(("gitlab.", "git.", "gitea.")) and host != "gitlab.com"
    if (host not in _OWNER_AND_NAME and not self_hosted) or not segments or segments[0] in _NOT_OWNERS:
        return ""
    keep = 2
    if host in ("huggingface.co", "modelscope.cn") and segments[0] in _HF_KINDS:
        keep = 3
        if segments[0] == "models" and host == "huggingface.co":
            segments, keep = segments[1:], 2
    if (host == "gitlab.com" or self_hosted) and "-" in segments:
        keep = segments.index("-")  # groups may nest: all before /-/ is owner and name
    kept = segments[:keep]
    if kept:
        kept[-1] = kept[-1].rstrip(".").removesuffix(".git")
    return "/".join(kept)
