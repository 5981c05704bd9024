from collections.abc import AsyncIterator, Iterator
from ipaddress import ip_network
from pathlib import Path

import aiohttp
import pytest

from flows.errors import FetchError
from flows.steps.gather.discover import discover_feeds, feed_links
from flows.steps.gather.fetch import open_client
from sites import Site

CORPUS = Path(__file__).parents[5] / "shared" / "corpora" / "feedvalidator" / "feedfinder-tests"
FEED = b'<rss version="2.0"><channel><title>%s</title><item><title>t</title></item></channel></rss>'
SITEMAP = b'<urlset xmlns:n="urn:n"><url><loc>https://wire.test/1</loc><n:news><n:name>Wire</n:name><n:title>t</n:title></n:news></url></urlset>'


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_client(user_agent="test", timeout=2, allow_networks=[ip_network("127.0.0.0/8")]) as client:
        yield client


async def found(client: aiohttp.ClientSession, url: str) -> dict[str, str]:
    return await discover_feeds(client, url, max_bytes=100_000, timeout=1)


def test_the_pages_of_the_public_suite_name_their_one_feed() -> None:
    pages = sorted(CORPUS.glob("html4-*.html"))
    if not pages:
        pytest.skip("the corpus of the feed validator does not lie beside this checkout")
    for page in pages:
        links = feed_links(page.read_bytes(), f"https://wire.test/{page.name}")
        assert [link.rpartition("/")[2] for link in links] == [f"{page.stem}.xml"], page.name


@pytest.mark.parametrize(
    ("head", "links"),
    [
        ('<link rel=alternate type="application/rss+xml" href="/a">', ["https://wire.test/a"]),
        ('<base href="/b/"><link rel=alternate type="application/rss+xml" href="a">', ["https://wire.test/b/a"]),
        ('<link rel=stylesheet type="application/rss+xml" href="/a">', []),
        ('<link rel=alternate type="text/html" href="/a">', []),
        ('<link rel=alternate type="application/rss+xml" href="javascript:alert(1)">', []),
        ('<link rel=alternate type="application/atom+xml" href="file:///etc/passwd">', []),
        ("\0" * 9, []),
        ("", []),
    ],
)
def test_links_are_taken_for_what_they_say(head: str, links: list[str]) -> None:
    assert feed_links(head.encode(), "https://wire.test/x/") == links


async def test_the_feeds_that_a_page_links_are_found_and_only_those_that_are_feeds(
    client: aiohttp.ClientSession, site: Site
) -> None:
    site.serve("/all", FEED % b"All")
    site.serve("/gone", status=404)
    links = "".join(f'<link rel=alternate type="application/rss+xml" href="{path}">' for path in ("/all", "/gone", "/"))
    page = site.serve("/", f"<html><head>{links}</head>")
    assert await found(client, page) == {site.url("/all"): "All"}


async def test_without_links_the_usual_paths_are_tried_and_one_feed_is_named_once(
    client: aiohttp.ClientSession, site: Site
) -> None:
    site.serve("/feed", status=302, headers={"Location": "/rss"})
    site.serve("/rss", FEED % b"Wire")
    site.serve("/robots.txt", f"User-agent: *\nSitemap: {site.url('/news.xml')}\nsitemap: {site.url('/pages.xml')}")
    site.serve("/news.xml", SITEMAP)
    assert await found(client, site.serve("/", "<html>Wire")) == {
        site.url("/feed"): "Wire",
        site.url("/news.xml"): "Wire",
    }
    assert "/pages.xml" not in [request.path for request in site.requests]


async def test_the_address_of_a_feed_is_its_own_answer(client: aiohttp.ClientSession, site: Site) -> None:
    assert await found(client, site.serve("/feed", FEED % b"Wire")) == {site.url("/feed"): "Wire"}


async def test_a_site_that_cannot_be_had_is_told(client: aiohttp.ClientSession) -> None:
    with pytest.raises(FetchError, match=r"10\.0\.0\.1 is not a public address"):
        await found(client, "http://10.0.0.1/")
