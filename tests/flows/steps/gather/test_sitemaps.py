import gzip
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from ipaddress import ip_network

import aiohttp
import pytest

from flows.errors import FeedError
from flows.steps.gather.feeds import parse_feed
from flows.steps.gather.fetch import open_client
from flows.steps.gather.items import MAX_ENTRIES
from flows.steps.gather.poll import poll_feed
from flows.steps.gather.sitemaps import MOST_PARTS, read_sitemaps, sitemap_kind
from sites import Site
from storage.tables import EntryData, Feed, PollData

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
URL = "https://wire.test/news.xml"
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def news(loc: str, title: str, date: str = "2026-03-02T09:00:00Z") -> str:
    return (
        f"<url><loc>{loc}</loc><image:image><image:loc>/i.png</image:loc><image:title>A picture</image:title></image:image>"
        "<news:news><news:publication><news:name>The Wire</news:name><news:language>ru</news:language></news:publication>"
        f"<news:publication_date>{date}</news:publication_date><news:title>{title}</news:title></news:news></url>"
    )


def sitemap(*urls: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- made --><urlset {SPACES}>{"".join(urls)}</urlset>'.encode()


def index(*parts: str) -> bytes:
    return f"<sitemapindex {SPACES}>{''.join(f'<sitemap>{part}</sitemap>' for part in parts)}</sitemapindex>".encode()


ONE = sitemap(news("https://wire.test/1", "Rostec &amp; co"))


def test_a_news_sitemap_is_read_as_a_feed() -> None:
    feed = parse_feed(ONE, url=URL, now=NOW)
    assert feed.title == "The Wire"
    assert feed.entries == [
        EntryData(
            key="https://wire.test/1",
            url="https://wire.test/1",
            title="Rostec & co",
            language="ru",
            published_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
        )
    ]


def test_of_a_known_sitemap_only_what_is_new_or_changed_comes() -> None:
    known = parse_feed(ONE, url=URL).items
    more = sitemap(news("https://wire.test/1", "Rostec &amp; co"), news("https://wire.test/2", "Arrested"))
    later = parse_feed(more, url=URL, known=known)
    assert [entry.title for entry in later.entries] == ["Arrested"]
    assert parse_feed(more, url=URL, known=later.items).entries == []
    changed = parse_feed(sitemap(news("https://wire.test/1", "Rostec fined")), url=URL, known=later.items)
    assert [(entry.key, entry.title) for entry in changed.entries] == [("https://wire.test/1", "Rostec fined")]


def test_the_front_page_is_no_news_and_of_thousands_the_newest_are_taken() -> None:
    pages = [news(f"https://wire.test/{n}", f"T{n}", f"2026-03-01T{n % 24:02}:00:00Z") for n in range(2_010)]
    found = parse_feed(sitemap(news("https://wire.test/", "Home"), *pages), url=URL).entries
    assert len(found) == MAX_ENTRIES
    assert {entry.url for entry in found if entry.published_at == datetime(2026, 3, 1, tzinfo=UTC)} < {
        f"https://wire.test/{n}" for n in range(0, 2_010, 24)
    }
    assert "Home" not in {entry.title for entry in found}


@pytest.mark.parametrize(
    "body",
    [
        sitemap("<url><loc>https://wire.test/1</loc><lastmod>2026-03-02</lastmod></url>"),
        sitemap(),
        sitemap(news("https://wire.test/1", "t"))[:40],
        b"<urlset " + b'a="1" ' * 2_000 + b"><url><news><title>t</title></news></url></urlset>",
        b'<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]><urlset><url>&x;</url></urlset>',
    ],
    ids=["of pages", "empty", "cut off", "a thousand attributes", "entity"],
)
def test_a_sitemap_without_news_is_no_feed(body: bytes) -> None:
    with pytest.raises(FeedError):
        parse_feed(body, url=URL)


def test_a_sitemap_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    body = sitemap(news("https://wire.test/1", "One"), news("https://wire.test/2", "Two"))[:-60]
    assert [entry.title for entry in read_sitemaps([body], url=URL).entries][:1] == ["One"]


def test_a_feed_that_speaks_of_sitemaps_is_none() -> None:
    body = b"<rss version='2.0'><channel><item><title>t</title><description><![CDATA[<urlset >]]></description></item>"
    assert sitemap_kind(body) == ""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_client(user_agent="test", timeout=2, allow_networks=[ip_network("127.0.0.0/8")]) as client:
        yield client


async def poll(client: aiohttp.ClientSession, url: str, told: PollData | None = None) -> PollData:
    state = told.model_dump(include={"etag", "last_modified", "body_hash", "items", "moments"}) if told else {}
    return await poll_feed(client, Feed(url=url, **state), now=NOW, max_bytes=100_000, timeout=1)


async def test_of_an_index_the_newest_sitemaps_are_asked_and_those_of_news_first(
    client: aiohttp.ClientSession, site: Site
) -> None:
    for number in range(9):
        site.serve(f"/part{number}.xml", sitemap(news(f"https://wire.test/{number}", f"T{number}")))
    packed = gzip.compress(sitemap(news("https://wire.test/n", "News")))
    site.serve("/google-news.xml.gz", packed, headers={"Content-Type": "application/x-gzip"})
    parts = [f"<loc>{site.url(f'/part{n}.xml')}</loc><lastmod>2026-03-0{n + 1}</lastmod>" for n in range(9)]
    body = index(*parts, f"<loc>{site.url('/google-news.xml.gz')}</loc>", "<loc>http://10.0.0.1/x</loc>")
    told = await poll(client, site.serve("/index.xml", body))
    asked = [request.path for request in site.requests[1:]]
    assert asked == ["/google-news.xml.gz", "/part8.xml", "/part7.xml", "/part6.xml", "/part5.xml"]
    assert len(asked) == MOST_PARTS
    assert (told.status, {entry.title for entry in told.entries}) == ("ok", {"News", "T8", "T7", "T6", "T5"})


@pytest.mark.parametrize("dated", [True, False])
async def test_an_index_that_does_not_date_its_sitemaps_is_asked_without_conditions(
    client: aiohttp.ClientSession, site: Site, *, dated: bool
) -> None:
    part = site.serve("/part.xml", ONE)
    body = index(f"<loc>{part}</loc>" + ("<lastmod>2026-03-02T09:00:00Z</lastmod>" if dated else ""))
    url = site.serve("/index.xml", body, headers={"ETag": '"1"'})
    told = await poll(client, url)
    again = await poll(client, url, told)
    assert (told.etag, again.status, again.etag) == (
        (b'"1"', "unchanged", b'"1"') if dated else (None, "unchanged", None)
    )
    assert site.requests[2].headers["If-None-Match"] == ('"1"' if dated else None)


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        (["<loc>/gone.xml</loc>"], "is a sitemap index that names no sitemap"),
        (["<loc>{}/gone.xml</loc>"], "its sitemap answers 404"),
        (["<loc>http://10.0.0.1/x</loc>"], "10.0.0.1 is not a public address, and no allowed network holds it"),
        (["<loc>{}/index.xml</loc>"], "answers a sitemap without news where a feed was expected"),
    ],
    ids=["relative", "gone", "private", "itself"],
)
async def test_an_index_of_nothing_says_so(
    client: aiohttp.ClientSession, site: Site, parts: list[str], error: str
) -> None:
    url = site.serve("/index.xml", index(*(part.format(site.url("/").rstrip("/")) for part in parts)))
    told = await poll(client, url)
    assert (told.status, told.error) == ("failing", error)


async def test_a_packed_bomb_that_calls_itself_a_file_is_refused(client: aiohttp.ClientSession, site: Site) -> None:
    told = await poll(client, site.serve("/x.gz", gzip.compress(b"\0" * 50_000_000)))
    assert (told.status, told.error) == ("failing", "the answer is larger than 100,000 bytes")
