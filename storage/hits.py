"""Hits: what was found, once for each term and article."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_
from sqlmodel import Session, col, select

from storage.errors import StorageError
from storage.servers.sql import insert_new
from storage.tables import Article, DigestHit, Feed, HeldHit, Hit, HitData, Story

SEVERITIES = ("low", "normal", "high", "critical")
_AT_ONCE = 500
"""Rows that a search has in memory while it looks for words."""


@dataclass(frozen=True, slots=True)
class HitRow:
    """A hit with what it was found in."""

    hit: Hit
    article: Article
    feed: Feed
    story: Story


def add_hits(session: Session, *, article: Article, feed_id: int, hits: Sequence[HitData], now: datetime) -> list[Hit]:
    """Store what was found in the article and return what nobody had found there before.

    What is found again has its evidence renewed: the text may be fuller by now than the feed's words were.
    """
    place = {"article_id": article.id, "story_id": article.story_id, "feed_id": feed_id, "found_at": now}
    # In one order, so that two processes that store the same hits wait for each other instead of blocking each other.
    rows = [Hit.model_validate(hit, update=place) for hit in sorted(hits, key=lambda hit: (hit.watchlist, hit.term))]
    new = sorted(insert_new(session, rows), key=lambda hit: hit.id)
    if len(new) < len(rows):
        _renew(session, article.id, {(hit.watchlist, hit.term): hit for hit in hits})
    return new


def _renew(session: Session, article_id: int, found: Mapping[tuple[str, str], HitData]) -> None:
    for stored in session.exec(select(Hit).where(Hit.article_id == article_id).order_by(col(Hit.id)).with_for_update()):
        now = found.get((stored.watchlist, stored.term))
        if now is not None and stored.matches != now.matches:
            stored.zone, stored.excerpt, stored.matches = now.zone, now.excerpt, now.matches
    session.flush()


def find_hits(  # noqa: PLR0913  Filters, all named at the call.
    session: Session,
    *,
    watchlist: str | None = None,
    term: str | None = None,
    feed: str | None = None,
    severity: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    words: str | None = None,
    held: bool = False,
    limit: int | None = None,
) -> list[HitRow]:
    """Return hits, the newest first.

    Args:
        session: Where to look.
        watchlist: The id of the list.
        term: The id or the name of the term.
        feed: The address of the feed, or a part of its address or title.
        severity: The lowest that counts.
        since: Found at this moment or later.
        until: Found before this moment.
        words: All of them are in the article's title or text, in any script; case, the dots of a Cyrillic yo and how
            a letter is composed make no difference.
        held: Only what some tag is not told, because of a mute or because its term had its share of the day.
        limit: How many at most.

    Raises:
        StorageError: There is no such severity.
    """
    conditions: list[ColumnElement[bool]] = []
    if watchlist is not None:
        conditions.append(col(Hit.watchlist) == watchlist)
    if term is not None:
        conditions.append(or_(col(Hit.term) == term, col(Hit.term_name) == term))
    if feed is not None:
        conditions.append(col(Hit.feed_id).in_(_feeds_named(session, feed)))
    if severity is not None:
        conditions.append(col(Hit.severity).in_(_from(severity)))
    if since is not None:
        conditions.append(col(Hit.found_at) >= since)
    if until is not None:
        conditions.append(col(Hit.found_at) < until)
    if held:
        conditions.append(exists().where(col(HeldHit.hit_id) == col(Hit.id)))
    newest = _rows().where(*conditions).order_by(col(Hit.found_at).desc(), col(Hit.id).desc())
    if words is None:
        return list(_read(session, newest.limit(limit)))
    return list(islice(_with_words(_read(session, newest), words), limit))


def find_hit(session: Session, hit_id: int) -> HitRow | None:
    """Return the hit of this number with what it was found in; None where there is none."""
    return next(_read(session, _rows().where(col(Hit.id) == hit_id)), None)


def find_hits_of_story(session: Session, story_id: int) -> list[HitRow]:
    """Return all hits in the articles of a story, the oldest first."""
    return list(_read(session, _rows().where(col(Hit.story_id) == story_id).order_by(col(Hit.id))))


def pending_hits(  # noqa: PLR0913  all named
    session: Session,
    *,
    watchlist: str,
    tag: str,
    min_severity: str,
    since: datetime | None = None,
    fringe: bool = False,
) -> list[HitRow]:
    """Return the list's hits that no digest has told to this tag, nor set aside or held back, the oldest first.

    Those that are only in links to other stories are left out, unless `fringe` asks for them.

    Raises:
        StorageError: There is no such severity.
    """
    told = exists().where(col(DigestHit.tag) == tag, col(DigestHit.hit_id) == col(Hit.id))
    held = exists().where(col(HeldHit.tag) == tag, col(HeldHit.hit_id) == col(Hit.id))
    severe = col(Hit.severity).in_(_from(min_severity))
    pending = _rows().where(col(Hit.watchlist) == watchlist, severe, ~told, ~held)
    if since is not None:
        pending = pending.where(col(Hit.found_at) >= since)
    if not fringe:
        pending = pending.where(col(Hit.zone) != "fringe")
    return list(_read(session, pending.order_by(col(Hit.found_at), col(Hit.id))))


def _rows() -> Select[Any]:
    return (
        select(Hit, Article, Feed, Story)
        .join(Article, col(Hit.article_id) == col(Article.id))
        .join(Feed, col(Hit.feed_id) == col(Feed.id))
        .join(Story, col(Hit.story_id) == col(Story.id))
    )


def _read(session: Session, statement: Select[Any]) -> Iterator[HitRow]:
    for row in session.execute(statement.execution_options(yield_per=_AT_ONCE)):
        yield HitRow(*row)


def _with_words(rows: Iterator[HitRow], words: str) -> Iterator[HitRow]:
    # Looked for here and not by the server: LIKE and lower() of SQLite know ASCII only, those of PostgreSQL what
    # the database's locale knows.
    wanted = _folded(words).split()
    for row in rows:
        text = _folded(f"{row.article.title}\n{row.article.text}")
        if all(word in text for word in wanted):
            yield row


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return folded.replace("\N{CYRILLIC SMALL LETTER IO}", "\N{CYRILLIC SMALL LETTER IE}")


def _feeds_named(session: Session, name: str) -> list[int]:
    feeds = session.exec(select(Feed.id, Feed.url, Feed.title)).all()
    exactly = [number for number, url, _ in feeds if url == name]
    part = _folded(name)
    return exactly or [number for number, url, title in feeds if part in _folded(f"{url}\n{title}")]


def _from(severity: str) -> tuple[str, ...]:
    if severity not in SEVERITIES:
        raise StorageError(f"{severity}: no such severity; there are {', '.join(SEVERITIES)}")
    return SEVERITIES[SEVERITIES.index(severity) :]
