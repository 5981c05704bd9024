"""deliveries ─► channels: claim what is due, send it outside any transaction, and mark what became of it."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from sqlmodel import Session

from flows.batches import total
from flows.errors import SendError
from flows.events import tell_dead
from flows.failpoint import reach
from flows.outbox import Outbox
from flows.steps.deliver.retries import next_try
from storage import (
    Database,
    Delivery,
    RunData,
    StorageError,
    claim_deliveries,
    mark_failed,
    mark_sent,
    server_time,
)

T = TypeVar("T")

_AT_ONCE = 10
_LEASE_MARGIN = 60
_PATIENCE = 1
"""Seconds before a database that could not be written is asked again."""


async def send_due(database: Database, outbox: Outbox, warn: Callable[[str], None]) -> RunData:
    """Send every delivery that is due and return the account: messages sent, and those that were not taken.

    Several channels at once, each one message at a time and no faster than its service likes.

    Args:
        database: Where the outbox is.
        outbox: The channels.
        warn: Is told of each message that was not taken, without addresses.

    Raises:
        StorageError: The database could not be used. What was sent and could not be marked is sent once more when the
            claim has run out, marked as a possible repeat.
    """
    sender = _Sender(database, outbox, warn)
    return total(await asyncio.gather(*(sender.work() for _ in range(_AT_ONCE))))


class _Sender:
    def __init__(self, database: Database, outbox: Outbox, warn: Callable[[str], None]) -> None:
        self._database = database
        self._outbox = outbox
        self._warn = warn
        self._turn = asyncio.Lock()
        self._free_at: defaultdict[str, float] = defaultdict(float)

    async def work(self) -> RunData:
        accounts = []
        while claimed := await self._in_turn(self._claim):
            reach("claimed")
            accounts.append(await self._deliver(claimed))
        return total(accounts)

    async def _in_turn(self, transaction: Callable[[], T]) -> T:
        # SQLite lets writers wait by sleeping: many that wait at once sleep while nobody writes.
        async with self._turn:
            return await asyncio.to_thread(transaction)

    def _claim(self) -> Delivery | None:
        lease = int(self._outbox.deadline) + _LEASE_MARGIN
        with self._database.session() as session:
            claimed = claim_deliveries(session, server_time(session), lease_seconds=lease, limit=1)
        return claimed[0] if claimed else None

    async def _deliver(self, delivery: Delivery) -> RunData:
        clock = asyncio.get_running_loop().time
        await asyncio.sleep(self._free_at[delivery.channel] - clock())
        try:
            answer = await self._outbox.send(delivery)
        except SendError as error:
            await self._note(partial(self._failed, delivery=delivery, error=error))
            if delivery.state == "dead":
                tell_dead(delivery, error.reason)
            return RunData(undelivered=1)
        finally:
            self._free_at[delivery.channel] = clock() + self._outbox.pace(delivery.channel)
        reach("answered")
        await self._note(lambda session: mark_sent(session, delivery.id, server_time(session), answer=answer))
        reach("marked")
        return RunData(sent=1)

    def _failed(self, session: Session, *, delivery: Delivery, error: SendError) -> None:
        now = server_time(session)
        state, next_at = next_try(
            error,
            attempts=delivery.attempts,
            unanswered=delivery.unanswered,
            first_at=delivery.first_at or now,
            now=now,
            chance=random.random(),  # noqa: S311  it spreads retries, no more
        )
        self._warn(f"delivery {delivery.id} by {delivery.channel}: {error.reason} ({state})")
        taken = {*(delivery.taken or "").split(), *error.taken}
        delivery.state = state
        mark_failed(session, delivery.id, state=state, error=error.reason, next_at=next_at, now=now, taken=taken)

    async def _note(self, note: Callable[[Session], None]) -> None:
        """Write down what became of a message; again while the claim lasts: what is not noted is sent again."""
        last = asyncio.get_running_loop().time() + _LEASE_MARGIN / 2
        while True:
            try:
                return await self._in_turn(partial(self._write, note))
            except StorageError:
                if asyncio.get_running_loop().time() > last:
                    raise
            await asyncio.sleep(_PATIENCE)

    def _write(self, note: Callable[[Session], None]) -> None:
        with self._database.session() as session:
            note(session)
