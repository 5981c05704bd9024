"""Write outcomes down in groups: all that became known in a moment, or while the group before was written.

A transaction for each of a thousand feeds or pages would cost more than asking for them.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

_GROUP = 100
_GATHERING = 0.05
"""Seconds in which items come together before they are written."""


class Ledger(Generic[Item, Outcome]):
    """Hands items to one writer at a time, in groups.

    Args:
        write: Stores a group and returns the outcome of each item. It is called in a thread.
    """

    def __init__(self, write: Callable[[Sequence[Item]], Sequence[Outcome]]) -> None:
        self._write = write
        self._waiting: list[tuple[Item, asyncio.Future[Outcome]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def record(self, item: Item) -> Outcome:
        """Return the item's outcome when it is stored.

        Raises:
            Exception: What the writing of its group raised.
        """
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_all())
        return await future

    async def _write_all(self) -> None:
        while self._waiting:
            await asyncio.sleep(_GATHERING)
            group, self._waiting = self._waiting[:_GROUP], self._waiting[_GROUP:]
            try:
                outcomes = await asyncio.to_thread(self._write, [item for item, _ in group])
            except Exception as error:  # noqa: BLE001  each of those who wait is told, and raises it
                for _, future in group:
                    if not future.done():
                        future.set_exception(error)
            else:
                for (_, future), outcome in zip(group, outcomes, strict=True):
                    if not future.done():
                        future.set_result(outcome)
        self._writer = None
