"""Entries: the work that waits to be read, and then to be matched."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from storage.servers.sql import in_batches
from storage.tables import Article, Entry, Feed


def unread_entries(session: Session, now: datetime, *, limit: int, lease_seconds: int | None = None) -> list[Entry]:
    """Return entries whose page is to be read now, the longest waiting first, of any feed, still listed or not.

    Among them are those that have an article already, of what their feed says, since their page could not be had.
    With a lease they are claimed: until it has run out nobody else is given them.
    """
    waiting = (
        select(Entry)
        .where(col(Entry.next_read_at) <= now)
        .order_by(col(Entry.next_read_at), col(Entry.id))
        .limit(limit)
    )
    if lease_seconds is None:
        return list(session.exec(waiting))
    entries = list(session.exec(waiting.with_for_update(skip_locked=True)))
    for entry in entries:
        entry.next_read_at = now + timedelta(seconds=lease_seconds)
    session.flush()
    return entries


def count_unread(session: Session, now: datetime) -> int:
    """Return how many entries' pages are to be read now."""
    waiting = select(func.count()).select_from(Entry).where(col(Entry.next_read_at) <= now)
    return session.exec(waiting).one()


def unmatched_entries(session: Session, *, limit: int) -> list[tuple[Entry, Article, Feed]]:
    """Return entries that were read and not yet matched, the oldest first, each with its article and feed.

    Those of a feed that no list of this run names wait: the list that will name it again has not seen them.
    """
    read = (
        select(Entry, Article, Feed)
        .join(Article, col(Entry.article_id) == col(Article.id))
        .join(Feed, col(Entry.feed_id) == col(Feed.id))
        .where(col(Entry.matched_at).is_(None), col(Feed.listed))
        .order_by(col(Entry.id))
        .limit(limit)
    )
    return list(session.exec(read))


def mark_matched(session: Session, entry_ids: Sequence[int], now: datetime) -> None:
    """Note that the entries' articles have been looked through and every hit is stored."""
    for part in in_batches(sorted(entry_ids)):
        session.execute(update(Entry).where(col(Entry.id).in_(part)).values(matched_at=now))
