"""feeds due ─► entries: ask every feed that is due and keep what is new."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import task_run

from flows.batches import batches, total, utc_now
from flows.polling import Poller, open_poller
from flows.workspace import open_workspace
from storage import RunData, due_addresses, sync_feeds

_BATCH = 500
_MOST_BATCHES = 200
_EARLY = timedelta(seconds=90)
"""A feed that is due so soon is polled now: else one asked for every ten minutes would miss every second run."""


@flow(name="poll", flow_run_name="poll")
async def poll_feeds(watchlists: list[str] | None = None, everything: bool = False) -> RunData:
    """Poll the feeds that are due and return the account: feeds due, read, failing; new entries.

    Args:
        watchlists: The lists whose feeds are polled; none means all.
        everything: Poll every feed, due or not.
    """
    with open_workspace(watchlists or ()) as work:
        with work.database.session() as session:
            sync_feeds(session, work.feeds(), utc_now())
            due = due_addresses(session, utc_now(), everything=everything, early=_EARLY)
        feeds = [number for number, url in due if work.is_chosen(url)]
        async with open_poller(work.settings, work.database) as poller:
            return total(await asyncio.gather(*(poll_batch(poller, batch) for batch in batches(feeds, _size(feeds)))))


def _size(feeds: Sequence[int]) -> int:
    """Return how many feeds are a task run: 180,000 feeds are still no more than 200."""
    return max(_BATCH, len(feeds) // _MOST_BATCHES)


def _batch_name() -> str:
    return f"poll {len(task_run.parameters['feeds'])} feeds"


@task(task_run_name=_batch_name, cache_policy=NO_CACHE, persist_result=False)
async def poll_batch(poller: Poller, feeds: Sequence[int]) -> RunData:
    """Poll a batch of feeds, by their numbers; each one's outcome is stored as soon as it is known."""
    return await poller.poll(feeds)
