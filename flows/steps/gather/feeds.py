"""Read a feed: RSS, Atom, RDF, JSON Feed and news sitemap bytes all become `EntryData`."""

import codecs
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from xml.sax import SAXException

import feedparser

from flows.errors import FeedError
from flows.steps.gather.items import MAX_ENTRIES, FeedContent, Item, entries_from, own_key
from flows.steps.gather.jsonfeed import parse_json_feed
from flows.steps.gather.sitemaps import read_sitemaps, sitemap_kind
from flows.steps.gather.slices import Known, slice_feed
from flows.steps.gather.urls import safe_link, shown
from flows.steps.gather.wishes import Wishes, read_wishes
from flows.steps.read.plain import MAX_ATTRIBUTES, known_charset, language_code, most_attributes, one_line

_BOM = b"\xef\xbb\xbf"
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
"""By how a feed begins, with a mark or without one (XML 1.0, appendix F)."""
_DECLARED = re.compile(r"""(<\?xml[^>]{0,200}?)\s+encoding\s*=\s*["'][^"'>]{1,100}["']""", re.IGNORECASE)
_MAX_TITLE = 300
_SNIFFED = 1_000
_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"'>]{1,100})""", re.IGNORECASE)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([^"';\s]+)""", re.IGNORECASE)


def parse_feed(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    now: datetime | None = None,
    known: bytes | None = None,
) -> FeedContent:
    """Return a feed's title, language and entries. Of a malformed feed, what can be read.

    Of a feed that can be cut into its items, those that are known are left
    out; where all are, it has no title and no language either.

    Args:
        body: As it came, in any charset.
        url: Where it came from: relative links start there.
        content_type: The Content-Type header; its charset is believed where the body bears it out.
        now: With it, dates later than ten minutes from now are left out.
        known: The `items` of what the feed had before.

    Raises:
        FeedError: The body is no feed, or one too broken to hold an entry. The reason says what it looks like.
    """
    if (plain := _from_utf16(body)) is not None:
        body, content_type = plain, None
    text = body.removeprefix(_BOM).lstrip()
    if text.startswith((b"{", b"[")):
        return _from_json(text, url, now)
    if sitemap_kind(text) == "urlset":
        return read_sitemaps([text], url=url, now=now, known=known)
    if looks := _no_feed(text):
        raise FeedError(f"answers {looks} where a feed was expected", subject=shown(url))
    source = _Source(url, content_type, now)
    return _from_slices(text, source, known) or source.content(source.parse(body.lstrip()), read_wishes(text))


def _from_utf16(body: bytes) -> bytes | None:
    """Return a feed that is written in UTF-16 as UTF-8; None for any other."""
    name = _UTF16.get(body[:2])
    # Four bytes a character begin as two do.
    if name is None or body[2:4] == b"\0\0":
        return None
    try:
        return _DECLARED.sub(r"\1", body.decode(name), count=1).encode()
    except UnicodeError:
        return None


def _from_json(body: bytes, url: str, now: datetime | None) -> FeedContent:
    feed, items = parse_json_feed(body, url=url)
    language = language_code(feed.get("language"))
    entries = entries_from(items, base=url, language=language, now=now)
    return FeedContent(_title(feed.get("title")), language, entries, left_out=max(len(items) - MAX_ENTRIES, 0))


def _from_slices(body: bytes, source: "_Source", packed: bytes | None) -> FeedContent | None:
    """Return what is new in the feed; None where only the whole of it can tell."""
    sliced = slice_feed(body, _charsets(body, source.content_type))
    if sliced is None:
        return None
    hashes, known = sliced.hashes(), Known(packed)
    places = {hashes[place]: place for place in reversed(sliced.newest(MAX_ENTRIES))}
    order = sorted(places.values())
    fresh = [place for place in order if hashes[place] not in known.keys]
    wishes, left_out = read_wishes(sliced.keep(())), max(len(hashes) - MAX_ENTRIES, 0)
    if not fresh:
        return FeedContent("", None, [], known.pack([hashes[place] for place in order]), wishes, left_out)
    parsed = source.parse(sliced.keep(fresh))
    if parsed.get("bozo_exception") and isinstance(parsed.bozo_exception, SAXException):
        return None
    if len(parsed.entries) != len(fresh):
        return None
    for place, raw in zip(fresh, parsed.entries, strict=True):
        known.add(hashes[place], own_key(_item(raw), base=_base(parsed, source.url)))
    items = known.pack([hashes[place] for place in order])
    return replace(source.content(parsed, wishes, items), left_out=left_out) if items is not None else None


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a feed came from, and how what it sent is read."""

    url: str
    content_type: str | None
    now: datetime | None

    def content(self, parsed: Any, wishes: Wishes, known: bytes | None = None) -> FeedContent:
        """Return what was parsed, as entries."""
        items = [_item(raw) for raw in parsed.entries]
        language = language_code(parsed.feed.get("language"))
        entries = entries_from(items, base=_base(parsed, self.url), language=language, now=self.now)
        left_out = max(len(items) - MAX_ENTRIES, 0)
        return FeedContent(_title(parsed.feed.get("title")), language, entries, known, wishes, left_out)

    def parse(self, body: bytes) -> Any:
        """Return the feed as the parser has it.

        Raises:
            FeedError: It is none, or a trap.
        """
        _refuse_traps(body, self.url)
        parsed = _parse(body, self.url, self.content_type)
        broken = isinstance(parsed.get("bozo_exception"), SAXException)
        if not parsed.entries and (broken or not parsed.version):
            raise FeedError(_what_else(parsed, body), subject=shown(self.url))
        return parsed


def _charsets(body: bytes, content_type: str | None) -> list[str]:
    declared, sent = _ENCODING.search(body[:_SNIFFED]), _CHARSET.search(content_type or "")
    return [*([declared[1].decode("latin-1")] if declared else ()), *([sent[1]] if sent else ())]


def _parse(body: bytes, url: str, content_type: str | None) -> Any:
    # No content-location: with it a bare guid would be joined to the feed's address, and when the feed moves
    # every entry would be new. The two passes that are off take the square of the length of some inputs.
    try:
        return feedparser.parse(
            io.BytesIO(body),
            response_headers=_headers(content_type),
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # odd input finds new ways through its parsers; one feed is not the run
        raise FeedError(f"is too broken to read ({type(error).__name__}: {error})"[:200], subject=shown(url)) from error


def _headers(content_type: str | None) -> dict[str, str]:
    charset = _CHARSET.search(content_type or "")
    known = charset is None or known_charset(charset[1])
    return {"content-type": content_type} if content_type and known else {}


def _refuse_traps(body: bytes, url: str) -> None:
    """Raise FeedError for what would take the parser the square of its length."""
    # UTF-16 and UTF-32 without their NULs show the same tags.
    plain = body.replace(b"\0", b"")
    declared = _ENCODING.search(plain[:_SNIFFED])
    if declared and _is_trap(declared[1].decode("latin-1")):
        raise FeedError(f"says that it is written in {declared[1].decode('latin-1')!r}", subject=shown(url))
    if most_attributes(plain.decode("latin-1"), xml=True) > MAX_ATTRIBUTES:
        raise FeedError(f"has a tag with more than {MAX_ATTRIBUTES:,} attributes", subject=shown(url))


def _is_trap(charset: str) -> bool:
    # The parser tries whatever Python has a codec for, and goes on from a name that it does not know.
    try:
        codecs.lookup(charset)
    except (LookupError, ValueError):
        return False
    return known_charset(charset) is None


def _item(raw: Mapping[str, Any]) -> Item:
    return Item(
        guid=_text(raw.get("id")),
        link=_link(raw),
        title=_text(raw.get("title")),
        summary=_text(raw.get("summary")),
        content=_content(raw),
        author=_text(raw.get("author")),
        language=_language(raw),
        # Many RSS 1.0 feeds date only the update.
        published=_text(raw.get("published") or raw.get("updated") or raw.get("created")),
    )


def _link(raw: Mapping[str, Any]) -> str:
    # Where FeedBurner stands between, the publisher's own link is what other feeds have too.
    link = _text(raw.get("feedburner_origlink")) or _text(raw.get("link"))
    # A guid counts as the link where there is none, unless it says that it is none; few that are none do.
    return "" if link == raw.get("id") and "://" not in link else link


def _content(raw: Mapping[str, Any]) -> str:
    parts = (part for part in raw.get("content") or () if "image" not in _text(part.get("type")))
    return max((_text(part.get("value")) for part in parts), key=len, default="")


def _language(raw: Mapping[str, Any]) -> str:
    detail = raw.get("title_detail") or raw.get("summary_detail") or {}
    return _text(raw.get("language")) or _text(detail.get("language"))


def _base(parsed: Any, url: str) -> str:
    # RSS does not say what its relative links start from; its readers take the channel's own link.
    link = _text(parsed.feed.get("link")) if parsed.version.startswith("rss") else ""
    return safe_link(link, url) or url if link else url


def _title(value: object) -> str:
    return one_line(_text(value))[:_MAX_TITLE]


def _text(value: object) -> str:
    # An element that should hold text and has attributes arrives as a mapping of those.
    return value if isinstance(value, str) else ""


def _no_feed(body: bytes) -> str:
    """Return what the body plainly is instead of a feed, "" where only parsing can tell."""
    start = body[:_SNIFFED].lower()
    if not start:
        return "nothing"
    if start.startswith((b"<!doctype html", b"<html")):
        return "an HTML page"
    if start.startswith(b"%pdf"):
        return "a PDF file"
    return ""


def _what_else(parsed: Any, body: bytes) -> str:
    if parsed.version:
        return f"is too broken to hold an entry ({parsed.bozo_exception})"[:200]
    if b"<html" in body[:_SNIFFED].lower():
        return "answers an HTML page where a feed was expected"
    kind = "XML that is no feed" if body.startswith(b"<") else "text that is no feed"
    return f"answers {kind}"
