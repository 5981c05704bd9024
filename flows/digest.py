"""hits ─► deliveries: compose the digests that are due, then send what waits in the outbox."""

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE

from flows.batches import total, utc_now
from flows.compose import compose_digest
from flows.outbox import Outbox, open_outbox
from flows.reports import leave_digests, name_run, run_tags, sent
from flows.sending import send_due
from flows.settings import load_settings
from flows.undeliverable import tell_of_dead
from flows.workspace import Workspace, open_workspace
from storage import Database, RunData


@flow(name="digest", flow_run_name="digest")
async def send_digests(
    watchlists: list[str] | None = None, everything: bool = False, only: tuple[str, str] | None = None
) -> RunData:
    """Compose and send the digests that are due and return the account: digests made, messages sent and undelivered.

    What waits goes first: a channel that takes it again has its next digest in the same pass.

    Args:
        watchlists: The lists whose digests are composed; none means all of the user's own.
        everything: Compose every digest that has something to tell, whatever its schedule and quiet hours.
        only: A watchlist's id and a tag: only the digests of this list to this tag are composed.
    """
    started = utc_now()
    with open_workspace(watchlists or ()) as work:
        outbox = open_outbox(work.settings)
        rules = [
            (watchlist, rule)
            for watchlist in work.chosen
            for rule in watchlist.digests
            if only is None or tuple(only) == (watchlist.id, rule.to)
        ]
        waited = await send_waiting(work, outbox)
        composed = [await compose_digest(work, outbox, watchlist, rule, everything) for watchlist, rule in rules]
        account = total([waited, *composed, *([await send_waiting(work, outbox)] if total(composed).digests else [])])
        await leave_digests(work, since=started)
        await name_run(
            "digest", sent(account), tags=run_tags({watchlist.id: watchlist for watchlist, _ in rules}.values())
        )
        return account


@flow(name="send", flow_run_name="send")
async def send_outbox() -> RunData:
    """Send what waits in the outbox and return the account; nothing is composed, so no watchlist is needed."""
    settings = load_settings()
    with Database(settings.database) as database:
        database.upgrade()
        return await send_waiting(Workspace(settings, database, (), ()), open_outbox(settings))


@task(task_run_name="send", cache_policy=NO_CACHE, persist_result=False)
async def send_waiting(work: Workspace, outbox: Outbox) -> RunData:
    """Send every delivery that is due, and what is to be said of those that are dead."""
    sent = await send_due(work.database, outbox, get_run_logger().warning)
    if not tell_of_dead(work.database, outbox):
        return sent
    return total([sent, await send_due(work.database, outbox, get_run_logger().warning)])
