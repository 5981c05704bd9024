"""Throwing away what is old and needed by nobody any more."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col

from storage.articles import PRUNED
from storage.deliveries import OVER
from storage.tables import Article, Delivery, DigestHit, Entry, HeldHit, Hit, Run, Sketch


class OldHits(NamedTuple):
    """Which hits may go."""

    before: datetime
    """Found earlier."""
    watchlists: Collection[str]
    """Of these lists."""
    untold: Collection[int]
    """But for these ids: a digest has still to tell them."""


class _Stale(NamedTuple):
    """Rows that are old and needed by nothing: emptied where their keys are needed still, else deleted."""

    model: type[SQLModel]
    conditions: tuple[ColumnElement[bool], ...]
    emptied: dict[str, str] | None


def prune(
    session: Session,
    *,
    before: datetime,
    dry_run: bool,
    deliveries_before: datetime | None = None,
    hits: OldHits | None = None,
) -> dict[str, int]:
    """Throw away what is older than `before` and needed by nothing; return how many `articles`, `entries` and so on.

    Texts go from articles in which nothing was found and from entries that were matched; their keys stay, so that a
    feed that still shows them does not bring them back. Deliveries go when their whole digest was sent, and runs but
    the last. Digests and all that is undelivered stay, and so do hits and what they were found in, but where `hits`
    says otherwise: those go whose story has had no hit since. What they were found in goes the next time.

    Args:
        session: A transaction that writes, or for a dry run one that reads.
        before: Old is what was read, found, sent or finished earlier.
        dry_run: Only count.
        deliveries_before: The same for deliveries, where it is another moment.
        hits: The hits that may go; none where it is None.
    """
    stale = _stale(before, deliveries_before or before, hits)
    if dry_run:
        return {name: _count(session, rows) for name, rows in stale.items()}
    if hits is not None:
        gone = select(col(Hit.id)).where(*_old_hits(hits))
        session.connection().execute(delete(DigestHit).where(col(DigestHit.hit_id).in_(gone)))
    return {name: _throw_away(session, rows) for name, rows in stale.items()}


def _stale(before: datetime, deliveries_before: datetime, hits: OldHits | None) -> dict[str, _Stale]:
    stale = {
        "articles": _Stale(Article, _old_articles(before), {"text": "", "fringe": "", "text_source": PRUNED}),
        "entries": _Stale(Entry, _old_entries(before), {"summary": "", "content": ""}),
        "deliveries": _Stale(Delivery, _old_deliveries(deliveries_before), None),
        "runs": _Stale(Run, _old_runs(before), None),
        "sketches": _Stale(Sketch, _old_sketches(before), None),
    }
    return stale if hits is None else stale | {"hits": _Stale(Hit, _old_hits(hits), None)}


def _old_articles(before: datetime) -> tuple[ColumnElement[bool], ...]:
    has_hit = exists().where(col(Hit.article_id) == col(Article.id))
    is_waiting = exists().where(col(Entry.article_id) == col(Article.id), col(Entry.matched_at).is_(None))
    return col(Article.read_at) < before, col(Article.text) != "", ~has_hit, ~is_waiting


def _old_entries(before: datetime) -> tuple[ColumnElement[bool], ...]:
    has_text = or_(col(Entry.summary) != "", col(Entry.content) != "")
    return col(Entry.found_at) < before, col(Entry.matched_at).is_not(None), has_text


def _old_deliveries(before: datetime) -> tuple[ColumnElement[bool], ...]:
    other = aliased(Delivery)
    is_needed = exists().where(
        col(other.digest_id) == col(Delivery.digest_id),
        or_(col(other.state).not_in(OVER), func.coalesce(col(other.sent_at), col(other.next_at)) >= before),
    )
    return (~is_needed,)


def _old_hits(hits: OldHits) -> tuple[ColumnElement[bool], ...]:
    later = aliased(Hit)
    goes_on = exists().where(col(later.story_id) == col(Hit.story_id), col(later.found_at) >= hits.before)
    return (
        col(Hit.found_at) < hits.before,
        col(Hit.watchlist).in_(sorted(hits.watchlists)),
        col(Hit.id).not_in(sorted(hits.untold)),
        ~goes_on,
        # What a mute holds back is told when it ends.
        ~exists().where(col(HeldHit.hit_id) == col(Hit.id)),
    )


def _old_runs(before: datetime) -> tuple[ColumnElement[bool], ...]:
    later = aliased(Run)
    return col(Run.finished_at) < before, exists().where(col(later.id) > col(Run.id))


def _old_sketches(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return what tells the sketches by which copies are no longer looked for."""
    is_old = select(col(Article.id)).where(col(Article.read_at) < before)
    return (col(Sketch.article_id).in_(is_old),)


def _count(session: Session, rows: _Stale) -> int:
    return session.scalar(select(func.count()).select_from(rows.model).where(*rows.conditions)) or 0


def _throw_away(session: Session, rows: _Stale) -> int:
    statement: Any = delete(rows.model) if rows.emptied is None else update(rows.model).values(rows.emptied)
    return session.connection().execute(statement.where(*rows.conditions)).rowcount
