"""OPML: the list of feeds that feed readers exchange."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import listparser

from flows.errors import FlowError
from flows.steps.clean import clean_text, safe_link
from flows.steps.gather.addresses import Network, is_closed
from flows.steps.gather.urls import parse_url
from storage import Feed, FeedData

_MAX_BYTES = 20_000_000


def read_opml(path: Path, allowed: Sequence[Network] = ()) -> tuple[list[FeedData], list[str]]:
    """Return the feeds of an OPML file, each once, and a line for each address that was refused.

    Args:
        path: The file.
        allowed: Networks whose addresses may stand there although they are not public.

    Raises:
        FlowError: The file cannot be read, is larger than 20 MB, or holds no list of feeds.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FlowError(f"{path}: {error.strerror}") from error
    if len(content) > _MAX_BYTES:
        raise FlowError(f"{path}: larger than {_MAX_BYTES // 1_000_000} MB")
    parsed = listparser.parse(content)
    if not parsed.get("version") and not parsed.feeds:
        raise FlowError(f"{path}: no OPML: expected <opml> with <outline xmlUrl=…> in it")
    feeds: dict[str, FeedData] = {}
    refused = []
    for outline in parsed.feeds:
        url = str(outline.url).strip()
        parsed_url = parse_url(url)
        if parsed_url is None or not safe_link(url):
            refused.append(f"{path}: {clean_text(url, 100)!r} is no http or https address")
        elif is_closed(parsed_url.hostname, allowed):
            refused.append(f"{path}: {clean_text(url, 100)!r} is not a public address, and no allowed network holds it")
        else:
            feeds.setdefault(url, FeedData(url=url, title=clean_text(outline.get("title") or "", 200)))
    return list(feeds.values()), refused


def to_opml(feeds: Iterable[Feed]) -> str:
    """Return the feeds as an OPML 2.0 document."""
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = "Tocsin"
    body = SubElement(root, "body")
    for feed in feeds:
        title = clean_text(feed.title or feed.url, 200)
        SubElement(body, "outline", type="rss", text=title, title=title, xmlUrl=feed.url)
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode")
