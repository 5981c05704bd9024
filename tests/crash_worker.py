"""The pipeline in processes that are killed. Says 0 when it is ready. Reads lines "DESIGN FAILPOINT PASSES", answers each with a process's number.

When that process has ended, its exit code is the next line; where the database failed it, said.txt says how. What it needs is imported once, before it is forked.
Pages are missing on the site of these tests: articles are the feed's own words, and no page worker is started.
"""

import asyncio
import logging
import os
import resource
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import alembic.command  # noqa: F401
import css_inline  # noqa: F401
import requests  # noqa: F401
from sqlmodel import Session, select

import flows.compose
import flows.sending
import storage.servers.sqlite
from flows.batches import utc_now
from flows.compose import compose_digest
from flows.failpoint import FAILPOINT
from flows.match import match_batch
from flows.outbox import Outbox, open_outbox
from flows.polling import open_poller
from flows.read import reading, unread
from flows.sending import send_due
from flows.workspace import Workspace, open_workspace
from storage import Delivery, Digest, StorageError, due_feeds, mark_sent, sync_feeds, unmatched_entries

_ROOM = 50_000
_WINDOW = 0.02
"""Seconds between the two steps of a wrong design, so that a kill finds its way in."""


async def one_pass(work: Workspace, outbox: Outbox) -> None:
    """Poll, read, match, compose and send, as the flows do: their tasks without Prefect."""
    database, settings = work.database, work.settings
    with database.session() as session:
        sync_feeds(session, work.feeds(), utc_now())
        feeds = due_feeds(session, utc_now(), everything=True)
    async with open_poller(settings, database) as poller:
        await poller.poll([feed.id for feed in feeds])
    async with reading(work) as reader:
        while waiting := unread(work):
            await reader.read(waiting)
    while True:
        with database.read() as session:
            unmatched = unmatched_entries(session, limit=100)
        if not unmatched:
            break
        await match_batch.fn(work, unmatched)
    await send_due(database, outbox, lambda _: None)
    for watchlist in work.chosen:
        for rule in watchlist.digests:
            await compose_digest.fn(work, outbox, watchlist, rule, everything=True)
            store_late(work)
    await send_due(database, outbox, lambda _: None)


_late: list[tuple[str, Sequence[Delivery]]] = []


def store_late(work: Workspace) -> None:
    """The second transaction of the wrong design that has two."""
    if _late:
        time.sleep(_WINDOW)
        with work.database.session() as session:
            for key, deliveries in _late:
                digest = session.exec(select(Digest).where(Digest.key == key)).one()
                for delivery in deliveries:
                    delivery.digest_id = digest.id
                session.add_all(deliveries)
        _late.clear()


def two_transactions() -> None:
    """Store what was told first, and what is to be sent after that."""
    from storage import add_digest

    def add(session: Session, digest: Digest, told: Any, repeats: Any, deliveries: Sequence[Delivery]) -> Digest:
        _late.append((digest.key, list(deliveries)))
        return add_digest(session, digest, told=told, repeats=repeats, deliveries=[])

    vars(flows.compose)["add_digest"] = add


def mark_before_send() -> None:
    """Call a message sent before it is."""
    sender = flows.sending._Sender
    right = sender._deliver

    async def deliver(self: Any, delivery: Delivery) -> Any:
        with self._database.session() as session:
            mark_sent(session, delivery.id, utc_now())
        await asyncio.sleep(_WINDOW)
        return await right(self, delivery)

    sender._deliver = deliver  # type: ignore[method-assign]


def little_room() -> None:
    """Let no file grow beyond what this process may write, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (_ROOM, _ROOM))


def no_patience() -> None:
    """Wait for another writer a moment instead of half a minute."""
    vars(storage.servers.sqlite)["BUSY_SECONDS"] = 0.2


DESIGNS: dict[str, Callable[[], None]] = {
    "right": lambda: None,
    "two-transactions": two_transactions,
    "mark-before-send": mark_before_send,
    "little-room": little_room,
    "no-patience": no_patience,
}


def work(passes: int) -> None:
    logging.disable()
    with open_workspace() as opened:
        outbox = open_outbox(opened.settings)
        for _ in range(passes):
            asyncio.run(one_pass(opened, outbox))


def start(design: str, failpoint: str, passes: str) -> int:
    number = os.fork()
    if number:
        return number
    try:
        if failpoint != "-":
            os.environ[FAILPOINT] = failpoint.replace("_", " ")
        DESIGNS[design]()
        work(int(passes))
    except StorageError as error:
        Path("said.txt").write_text(f"{error}", encoding="utf-8")
        os._exit(1)
    except BaseException:  # noqa: BLE001  A forked process must end here, whatever was raised.
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def warm_up() -> None:
    """Load what every process would load at its first message and its first match."""
    with open_workspace() as opened:
        open_outbox(opened.settings)
        for watchlist in opened.watchlists:
            opened.matcher(watchlist)


if __name__ == "__main__":
    warm_up()
    sys.stdout.write("0\n")
    sys.stdout.flush()
    for line in sys.stdin:
        child = start(*line.split())
        for answer in (child, None):
            code = answer or os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            sys.stdout.write(f"{code}\n")
            sys.stdout.flush()
