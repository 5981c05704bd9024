"""How a feed does, in one word and in one line."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flows.steps.gather.rhythm import is_quiet, last_moment
from storage.tables import Feed

STATUSES = ("new", "ok", "quiet", "failing", "gone", "unlisted")
"""`quiet` is a feed that answers and has been silent for five times its usual gap."""
PATIENCE = 5
"""Failures in a row before somebody is told."""
_BARS = "▁▂▃▄▅▆▇█"
_NONE = "·"


def status_of(feed: Feed, now: datetime) -> str:
    """Return the feed's status, one of `STATUSES`."""
    if not feed.listed and not feed.added_by_hand:
        return "unlisted"
    return "quiet" if feed.status == "ok" and is_quiet(feed.moments, now) else feed.status


def trouble_of(feed: Feed, now: datetime) -> str | None:
    """Return what the feed's owners should know of: `failing`, `gone`, `quiet`; None for a feed that is well."""
    status = status_of(feed, now)
    if status == "failing":
        # What was told before stands until the feed is well again.
        return status if feed.failures >= PATIENCE else feed.told
    return status if status in {"gone", "quiet"} else None


def health_line(feed: Feed, now: datetime) -> str:
    """Return a sentence on the feed's trouble, or on the end of it, for its owners."""
    match trouble_of(feed, now):
        case "gone":
            return "is gone and asked no more; add it again or correct it in the watchlist"
        case "failing":
            return f"has failed {feed.failures} times in a row: {feed.error}"
        case "quiet":
            last = last_moment(feed.moments)
            return f"answers, but has had nothing new since {last:%Y-%m-%d %H:%M} UTC, which is not its way"
    return "is well again"


def in_words(gap: timedelta | None) -> str:
    """Return a length of time in its largest unit: "30 min", "5 h", "2 d"; "" for None."""
    if gap is None:
        return ""
    minutes = round(gap.total_seconds() / 60)
    for size, unit in ((2_880, "d"), (120, "h")):
        if minutes >= size:
            return f"{round(minutes / {'d': 1_440, 'h': 60}[unit])} {unit}"
    return f"{minutes} min"


def sparkline(counts: Sequence[int]) -> str:
    """Return the counts as a line of bars, a dot where there is nothing."""
    most = max(counts, default=0)
    return "".join(_BARS[(count * len(_BARS) - 1) // most] if count else _NONE for count in counts)
