"""Deliveries: the outbox. Each is claimed by one sender at a time and never forgotten before it was sent."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from storage.tables import Delivery

UNDELIVERED = ("pending", "claimed", "retry", "uncertain", "dead")
_WAITING = ("pending", "retry", "uncertain")


def claim_deliveries(session: Session, now: datetime, *, lease_seconds: int, limit: int) -> list[Delivery]:
    """Return deliveries that are due, now claimed for the caller; nobody else gets them before the lease has run out.

    Due is what waits and whose time has come, and what was claimed by a sender that was not heard of again. A part
    waits until the one before it was sent. `attempts` counts this one already; `possible_repeat` says that an earlier
    attempt may have arrived. Commit before sending; take a lease that is longer than a sending can last.
    """
    due = _due(now).limit(limit).with_for_update(skip_locked=True).cte("due")
    claimed = (
        update(Delivery)
        .where(col(Delivery.id).in_(select(due.c.id)))
        .values(
            state="claimed",
            lease_until=now + timedelta(seconds=lease_seconds),
            attempts=col(Delivery.attempts) + 1,
            possible_repeat=or_(col(Delivery.possible_repeat), col(Delivery.state).in_(("uncertain", "claimed"))),
        )
        .returning(col(Delivery.id))
        .execution_options(synchronize_session=False)
    )
    ids = session.scalars(claimed).all()
    rows = select(Delivery).where(col(Delivery.id).in_(ids)).order_by(col(Delivery.next_at), col(Delivery.id))
    return list(session.scalars(rows.execution_options(populate_existing=True)))


def mark_sent(session: Session, delivery_id: int, now: datetime) -> None:
    """Note that the delivery was accepted by its channel."""
    session.execute(
        update(Delivery)
        .where(col(Delivery.id) == delivery_id)
        .values(state="sent", sent_at=now, lease_until=None, error=None)
    )


def mark_failed(  # noqa: PLR0913  All but two are named at the call.
    session: Session, delivery_id: int, *, state: str, error: str, next_at: datetime | None, now: datetime
) -> None:
    """Note that the delivery was not accepted, why, and what becomes of it.

    Args:
        session: The transaction.
        delivery_id: What was sent. One that another sender has got through meanwhile stays sent.
        state: `retry`, `uncertain` (it may have arrived) or `dead`, which the parts behind it then are too.
        error: In words, without the channel's address.
        next_at: When to try again; `now` where there is nothing to wait for.
        now: The moment it failed.
    """
    session.execute(
        update(Delivery)
        .where(col(Delivery.id) == delivery_id, col(Delivery.state) != "sent")
        .values(state=state, error=error, next_at=next_at or now, lease_until=None)
    )
    if state == "dead":
        _give_up_behind(session, delivery_id)


def resend_deliveries(session: Session, digest_id: int, now: datetime) -> int:
    """Put everything of the digest into the outbox again, sent or not; return how many. None where it was pruned."""
    again = (
        update(Delivery)
        .where(col(Delivery.digest_id) == digest_id)
        .values(state="pending", attempts=0, next_at=now, lease_until=None, error=None, sent_at=None)
        .returning(col(Delivery.id))
        .execution_options(synchronize_session=False)
    )
    return len(session.scalars(again).all())


def list_deliveries(
    session: Session, *, states: Collection[str] | None = None, digest_id: int | None = None, limit: int | None = None
) -> list[Delivery]:
    """Return deliveries, the newest digest's first, parts in order."""
    rows = select(Delivery).order_by(col(Delivery.digest_id).desc(), col(Delivery.channel), col(Delivery.part))
    if states is not None:
        rows = rows.where(col(Delivery.state).in_(states))
    if digest_id is not None:
        rows = rows.where(col(Delivery.digest_id) == digest_id)
    return list(session.scalars(rows.limit(limit)))


def count_deliveries(session: Session) -> dict[str, int]:
    """Return how many deliveries there are in each state that has any."""
    counts = select(col(Delivery.state), func.count()).group_by(col(Delivery.state)).order_by(col(Delivery.state))
    return dict(session.execute(counts).tuples().all())


def _due(now: datetime) -> Select[tuple[int]]:
    lost = and_(col(Delivery.state) == "claimed", col(Delivery.lease_until) <= now)
    waiting = and_(col(Delivery.state).in_(_WAITING), col(Delivery.next_at) <= now)
    due = select(col(Delivery.id)).where(or_(waiting, lost), ~_has_unsent_before())
    return due.order_by(col(Delivery.next_at), col(Delivery.id))


def _has_unsent_before() -> ColumnElement[bool]:
    before = aliased(Delivery)
    return exists().where(
        col(before.digest_id) == col(Delivery.digest_id),
        col(before.channel) == col(Delivery.channel),
        col(before.part) < col(Delivery.part),
        col(before.state) != "sent",
    )


def _give_up_behind(session: Session, delivery_id: int) -> None:
    dead = session.get_one(Delivery, delivery_id)
    session.execute(
        update(Delivery)
        .where(
            col(Delivery.digest_id) == dead.digest_id,
            col(Delivery.channel) == dead.channel,
            col(Delivery.part) > dead.part,
            col(Delivery.state) != "sent",
        )
        .values(state="dead", error=f"part {dead.part} before it could not be delivered")
    )
