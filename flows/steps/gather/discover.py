"""Find the feeds that a site offers: its own links first, then the usual paths."""

from contextlib import suppress
from urllib.parse import urljoin

from aiohttp import ClientSession
from lxml import html
from lxml.etree import LxmlError

from flows.errors import FeedError, FetchError
from flows.steps.clean import safe_link
from flows.steps.gather.feeds import parse_feed
from flows.steps.gather.fetch import fetch

_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/json"}
)
_USUAL = ("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feeds/", "/feed.json", "/rss/news")


async def discover_feeds(client: ClientSession, site: str, *, max_bytes: int, timeout: float) -> dict[str, str]:  # noqa: ASYNC109  handed on to fetch
    """Return the feeds of a site, address to title, each fetched and parsed to be sure.

    Raises:
        FetchError: The site itself cannot be had.
    """
    page = await fetch(client, site, max_bytes=max_bytes, timeout=timeout)
    found: dict[str, str] = {}
    with suppress(FeedError):
        return {site: parse_feed(page.body, url=page.final_url, content_type=page.headers.get("content-type")).title}
    linked = feed_links(page.body, page.final_url)
    for url in linked or [urljoin(page.final_url, path) for path in _USUAL]:
        with suppress(FetchError, FeedError):
            answer = await fetch(client, url, max_bytes=max_bytes, timeout=timeout)
            content = parse_feed(answer.body, url=answer.final_url, content_type=answer.headers.get("content-type"))
            found[url] = content.title
    return found


def feed_links(body: bytes, url: str) -> list[str]:
    """Return the addresses that a page links as its feeds, in page order, each once."""
    try:
        page = html.document_fromstring(body)
    except (LxmlError, ValueError):
        return []
    links = [
        urljoin(url, str(link.get("href")))
        for link in page.iter("link")
        if str(link.get("type", "")).lower().split(";")[0].strip() in _TYPES and link.get("href")
    ]
    return list(dict.fromkeys(link for link in links if safe_link(link)))
