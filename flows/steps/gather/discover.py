"""Find the feeds that a site offers: its own links first, then the usual paths, and its news sitemaps."""

import re
from contextlib import suppress
from urllib.parse import urljoin

from aiohttp import ClientSession
from lxml import html
from lxml.etree import LxmlError

from flows.errors import FeedError, FetchError
from flows.steps.gather.feeds import parse_feed
from flows.steps.gather.fetch import Page, fetch
from flows.steps.gather.sitemaps import index_parts, sitemap_kind
from flows.steps.gather.urls import safe_link

_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/json"}
)
_USUAL = ("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feeds/", "/feed.json", "/rss/news")
_SITEMAP = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_MOST_SITEMAPS = 5


async def discover_feeds(client: ClientSession, site: str, *, max_bytes: int, timeout: float) -> dict[str, str]:  # noqa: ASYNC109  handed on to fetch
    """Return the feeds of a site, address to title, each fetched and parsed to be sure.

    They are those that the page links, else those at the usual paths; and the
    news sitemaps that robots.txt names.

    Raises:
        FetchError: The site itself cannot be had.
    """

    async def feed_at(url: str) -> tuple[str, str] | None:
        """Return where the feed of this address is and its title; None where there is none."""
        try:
            page = await fetch(client, url, max_bytes=max_bytes, timeout=timeout)
            return page.final_url, _title(page)
        except (FetchError, FeedError):
            return None

    page = await fetch(client, site, max_bytes=max_bytes, timeout=timeout)
    with suppress(FeedError):
        return {site: _title(page)}
    usual = [urljoin(page.final_url, path) for path in _USUAL]
    sitemaps = await _sitemaps(client, page.final_url, max_bytes=max_bytes, timeout=timeout)
    found: dict[str, tuple[str, str]] = {}
    for urls in (feed_links(page.body, page.final_url) or usual, sitemaps):
        for url in urls:
            feed = await feed_at(url)
            # Several of the usual paths often lead to one feed.
            if feed and feed[0] not in found:
                found[feed[0]] = url, feed[1]
    return dict(found.values())


def _title(page: Page) -> str:
    """Return the feed's title.

    Raises:
        FeedError: The page is no feed.
    """
    content_type = page.headers.get("content-type")
    if sitemap_kind(page.body) == "sitemapindex":
        index_parts(page.body, url=page.final_url)
        return "News sitemaps"
    return parse_feed(page.body, url=page.final_url, content_type=content_type).title


async def _sitemaps(client: ClientSession, url: str, *, max_bytes: int, timeout: float) -> list[str]:  # noqa: ASYNC109
    """Return the sitemaps that the site's robots.txt names and that call themselves news."""
    try:
        page = await fetch(client, urljoin(url, "/robots.txt"), max_bytes=max_bytes, timeout=timeout)
    except FetchError:
        return []
    named = (safe_link(found[1], page.final_url) for found in _SITEMAP.finditer(page.body.decode(errors="replace")))
    return [link for link in dict.fromkeys(named) if link and "news" in link.lower()][:_MOST_SITEMAPS]


def feed_links(body: bytes, url: str) -> list[str]:
    """Return the addresses that a page links as its feeds, in page order, each once."""
    try:
        page = html.document_fromstring(body)
    except (LxmlError, ValueError):
        return []
    base = urljoin(url, next((str(one.get("href")) for one in page.iter("base") if one.get("href")), url))
    links = [urljoin(base, str(link.get("href")).strip()) for link in page.iter("link") if _is_feed(link)]
    return list(dict.fromkeys(link for link in links if safe_link(link)))


def _is_feed(link: html.HtmlElement) -> bool:
    kind = str(link.get("type", "")).lower().split(";")[0].strip()
    relation = str(link.get("rel", "")).lower().split()
    return kind in _TYPES and bool(link.get("href")) and bool({"alternate", "feed"}.intersection(relation))
