"""Held hits: what a tag is not told, because of a mute or because its term had its share of the day."""

from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import func, update
from sqlmodel import Session, col, delete, select

from storage.servers.sql import insert_new
from storage.tables import Digest, DigestHit, HeldHit, Hit


class HeldCount(NamedTuple):
    """How many stories of one term are held back from a tag."""

    term: str
    term_name: str
    muted: bool
    """By a mute; else because the term had its share of the day."""
    stories: int


def hold_hits(session: Session, *, tag: str, held: Sequence[tuple[int, int | None]], now: datetime) -> None:
    """Set hits aside that the tag is not told: pairs of a hit and the mute, None for a day's share."""
    rows = [HeldHit(tag=tag, hit_id=hit, mute_id=mute, held_at=now) for hit, mute in sorted(held, key=itemgetter(0))]
    insert_new(session, rows)


def uncounted_held(session: Session, *, watchlist: str, tag: str) -> list[HeldCount]:
    """Return what is held back from the tag and stands in no digest's account yet, by term."""
    muted = col(HeldHit.mute_id).is_not(None)
    counts = (
        select(Hit.term, func.max(Hit.term_name), muted, func.count(col(Hit.story_id).distinct()))
        .join(HeldHit, col(HeldHit.hit_id) == col(Hit.id))
        .where(Hit.watchlist == watchlist, HeldHit.tag == tag, col(HeldHit.digest_id).is_(None))
        .group_by(col(Hit.term), muted)
        .order_by(col(Hit.term), muted)
    )
    return [HeldCount(term, name, bool(by_mute), stories) for term, name, by_mute, stories in session.exec(counts)]


def count_held(session: Session, *, watchlist: str, tag: str, digest_id: int) -> None:
    """Note that this digest's account counts all that is held back from the tag and was in none before."""
    of_list = select(Hit.id).where(Hit.watchlist == watchlist)
    session.execute(
        update(HeldHit)
        .where(col(HeldHit.tag) == tag, col(HeldHit.digest_id).is_(None), col(HeldHit.hit_id).in_(of_list))
        .values(digest_id=digest_id)
    )


def held_from(session: Session, hit_id: int) -> list[HeldHit]:
    """Return the tags that a hit is held back from, with why."""
    return list(session.exec(select(HeldHit).where(HeldHit.hit_id == hit_id).order_by(col(HeldHit.tag))))


def release_held(session: Session, mute_id: int) -> int:
    """Give back what the mute held, so that the next digest tells it; return how many hits."""
    return session.connection().execute(delete(HeldHit).where(col(HeldHit.mute_id) == mute_id)).rowcount


def stories_told(session: Session, *, watchlist: str, tag: str, since: datetime) -> dict[str, set[int]]:
    """Return the stories of each term that the tag was told since a moment."""
    told = (
        select(Hit.term, Hit.story_id)
        .join(DigestHit, col(DigestHit.hit_id) == col(Hit.id))
        .join(Digest, col(Digest.id) == col(DigestHit.digest_id))
        .where(Hit.watchlist == watchlist, DigestHit.tag == tag, col(DigestHit.told), Digest.created_at > since)
        .distinct()
    )
    found: dict[str, set[int]] = {}
    for term, story in session.exec(told):
        found.setdefault(term, set()).add(story)
    return found
