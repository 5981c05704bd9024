"""What the head of a page says of it: headline, author, site, language, moment, and its own address."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.steps.gather.dates import parse_date
from flows.steps.gather.urls import parse_url, safe_link
from flows.steps.read.plain import one_line

_TITLE_PATHS = ("//meta[@property='og:title' or @name='twitter:title']/@content", "//h1", "/html/head/title")
_AUTHOR_PATHS = ("//meta[@name='author' or @property='article:author' or @name='parsely-author']/@content",)
_SITE_PATHS = ("//meta[@property='og:site_name' or @name='application-name']/@content",)
_DATE_PATHS = (
    "//meta[@property='article:published_time' or @name='article:published_time']/@content",
    "//meta[@itemprop='datePublished' or @name='datePublished' or @property='og:published_time']/@content",
    "//meta[@name='pubdate' or @name='date' or @name='DC.date.issued' or @name='parsely-pub-date']/@content",
    "//time[@itemprop='datePublished' or @pubdate]/@datetime",
)
_LANGUAGE_PATHS = ("/html/@lang", "/html/@*[name()='xml:lang']", "//meta[@property='og:locale']/@content")


@dataclass(frozen=True, slots=True)
class Meta:
    """What a page says of itself; "" and None where it does not."""

    title: str
    author: str
    site: str
    """Its name, else its host."""
    language: str
    """As it is written: `en-GB`, `ru_RU`."""
    published_at: datetime | None
    canonical_url: str | None


def read_meta(tree: Any, url: str) -> Meta:
    """Return what the page says of itself.

    Args:
        tree: The page, parsed, before anything was taken out of it.
        url: Where it came from.
    """
    author = one_line(_first(tree, _AUTHOR_PATHS))
    parsed = parse_url(url)
    return Meta(
        title=one_line(_first(tree, _TITLE_PATHS)),
        author="" if "://" in author else author,
        site=one_line(_first(tree, _SITE_PATHS)) or (parsed.hostname.removeprefix("www.") if parsed else ""),
        language=_first(tree, _LANGUAGE_PATHS),
        published_at=_published(tree, url),
        canonical_url=_canonical(tree, url),
    )


def _first(tree: Any, paths: tuple[str, ...]) -> str:
    values = (value for path in paths for value in tree.xpath(path))
    texts = (value if isinstance(value, str) else " ".join(value.itertext()) for value in values)
    return next((str(text) for text in texts if text.strip()), "")


def _published(tree: Any, url: str) -> datetime | None:
    """Return the moment that the page states for machines; else the day that its address or text has."""
    from htmldate import find_date

    moments = (parse_date(str(value)) for path in _DATE_PATHS for value in tree.xpath(path))
    stated = next(filter(None, moments), None)
    return stated or parse_date(find_date(deepcopy(tree), url=url, extensive_search=False))


def _canonical(tree: Any, url: str) -> str | None:
    links = (link for link in tree.iter("link") if "canonical" in str(link.get("rel", "")).lower().split())
    found = next((safe_link(str(link.get("href")), url) for link in links if link.get("href")), None)
    # Some sites name their home page on every page: taken at its word, all their articles would be one.
    return None if found is None or (_is_home(found) and not _is_home(url)) else found


def _is_home(url: str) -> bool:
    parsed = parse_url(url)
    return parsed is not None and parsed.pathname == "/" and not parsed.search
