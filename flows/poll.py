"""feeds due ─► entries: ask every feed that is due and keep what is new."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from aiohttp import ClientSession
from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import task_run

from flows.batches import batches, total, utc_now
from flows.steps.gather.fetch import open_client
from flows.steps.gather.poll import poll_feed
from flows.workspace import Workspace, open_workspace
from storage import Feed, PollData, RunData, due_feeds, record_poll, sync_feeds

_BATCH = 50
_AT_ONCE = 40
_PER_HOST = 2
_SLACK = timedelta(seconds=90)
"""A feed that is due so soon is polled now: else one asked for every ten minutes would miss every second run."""


@flow(name="poll", flow_run_name="poll")
async def poll_feeds(watchlists: list[str] | None = None, everything: bool = False) -> RunData:
    """Poll the feeds that are due and return the account: feeds due, read, failing; new entries.

    Args:
        watchlists: The lists whose feeds are polled; none means all.
        everything: Poll every feed, due or not.
    """
    with open_workspace(watchlists or ()) as work:
        settings = work.settings
        with work.database.session() as session:
            sync_feeds(session, work.feeds(), utc_now())
            due = due_feeds(session, utc_now() + _SLACK, everything=everything)
            feeds = [feed for feed in due if work.is_chosen(feed)]
        async with open_client(
            user_agent=settings.user_agent, timeout=settings.timeout_seconds, allow_networks=settings.allow_networks
        ) as client:
            lanes = _Lanes()
            polls = (poll_batch(work, client, lanes, batch) for batch in batches(feeds, _BATCH))
            return total(await asyncio.gather(*polls))


def _batch_name() -> str:
    return f"poll {len(task_run.parameters['feeds'])} feeds"


@task(task_run_name=_batch_name, cache_policy=NO_CACHE, persist_result=False)
async def poll_batch(work: Workspace, client: ClientSession, lanes: "_Lanes", feeds: Sequence[Feed]) -> RunData:
    """Poll a batch of feeds; each one's outcome is stored as soon as it is known."""
    return total(await asyncio.gather(*(_poll_one(work, client, lanes, feed) for feed in feeds)))


async def _poll_one(work: Workspace, client: ClientSession, lanes: "_Lanes", feed: Feed) -> RunData:
    # The host's lane first: feeds that wait for a slow host are not to hold the lanes of all others.
    async with lanes.host(feed.fetch_url or feed.url), lanes.all:
        poll = await poll_feed(
            client,
            feed,
            now=utc_now(),
            max_bytes=work.settings.feed_max_bytes,
            timeout=work.settings.timeout_seconds,
            default_every=work.settings.poll_minutes * 60,
        )
    found = await asyncio.to_thread(_store, work, feed, poll)
    failing = poll.status in {"failing", "gone"}
    return RunData(feeds_due=1, feeds_read=not failing, feeds_failing=failing, entries=found)


def _store(work: Workspace, feed: Feed, poll: PollData) -> int:
    assert feed.id is not None
    with work.database.session() as session:
        return len(record_poll(session, feed.id, poll, utc_now()))


class _Lanes:
    """How many polls run at once, in all and for one host."""

    def __init__(self) -> None:
        self.all = asyncio.Semaphore(_AT_ONCE)
        self._hosts: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(_PER_HOST))

    def host(self, url: str) -> asyncio.Semaphore:
        return self._hosts[urlsplit(url).netloc]
