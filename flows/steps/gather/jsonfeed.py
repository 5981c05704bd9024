"""JSON Feed 1.0 and 1.1, which the feed parser does not know."""

import json
from collections.abc import Mapping
from typing import Any

from flows.errors import FeedError
from flows.steps.gather.items import Item
from flows.steps.gather.urls import shown

_VERSION = "jsonfeed.org/version/"


def parse_json_feed(body: bytes, *, url: str) -> tuple[Mapping[str, Any], list[Item]]:
    """Return the feed's top level and its items; an item that is no object is left out.

    Raises:
        FeedError: The body is not JSON, or JSON that is no feed.
    """
    try:
        feed = json.loads(body)
    # RecursionError: brackets nested a thousand deep.
    except (ValueError, RecursionError) as error:
        raise FeedError("answers broken JSON where a feed was expected", subject=shown(url)) from error
    if (
        not isinstance(feed, dict)
        or _VERSION not in str(feed.get("version"))
        or not isinstance(feed.get("items"), list)
    ):
        raise FeedError("answers JSON that is no feed", subject=shown(url))
    return feed, [_item(raw) for raw in feed["items"] if isinstance(raw, dict)]


def _item(raw: Mapping[str, Any]) -> Item:
    return Item(
        guid=_text(raw.get("id")),
        link=_text(raw.get("url") or raw.get("external_url")),
        title=_text(raw.get("title")),
        summary=_text(raw.get("summary")),
        content=_text(raw.get("content_html") or raw.get("content_text")),
        author=_author(raw),
        language=_text(raw.get("language")),
        published=_text(raw.get("date_published") or raw.get("date_modified")),
    )


def _author(raw: Mapping[str, Any]) -> str:
    # 1.0 has one author, 1.1 a list.
    authors = raw.get("authors") if isinstance(raw.get("authors"), list) else [raw.get("author")]
    names = (_text(author.get("name")) for author in authors or () if isinstance(author, dict))
    return ", ".join(name for name in names if name)


def _text(value: object) -> str:
    # Some write their numeric ids as numbers.
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
