"""Stored rows for tests: what a test does not name is plain."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlmodel import Session

from storage import (
    Article,
    ArticleData,
    Delivery,
    Digest,
    Entry,
    EntryData,
    Feed,
    FeedData,
    Hit,
    HitData,
    PollData,
    add_article,
    add_digest,
    add_feed,
    add_hits,
    record_poll,
)

NOW = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
_numbers = count(1)


def poll_data(*keys: str, status: str = "ok", **fields: Any) -> PollData:
    entries = [EntryData(key=key, url=f"https://wire.test/{key}", title=f"Title of {key}") for key in keys]
    return PollData(**{"status": status, "entries": entries, "next_poll_at": NOW + MINUTE, **fields})


def article_data(url_key: str, **fields: Any) -> ArticleData:
    return ArticleData(
        **{"url": url_key, "url_key": url_key, "title": f"Title of {url_key}", "text": "Text.", **fields}
    )


def hit_data(term: str = "chemezov", **fields: Any) -> HitData:
    plain = {"watchlist": "arms", "term": term, "term_name": term.title(), "severity": "normal", "zone": "body"}
    return HitData(**{**plain, "excerpt": "…", **fields})


def stored_feed(session: Session, url: str = "https://wire.test/rss", **fields: Any) -> Feed:
    return add_feed(session, FeedData(url=url, **fields), NOW)


def stored_entry(session: Session, feed: Feed | None = None, **fields: Any) -> Entry:
    feed = feed or stored_feed(session)
    entry = EntryData(**{"key": f"entry {next(_numbers)}", **fields})
    (stored,) = record_poll(session, feed.id, poll_data(entries=[entry]), NOW)
    return stored


def stored_article(
    session: Session, url_key: str | None = None, *, entry: Entry | None = None, **fields: Any
) -> Article:
    entry = entry or stored_entry(session)
    data = article_data(url_key or f"https://wire.test/{next(_numbers)}", **fields)
    return add_article(session, entry.id, data, NOW)


def stored_hit(session: Session, *, article: Article | None = None, now: datetime = NOW, **fields: Any) -> Hit:
    article = article or stored_article(session)
    feed = stored_feed(session)
    (hit,) = add_hits(session, article=article, feed_id=feed.id, hits=[hit_data(**fields)], now=now)
    return hit


def new_delivery(channel: str = "analysts/slack/1", **fields: Any) -> Delivery:
    return Delivery(**{"channel": channel, "payload": {"text": "hello"}, "next_at": NOW, **fields})


def stored_digest(session: Session, *deliveries: Delivery, told: tuple[int, ...] = (), **fields: Any) -> Digest:
    plain = {"key": f"digest {next(_numbers)}", "watchlist": "arms", "tag": "analysts", "subject": "News"}
    digest = Digest(**{**plain, "created_at": NOW, **fields})
    return add_digest(session, digest, told=told, repeats=[], deliveries=deliveries)
