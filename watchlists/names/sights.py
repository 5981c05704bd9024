"""What the distinct words of articles may be of what is listed, worked out once for each, and only as far as needed."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from watchlists.names.words import Word


class Sight:
    """A word that may be a part of a listed name."""

    __slots__ = ("alone", "families", "givens", "heads", "is_name", "is_small", "word")

    def __init__(self, word: Word, *, heads: tuple[int, ...], alone: Sequence[int], is_small: bool) -> None:
        self.word = word
        self.is_name = word.is_name
        self.is_small = is_small
        """Whether it is a listed family name in small letters."""
        self.heads = heads
        """Marks of the organizations of several words that it may be in."""
        self.alone = alone
        """Rows of the organizations that it may be the whole name of."""
        self.families: tuple[int, ...] | None = None
        """Marks of the family names that it may be; None as long as nobody has asked."""
        self.givens: tuple[int, ...] | None = None
        """Marks of the given names that it may be; None as long as nobody has asked."""


Sights: TypeAlias = Mapping[int, Sight]
"""The words of a text that may be a part of a listed name, by their places."""


class Named(NamedTuple):
    """A place of a word that may be a family name."""

    field: int
    word: int
    people: Mapping[int, Sequence[int]]
    """The rows of the people, by the places of words that may be their given names."""


class Filed(NamedTuple):
    """A place of a word that organizations are filed under."""

    field: int
    word: int
    rows: Sequence[int]
