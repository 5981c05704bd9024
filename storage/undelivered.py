"""What is not delivered, and what a person does about it: look, try again, send again, give up."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from storage.deliveries import FAILED, WAITING
from storage.tables import Delivery

UNDELIVERED = ("pending", "claimed", "retry", "uncertain", "dead")


def resend_deliveries(session: Session, digest_id: int, now: datetime) -> int:
    """Put everything of the digest into the outbox again, for everybody, sent or not; return how many.

    None where it was pruned.
    """
    return _put_back(session, col(Delivery.digest_id) == digest_id, now, taken=None)


def retry_deliveries(session: Session, ids: Collection[int], now: datetime) -> int:
    """Make deliveries that wait, are dead or were abandoned due now, and the parts behind them; return how many.

    What is sent or is being sent at the moment stays as it is.
    """
    return _put_back(session, and_(_from_part_on(ids), col(Delivery.state).in_((*WAITING, "dead", "abandoned"))), now)


def abandon_deliveries(session: Session, ids: Collection[int], now: datetime) -> int:
    """Give up deliveries that wait or are dead; return how many. The parts behind them go on."""
    given_up = (
        update(Delivery)
        .where(col(Delivery.id).in_(ids), col(Delivery.state).in_((*WAITING, "dead")))
        .values(state="abandoned", next_at=now, told=True)
        .returning(col(Delivery.id))
        .execution_options(synchronize_session=False)
    )
    return len(session.scalars(given_up).all())


def list_deliveries(
    session: Session,
    *,
    states: Collection[str] | None = None,
    digest_id: int | None = None,
    channel: str | None = None,
    limit: int | None = None,
) -> list[Delivery]:
    """Return deliveries, the newest digest's first, parts in order."""
    rows = select(Delivery).order_by(col(Delivery.digest_id).desc(), col(Delivery.channel), col(Delivery.part))
    if states is not None:
        rows = rows.where(col(Delivery.state).in_(states))
    if digest_id is not None:
        rows = rows.where(col(Delivery.digest_id) == digest_id)
    if channel is not None:
        rows = rows.where(col(Delivery.channel) == channel)
    return list(session.scalars(rows.limit(limit)))


def find_delivery(session: Session, delivery_id: int) -> Delivery | None:
    """Return the delivery, None where there is none of this number."""
    return session.get(Delivery, delivery_id)


def count_deliveries(session: Session) -> dict[str, int]:
    """Return how many deliveries there are in each state that has any."""
    counts = select(col(Delivery.state), func.count()).group_by(col(Delivery.state)).order_by(col(Delivery.state))
    return dict(session.execute(counts).tuples().all())


def failing_channels(session: Session, channels: Collection[str]) -> set[str]:
    """Return those of `channels` that did not take what was last tried, and are tried again later."""
    failing = select(col(Delivery.channel)).where(
        col(Delivery.state).in_(FAILED), col(Delivery.channel).in_(channels), col(Delivery.attempts) > 0
    )
    return set(session.scalars(failing.distinct()))


def untold_dead(session: Session) -> list[Delivery]:
    """Return the deliveries that are dead and of which nobody was told, in the order they were made."""
    dead = select(Delivery).where(col(Delivery.state) == "dead", ~col(Delivery.told)).order_by(col(Delivery.id))
    return list(session.scalars(dead))


def known_dead(session: Session) -> set[str]:
    """Return the channels whose last trouble was told and that have taken nothing since."""
    later = aliased(Delivery)
    told = select(col(Delivery.channel)).where(
        col(Delivery.state) == "dead",
        col(Delivery.told),
        ~exists().where(
            col(later.channel) == col(Delivery.channel), col(later.state) == "sent", col(later.id) > col(Delivery.id)
        ),
    )
    return set(session.scalars(told.distinct()))


def _from_part_on(ids: Collection[int]) -> ColumnElement[bool]:
    named = aliased(Delivery)
    return exists().where(
        col(named.id).in_(ids),
        col(named.digest_id) == col(Delivery.digest_id),
        col(named.channel) == col(Delivery.channel),
        col(named.part) <= col(Delivery.part),
    )


def _put_back(session: Session, which: ColumnElement[bool], now: datetime, **values: Any) -> int:
    fresh = {"state": "pending", "attempts": 0, "next_at": now, "first_at": None, "unanswered": 0, "told": False}
    emptied = {"lease_until": None, "error": None, "sent_at": None, "answer": None}
    again = (
        update(Delivery)
        .where(which)
        .values(**fresh, **emptied, **values)
        .returning(col(Delivery.id))
        .execution_options(synchronize_session=False)
    )
    return len(session.scalars(again).all())
