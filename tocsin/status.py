"""How Tocsin does: what each stage last did, what waits, what is in trouble; and what of it needs a person."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from flows.settings import Settings
from flows.steps.gather.health import PATIENCE, in_words, status_of
from storage import Database, Feed, Vitals, feed_rows, sizes, vitals
from tocsin.findings import Finding

_SILENT_INTERVALS = 3
_WAITING = timedelta(hours=6)
"""A message that waits so long waits for a person: a channel that is down for an evening comes back by itself."""


def look(settings: Settings, now: datetime) -> list[Finding]:
    """Return what is known of the stages, the feeds, the outbox and the sizes, in the order of the pipeline.

    Raises:
        StorageError: The database cannot be used.
    """
    with Database(settings.database) as database:
        database.upgrade()
        with database.read() as session:
            signs, feeds, kept = vitals(session), feed_rows(session), sizes(session)
    interval = timedelta(minutes=settings.monitor_minutes)
    return [*_stages(signs, interval, now), *_feeds(feeds, now), *_outbox(signs, now), _sizes(settings, kept)]


def _stages(signs: Vitals, interval: timedelta, now: datetime) -> Iterator[Finding]:
    yield _run(signs.completed_at, interval * _SILENT_INTERVALS, now)
    waits = {"match": f"; {signs.unread:,} unread, {signs.unmatched:,} unmatched"}
    for part, what, moment in (
        ("poll", "last good poll", signs.polled_at),
        ("match", "last article matched", signs.matched_at),
        ("digest", "last digest", signs.digested_at),
        ("delivery", "last delivery", signs.delivered_at),
    ):
        yield Finding(part, "ok" if moment else "note", f"{what}: {_when(moment, now)}{waits.get(part, '')}")


def _run(moment: datetime | None, patience: timedelta, now: datetime) -> Finding:
    text = f"last run completed: {_when(moment, now)}"
    if moment is None:
        return Finding("run", "wrong", text, "start it: tocsin up, or once: tocsin run")
    if now - moment > patience:
        todo = "is `tocsin up` running? It says why runs fail in prefect/serve.log in the home, and in the Prefect UI"
        return Finding("run", "wrong", f"{text}, more than {_SILENT_INTERVALS} intervals", todo)
    return Finding("run", "ok", text)


def _feeds(feeds: Sequence[Feed], now: datetime) -> Iterator[Finding]:
    listed = [feed for feed in feeds if feed.listed]
    counts = Counter(status_of(feed, now) for feed in listed)
    lost = sum(feed.status == "gone" or feed.failures >= PATIENCE for feed in listed)
    told = ", ".join(f"{counts[status]:,} {status}" for status in ("ok", "new", "quiet", "failing", "gone"))
    text = f"{len(listed):,} polled: {told}"
    if lost:
        yield Finding("feeds", "wrong", f"{text}; {lost:,} given up or failing again and again", "tocsin feeds")
    else:
        yield Finding("feeds", "warn" if counts["failing"] or counts["quiet"] else "ok", text)


def _outbox(signs: Vitals, now: datetime) -> Iterator[Finding]:
    dead = signs.deliveries.get("dead", 0)
    waiting = sum(number for state, number in signs.deliveries.items() if state not in {"sent", "abandoned", "dead"})
    text = f"{waiting:,} waiting, {dead:,} refused for good"
    if dead:
        yield Finding("outbox", "wrong", text, "tocsin digest list says which; correct the channel and send them again")
    elif signs.waiting_since and now - signs.waiting_since > _WAITING:
        todo = "tocsin digest list says what the channel answers"
        yield Finding("outbox", "wrong", f"{text}, the oldest since {_when(signs.waiting_since, now)}", todo)
    else:
        yield Finding("outbox", "ok", text)


def _sizes(settings: Settings, kept: dict[str, int]) -> Finding:
    prefect = sum(path.stat().st_size for path in settings.prefect_home.glob("prefect.db*"))
    rows = ", ".join(f"{kept[table]:,} {many}" for table, many in (("article", "articles"), ("hit", "hits")))
    return Finding(
        "sizes", "ok", f"database {_megabytes(kept['bytes'])}, {rows}; Prefect's history {_megabytes(prefect)}"
    )


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


def _when(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "never"
    return f"{moment:%Y-%m-%d %H:%M} UTC, {in_words(now - moment)} ago"
