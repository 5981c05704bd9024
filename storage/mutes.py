"""Mutes: what a person asked not to be told of, and until when."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from storage.hits import HitRow
from storage.sources import source_of
from storage.tables import Mute, MuteData

_WHAT = ("watchlist", "term", "story_id", "source", "tag")


def add_mute(session: Session, data: MuteData, now: datetime) -> Mute:
    """Return the mute, stored. Where the same is in force already, that one, which then ends when this one would."""
    same = [getattr(Mute, name).is_not_distinct_from(getattr(data, name)) for name in _WHAT]
    found = session.exec(select(Mute).where(*same, _in_force(now)).order_by(col(Mute.id))).first()
    mute = found or Mute.model_validate(data, update={"created_at": now})
    mute.until = data.until
    session.add(mute)
    session.flush()
    return mute


def end_mute(session: Session, mute_id: int, now: datetime) -> Mute | None:
    """Return the mute, which is over from now on; None where there is none of this number.

    What it held back meanwhile stays untold: `release_held` gives it back.
    """
    mute = session.get(Mute, mute_id)
    if mute is not None and (mute.until is None or mute.until > now):
        mute.until = now
        session.add(mute)
    return mute


def list_mutes(session: Session, now: datetime | None = None, *, watchlist: str | None = None) -> list[Mute]:
    """Return the mutes that are in force at this moment, or all that there were, the newest first."""
    newest = select(Mute).order_by(col(Mute.id).desc())
    if now is not None:
        newest = newest.where(_in_force(now))
    return list(session.exec(newest if watchlist is None else newest.where(Mute.watchlist == watchlist)))


def muted_by(mutes: Sequence[Mute], row: HitRow, tag: str) -> Mute | None:
    """Return the first of the mutes that keeps this hit from this tag; None where it is to be told."""
    return next(_holding(mutes, row, tag), None)


def _holding(mutes: Iterable[Mute], row: HitRow, tag: str) -> Iterator[Mute]:
    source = source_of(row.article.url_key)
    wanted = (row.hit.watchlist, row.hit.term, row.hit.story_id, source, tag)
    return (
        mute
        for mute in mutes
        if mute.watchlist == row.hit.watchlist
        and all(getattr(mute, name) in {None, value} for name, value in zip(_WHAT, wanted, strict=True))
    )


def _in_force(now: datetime) -> ColumnElement[bool]:
    return or_(col(Mute.until).is_(None), col(Mute.until) > now)
