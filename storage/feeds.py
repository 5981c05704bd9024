"""Feeds: which there are, and which are due."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from storage.servers.sql import in_batches, insert_new
from storage.tables import Entry, Feed, FeedData

_OVERDUE_FIRST = (col(Feed.next_poll_at), col(Feed.id))
_AT_ONCE = 500
_LISTING = ("listed", "every", "title", "language")


def sync_feeds(session: Session, feeds: Sequence[FeedData], now: datetime) -> None:
    """Make the listed feeds those that `feeds` names, by all lists, and those that were added by hand.

    What a feed's health was is kept; a feed that is gone stays gone.
    """
    wanted = _merged(feeds)
    unknown = _unknown(session, sorted(wanted))
    for start in range(0, len(unknown), _AT_ONCE):
        insert_new(session, [_new_feed(wanted[url], now) for url in unknown[start : start + _AT_ONCE]])
    # What a row has besides is a hundred times as much, and on most runs nothing here has changed.
    listing = sa_select(Feed.id, Feed.url, Feed.added_by_hand, *(getattr(Feed, name) for name in _LISTING))  # type: ignore[call-overload]
    changed = [row.id for row in session.connection().execute(listing) if _is_listed_otherwise(row, wanted)]
    for part in in_batches(changed):
        for feed in session.exec(select(Feed).where(col(Feed.id).in_(part)).order_by(col(Feed.id)).with_for_update()):
            if feed.url in wanted:
                _relist(feed, wanted[feed.url])
            else:
                feed.listed = False
    session.flush()


def add_feed(session: Session, data: FeedData, now: datetime) -> Feed:
    """Return the feed that somebody added by hand: a new one, or the known one, listed again and no longer gone."""
    insert_new(session, [_new_feed(data, now)] if _unknown(session, [data.url]) else [])
    feed = session.exec(select(Feed).where(Feed.url == data.url).with_for_update()).one()
    _relist(feed, data)
    feed.added_by_hand = True
    if feed.status == "gone":
        feed.status, feed.failures, feed.error, feed.fetch_url, feed.next_poll_at = "new", 0, None, None, now
    session.flush()
    return feed


def remove_feed(session: Session, url: str) -> bool:
    """Stop polling the feed; False where none of this address is polled. Its row stays: a list may name it again."""
    feed = session.exec(select(Feed).where(Feed.url == url, col(Feed.listed)).with_for_update()).first()
    if feed is None:
        return False
    feed.listed = feed.added_by_hand = False
    session.flush()
    return True


def due_feeds(
    session: Session,
    now: datetime,
    *,
    everything: bool = False,
    early: timedelta = timedelta(),
    lease_seconds: int | None = None,
) -> list[Feed]:
    """Return the feeds to poll, the longest overdue first; with `everything`, also those whose time has not come.

    Those that would be due `early` are taken too, except where their server asked not to be.
    With a lease they are claimed: until it has run out, or their poll is recorded, they are due for nobody else.
    """
    due = select(Feed).where(*_are_due(now, everything=everything, early=early)).order_by(*_OVERDUE_FIRST)
    if lease_seconds is None:
        return list(session.exec(due))
    feeds = list(session.exec(due.with_for_update(skip_locked=True)))
    for feed in feeds:
        feed.next_poll_at = now + timedelta(seconds=lease_seconds)
    session.flush()
    return feeds


def due_addresses(
    session: Session, now: datetime, *, everything: bool = False, early: timedelta = timedelta()
) -> list[tuple[int, str]]:
    """Return number and address of the feeds that `due_feeds` would return, in its order, without all that is known."""
    due = sa_select(Feed.id, Feed.url).where(*_are_due(now, everything=everything, early=early))  # type: ignore[call-overload]
    return [(number, url) for number, url in session.connection().execute(due.order_by(*_OVERDUE_FIRST))]


def numbered_feeds(session: Session, numbers: Sequence[int]) -> list[Feed]:
    """Return the feeds of these numbers, in their order; those that are not there are left out."""
    found = (session.exec(select(Feed).where(col(Feed.id).in_(part))) for part in in_batches(numbers))
    feeds = {feed.id: feed for part in found for feed in part}
    return [feeds[number] for number in numbers if number in feeds]


def feed_rows(session: Session) -> list[Feed]:
    """Return every feed: those that are polled first, then by address."""
    return list(session.exec(select(Feed).order_by(col(Feed.listed).desc(), col(Feed.url))))


def _are_due(now: datetime, *, everything: bool, early: timedelta) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [col(Feed.listed).is_(True), col(Feed.status) != "gone"]
    if not everything:
        conditions.append(col(Feed.next_poll_at) <= now + early)
        # What a server asked for is not shortened.
        conditions.append(or_(col(Feed.not_before).is_(None), col(Feed.not_before) <= now))
    return conditions


def _merged(feeds: Iterable[FeedData]) -> dict[str, FeedData]:
    merged: dict[str, FeedData] = {}
    for feed in feeds:
        known = merged.get(feed.url, feed)
        merged[feed.url] = FeedData(
            url=feed.url,
            title=known.title or feed.title,
            language=known.language or feed.language,
            every=min((every for every in (known.every, feed.every) if every is not None), default=None),
        )
    return merged


def _unknown(session: Session, urls: Sequence[str]) -> list[str]:
    known: set[str] = set()
    for part in in_batches(urls):
        known.update(session.exec(select(Feed.url).where(col(Feed.url).in_(part))))
    return [url for url in urls if url not in known]


def _is_listed_otherwise(row: Any, wanted: Mapping[str, FeedData]) -> bool:
    data = wanted.get(row.url)
    if data is None:
        return bool(row.listed) and not row.added_by_hand
    return (row.listed, row.every, row.title, row.language) != (
        True,
        data.every,
        data.title or row.title,
        data.language or row.language,
    )


def _new_feed(data: FeedData, now: datetime) -> Feed:
    return Feed.model_validate(data, update={"added_at": now, "next_poll_at": now})


def _relist(feed: Feed, data: FeedData) -> None:
    # A title that the feed told of itself is better than none from the list.
    feed.listed, feed.every = True, data.every
    feed.title = data.title or feed.title
    feed.language = data.language or feed.language


def entries_a_day(session: Session, now: datetime, *, days: int) -> dict[int, list[int]]:
    """Return how many entries a feed published on each of the last days, today (UTC) last, for feeds that had any."""
    moment = func.coalesce(Entry.published_at, Entry.found_at)
    utc = moment if session.get_bind().dialect.name == "sqlite" else func.timezone("UTC", moment)
    since = (now - timedelta(days=days - 1)).replace(hour=0, minute=0, second=0, microsecond=0)
    day = func.date(utc)
    lately = (
        sa_select(Entry.feed_id, day, func.count())  # type: ignore[call-overload]
        .where(col(Entry.found_at) >= since, moment >= since)
        .group_by(Entry.feed_id, day)
    )
    counts: dict[int, list[int]] = {}
    for feed_id, date, count in session.connection().execute(lately):
        place = (datetime.fromisoformat(str(date)).date() - since.date()).days
        if 0 <= place < days:
            counts.setdefault(feed_id, [0] * days)[place] = count
    return counts
