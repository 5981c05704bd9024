"""Fit plain text into columns, in scripts whose letters are two columns wide too."""

import re
import unicodedata
from functools import cache

_WIDE = frozenset("WF")
_PIECES = re.compile(r"\s+|\S+")


def width(text: str) -> int:
    """Return how many columns a text takes: two for a wide letter, none for a combining mark."""
    return len(text) if text.isascii() else sum(map(_columns, text))


@cache
def _columns(char: str) -> int:
    return 0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in _WIDE else 1


def wrap(text: str, columns: int) -> str:
    """Return the text with its lines broken at `columns`; the rest of a line is indented as its beginning.

    A link is never broken, however long it is.
    """
    return "\n".join(part for line in text.split("\n") for part in _wrap_line(line, columns))


def _wrap_line(line: str, columns: int) -> list[str]:
    body = line.lstrip(" ")
    if width(line) <= columns or body.startswith(("http://", "https://")):
        return [line]
    indent = line[: len(line) - len(body)]
    hanging = indent + ("  " if body.startswith(("* ", "- ")) else "")
    lines = [indent]
    for piece in _units(body, columns - len(hanging)):
        if width(lines[-1] + piece.rstrip()) > columns and lines[-1].strip():
            lines.append(hanging)
            piece = piece.lstrip()  # noqa: PLW2901  the space that the break replaces
        lines[-1] += piece
    return [made.rstrip() for made in lines]


def _units(text: str, room: int) -> list[str]:
    """Return what may not be broken: words, each letter of a script without spaces, pieces of what fits no line."""
    units: list[str] = []
    for piece in _PIECES.findall(text):
        wide = any(unicodedata.east_asian_width(char) in _WIDE for char in piece)
        if wide or (width(piece) > room and not piece.startswith(("http://", "https://"))):
            units += list(piece)
        else:
            units.append(piece)
    return units
