"""Linking in several processes: the same links in the same order, and a word where one of them dies."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from kg.errors import KgError
from kg.linking.workers import link_each
from kg.model import LinkedPaper, Paper

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="more than one process links on Linux alone")


def _unlinked(paper: Paper) -> LinkedPaper:
    if paper.title == "mortal":
        os.kill(os.getpid(), signal.SIGKILL)  # as the kernel does where memory is short
    return LinkedPaper(f"http://e/{paper.title}", paper, ())


def test_papers_keep_their_order() -> None:
    papers = [Paper(str(number)) for number in range(1000)]
    assert [linked.paper for linked in link_each(_unlinked, iter(papers), 2)] == papers


def test_a_process_that_dies_is_an_error_and_no_endless_wait() -> None:
    with pytest.raises(KgError, match="--workers 1"):
        list(link_each(_unlinked, [*(Paper(str(number)) for number in range(500)), Paper("mortal")], 2))
