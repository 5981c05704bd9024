"""Cut a feed into its items without parsing it, so that the parser sees only those that are new.

A feed is only cut where cutting it cannot change what the parser reads: it is
well-formed, in a charset whose bytes can be cut, without entities of its own,
and its items are plain, not nested and tell themselves apart. Every other feed
is parsed whole.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from xml.parsers import expat

from flows.steps.gather.dates import parse_date
from flows.steps.read.plain import known_charset

_SIZE = 8
_NO_KEY = bytes(_SIZE)
ITEM = 2 * _SIZE
"""Bytes that are kept of an item."""
_STARTS = re.compile(
    rb"<(?:(?P<quote>!\[CDATA\[|!--|\?)|(?P<end>/?)(?P<prefix>[\w.-]+:)?(?:item|entry|product)(?=[\s/>]))",
    re.IGNORECASE,
)
_QUOTE_ENDS = {b"!--": b"-->", b"?": b"?>"}
_REST = re.compile(rb"(?:[^>\"']++|\"[^\"]*\"|'[^']*')*+>")
_DATE = re.compile(rb"<(?:\w+:)?(?:pubdate|published|updated|date|issued|modified)>([^<]{6,60})<", re.IGNORECASE)
_ONE_BYTE = ("cp125", "iso8859", "koi8")


@dataclass(frozen=True, slots=True)
class Slices:
    """A feed and where its items lie in it."""

    body: bytes
    spans: tuple[tuple[int, int], ...]

    def hashes(self) -> list[bytes]:
        """Return what each item is known by."""
        return [blake2b(self.body[start:end], digest_size=_SIZE).digest() for start, end in self.spans]

    def keep(self, places: Collection[int]) -> bytes:
        """Return the feed without its other items."""
        parts, at = [], 0
        for place, (start, end) in enumerate(self.spans):
            if place not in places:
                parts.append(self.body[at:start])
                at = end
        return b"".join([*parts, self.body[at:]])

    def newest(self, most: int) -> range:
        """Return the places of the newest items: the last where the feed has its oldest first, else the first."""
        count = len(self.spans)
        if count > most and oldest_first(self._date(0), self._date(-1)):
            return range(count - most, count)
        return range(min(count, most))

    def _date(self, place: int) -> str:
        start, end = self.spans[place]
        found = _DATE.search(self.body, start, end)
        return found[1].decode("latin-1") if found else ""


def oldest_first(first: str, last: str) -> bool:
    """Say whether a feed whose first and last item are so dated grows at its end."""
    start, end = parse_date(first), parse_date(last)
    return start is not None and end is not None and start < end


def slice_feed(body: bytes, charsets: Sequence[str]) -> Slices | None:
    """Return the feed's items; None where it cannot be cut safely.

    Args:
        body: From its first character on.
        charsets: The names that the headers and the XML declaration give.
    """
    plain = _utf8(body, charsets)
    if plain is None or b"<!DOCTYPE" in body or b"<!ENTITY" in body or not _is_well_formed(plain):
        return None
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    for start, end, closes in _tags(body):
        # One without an end tag, or with a prefix, or inside another, is nothing that can be cut.
        if closes is None or closes == (opened is None):
            return None
        if opened is None:
            opened = start
        else:
            spans.append((opened, end))
            opened = None
    return Slices(body, tuple(spans)) if spans and opened is None else None


def _tags(body: bytes) -> Iterator[tuple[int, int, bool | None]]:
    """Yield start, end and whether it is an end tag for each tag of an item; None for one that is neither."""
    at = 0
    while start := _STARTS.search(body, at):
        if quote := start["quote"]:
            # It is closed somewhere: the feed is well-formed.
            at = body.index(_QUOTE_ENDS.get(quote, b"]]>"), start.end())
            continue
        rest = _REST.match(body, start.end())
        if rest is None:
            yield start.start(), start.end(), None
            return
        at = rest.end()
        yield start.start(), at, None if start["prefix"] or rest[0].endswith(b"/>") else bool(start["end"])


class Known:
    """The items that a feed has had, packed: what each is known by, and the key that it gives itself."""

    def __init__(self, packed: bytes | None) -> None:
        data = packed or b""
        pairs = range(0, len(data) - ITEM + 1, ITEM)
        self.keys = {data[at : at + _SIZE]: data[at + _SIZE : at + ITEM] for at in pairs}

    def add(self, item: bytes, key: str) -> None:
        """Note an item and its key, "" for none."""
        self.keys[item] = blake2b(key.encode(errors="replace"), digest_size=_SIZE).digest() if key else _NO_KEY

    def pack(self, items: Sequence[bytes]) -> bytes | None:
        """Return these items packed; None where two of them give themselves one key, and only the whole feed tells."""
        keys = [key for item in items if (key := self.keys[item]) != _NO_KEY]
        return b"".join(item + self.keys[item] for item in items) if len(set(keys)) == len(keys) else None


def _utf8(body: bytes, charsets: Sequence[str]) -> bytes | None:
    names = {known_charset(name) for name in charsets if name} - {"ascii"}
    try:
        if names <= {"utf-8"}:
            body.decode()
            return body
        name = names.pop()
        return body.decode(name).encode() if not names and name and name.startswith(_ONE_BYTE) else None
    except UnicodeDecodeError:
        return None


def _is_well_formed(text: bytes) -> bool:
    parser = expat.ParserCreate("utf-8", " ")
    try:
        parser.Parse(text, True)  # noqa: FBT003  its arguments have no names
    except expat.ExpatError:
        return False
    return True
