"""Digests: which hits a tag was told, in which message, and what an earlier message had told already."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from storage.errors import AlreadyToldError
from storage.servers.sql import in_batches, insert_new
from storage.tables import Delivery, Digest, DigestHit, Hit, Subscription


def subscription(session: Session, watchlist: str, tag: str, schedule: str, now: datetime) -> Subscription:
    """Return what this digest has been given so far; on first sight it starts `now`.

    One whose schedule alone was changed goes on where the old one was: nothing found between is lost.

    On PostgreSQL whoever asks next for the same one waits for the end of this transaction: ask first, then compose.
    """
    mine = (
        select(Subscription)
        .where(Subscription.watchlist == watchlist, Subscription.tag == tag, Subscription.schedule == schedule)
        .with_for_update()
    )
    found = session.exec(mine).first()
    if found is not None:
        return found
    before = select(func.min(Subscription.since)).where(Subscription.watchlist == watchlist, Subscription.tag == tag)
    since = session.exec(before).one() or now
    insert_new(session, [Subscription(watchlist=watchlist, tag=tag, schedule=schedule, since=since)])
    return session.exec(mine).one()


def told_stories(
    session: Session, *, watchlist: str, tag: str, pairs: Collection[tuple[str, int]]
) -> dict[tuple[str, int], int]:
    """Return which of `pairs`, a term and a story each, the tag has been told, with the digest that told it first."""
    first = (
        select(Hit.term, Hit.story_id, func.min(DigestHit.digest_id))
        .join(DigestHit, col(DigestHit.hit_id) == col(Hit.id))
        .where(Hit.watchlist == watchlist, DigestHit.tag == tag, col(DigestHit.told))
        .group_by(col(Hit.term), col(Hit.story_id))
    )
    told: dict[tuple[str, int], int] = {}
    for part in in_batches(sorted({story for _, story in pairs})):
        for term, story, digest in session.exec(first.where(col(Hit.story_id).in_(part))):
            told[term, story] = digest
    wanted = set(pairs)
    return {pair: digest for pair, digest in told.items() if pair in wanted}


def find_subscription(session: Session, watchlist: str, tag: str, schedule: str) -> Subscription | None:
    """Return what this digest has been given so far; None where no run has looked after it yet."""
    found = select(Subscription).where(
        Subscription.watchlist == watchlist, Subscription.tag == tag, Subscription.schedule == schedule
    )
    return session.exec(found).first()


def digests_with_hit(session: Session, hit_id: int) -> list[tuple[Digest, bool]]:
    """Return the digests that a hit belongs to, the oldest first, and whether each told it or told its story before."""
    found = select(Digest, DigestHit.told).join(DigestHit, col(DigestHit.digest_id) == col(Digest.id))
    return list(session.exec(found.where(DigestHit.hit_id == hit_id).order_by(col(Digest.id))))


def add_digest(
    session: Session,
    digest: Digest,
    told: Sequence[int],
    repeats: Sequence[tuple[int, int]],
    deliveries: Sequence[Delivery],
) -> Digest:
    """Store a digest, the hits it tells, the copies it leaves untold and what is to be delivered.

    Args:
        session: All or nothing of it is committed.
        digest: Not stored yet.
        told: The ids of the hits that are in it.
        repeats: Of hits that are copies of what was told: the hit's id, and the id of the digest that told it.
        deliveries: Not stored yet; they get the digest's id.

    Raises:
        AlreadyToldError: One of the hits was told to this tag meanwhile. Roll back: the message was rendered with it.
    """
    session.add(digest)
    session.flush()
    rows = [DigestHit(digest_id=digest.id, hit_id=hit, tag=digest.tag) for hit in sorted(told)]
    if len(insert_new(session, rows)) < len(rows):
        raise AlreadyToldError(f"digest for {digest.tag}: another process has just told some of these hits")
    add_repeats(session, tag=digest.tag, repeats=repeats)
    for delivery in deliveries:
        delivery.digest_id = digest.id
    session.add_all(deliveries)
    session.flush()
    return digest


def add_repeats(session: Session, *, tag: str, repeats: Sequence[tuple[int, int]]) -> None:
    """Set hits aside that are copies of what the tag was told: pairs of a hit and the digest that told it."""
    insert_new(
        session, [DigestHit(digest_id=told_in, hit_id=hit, tag=tag, told=False) for hit, told_in in sorted(repeats)]
    )


def recent_digests(session: Session, *, limit: int, watchlist: str | None = None) -> list[Digest]:
    """Return the last digests, the newest first."""
    newest = select(Digest).order_by(col(Digest.created_at).desc(), col(Digest.id).desc()).limit(limit)
    return list(session.exec(newest if watchlist is None else newest.where(Digest.watchlist == watchlist)))


def digest_by_id(session: Session, digest_id: int) -> Digest | None:
    """Return the digest, None where there is none of this number."""
    return session.get(Digest, digest_id)


def digest_hits(session: Session, digest_id: int) -> list[int]:
    """Return the ids of the hits that the digest told."""
    told = select(DigestHit.hit_id).where(DigestHit.digest_id == digest_id, col(DigestHit.told))
    return list(session.exec(told.order_by(col(DigestHit.hit_id))))
