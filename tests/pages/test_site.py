"""What the pages say of a graph whose answers are known."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pages.conftest import BASE, HARM, HARM_ARXIV

from kg import KnowledgeGraph
from kg.pages import Site
from kg.pages.sitemap import sitemap
from kg.query import Store

CODE = "https://github.com/roundwell/roundwell"


def text_of(html: str) -> str:
    """What is left without tags, white space squeezed."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<head>.*?</head>", " ", html)).split())


def section(html: str, id_: str) -> str:
    """The part of a page under the heading with an id."""
    found = re.search(rf'(?s)<h2 id="{id_}">.*?</section>', html)
    assert found, id_
    return found[0]


def test_home_counts_what_there_is(site: Site) -> None:
    said = text_of(site.home())
    assert "65 papers and the" in said
    assert re.search(r"Methods pruning 62 ", said)
    assert "Papers with code 2" in said


def test_entity_says_its_facts_and_its_place(site: Site) -> None:
    html = site.entity(BASE + "hardware/vendora-x100") or ""
    said = text_of(html)
    assert "VendorA X100" in said
    assert "40, 80 GB" in said.replace("40 GB, 80 GB", "40, 80 GB")
    assert "Also: X100" in said
    crumbs = re.search(r'(?s)<nav class="crumbs".*?</nav>', site.entity(BASE + "method/bitsqueeze") or "")
    assert crumbs
    assert text_of(crumbs[0]) == "Methods model compression quantization post-training quantization"


def test_papers_of_an_entity_are_grouped_by_role_newest_first(site: Site) -> None:
    html = site.entity(BASE + "method/bitsqueeze") or ""
    uses = section(html, "uses")
    assert [uses.index("Language modeling on other silicon"), uses.index("BitSqueeze at work")] == sorted([uses.index("Language modeling"), uses.index("BitSqueeze at")])
    assert "RoundWell rounds well" in section(html, "compares")
    assert "RoundWell rounds well" not in uses
    assert "It beats <mark>BitSqueeze</mark> on BigText" in section(html, "compares")
    assert 'class="has-code"' in section(html, "compares")


def test_relations_are_told_from_both_ends_with_the_sentence(site: Site) -> None:
    back = section(site.entity(BASE + "method/bitsqueeze") or "", "relations")
    forth = section(site.entity(BASE + "method/roundwell") or "", "relations")
    assert "Compared with by" in back
    assert "RoundWell" in back
    assert "Compared with by" not in forth
    assert "It beats <mark>BitSqueeze</mark>" in forth


def test_papers_through_narrower_entities(site: Site) -> None:
    said = text_of(section(site.entity(BASE + "method/model-compression") or "", "narrower-papers"))
    assert "only something narrower 64" in said
    listed = site.papers_of(BASE + "method/model-compression", "narrower", 2) or ""
    assert "Page 2 of 2" in text_of(listed)


def test_what_is_named_in_the_same_papers_leaves_out_broader_and_narrower(site: Site) -> None:
    beside = section(site.entity(BASE + "method/post-training-quantization") or "", "beside")
    assert "TinyText" in beside
    assert 'href="/method/quantization"' not in beside
    assert "/method/bitsqueeze" not in beside


def test_long_lists_are_cut_and_paged(site: Site) -> None:
    iri = BASE + "method/pruning"
    uses = section(site.entity(iri) or "", "uses")
    assert uses.count('<p class="title">') == 25
    assert "/method/pruning?role=uses" in uses
    pages = [site.papers_of(iri, "uses", page) or "" for page in (1, 2)]
    titles = [re.findall(r'class="title"><a href="([^"]+)"', page) for page in pages]
    assert [len(found) for found in titles] == [50, 11]
    assert len({*titles[0], *titles[1]}) == 61
    assert site.papers_of(iri, "uses", 99) == pages[1]
    assert "62 papers" in text_of(site.papers_of(iri, "all") or "")
    assert site.papers_of(iri, "nonsense") is None


def test_paper_marks_mentions_inside_and_across_each_other(site: Site) -> None:
    html = site.paper(f"{BASE}paper/arxiv-{HARM_ARXIV}") or ""
    abstract = re.search(r'(?s)<p class="abstract">(.*?)</p>', html)
    assert abstract
    without_reasons = re.sub(r'(?s)<span class="why".*?</span>', "", abstract[1])
    assert "post-training quantization &amp; &#34;pruning&#34;" in re.sub(r"<[^>]+>", "", without_reasons)
    assert '<a href="/method/quantization"' in abstract[1]
    assert re.search(r'href="/dataset/tinytext"[^>]*>TinyText</a>', abstract[1])
    assert re.search(r'href="/task/text-benchmark-suite"[^>]*> ?benchmark</a>', abstract[1])
    assert "Inside <bdi>post-training quantization</bdi>" in abstract[1]


def test_nothing_of_the_data_becomes_markup_or_a_dangerous_link(site: Site) -> None:
    pages = [site.resource(f"{BASE}paper/arxiv-{HARM_ARXIV}"), site.home(), site.listing("method"), site.listing("webpage"), site.search(HARM), site.not_found(HARM)]
    pages += [site.resource(iri) for iri in ("javascript:alert(1)", "https://github.com/a/b?x='onclick=alert(2)//")]
    for html in filter(None, pages):
        assert "<script>" not in html
        assert "<i>" not in html
        assert not re.search(r'(?i)(href|src|action)\s*=\s*"\s*(javascript|data):', html)
        assert not re.search(r"(?i)<[^>]+\s(style|on\w+)=", html)


