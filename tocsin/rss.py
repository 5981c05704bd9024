"""Hits as an RSS 2.0 feed, for a reader that one has already."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from flows.steps.clean import clean_text, safe_link


def to_rss(rows: Iterable[Mapping[str, Any]], now: datetime) -> str:
    """Return the rows of `tocsin hits` as RSS 2.0; everything in it is plain text, escaped."""
    rss = Element("rss", version="2.0")
    channel = SubElement(rss, "channel")
    _add(
        channel,
        title="Tocsin: hits",
        link="https://localhost/",
        description="What was found",
        lastBuildDate=format_datetime(now),
    )
    for row in rows:
        item = SubElement(channel, "item")
        guid = SubElement(item, "guid", isPermaLink="false")
        guid.text = f"tocsin-hit-{row['id']}"
        _add(
            item,
            title=f"{clean_text(row['term_name'], 100)}: {clean_text(row['title'], 300)}",
            link=safe_link(row["url"]) or "",
            description=" ".join(filter(None, [clean_text(row["excerpt"], 500), _listed(row)])),
            source="",
            category=row["severity"],
            pubDate=format_datetime(row["found_at"]),
        )
    indent(rss)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(rss, encoding="unicode")


def _listed(row: Mapping[str, Any]) -> str:
    told = filter(None, [clean_text(row["listed_by"], 200), safe_link(row["listed_at"])])
    return f"({row['term']}, listed by {', '.join(told)})" if row["listed_by"] or row["listed_at"] else ""


def _add(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        if text:
            SubElement(parent, name).text = text
