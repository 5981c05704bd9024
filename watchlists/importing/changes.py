"""What a new file of entities changes in the old one."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from watchlists.entities import Entities

_VALUES = ("name", "kind", "severity")
_LISTS = ("aliases", "acronyms")


class Change(NamedTuple):
    """What became of one entity."""

    change: str
    """`new`, `changed`, `gone` or `same`."""
    id: str = ""
    """Empty, as the rest, where it is the same."""
    name: str = ""
    what: str = ""
    """Of one that changed: in what."""


@dataclass
class Changes:
    """How many there are of each kind, and the first of them."""

    counts: Counter[str] = field(default_factory=Counter)
    samples: list[Change] = field(default_factory=list)
    """The first of each kind but `same`, in the order of their ids."""

    def __bool__(self) -> bool:
        return self.counts.total() > self.counts["same"]


def compare(old: Entities | None, new: Entities, *, samples: int) -> Changes:
    """Return what is new, changed and gone.

    Args:
        old: What is there now, if anything.
        new: What is to be.
        samples: How many of each kind to keep.

    Raises:
        WatchlistError: `old` is damaged.
    """
    found = Changes()
    for change in changes(old, new):
        found.counts[change.change] += 1
        if change.change != "same" and found.counts[change.change] <= samples:
            found.samples.append(change)
    return found


def changes(old: Entities | None, new: Entities) -> Iterator[Change]:
    """Yield what became of every entity of both, in the order of their ids.

    Raises:
        WatchlistError: `old` is damaged.
    """
    before, after = _Side(old), _Side(new)
    while before.line or after.line:
        # A line that is the same byte for byte, as nearly all are, is not even read.
        if before.line == after.line:
            yield Change("same")
            before.step()
            after.step()
            continue
        was, now = before.row(), after.row()
        if was is None or (now and now["id"] < was["id"]):
            yield Change("new", now["id"], now["name"])
            after.step()
        elif now is None or was["id"] < now["id"]:
            yield Change("gone", was["id"], was["name"])
            before.step()
        else:
            what = _what(was, now)
            yield Change("changed", now["id"], now["name"], what) if what else Change("same")
            before.step()
            after.step()


class _Side:
    """One of the two files, line after line."""

    def __init__(self, entities: Entities | None) -> None:
        self._entities = entities
        self._lines = iter(entities.lines() if entities else ())
        self.number = 0
        self.step()

    def step(self) -> None:
        self.line = next(self._lines, b"")
        self.number += 1

    def row(self) -> Any:
        return self._entities.read(self.line, self.number) if self._entities and self.line else None


def _what(was: dict[str, Any], now: dict[str, Any]) -> str:
    told = [f"{key} was {was.get(key)!r}" for key in _VALUES if was.get(key) != now.get(key)]
    differences = ((key, _difference(was.get(key, ()), now.get(key, ()))) for key in _LISTS)
    told += [f"{key} {difference}" for key, difference in differences if difference]
    return ", ".join([*told, *(["source"] if was.get("source") != now.get("source") else [])])


def _difference(was: Iterable[str], now: Iterable[str]) -> str:
    added, gone = set(now) - set(was), set(was) - set(now)
    return " ".join([*(f"+{name!r}" for name in sorted(added)), *(f"-{name!r}" for name in sorted(gone))])
