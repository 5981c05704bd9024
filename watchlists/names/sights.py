"""What the distinct words of articles may be of what is listed, worked out once for each."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias


class Sight(NamedTuple):
    """What a word may be of what is listed."""

    is_name: bool
    """Whether it begins with a capital letter, as names do."""
    families: tuple[int, ...] = ()
    """Marks of the family names that it may be."""
    is_small: bool = False
    """Whether it is a listed family name in small letters."""
    heads: tuple[int, ...] = ()
    """Marks of the organizations of several words that it may be in."""
    alone: tuple[int, ...] = ()
    """Rows of the organizations that it may be the whole name of."""


NAME = Sight(is_name=True)
"""A word with a capital letter that may be a given name, and nothing else that is listed."""

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
