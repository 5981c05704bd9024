"""How much of one text stands in another, by the triples of words that both hold.

A triple is known by a number, a text by the set of its triples' numbers. The
smallest few of them are the text's sketch: two texts that share much share some
of these, so copies are found by looking a sketch up (bottom-k sketches: Broder,
"On the resemblance and containment of documents", 1997).
"""

import re
import unicodedata
from functools import cache
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Triples: TypeAlias = NDArray[np.uint64]

SKETCH = 16
"""Numbers in a sketch. Twice as many find a few more first paragraphs and make the table twice as large."""
LEAST_SHARED = 15
"""Triples. Fewer are a quotation, a byline, the name of a ministry."""
_LONGEST = 1 << 20
"""Characters. What is longer is known by its beginning."""
_WITHIN = re.compile(r"(?<=[\w,;)%\u2013\u2014-]\s)[^\W_]+|[^\W_]*\d[^\W_]*")
# Scripts without spaces: there each letter counts as a word, as it does from U+2E80 on.
_SPACELESS = ((0x0E00, 0x0F00), (0x1000, 0x10A0), (0x1780, 0x1800))
_TOLD_APART = 0x2E80
_LETTER, _ALONE = 1, 2
_BASE, _FIRST, _SECOND, _THIRD, _STIR = (
    np.uint64(number)
    for number in (0x100000001B3, 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xBF58476D1CE4E5B9)
)


class Overlap(NamedTuple):
    """How much two texts have in common, in triples."""

    shared: Triples
    first: int
    """How many the first text has."""
    second: int

    @property
    def common(self) -> int:
        """How many they share."""
        return len(self.shared)

    @property
    def resemblance(self) -> float:
        """The shared ones among all (Jaccard)."""
        return self.common / max(1, self.first + self.second - self.common)

    @property
    def containment(self) -> float:
        """The share of the shorter text that the longer one holds."""
        return self.common / max(1, min(self.first, self.second))

    @property
    def stretch(self) -> float:
        """How many times as long the longer text is."""
        return max(self.first, self.second) / max(1, min(self.first, self.second))


def triples(text: str) -> Triples:
    """Return the numbers of the text's triples of words, ascending, each once; none for less than three words."""
    words = _words(text[:_LONGEST])
    if len(words) < 3:  # noqa: PLR2004  a triple
        return np.empty(0, np.uint64)
    numbers = _stirred(words[:-2] * _FIRST + words[1:-1] * _SECOND + words[2:] * _THIRD)
    numbers.sort()
    return numbers[np.concatenate(([True], numbers[1:] != numbers[:-1]))]


def sketch(numbers: Triples) -> list[int]:
    """Return the sketch of a text, as signed numbers that any database takes; empty for a text too short to be told."""
    if len(numbers) < LEAST_SHARED:
        return []
    found: list[int] = numbers[:SKETCH].astype(np.int64).tolist()
    return found


def overlap(first: Triples, second: Triples) -> Overlap:
    """Return what two texts have in common."""
    if not len(second):
        return Overlap(second, len(first), 0)
    places = np.searchsorted(second, first)
    places[places == len(second)] = 0
    return Overlap(first[second[places] == first], len(first), len(second))


def names_and_numbers(text: str) -> frozenset[str]:
    """Return the words that a copy keeps, however it is edited: those with digits, and those with a capital letter.

    At the beginning of a sentence every word has one: those are left out.
    """
    return frozenset(
        word for word in _WITHIN.findall(text[:_LONGEST]) if word[0].isupper() or any(map(str.isdigit, word))
    )


def _words(text: str) -> Triples:
    """Return a number for each word, of its letters alone, so that it is the same in every process and every year."""
    plain = text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)
    codes = np.frombuffer(plain.lower().encode("utf-32-le", errors="replace"), np.uint32)
    if not len(codes):
        return np.empty(0, np.uint64)
    kinds = np.concatenate(([0], _kinds()[np.minimum(codes, _TOLD_APART)], [0])).astype(np.uint8)
    alone, letter = kinds == _ALONE, kinds == _LETTER
    starts = np.flatnonzero((alone | (letter & ~np.roll(letter, 1)))[1:-1])
    ends = np.flatnonzero((alone | (letter & ~np.roll(letter, -1)))[1:-1]) + 1
    # A polynomial of the letters: the sum up to each letter is worked out once, and a word is a difference of two.
    powers, inverses = _powers(1 << (len(codes) - 1).bit_length())
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(codes * powers[: len(codes)])))
    return _stirred((sums[ends] - sums[starts]) * inverses[starts])


def _stirred(numbers: Triples) -> Triples:
    # Sums keep the order of their parts: without this the smallest numbers would be of the shortest words.
    mixed = (numbers ^ (numbers >> np.uint64(29))) * _STIR
    return mixed ^ (mixed >> np.uint64(32))


@cache
def _kinds() -> NDArray[np.uint8]:
    kinds = np.fromiter((chr(code).isalnum() for code in range(_TOLD_APART + 1)), np.uint8)
    for first, end in _SPACELESS:
        kinds[first:end] *= _ALONE
    kinds[_TOLD_APART] = _ALONE
    return kinds


@cache
def _powers(length: int) -> tuple[Triples, Triples]:
    """Return the powers of the base and of its inverse, modulo two to the sixty-fourth."""
    return _powers_of(_BASE, length), _powers_of(np.uint64(pow(int(_BASE), -1, 1 << 64)), length)


def _powers_of(base: np.uint64, length: int) -> Triples:
    powers = np.full(length, base, np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)
