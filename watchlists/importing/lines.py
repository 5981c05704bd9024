"""The numbered lines of a file, packed with gzip or not. What is no text file is refused at once."""

import gzip
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple, TypeAlias, cast

from watchlists.errors import Problem, WatchlistError

LONGEST = 16 << 20
_BOM = b"\xef\xbb\xbf"
_GZIP = b"\x1f\x8b"
_OTHERS = {
    b"PK": "a zip archive: unpack it first",
    b"BZ": "packed with bzip2: unpack it first, or pack it with gzip",
    b"\xfd7": "packed with xz: unpack it first, or pack it with gzip",
    b"\x28\xb5": "packed with zstandard: unpack it first, or pack it with gzip",
    b"\xff\xfe": "UTF-16: expected UTF-8",
    b"\xfe\xff": "UTF-16: expected UTF-8",
}


class Line(NamedTuple):
    """A line of a file, from number 1; its text is None where it is too long to be one."""

    number: int
    text: bytes | None


Lines: TypeAlias = Iterator[Line]


@contextmanager
def open_lines(name: str) -> Iterator[Lines]:
    """Give the lines of the file; `-` is stdin.

    Raises:
        WatchlistError: It cannot be read, is no text, or, while it is read, turns out to be cut off.
    """
    try:
        stream = cast("BufferedReader", sys.stdin.buffer) if name == "-" else Path(name).open("rb")  # noqa: SIM115
    except OSError as e:
        raise refused(name, f"cannot be read: {e.strerror}") from e
    try:
        with stream:
            yield _numbered(_unpacked(stream, name))
    except (EOFError, zlib.error, gzip.BadGzipFile) as e:
        raise refused(name, f"the packed file is damaged or cut off ({e}): get it again") from e


def refused(name: str, message: str, line: int = 1) -> WatchlistError:
    """Return the error that says why a file is not read."""
    return WatchlistError([Problem(name, line, 1, "", message)])


def _unpacked(stream: BufferedReader, name: str) -> BufferedReader:
    start = stream.peek(2)[:2]
    if start in _OTHERS:
        raise refused(name, _OTHERS[start])
    return cast("BufferedReader", gzip.GzipFile(fileobj=stream)) if start == _GZIP else stream


def _numbered(stream: BufferedReader) -> Lines:
    number = 0
    while text := stream.readline(LONGEST):
        number += 1
        if number == 1:
            text = text.removeprefix(_BOM)
        whole = len(text) < LONGEST or text.endswith(b"\n")
        yield Line(number, text if whole else None)
        while not whole:
            rest = stream.readline(LONGEST)
            whole = len(rest) < LONGEST or rest.endswith(b"\n")
