"""A file as it was when it was opened: whatever takes its place later, every reader sees the same bytes."""

import os
import stat
import weakref
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any

_AT_ONCE = 1 << 20


class Snapshot:
    """An open regular file, read from anywhere, by any number of threads.

    It is read, not mapped into memory: a file that is cut short under a mapping
    ends the process, under this one only the line that is cut.

    Raises:
        OSError: It cannot be opened, or is no regular file.
    """

    def __init__(self, path: Path) -> None:
        # Not to wait for the other end of a pipe.
        self._number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        weakref.finalize(self, os.close, self._number)
        self.status = os.fstat(self._number)
        if not stat.S_ISREG(self.status.st_mode):
            raise OSError(None, "expected a file")

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self.status.st_size

    def reader(self, start: int = 0, at_once: int = _AT_ONCE) -> BufferedReader:
        """Return a reader of its own that begins at `start` and reads so many bytes at once."""
        return BufferedReader(_Reader(self, self._number, start), at_once)

    def line_from(self, position: int, floor: int, at_once: int) -> tuple[int, bytes]:
        """Return where the first line begins that begins at `position` or later, and the line.

        Args:
            position: Anywhere in the file.
            floor: Where a line is known to begin, not after `position`.
            at_once: How many bytes most lines fit in.
        """
        if position == floor:
            return floor, self.reader(floor, at_once).readline()
        # Begun one byte before, so that a line that begins right here is not passed over.
        reader = self.reader(position - 1, at_once)
        return position - 1 + len(reader.readline()), reader.readline()

    def line_number(self, start: int) -> int:
        """Return the number of the line that begins at `start`, from 1."""
        reader, number, position = self.reader(), 1, 0
        while position < start and (part := reader.read(min(_AT_ONCE, start - position))):
            number += part.count(b"\n")
            position += len(part)
        return number


class _Reader(RawIOBase):
    def __init__(self, whole: Snapshot, number: int, start: int) -> None:
        self._whole = whole  # Keeps it open.
        self._number = number
        self._position = start

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = os.preadv(self._number, [buffer], self._position)
        self._position += count
        return count
