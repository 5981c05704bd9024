"""Work in batches: a task run is a batch a person can follow, never one article."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from storage import RunData

T = TypeVar("T")
_MANY = 100


def batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield the items in order, at most `size` at a time."""
    return (items[start : start + size] for start in range(0, len(items), size))


def batch_size(plain: int, done: int) -> int:
    """Return how many items the next batch is to have: after a hundred batches of one flow ten times as many.

    Prefect's server drops history when a flow has thousands of task runs: with a
    backlog of 100,000 pages a flow has 190 of them, not 1,000.
    """
    return plain if done < _MANY else plain * 10


def total(accounts: Iterable[RunData]) -> RunData:
    """Return the sum of several accounts."""
    listed = list(accounts)
    return RunData(**{name: sum(getattr(account, name) for account in listed) for name in RunData.model_fields})


def utc_now() -> datetime:
    """Return the moment, aware and in UTC: the one clock of the flows."""
    return datetime.now(UTC)
