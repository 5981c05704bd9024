"""When to ask a feed again: as often as its list wishes, as seldom as its server asks, later while it fails."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import blake2b

from flows.steps.gather.wishes import after_skipped

LONGEST = timedelta(hours=24)
"""No wish of a server and no row of failures keeps us away for longer."""

_MAX_AGE = re.compile(r"\bmax-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_UNCACHEABLE = re.compile(r"\bno-(?:cache|store)\b", re.IGNORECASE)
_JITTER = 0.1
_LATE = timedelta(minutes=15)


def next_after_success(  # noqa: PLR0913  all but the moment are named
    now: datetime, *, every: float, headers: Mapping[str, str], url: str, pause: float = 0, skip: int = 0
) -> tuple[datetime, datetime | None]:
    """Return when to ask again after an answer, and the moment before which the server does not wish to be asked.

    Args:
        now: When the answer came.
        every: The interval that the list or the settings ask for, in seconds.
        headers: Of the answer: while it is fresh there, there is nothing new to be had.
        url: The feed's; feeds with one interval are spread by it.
        pause: The shortest interval that the feed itself asks for, in seconds.
        skip: The hours and days at which the feed asks to be left alone, as `Wishes` has them.
    """
    wish = min(max(freshness(headers), timedelta(seconds=pause)), LONGEST)
    moment = now + _spread(max(timedelta(seconds=every), wish), url)
    # The run that asks may come a little later, and that is not to be at a time that the feed skips.
    if skip and any(after_skipped(moment + late, skip) != moment + late for late in (timedelta(), _LATE)):
        moment = after_skipped(moment + _LATE, skip)
    not_before = moment if skip else now + wish
    return moment, not_before if not_before > now else None


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
    """Return how much longer the server says that its answer is good.

    That is max-age less what a cache has used up, or else Expires by the
    server's own clock.
    """
    control = headers.get("Cache-Control", "")
    if _UNCACHEABLE.search(control):
        return timedelta()
    found = _MAX_AGE.search(control)
    if not found:
        return _until_expiry(headers)
    age = headers.get("Age", "")
    return max(timedelta(seconds=int(found[1]) - (int(age) if re.fullmatch(r"\d{1,9}", age) else 0)), timedelta())


def _until_expiry(headers: Mapping[str, str]) -> timedelta:
    expires, date = _http_date(headers.get("Expires", "")), _http_date(headers.get("Date", ""))
    # Without the server's own clock a wrong one of ours would look like freshness.
    return max(expires - date, timedelta()) if expires and date else timedelta()


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
