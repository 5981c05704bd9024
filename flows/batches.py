"""Work in batches: a task run is a batch a person can follow, never one article."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from storage import RunData

T = TypeVar("T")


def batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield the items in order, at most `size` at a time."""
    return (items[start : start + size] for start in range(0, len(items), size))


def total(accounts: Iterable[RunData]) -> RunData:
    """Return the sum of several accounts."""
    listed = list(accounts)
    return RunData(**{name: sum(getattr(account, name) for account in listed) for name in RunData.model_fields})


def utc_now() -> datetime:
    """Return the moment, aware and in UTC: the one clock of the flows."""
    return datetime.now(UTC)
