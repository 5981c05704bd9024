"""Which given names are one name: Sergei, Serhiy, Siergiej and Сергій, or Joe and Joseph."""

from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

from watchlists.fold import fold

_LONGEST_ENDING = 7


@cache
def _groups() -> tuple[dict[str, frozenset[int]], int]:
    groups: dict[str, set[int]] = {}
    number = 0
    for number, names in enumerate(_lines("given_names.txt")):
        for name in names:
            groups.setdefault(name, set()).add(number)
    first_short = number + 1
    for short, names in enumerate(_lines("short_names.txt"), first_short):
        for name in names:
            groups.setdefault(name, set()).add(short)
    return {name: frozenset(numbers) for name, numbers in groups.items()}, first_short


def _lines(file: str) -> Iterable[list[str]]:
    for line in (files("watchlists.names.spelling") / "data" / file).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            yield [fold(name) for name in line.split()]


def groups(name: str) -> frozenset[int]:
    """Return the numbers of the groups of names that a folded given name belongs to; none if it is not known."""
    return _groups()[0].get(name, frozenset())


def is_given(name: str) -> bool:
    """Tell whether a folded word is known as a given name."""
    return name in _groups()[0]


def may_be_given(word: str) -> bool:
    """Tell whether a folded word begins like a known given name, up to the longest ending and what it may change."""
    return word[: max(1, len(word) - _LONGEST_ENDING)] in _beginnings()


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(name[:length] for name in _groups()[0] for length in range(1, len(name) + 1))


def is_short_form(group: int) -> bool:
    """Tell whether the names of a group are short and full forms rather than spellings of one another."""
    return group >= _groups()[1]


@lru_cache(maxsize=65_536)
def share_spelling(name: str, other: str) -> bool:
    """Tell whether a third name is known to be both: Sergei is Сергей, and so is Serhiy."""
    return not _related(name).isdisjoint(_related(other))


@lru_cache(maxsize=8_192)
def _related(name: str) -> frozenset[str]:
    return frozenset().union(*(spellings(group) for group in groups(name) if not is_short_form(group)))


def spellings(group: int) -> frozenset[str]:
    """Return the names of a group."""
    return _members()[group]


@cache
def _members() -> dict[int, frozenset[str]]:
    members: dict[int, set[str]] = {}
    for name, numbers in _groups()[0].items():
        for number in numbers:
            members.setdefault(number, set()).add(name)
    return {number: frozenset(names) for number, names in members.items()}
