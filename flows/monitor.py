"""The main job: poll ─► read ─► match for everything due, then send what is due."""

from prefect import flow, get_run_logger
from prefect.states import Completed

from flows.batches import total, utc_now
from flows.digest import send_digests
from flows.events import tell_completed
from flows.heartbeat import beat
from flows.match import match_entries
from flows.notices import compose_notices
from flows.outbox import open_outbox
from flows.poll import poll_feeds
from flows.progress import open_progress
from flows.read import read_entries
from flows.reports import describe, found, leave_account, name_run, run_tags
from flows.workspace import open_workspace
from storage import RunData, add_run, complete_run

_STAGES = 4


@flow(name="monitor", flow_run_name="monitor")
async def monitor(watchlists: list[str] | None = None, everything: bool = False, send_now: bool = False) -> RunData:
    """Do one pass of the pipeline; what it did is its name, its message and its artifacts.

    Args:
        watchlists: The lists to poll and send for; none means all of the user's own.
        everything: Poll every feed, due or not.
        send_now: Send every digest that has something to tell, whatever its schedule.
    """
    started = utc_now()
    progress = await open_progress("tocsin-progress", "poll, read, match, send")
    polled = await poll_feeds(watchlists, everything)
    await progress.reach(1, _STAGES)
    read = await read_entries(watchlists)
    await progress.reach(2, _STAGES)
    gathered = total([polled, read, await match_entries(watchlists)])
    await progress.reach(3, _STAGES)
    with open_workspace(watchlists or ()) as work:
        with work.database.session() as session:
            # Before the digests: their closing account tells of this run too.
            run = add_run(session, gathered, started_at=started, finished_at=utc_now())
        compose_notices(work, open_outbox(work.settings), utc_now())
        account = total([gathered, await send_digests(watchlists, everything=send_now)])
        with work.database.session() as session:
            complete_run(session, run.id, account, utc_now())
        await leave_account(work, account, since=started)
        await name_run("monitor", found(account), tags=run_tags(work.chosen))
        await progress.reach(_STAGES, _STAGES)
        tell_completed(account)
        await beat(work.settings)
    get_run_logger().info(describe(account))
    # Prefect shows the state's message and hands its data to the caller.
    return Completed(message=describe(account), data=account)  # type: ignore[return-value]
