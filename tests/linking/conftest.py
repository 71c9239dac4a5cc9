"""One linker for all tests of linking: making it takes a second."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg import Link, Linker, Paper


@pytest.fixture(scope="session")
def linker() -> Linker:
    return Linker()


@pytest.fixture(scope="session")
def links(linker: Linker) -> Callable[..., dict[str, Link]]:
    """The links of a text by name."""

    def link(abstract: str, title: str = "A Study of Things") -> dict[str, Link]:
        return {found.name: found for found in linker.link_paper(Paper(title, abstract)).links}

    return link
