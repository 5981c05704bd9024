"""Trends: how often each term was found on each of the last days."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from storage.servers.sql import in_batches
from storage.tables import Hit


def hits_a_day(
    session: Session, *, watchlist: str, terms: Collection[str], now: datetime, days: int
) -> dict[str, list[int]]:
    """Return in how many articles each term was found on each of the last days (UTC), today last."""
    since = (now - timedelta(days=days - 1)).replace(hour=0, minute=0, second=0, microsecond=0)
    on_postgres = session.get_bind().dialect.name == "postgresql"
    day = func.date(func.timezone("UTC", Hit.found_at) if on_postgres else Hit.found_at)
    lately = select(Hit.term, day, func.count()).where(
        Hit.watchlist == watchlist, Hit.found_at >= since, Hit.found_at <= now, Hit.zone != "fringe"
    )
    counts = {term: [0] * days for term in terms}
    for part in in_batches(sorted(terms)):
        for term, date, count in session.exec(lately.where(col(Hit.term).in_(part)).group_by(col(Hit.term), day)):
            counts[term][(datetime.fromisoformat(str(date)).date() - since.date()).days] = count
    return counts
