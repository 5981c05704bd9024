"""hits ─► deliveries: compose the digests that are due, then send what waits in the outbox."""

import asyncio

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE

from flows.batches import total, utc_now
from flows.compose import compose_digest
from flows.errors import SendError
from flows.outbox import Outbox, next_try, open_outbox
from flows.settings import load_settings
from flows.workspace import Workspace, open_workspace
from storage import (
    Database,
    Delivery,
    RunData,
    claim_deliveries,
    mark_failed,
    mark_sent,
)

_CLAIM = 10
_LEASE_MARGIN = 60


@flow(name="digest", flow_run_name="digest")
async def send_digests(
    watchlists: list[str] | None = None, everything: bool = False, only: tuple[str, str] | None = None
) -> RunData:
    """Compose and send the digests that are due and return the account: digests made, messages sent and undelivered.

    Args:
        watchlists: The lists whose digests are composed; none means all of the user's own.
        everything: Compose every digest that has something to tell, whatever its schedule and quiet hours.
        only: A watchlist's id and a tag: only the digests of this list to this tag are composed.
    """
    with open_workspace(watchlists or ()) as work:
        outbox = open_outbox(work.settings)
        rules = [
            (watchlist, rule)
            for watchlist in work.chosen
            for rule in watchlist.digests
            if only is None or tuple(only) == (watchlist.id, rule.to)
        ]
        composed = [await compose_digest(work, outbox, watchlist, rule, everything) for watchlist, rule in rules]
        return total([*composed, await send_waiting(work, outbox)])


@flow(name="send", flow_run_name="send")
async def send_outbox() -> RunData:
    """Send what waits in the outbox and return the account; nothing is composed, so no watchlist is needed."""
    settings = load_settings()
    with Database(settings.database) as database:
        database.upgrade()
        return await send_waiting(Workspace(settings, database, (), ()), open_outbox(settings))


@task(task_run_name="send", cache_policy=NO_CACHE, persist_result=False)
async def send_waiting(work: Workspace, outbox: Outbox) -> RunData:
    """Send every delivery that is due; each is claimed first, sent outside any transaction, and marked after."""
    accounts: list[RunData] = []
    lease = int(work.settings.timeout_seconds) + _LEASE_MARGIN
    while True:
        with work.database.session() as session:
            claimed = claim_deliveries(session, utc_now(), lease_seconds=lease, limit=_CLAIM)
        if not claimed:
            return total(accounts)
        accounts += await asyncio.gather(*(_send_one(work, outbox, delivery) for delivery in claimed))


async def _send_one(work: Workspace, outbox: Outbox, delivery: Delivery) -> RunData:
    assert delivery.id is not None
    try:
        await outbox.send(delivery.channel, delivery.payload)
    except SendError as error:
        state, next_at = next_try(error, delivery.attempts, utc_now())
        get_run_logger().warning("delivery %s by %s: %s (%s)", delivery.id, delivery.channel, error.reason, state)
        with work.database.session() as session:
            mark_failed(session, delivery.id, state=state, error=error.reason, next_at=next_at, now=utc_now())
        return RunData(undelivered=1)
    with work.database.session() as session:
        mark_sent(session, delivery.id, utc_now())
    return RunData(sent=1)
