"""Draw a term's mentions a day: as a small picture for mails, as a line of bars where there is only text."""

import struct
import zlib
from collections.abc import Sequence
from typing import NamedTuple

from flows.steps.gather.health import sparkline
from flows.steps.tell.view import count

DAYS = 30
_BAR, _GAP, _HEIGHT = 8, 4, 56
"""In pixels of the picture, which is shown at half its size: sharp on fine screens too."""
_CLEAR, _BAR_COLOR, _LINE = 0, 1, 2
# Both are seen on white and on near black: a mail program may show the picture on either.
_PALETTE = bytes((0, 0, 0, 0xC8, 0x50, 0x4A, 0x9A, 0x98, 0x92))
_OPACITY = bytes((0, 255, 150))
_RATIO = 2


class Picture(NamedTuple):
    """A picture in a mail."""

    png: bytes
    width: int
    """As it is shown, in CSS pixels."""
    height: int
    alt: str
    """What it shows."""
    caption: str
    """What cannot be seen in it: "30 days, at most 9 a day"."""


def draw(counts: Sequence[int]) -> Picture:
    """Return the counts as bars on a line, the last day at the right, with the same in words."""
    width = len(counts) * (_BAR + _GAP) - _GAP
    rows = [bytearray(width) for _ in range(_HEIGHT - 2)] + [bytearray([_LINE]) * width for _ in range(2)]
    most = max(counts, default=0)
    for day, number in enumerate(counts):
        # A day with one mention is seen beside one with a thousand.
        tall = max(round(number * (_HEIGHT - 2) / most), 4) if number else 0
        left = day * (_BAR + _GAP)
        for row in rows[_HEIGHT - 2 - tall : _HEIGHT - 2]:
            row[left : left + _BAR] = bytes([_BAR_COLOR]) * _BAR
    return Picture(_png(rows, width), width // _RATIO, _HEIGHT // _RATIO, in_words(counts), _scale(counts))


def in_words(counts: Sequence[int]) -> str:
    """Return what the picture shows: "41 mentions in 30 days, at most 9 a day"."""
    return f"{count(sum(counts), 'mention', 'mentions')} in {_scale(counts)}"


def line(counts: Sequence[int]) -> str:
    """Return the counts as a line of bars."""
    return sparkline(counts)


def _scale(counts: Sequence[int]) -> str:
    return f"{count(len(counts), 'day', 'days')}, at most {max(counts, default=0):,} a day"


def _png(rows: Sequence[bytearray], width: int) -> bytes:
    """Return pixels as a PNG with a palette, a byte a pixel (https://www.w3.org/TR/png/)."""
    header = struct.pack(">IIBBBBB", width, len(rows), 8, 3, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)
    chunks = ((b"IHDR", header), (b"PLTE", _PALETTE), (b"tRNS", _OPACITY), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
