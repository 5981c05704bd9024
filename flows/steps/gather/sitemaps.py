"""News sitemaps: the XML in which publishers tell search engines what they have published in the last two days.

A sitemap of another kind, of every page that a site has, is no source of news and is refused. The form is Google's:
`<urlset>` of `<url>` with a `<news:news>` in it, or a `<sitemapindex>` that names such files.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from flows.errors import FeedError
from flows.steps.gather.dates import parse_date
from flows.steps.gather.items import MAX_ENTRIES, FeedContent, Item, entries_from, own_key
from flows.steps.gather.slices import Known
from flows.steps.gather.urls import shown
from flows.steps.read.plain import MAX_ATTRIBUTES, most_attributes, one_line

MOST_PARTS = 5
"""Sitemaps of an index that are asked: those that call themselves news, then the newest."""
_SNIFFED = 4_000
_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>]*>)*+<(?:\w+:)?(urlset|sitemapindex)[\s>]", re.DOTALL
)
_EARLIEST = datetime.min.replace(tzinfo=UTC)
_MOST_URLS = 50_000
"""The limit of the standard."""


def sitemap_kind(body: bytes) -> str:
    """Return `urlset` or `sitemapindex`; "" for what is no sitemap."""
    found = _ROOT.match(body[:_SNIFFED])
    return found[1].decode() if found else ""


def index_parts(body: bytes, *, url: str) -> tuple[list[str], bool]:
    """Return the addresses of the sitemaps to ask, and whether the index tells by itself when one of them changes.

    Raises:
        FeedError: The index names none that can be read.
    """
    parts = [(fields.get("loc", ""), fields.get("lastmod", "")) for fields in _fields(body, "sitemap")]
    parts = [(address, moment) for address, moment in parts if address.startswith(("http://", "https://"))]
    if not parts:
        raise FeedError("is a sitemap index that names no sitemap", subject=shown(url))
    dated = all(parse_date(moment) for _, moment in parts)
    parts.sort(key=lambda part: ("news" in part[0].lower(), parse_date(part[1]) or _EARLIEST), reverse=True)
    return list(dict.fromkeys(address for address, _ in parts))[:MOST_PARTS], dated


def read_sitemaps(
    bodies: Sequence[bytes], *, url: str, now: datetime | None = None, known: bytes | None = None
) -> FeedContent:
    """Return the news of one or several sitemaps as a feed, the newest 2,000 of it; what is known is left out.

    Args:
        bodies: Sitemaps, as they came; of several, those without news are passed over.
        url: Where they came from.
        now: With it, dates later than ten minutes from now are left out.
        known: The `items` of what the feed had before.

    Raises:
        FeedError: There is no news in any of them.
    """
    rows = [fields for body in bodies for fields in _fields(body, "url") if "title" in fields or "name" in fields]
    if not rows:
        raise FeedError("answers a sitemap without news where a feed was expected", subject=shown(url))
    items = [_item(fields) for fields in rows if not _is_home_page(fields.get("loc", ""))]
    # A sitemap has no order that one may rely on.
    items.sort(key=lambda item: parse_date(item.published) or _EARLIEST, reverse=True)
    seen, packed = Known(known), {_hash(item): item for item in items[:MAX_ENTRIES]}
    fresh = [item for digest, item in packed.items() if digest not in seen.keys]
    for digest, item in packed.items():
        seen.add(digest, own_key(item, base=url))
    return FeedContent(
        title=one_line(rows[0].get("name", "")),
        language=None,
        entries=entries_from(fresh, base=url, now=now),
        items=seen.pack(list(packed)),
        left_out=max(len(items) - MAX_ENTRIES, 0),
    )


def _item(fields: dict[str, str]) -> Item:
    link = fields.get("loc", "")
    return Item(
        guid=link,
        link=link,
        title=fields.get("title", ""),
        summary=fields.get("keywords", ""),
        language=fields.get("language", ""),
        published=fields.get("publication_date") or fields.get("lastmod", ""),
    )


def _hash(item: Item) -> bytes:
    told = f"{item.link}\n{item.title}\n{item.published}"
    return blake2b(told.encode(errors="replace"), digest_size=8).digest()


def _is_home_page(address: str) -> bool:
    # Some list their front page as news: its headlines are of other articles.
    parts = urlsplit(address)
    return parts.path.strip("/").lower() in {"", "index.html", "index.php"} and not parts.query


def _fields(body: bytes, element: str) -> Iterator[dict[str, str]]:
    """Yield the texts inside each element of this name, by the names of their tags."""
    # The parser takes the square of their number.
    if most_attributes(body.decode("latin-1"), xml=True) > MAX_ATTRIBUTES:
        return
    # No entities, no network, no trees deeper than the parser's own limit; what is broken is read as far as it goes.
    walk = etree.iterparse(
        BytesIO(body), tag=f"{{*}}{element}", resolve_entities=False, no_network=True, load_dtd=False, recover=True
    )
    try:
        for number, (_, found) in enumerate(walk):
            if number >= _MOST_URLS:
                return
            yield dict(_texts(found))
            found.clear()
    except (etree.XMLSyntaxError, ValueError):
        return


def _texts(element: Any) -> Iterator[tuple[str, str]]:
    for inner in element.iter(etree.Element):
        # An image's own title and address are not the article's.
        its_own = inner is not element and "image" not in inner.tag and "video" not in inner.tag
        if its_own and inner.text and inner.text.strip():
            yield etree.QName(inner).localname, inner.text.strip()
