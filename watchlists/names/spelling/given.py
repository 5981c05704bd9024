"""Which given names are one name: Sergei, Serhiy, Siergiej and Сергій, or Joe and Joseph."""

from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from watchlists.names.spelling.cases import ENDINGS, LONGEST_ENDING

_MOST_CHANGED = 2


class _Known(NamedTuple):
    groups: dict[str, frozenset[int]]
    names: dict[int, frozenset[str]]
    shorts: dict[int, frozenset[str]]
    """The short ones of the groups that are of short forms and full names."""


@cache
def _known() -> _Known:
    groups: dict[str, list[int]] = {}
    names: dict[int, frozenset[str]] = {}
    shorts: dict[int, frozenset[str]] = {}
    lines = [*_lines("given_names.txt"), *_lines("short_names.txt")]
    for number, line in enumerate(lines):
        short, bar, full = line.partition(" | ")
        names[number] = frozenset([*short.split(), *full.split()])
        if bar:
            shorts[number] = frozenset(short.split())
        for name in names[number]:
            groups.setdefault(name, []).append(number)
    return _Known({name: frozenset(numbers) for name, numbers in groups.items()}, names, shorts)


def _lines(file: str) -> Iterable[str]:
    text = (files("watchlists.names.spelling") / "data" / file).read_text("utf-8")
    return (line for line in text.splitlines() if not line.startswith("#"))


def groups(name: str) -> frozenset[int]:
    """Return the numbers of the groups of names that a folded given name belongs to; none if it is not known."""
    return _known().groups.get(name, frozenset())


def is_given(name: str) -> bool:
    """Tell whether a folded word is known as a given name."""
    return name in _known().groups


def may_be_given(word: str) -> bool:
    """Tell whether a folded word begins like a known given name, up to an ending and what that may change."""
    if is_given(word):
        return True
    known, size = _beginnings(), len(word)
    return any(
        word[-length:] in ENDINGS and word[: max(1, size - length - _MOST_CHANGED)] in known
        for length in range(1, LONGEST_ENDING + 1)
    )


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(name[:length] for name in _known().groups for length in range(1, len(name) + 1))


def spellings(group: int) -> frozenset[str]:
    """Return the names of a group."""
    return _known().names[group]


@lru_cache(maxsize=65_536)
def are_one_name(name: str, other: str) -> bool:
    """Tell whether two names are known as spellings of one another."""
    shorts = _known().shorts
    return any(group not in shorts for group in groups(name) & groups(other))


@lru_cache(maxsize=65_536)
def are_short_and_full(name: str, other: str) -> bool:
    """Tell whether one name is short for the other, or both are for a third: Joe and Joseph, but not two full names."""
    shorts = _known().shorts
    return any(not shorts[group].isdisjoint({name, other}) for group in groups(name) & groups(other) if group in shorts)


@lru_cache(maxsize=65_536)
def share_spelling(name: str, other: str) -> bool:
    """Tell whether a third name is known to be both: Sergei is Сергей, and so is Serhiy."""
    return not _related(name).isdisjoint(_related(other))


@lru_cache(maxsize=8_192)
def _related(name: str) -> frozenset[str]:
    shorts = _known().shorts
    return frozenset().union(*(spellings(group) for group in groups(name) if group not in shorts))
