"""Deliveries: the outbox. Each is claimed by one sender at a time and never forgotten before it was sent."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, exists, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from storage.servers.sql import one_at_a_time
from storage.tables import Delivery
from storage.types import UtcDateTime

OVER = ("sent", "abandoned")
"""What waits for nothing any more, and lets the parts behind it go."""
FAILED = ("retry", "uncertain")
"""What waits for another try."""
WAITING = ("pending", *FAILED)
_NOW = bindparam("now", type_=UtcDateTime())
_HOLDS = 5
"""Attempts after which what a channel does not take holds up its other messages no longer."""


def claim_deliveries(session: Session, now: datetime, *, lease_seconds: int, limit: int) -> list[Delivery]:
    """Return deliveries that are due, now claimed for the caller; nobody else gets them before the lease has run out.

    Due is what waits and whose time has come, and what was claimed by a sender that was not heard of again. A part
    waits until the one before it was sent. A channel gets one message at a time, in the order in which they were
    made: while a failed one waits for its next try, the others wait behind it, but not for more than five tries.
    `attempts` counts this one already; `possible_repeat` says that an earlier attempt may have arrived. Commit before
    sending; take a lease that is longer than a sending can last.
    """
    one_at_a_time(session, "claim deliveries")
    at = {"now": now, "limit": limit}
    due = [*session.execute(_failed_due(), at), *session.execute(_pending_due(), at)]
    first_of: dict[str, int] = {}
    for number, channel, _ in sorted(due, key=lambda row: (row[2], row[0])):
        first_of.setdefault(channel, number)
    claimed = (
        update(Delivery)
        .where(col(Delivery.id).in_(list(first_of.values())[:limit]))
        .values(
            state="claimed",
            lease_until=now + timedelta(seconds=lease_seconds),
            attempts=col(Delivery.attempts) + 1,
            first_at=func.coalesce(col(Delivery.first_at), now),
            possible_repeat=or_(col(Delivery.possible_repeat), col(Delivery.state).in_(("uncertain", "claimed"))),
        )
        .returning(col(Delivery.id))
        .execution_options(synchronize_session=False)
    )
    ids = session.scalars(claimed).all() if first_of else []
    rows = select(Delivery).where(col(Delivery.id).in_(ids)).order_by(col(Delivery.next_at), col(Delivery.id))
    return list(session.scalars(rows.execution_options(populate_existing=True))) if ids else []


def mark_sent(session: Session, delivery_id: int, now: datetime, *, answer: str | None = None) -> None:
    """Note that the delivery was accepted by its channel, and what the receiver said to it."""
    session.execute(
        update(Delivery)
        .where(col(Delivery.id) == delivery_id)
        .values(state="sent", sent_at=now, lease_until=None, error=None, answer=answer)
    )


def mark_failed(  # noqa: PLR0913  All but two are named at the call.
    session: Session,
    delivery_id: int,
    *,
    state: str,
    error: str,
    next_at: datetime | None,
    now: datetime,
    taken: Collection[str] = (),
) -> None:
    """Note that the delivery was not accepted, why, and what becomes of it.

    Args:
        session: The transaction.
        delivery_id: What was sent. One that another sender has got through meanwhile stays sent.
        state: `retry`, `uncertain` (it may have arrived) or `dead`, which the parts behind it then are too.
        error: In words, without the channel's address.
        next_at: When to try again; `now` where there is nothing to wait for.
        now: The moment it failed.
        taken: Hashes of the recipients that took it all the same, with those of the attempts before.
    """
    session.execute(
        update(Delivery)
        .where(col(Delivery.id) == delivery_id, col(Delivery.state) != "sent")
        .values(
            state=state,
            error=error,
            next_at=next_at or now,
            lease_until=None,
            taken=" ".join(sorted(taken)) or None,
            unanswered=col(Delivery.unanswered) + int(state == "uncertain"),
        )
    )
    if state == "dead":
        _give_up_behind(session, delivery_id, now)


def _due(*conditions: ColumnElement[bool]) -> Select[tuple[int, str, datetime]]:
    rows = select(col(Delivery.id), col(Delivery.channel), col(Delivery.next_at))
    due = rows.where(*conditions, col(Delivery.channel).not_in(_resting()), ~_has_unsent_before())
    in_order = due.order_by(col(Delivery.next_at), col(Delivery.id))
    return in_order.limit(bindparam("limit", type_=Integer)).with_for_update(skip_locked=True)


@cache  # building it takes longer than the server needs for it
def _failed_due() -> Select[tuple[int, str, datetime]]:
    return _due(or_(_lost(), _failed()))


@cache
def _pending_due() -> Select[tuple[int, str, datetime]]:
    # What has failed before was made before: it goes first.
    first = select(col(Delivery.channel)).where(or_(_lost(), _failed()))
    waiting = and_(col(Delivery.state) == "pending", col(Delivery.next_at) <= _NOW)
    return _due(waiting, col(Delivery.channel).not_in(first))


def _lost() -> ColumnElement[bool]:
    return and_(col(Delivery.state) == "claimed", col(Delivery.lease_until) <= _NOW)


def _failed() -> ColumnElement[bool]:
    return and_(col(Delivery.state).in_(FAILED), col(Delivery.next_at) <= _NOW)


def _resting() -> Select[tuple[str]]:
    """Return the channels that somebody is sending to, and those that have just failed."""
    sending = and_(col(Delivery.state) == "claimed", col(Delivery.lease_until) > _NOW)
    failed = and_(
        col(Delivery.state).in_(FAILED), col(Delivery.next_at) > _NOW, col(Delivery.attempts).between(1, _HOLDS)
    )
    return select(col(Delivery.channel)).where(or_(sending, failed))


def _has_unsent_before() -> ColumnElement[bool]:
    before = aliased(Delivery)
    return exists().where(
        col(before.digest_id) == col(Delivery.digest_id),
        col(before.channel) == col(Delivery.channel),
        col(before.part) < col(Delivery.part),
        col(before.state).not_in(OVER),
    )


def _give_up_behind(session: Session, delivery_id: int, now: datetime) -> None:
    dead = session.get_one(Delivery, delivery_id)
    session.execute(
        update(Delivery)
        .where(
            col(Delivery.digest_id) == dead.digest_id,
            col(Delivery.channel) == dead.channel,
            col(Delivery.part) > dead.part,
            col(Delivery.state).not_in(OVER),
        )
        .values(state="dead", error=f"part {dead.part} before it could not be delivered", next_at=now)
    )
