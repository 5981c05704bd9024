"""The wait before an immediate digest: what is found within a minute is one message, and no process sleeps for it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import httpx
from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from prefect.runtime import deployment
from prefect.states import Scheduled

from flows.untold import LOOK_BACK, untold_hits
from flows.workspace import Workspace
from storage import HitRow, find_subscription
from watchlists import DigestRule, Watchlist
from watchlists.fields import IMMEDIATELY

BURST = timedelta(seconds=60)
"""How long others may follow the first untold hit into one message."""
FOLLOW_UP = "when a burst is over"
"""The deployment of the digest flow that is asked to come back."""


def burst_ends(work: Workspace, watchlist: Watchlist, rule: DigestRule, now: datetime) -> datetime | None:
    """Return when the wait of what this digest has to tell is over; None where there is none to wait for.

    It is decided from when the hits were found, which is stored: a process that ends meanwhile changes nothing.
    """
    if rule.schedule != IMMEDIATELY:
        return None
    with work.database.read() as session:
        given = find_subscription(session, watchlist.id, rule.to, rule.schedule)
        since = given.since - LOOK_BACK if given else None
        rows = untold_hits(session, watchlist, rule, severity=rule.min_severity, since=since, now=now).rows
    return end_of_burst(rows, now)


def end_of_burst(rows: Sequence[HitRow], now: datetime) -> datetime | None:
    """Return when the first of these hits has waited long enough; None where it has, or where there is none."""
    first = min((row.hit.found_at for row in rows), default=None)
    # A clock that was set back must not stretch the wait: nothing waits for longer than one burst.
    return first + BURST if first is not None and first <= now < first + BURST else None


async def follow_up(at: datetime) -> bool:
    """Have the digests looked after at this moment by a scheduled run; say whether there will be one.

    A pass that a person started has nobody who comes after it, nor has a server without that deployment.
    """
    if not deployment.get_id():
        return False
    try:
        async with get_client() as client:
            found = await client.read_deployment_by_name(f"digest/{FOLLOW_UP}")
            await client.create_flow_run_from_deployment(
                found.id, state=Scheduled(scheduled_time=at), idempotency_key=f"burst {at:%Y-%m-%dT%H:%M:%S}"
            )
    except (ObjectNotFound, PrefectHTTPStatusError, httpx.HTTPError):
        return False
    return True
