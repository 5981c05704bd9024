"""Keep house once a day: throw away what is old by the settings and needed by nobody any more."""

from datetime import datetime, timedelta

from prefect import flow, get_run_logger
from prefect.states import Completed
from sqlmodel import Session

from flows.batches import utc_now
from flows.untold import LOOK_BACK
from flows.workspace import Workspace, open_workspace
from storage import OldHits, find_subscription, pending_hits, prune


@flow(name="housekeeping", flow_run_name="housekeeping")
async def keep_house(watchlists: list[str] | None = None) -> dict[str, int]:
    """Prune by the settings and return how many of what were thrown away.

    Args:
        watchlists: The lists whose hits may go; none means all of the user's own.
    """
    with open_workspace(watchlists or ()) as work, work.database.session() as session:
        gone = prune_by_settings(work, session, utc_now(), dry_run=False)
    told = ", ".join(f"{count:,} {name}" for name, count in gone.items() if count) or "nothing is old enough"
    get_run_logger().info("thrown away: %s", told)
    return Completed(message=told, data=gone)  # type: ignore[return-value]


def prune_by_settings(work: Workspace, session: Session, now: datetime, *, dry_run: bool) -> dict[str, int]:
    """Throw away, or for a dry run count, what the settings do not keep any longer."""
    settings = work.settings
    return prune(
        session,
        before=now - timedelta(days=settings.keep_texts_days),
        deliveries_before=now - timedelta(days=settings.keep_deliveries_days),
        hits=_old_hits(work, session, now),
        dry_run=dry_run,
    )


def _old_hits(work: Workspace, session: Session, now: datetime) -> OldHits | None:
    days = work.settings.keep_hits_days
    if days is None:
        return None
    before = now - timedelta(days=days)
    untold = [
        row.hit.id
        for watchlist in work.watchlists
        for rule in watchlist.digests
        for given in [find_subscription(session, watchlist.id, rule.to, rule.schedule)]
        for row in pending_hits(
            session,
            watchlist=watchlist.id,
            tag=rule.to,
            min_severity=rule.min_severity,
            since=given.since - LOOK_BACK if given else None,
        )
        if row.hit.found_at < before
    ]
    return OldHits(before, [watchlist.id for watchlist in work.watchlists], untold)
