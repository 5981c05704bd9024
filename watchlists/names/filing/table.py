"""A table of marks: which rows are filed under a mark, and at once whether any are."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np

from watchlists.names.filing.arrays import Array, Arrays
from watchlists.names.filing.starts import START, start_arrays

ANYTHING = 0
"""Together with a mark it is that mark alone."""
_BITS_A_MARK = 24
_FEWEST_BITS = 16
_MOST_BITS = 29
_AT_ONCE = 1 << 18


class Filing:
    """Takes what is filed, and makes the arrays of a `Table` of it."""

    def __init__(self) -> None:
        self._sets: dict[tuple[int, ...], int] = {}
        self._filed = array("q")
        self._noted: set[tuple[int, ...]] = set()
        self._begun: dict[str, set[str]] = defaultdict(set)

    def file(self, row: int, marks: Iterable[int], others: Iterable[int] = (ANYTHING,)) -> None:
        """File a row under each of the marks together with each of the others."""
        sets = self._sets
        for some in (tuple(marks), tuple(others)):
            self._filed.append(sets.setdefault(some, len(sets)))
        self._filed.append(row)

    def note(self, marks: Iterable[int]) -> None:
        """Let the table know marks that nothing is filed under: each is a part of something that is."""
        self._noted.add(tuple(marks))

    def begin(self, kind: str, words: Iterable[str]) -> None:
        """Let `Starts` know words of a kind."""
        self._begun[kind].update([word[:START] for word in words])

    def arrays(self) -> Arrays:
        """Return what `Table` and `Starts` read."""
        lengths = np.fromiter(map(len, self._sets), np.int64, len(self._sets))
        starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
        marks = np.fromiter(chain.from_iterable(self._sets), np.uint64, int(starts[-1]))
        filed = np.frombuffer(self._filed, np.int64).reshape(-1, 3)
        parts = [
            _cross(filed[start : start + _AT_ONCE], lengths, starts, marks) for start in range(0, len(filed), _AT_ONCE)
        ]
        hashes = np.concatenate([part[0] for part in parts] or [np.zeros(0, np.uint64)])
        rows = np.concatenate([part[1] for part in parts] or [np.zeros(0, np.uint32)])
        # By row within a mark: what a list finds does not depend on the order in which it was filed.
        order = np.lexsort((rows, hashes))
        hashes, rows = hashes[order], rows[order]
        noted = np.fromiter({mark for some in self._noted for mark in some}, np.uint64)
        bits = _bits(np.concatenate((hashes, noted)))
        return {"hashes": hashes, "rows": rows, "bits": bits} | start_arrays(self._begun)


def _cross(
    filed: np.ndarray[Any, Any],
    lengths: np.ndarray[Any, Any],
    starts: np.ndarray[Any, Any],
    marks: np.ndarray[Any, Any],
) -> tuple[Array, Array]:
    """Return each mark of the one set with each of the other, and their rows."""
    left, right, row = filed[:, 0], filed[:, 1], filed[:, 2]
    counts = lengths[left] * lengths[right]
    place = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    width = np.repeat(lengths[right], counts)
    one = marks[np.repeat(starts[left], counts) + place // width]
    other = marks[np.repeat(starts[right], counts) + place % width]
    return one ^ other, np.repeat(row, counts).astype(np.uint32)


def _bits(hashes: Array) -> Array:
    size = min(max(_FEWEST_BITS, int(_BITS_A_MARK * len(hashes)).bit_length()), _MOST_BITS)
    places = hashes & np.uint64((1 << size) - 1)
    bits = np.zeros(1 << (size - 3), np.uint8)
    np.bitwise_or.at(bits, places >> np.uint64(3), np.uint8(1) << (places & np.uint64(7)).astype(np.uint8))
    return bits


class Table:
    """Which rows are filed under a mark."""

    __slots__ = ("_hashes", "_mask", "_rows", "bits")

    def __init__(self, arrays: Arrays) -> None:
        self.bits = arrays["bits"].data
        self._mask = len(self.bits) * 8 - 1
        self._hashes: Sequence[int] = arrays["hashes"].data
        self._rows: Sequence[int] = arrays["rows"].data

    def has(self, mark: int) -> bool:
        """Tell whether anything may be filed under a mark; of what it denies nothing is."""
        place = mark & self._mask
        return bool(self.bits[place >> 3] >> (place & 7) & 1)

    def known(self, marks: Iterable[int]) -> tuple[int, ...]:
        """Return those of the marks under which anything may be filed."""
        bits, mask = self.bits, self._mask
        return tuple(mark for mark in marks if bits[(mark & mask) >> 3] >> (mark & 7) & 1)

    def rows(self, mark: int) -> Sequence[int]:
        """Return the rows that are filed under a mark, in order."""
        first = bisect_left(self._hashes, mark)
        last = first
        while last < len(self._hashes) and self._hashes[last] == mark:
            last += 1
        return self._rows[first:last]

    def together(self, marks: Iterable[int], others: Sequence[int]) -> set[int]:
        """Return the rows that are filed under any of the marks together with any of the others."""
        found: set[int] = set()
        bits, mask = self.bits, self._mask
        for one in marks:
            for other in others:
                both = one ^ other
                if bits[(both & mask) >> 3] >> (both & 7) & 1:
                    found.update(self.rows(both))
        return found
