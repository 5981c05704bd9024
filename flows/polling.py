"""Ask many feeds at once: politely to each host, and every outcome written down as soon as it is known."""

import asyncio
from bisect import bisect_right
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import accumulate

from aiohttp import ClientSession

from flows.batches import total, utc_now
from flows.failpoint import reach
from flows.hosts import Hosts, host_of
from flows.settings import Settings
from flows.steps.gather.fetch import open_client
from flows.steps.gather.poll import poll_feed
from storage import Database, Feed, PollData, RunData, numbered_feeds, record_polls, reserve_hosts

_BATCHES = 2
"""Batches that are polled at once: more than one, for the last feeds of a batch are those of a slow host."""
_AT_ONCE = 40
_GROUP = 100
_GROUP_ENTRIES = 100
"""Polls, and their entries, that are written in one transaction: it holds all of them in memory a few times over."""
_GATHERING = 0.05
"""Seconds in which outcomes come together before they are written."""


class Poller:
    """Polls feeds and stores what they say. Not a dataclass: Prefect walks through those."""

    def __init__(self, settings: Settings, database: Database, client: ClientSession) -> None:
        self._settings = settings
        self._client = client
        self._hosts = Hosts(settings.poll_gap_seconds)
        self._batches = asyncio.Semaphore(_BATCHES)
        self._lanes = asyncio.Semaphore(_AT_ONCE)
        self._database = database
        self._ledger = _Ledger(database)

    async def poll(self, numbers: Sequence[int]) -> RunData:
        """Return the account of polling the feeds of these numbers: how many were read, are failing, new entries."""
        async with self._batches:
            feeds, waits = await asyncio.to_thread(self._prepare, numbers)
            for name, seconds in waits.items():
                self._hosts.hold(name, seconds)
            return total(await asyncio.gather(*(self._poll_one(feed) for feed in feeds)))

    def _prepare(self, numbers: Sequence[int]) -> tuple[list[Feed], dict[str, float]]:
        """Load the feeds and reserve time at their hosts: another run may be asking them, or have just done so."""
        with self._database.read() as session:
            feeds = numbered_feeds(session, numbers)
        gap = self._settings.poll_gap_seconds
        if not gap:
            return feeds, {}
        stretches = {name: gap * count for name, count in Counter(host_of(_address(feed)) for feed in feeds).items()}
        with self._database.session() as session:
            return feeds, reserve_hosts(session, stretches, utc_now())

    async def _poll_one(self, feed: Feed) -> RunData:
        # The host's turn first: feeds that wait for a slow host are not to hold the lanes of all others.
        async with self._hosts.turn(_address(feed)), self._lanes:
            poll = await poll_feed(
                self._client,
                feed,
                now=utc_now(),
                max_bytes=self._settings.feed_max_bytes,
                timeout=self._settings.timeout_seconds,
                default_every=self._settings.poll_minutes * 60,
                pause=self._hosts.pause,
            )
            stored = await self._ledger.take(feed.id, poll)
        found = await stored
        failing = poll.status in {"failing", "gone"}
        return RunData(feeds_due=1, feeds_read=not failing, feeds_failing=failing, entries=found)


@asynccontextmanager
async def open_poller(settings: Settings, database: Database) -> AsyncIterator[Poller]:
    """Give a poller with a client of its own."""
    async with open_client(
        user_agent=settings.user_agent,
        timeout=settings.timeout_seconds,
        allow_networks=settings.allow_networks,
        proxy=settings.proxy_address,
    ) as client:
        yield Poller(settings, database, client)


def _address(feed: Feed) -> str:
    return feed.fetch_url or feed.url


class _Ledger:
    """Writes outcomes down in groups: all that became known in a moment, or while the group before was written.

    A transaction for each of a thousand feeds would cost more than asking them.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._room = asyncio.Semaphore(_GROUP)
        self._waiting: list[tuple[int, PollData, asyncio.Future[int]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def take(self, feed_id: int, poll: PollData) -> asyncio.Future[int]:
        """Return, when there is room for the outcome, the promise to tell how many of its entries are new.

        Feeds are read faster than they are written down: without a limit all their entries would lie in memory.
        """
        await self._room.acquire()
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append((feed_id, poll, future))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        return future

    async def _write(self) -> None:
        while self._waiting:
            await asyncio.sleep(_GATHERING)
            group = self._next_group()
            try:
                counts = await asyncio.to_thread(self._store, {feed_id: poll for feed_id, poll, _ in group})
            except Exception as error:  # noqa: BLE001  each of those who wait is told, and raises it
                for _, _, future in group:
                    future.set_exception(error)
            else:
                for feed_id, _, future in group:
                    future.set_result(counts[feed_id])
            for _ in group:
                self._room.release()
        self._writer = None

    def _next_group(self) -> list[tuple[int, PollData, asyncio.Future[int]]]:
        entries = list(accumulate(len(poll.entries) for _, poll, _ in self._waiting[:_GROUP]))
        size = max(1, bisect_right(entries, _GROUP_ENTRIES))
        group, self._waiting = self._waiting[:size], self._waiting[size:]
        return group

    def _store(self, polls: dict[int, PollData]) -> dict[int, int]:
        with self._database.session() as session:
            counts = {feed_id: len(new) for feed_id, new in record_polls(session, polls, utc_now()).items()}
            reach("polls written")
        reach("polls stored")
        return counts
