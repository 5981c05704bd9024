"""What a feed itself says of how often to ask it: ttl, sy:update…, skipHours and skipDays."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_PERIOD = re.compile(rb"<\w+:updatePeriod\b[^>]{0,200}>\s*(hourly|daily|weekly|monthly|yearly)\s*</", re.IGNORECASE)
_FREQUENCY = re.compile(rb"<\w+:updateFrequency\b[^>]{0,200}>\s*(\d{1,4})\s*</", re.IGNORECASE)
_SKIPPED = re.compile(rb"<(hour|day)>\s*(\w{1,9})\s*</", re.IGNORECASE)
_SKIPS = re.compile(rb"<skip(?:Hours|Days)>(.{0,2000}?)</skip(?:Hours|Days)>", re.IGNORECASE | re.DOTALL)
_SECONDS = {b"hourly": 3_600, b"daily": 86_400, b"weekly": 604_800, b"monthly": 2_592_000, b"yearly": 31_536_000}
_DAYS = (b"monday", b"tuesday", b"wednesday", b"thursday", b"friday", b"saturday", b"sunday")
_HOURS = 24
_MOST_SECONDS = 2_592_000
_LONGEST_SKIP = 72
"""Hours: a weekend and the night before it. A feed that is never to be asked is asked all the same."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """A feed's own words on when to ask it."""

    pause: int = 0
    """The shortest time between two polls, in seconds."""
    skip: int = 0
    """A bit for each hour (0 to 23, in UTC) and then each day (Monday first) at which it is not to be asked."""


def read_wishes(channel: bytes) -> Wishes:
    """Return the wishes in a feed's channel, the items left out; what cannot be read is no wish."""
    ttl = _TTL.search(channel)
    period = _PERIOD.search(channel)
    frequency = _FREQUENCY.search(channel)
    minutes = int(ttl[1]) if ttl else 0
    syndication = _SECONDS[period[1].lower()] // max(int(frequency[1]) if frequency else 1, 1) if period else 0
    return Wishes(min(max(minutes * 60, syndication), _MOST_SECONDS), _skip(channel))


def after_skipped(moment: datetime, skip: int) -> datetime:
    """Return the moment, or the first full hour after it that the feed does not skip; at most three days later."""
    later = moment
    for _ in range(_LONGEST_SKIP):
        if not skip >> later.hour & 1 and not skip >> _HOURS + later.weekday() & 1:
            return later
        later = later.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return later if skip else moment


def _skip(channel: bytes) -> int:
    bits = 0
    for block in _SKIPS.finditer(channel):
        for kind, word in _SKIPPED.findall(block[1]):
            if kind.lower() == b"day" and word.lower() in _DAYS:
                bits |= 1 << _HOURS + _DAYS.index(word.lower())
            elif kind.lower() == b"hour" and word.isdigit() and int(word) <= _HOURS:
                # Some count from 1 to 24.
                bits |= 1 << int(word) % _HOURS
    return bits
