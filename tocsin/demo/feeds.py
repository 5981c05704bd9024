"""An outlet's feed, in the format the outlet writes, or the way in which it fails."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from tocsin.demo.press import FEED_TYPES, Outlet, Piece
from tocsin.demo.resource import Resource
from tocsin.demo.templating import paragraphs_html, render

_BROKEN = b"""<!DOCTYPE html>
<html><head><title>Temporarily unavailable</title></head>
<body><h1>Temporarily unavailable</h1><p>The Steppe Telegraph is being moved to a new machine.</p></body></html>
"""


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed is written from: the outlet, its pieces newest first, and its address without a path."""

    outlet: Outlet
    pieces: list[Piece]
    origin: str
    notice: str
    """Says that nothing here happened, in the feed's own language."""


def feed_resource(channel: Channel, *, delay: float) -> Resource:
    """Return the answer under the outlet's feed address; only a slow outlet takes `delay` seconds for it."""
    outlet = channel.outlet
    if outlet.feed == "gone":
        return Resource(b"410 Gone\n", "text/plain; charset=utf-8", status=410)
    if outlet.feed == "broken":
        # Many real servers send their error page with 200 and the feed's own type.
        return Resource(_BROKEN, "application/rss+xml; charset=utf-8")
    return Resource(
        _WRITERS[outlet.feed](channel).encode(),
        f"{FEED_TYPES[outlet.feed]}; charset=utf-8",
        modified_at=channel.pieces[0].published_at,
        delay=delay if outlet.slow else 0.0,
    )


def _xml(template: str) -> Callable[[Channel], str]:
    def write(channel: Channel) -> str:
        return render(
            template,
            channel=channel,
            outlet=channel.outlet,
            origin=channel.origin,
            pieces=channel.pieces,
            summary_html=lambda piece: paragraphs_html([piece.article.summary]),
        )

    return write


def _json(channel: Channel) -> str:
    outlet, origin = channel.outlet, channel.origin
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.title,
        "description": f"{outlet.tagline}. {channel.notice}",
        "home_page_url": f"{origin}/",
        "feed_url": origin + outlet.feed_path,
        "language": outlet.language,
        "items": [_json_item(piece, origin) for piece in channel.pieces],
    }
    return json.dumps(feed, ensure_ascii=False, indent=2)


def _json_item(piece: Piece, origin: str) -> dict[str, object]:
    return {
        "id": f"{piece.outlet.id}/{piece.article.slug}",
        "url": origin + piece.path + piece.outlet.links,
        "title": piece.title,
        "summary": piece.article.summary,
        "content_html": paragraphs_html(piece.article.paragraphs),
        "date_published": piece.published_at.isoformat(),
        "authors": [{"name": piece.article.author}],
        "tags": [piece.article.section],
        "language": piece.outlet.language,
    }


_WRITERS: dict[str, Callable[[Channel], str]] = {
    "rss": _xml("rss.xml.j2"),
    "atom": _xml("atom.xml.j2"),
    "rdf": _xml("rdf.xml.j2"),
    "json": _json,
}
