"""Signs of life: when each stage last did its work, and how much waits for it."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from storage.deliveries import OVER
from storage.runs import last_run
from storage.tables import Delivery, Digest, Entry, Feed
from storage.undelivered import count_deliveries


class Vitals(NamedTuple):
    """What there is to know of a database at one moment. Moments are None where the thing never happened."""

    completed_at: datetime | None
    """When a run was last completed."""
    polled_at: datetime | None
    """When a feed last answered well."""
    matched_at: datetime | None
    digested_at: datetime | None
    delivered_at: datetime | None
    unread: int
    """Entries whose page waits to be read."""
    unmatched: int
    """Entries that were read and wait to be matched."""
    deliveries: dict[str, int]
    """How many there are in each state."""
    waiting_since: datetime | None
    """Since when the oldest message that was not delivered waits, the dead ones apart."""


def vitals(session: Session) -> Vitals:
    """Return the signs of life."""
    run = last_run(session)
    waiting = (
        select(func.min(Digest.created_at))
        .join(Delivery, col(Delivery.digest_id) == col(Digest.id))
        .where(col(Delivery.state).not_in((*OVER, "dead")))
    )
    unread = select(func.count()).where(col(Entry.article_id).is_(None))
    unmatched = select(func.count()).where(col(Entry.article_id).is_not(None), col(Entry.matched_at).is_(None))
    return Vitals(
        completed_at=run.finished_at if run else None,
        polled_at=session.exec(select(func.max(Feed.succeeded_at))).one(),
        matched_at=session.exec(select(func.max(Entry.matched_at))).one(),
        digested_at=session.exec(select(func.max(Digest.created_at))).one(),
        delivered_at=session.exec(select(func.max(Delivery.sent_at))).one(),
        unread=session.exec(unread.select_from(Entry)).one(),
        unmatched=session.exec(unmatched.select_from(Entry)).one(),
        deliveries=count_deliveries(session),
        waiting_since=session.exec(waiting).one(),
    )