def test_related_papers_share_rare_entities_first(site: Site) -> None:
    related = section(site.paper(BASE + "paper/arxiv-2201.00002") or "", "related")
    titles = re.findall(r'class="title"><a [^>]*><bdi>([^<]+)', related)
    assert titles[0] == "Language modeling on other silicon"
    assert "Study" not in titles[0]


def test_paper_gives_code_devices_and_confidence(site: Site) -> None:
    said = text_of(site.paper(BASE + "paper/arxiv-2201.00002") or "")
    assert CODE in said
    assert "8 of them, 80 GB each" in text_of(site.paper(BASE + "paper/arxiv-2001.00001") or "")
    assert "language modeling 41% uses" in text_of(site.paper(BASE + "paper/arxiv-2301.00003") or "")


def test_resource_shows_whatever_the_graph_has(site: Site) -> None:
    assert "list.txt" in text_of(site.resource(BASE + "page/list.txt") or "")
    assert "The paper builds on" in text_of(site.resource("https://w3id.org/paperkg/ontology#uses") or "")
    link = re.search(r'href="(/link/[^"]+)"', site.resource("https://w3id.org/paperkg/ontology#Link") or "")
    assert link
    assert "evidence" in text_of(site.resource(site.iri_of(link[1])) or "")
    assert site.resource(BASE + "method/none") is None
    assert site.resource("no IRI at all") is None
    assert "/resource?iri=https%3A%2F%2Fgithub.com%2Froundwell%2Froundwell" in (site.listing("repository") or "")


def test_not_found_names_what_is_near(site: Site) -> None:
    assert "/method/bitsqueeze" in site.not_found(BASE + "method/bit-sqeeze")


def test_listing_orders_kinds_and_pages(site: Site) -> None:
    by_papers, by_name = site.listing("method") or "", site.listing("method", order="name") or ""
    assert by_papers.index("/method/pruning") < by_papers.index("/method/bitsqueeze")
    assert by_name.index("/method/bitsqueeze") < by_name.index("/method/pruning")
    assert "1 piece" not in text_of(site.listing("hardware", kind="gpu") or "")
    assert site.listing("nonsense") is None
    assert site.listing("paper", 99) == site.listing("paper", 1)


@pytest.mark.parametrize("iri", [BASE + "method/lora", BASE + "paper/doi-10.1%2Fabc.d", BASE + "page/my%20list.txt", CODE, "https://w3id.org/paperkg/ontology#uses", BASE + "a?b&c=é", BASE + "method/../x", "urn:x:ü"])
def test_addresses_go_there_and_back(site: Site, iri: str) -> None:
    path = site.href(iri)
    assert path.startswith("/")
    assert site.iri_of(path) == iri


def test_addresses_of_identifiers_whose_slash_a_server_has_decoded(make_graph: Callable[..., KnowledgeGraph], small_catalog: object) -> None:
    from kg.model import Paper

    site = Site(Store.of_graph(make_graph([(Paper("One", doi="10.1/AB.c"), [])], small_catalog)))
    iri = BASE + "paper/doi-10.1%2Fab.c"
    assert site.iri_of("/paper/doi-10.1%2Fab.c") == site.iri_of("/paper/doi-10.1/ab.c") == iri
    assert site.paper(iri)


def test_sitemap_has_every_page_once_and_is_split(site: Site) -> None:
    (only,) = site.sitemap("https://example.org/")
    addresses = [item.text for item in ElementTree.fromstring(only).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert "https://example.org/method/pruning" in addresses
    assert len(addresses) == len(set(addresses))
    parts = list(sitemap("https://example.org", [f"/method/{n}&" for n in range(50_001)]))
    assert [part.count("<loc>") for part in parts] == [2, 50_000, 1]
    assert "https://example.org/sitemap-2.xml" in parts[0]


def test_an_empty_graph_has_its_pages() -> None:
    site = Site(Store())
    assert "0 papers" in text_of(site.home())
    assert "Nothing in this graph" in site.search("lora")
    assert site.listing("paper")
    assert site.entity(BASE + "method/lora") is None


def test_a_kept_index_gives_the_same_pages(harm_graph: KnowledgeGraph, site: Site, tmp_path: Path) -> None:
    store, file = Store.of_graph(harm_graph), tmp_path / "pages.npz"
    written, read = Site(store, index=file), Site(store, index=file)
    for iri in (BASE + "method/pruning", BASE + "method/roundwell", f"{BASE}paper/arxiv-{HARM_ARXIV}"):
        assert written.resource(iri) == read.resource(iri) == site.resource(iri)
    assert read.suggest("x100") == site.suggest("x100")
    file.write_bytes(b"broken")
    assert Site(store, index=file).home() == site.home()


def test_a_graph_without_evidence_still_has_pages(harm_graph: KnowledgeGraph, tmp_path: Path) -> None:
    harm_graph.write(tmp_path / "build")
    site = Site(Store.open(tmp_path / "build" / "graph.ttl"))
    assert "RoundWell rounds well" in (site.entity(BASE + "method/bitsqueeze") or "")
    assert "no abstract" in text_of(site.paper(BASE + "paper/arxiv-2201.00002") or "")
