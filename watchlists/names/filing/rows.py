"""The listed names by their rows: whose they are, and as they are listed."""

from collections.abc import Sequence
from math import log10
from typing import NamedTuple

import numpy as np

from watchlists.names.filing.arrays import Arrays
from watchlists.names.filing.pool import Pool, pool_arrays

_SMALL = 4
_LEAST_MORE = 0.03


class Row(NamedTuple):
    """One listed name."""

    term: int
    listed: str
    family: str = ""
    """Of a person, folded."""
    given: str = ""
    context: bool = False
    """Whether the context of the term may vouch for the family name alone."""


def row_arrays(rows: Sequence[Row]) -> Arrays:
    """Return what `Rows` reads."""
    parts: dict[str, int] = {}
    families = [parts.setdefault(row.family, len(parts)) for row in rows]
    givens = [parts.setdefault(row.given, len(parts)) for row in rows]
    return {
        "terms": np.array([row.term for row in rows], np.int64),
        "families": np.array(families, np.uint32),
        "givens": np.array(givens, np.uint32),
        "contexts": np.array([number for number, row in enumerate(rows) if row.context], np.int64),
        **pool_arrays("listed", [row.listed for row in rows]),
        **pool_arrays("parts", parts),
    }


class Rows:
    """The listed names; those of people with the numbers of their given and family names."""

    __slots__ = ("contexts", "families", "givens", "listed", "parts", "terms")

    def __init__(self, arrays: Arrays) -> None:
        self.terms: Sequence[int] = arrays["terms"].data
        self.listed = Pool(arrays, "listed")
        self.parts = Pool(arrays, "parts")
        self.families: Sequence[int] = arrays["families"].data
        """The number of the family name among the parts."""
        self.givens: Sequence[int] = arrays["givens"].data
        self.contexts: dict[int, list[int]] = {}
        """The rows of each term with a context."""
        for row in arrays["contexts"].tolist():
            self.contexts.setdefault(self.terms[row], []).append(row)

    def least(self, least: float) -> float:
        """Return how alike a name must be to one of so many, if it is only alike; 0 where the list does not matter.

        Among ten times as many names ten times as many are like another name by chance. Up to
        some 15,000 the scores within a name keep them out. Counted in half powers of ten, so
        that a name more or less in a big list changes nothing for the others.

        Args:
            least: What is enough in a small list.
        """
        size = round(2 * log10(max(len(self.terms), 1))) / 2
        return round(least + _LEAST_MORE * (size - _SMALL), 3) if size > _SMALL else 0.0
