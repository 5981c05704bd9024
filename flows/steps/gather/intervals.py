"""When to ask a feed again: as often as its list wishes, as seldom as its server asks, later while it fails."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import blake2b

LONGEST = timedelta(hours=24)
"""No wish of a server and no row of failures keeps us away for longer."""

_MAX_AGE = re.compile(r"\bmax-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_UNCACHEABLE = re.compile(r"\bno-(?:cache|store)\b", re.IGNORECASE)
_JITTER = 0.1


def next_after_success(now: datetime, *, every: float, headers: Mapping[str, str], url: str) -> datetime:
    """Return when to ask again after an answer.

    Args:
        now: When the answer came.
        every: The interval that the list or the settings ask for, in seconds.
        headers: Of the answer: while it is fresh there, there is nothing new to be had.
        url: The feed's; feeds with one interval are spread by it.
    """
    return now + _spread(max(timedelta(seconds=every), min(freshness(headers), LONGEST)), url)


def next_after_failure(
    now: datetime, *, every: float, failures: int, retry_after: float | None = None, url: str
) -> datetime:
    """Return when to ask again after a failure: the interval times the failures in a row, at most a day.

    Args:
        now: When it failed.
        every: The feed's interval, in seconds.
        failures: In a row, with this one.
        retry_after: What the server asked for, in seconds. It is kept to, within a day.
        url: The feed's.
    """
    pause = max(timedelta(seconds=every) * min(failures, 10_000), timedelta(seconds=retry_after or 0))
    return now + _spread(min(pause, LONGEST), url)


def freshness(headers: Mapping[str, str]) -> timedelta:
    """Return how much longer the server says that its answer is good: max-age less what a cache has used up."""
    control = headers.get("Cache-Control", "")
    found = _MAX_AGE.search(control)
    if not found or _UNCACHEABLE.search(control):
        return timedelta()
    age = headers.get("Age", "")
    return max(timedelta(seconds=int(found[1]) - (int(age) if re.fullmatch(r"\d{1,9}", age) else 0)), timedelta())


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that the Retry-After header asks for; None without one that can be read.

    A date is taken by the server's own clock, where it tells it.
    """
    value = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,9}", value):
        return float(value)
    until = _http_date(value)
    if until is None:
        return None
    return max((until - (_http_date(headers.get("Date", "")) or now)).total_seconds(), 0.0)


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _spread(pause: timedelta, url: str) -> timedelta:
    """Lengthen a pause by up to a tenth, always the same for one feed: a thousand feeds are not asked in one second."""
    share = int.from_bytes(blake2b(url.encode(errors="replace"), digest_size=4).digest()) / 2**32
    return pause * (1 + _JITTER * share)
