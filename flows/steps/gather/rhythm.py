"""How often a feed really publishes, from the moments of its own entries.

Entries that appear together are one moment: a paper that brings forty at seven
in the morning publishes once a day. The moments are kept with the feed, packed,
so that no poll has to search the archive for them.
"""

import struct
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

from storage.tables import EntryData

_MOST = 128
_TOGETHER = 1_800
"""Seconds within which entries are one moment."""
_RECENT = 60 * 86_400
_ENOUGH = 8
_SHARE = 4
"""A feed is asked so many times in its usual gap."""
_FADING = 20
_SILENCES = 5
_LAST = 2**32 - 1


def with_entries(moments: bytes | None, entries: Iterable[EntryData], now: datetime) -> bytes:
    """Return the feed's moments with those of these entries: when each was published, else now."""
    latest = int(now.timestamp())
    found = {min(int((entry.published_at or now).timestamp()), latest, _LAST) for entry in entries}
    kept: list[int] = []
    for second in sorted({*_unpack(moments), *(second for second in found if second > 0)}):
        if not kept or second - kept[-1] >= _TOGETHER:
            kept.append(second)
    return struct.pack(f"<{len(kept[-_MOST:])}I", *kept[-_MOST:])


def usual_gap(moments: bytes | None) -> timedelta | None:
    """Return the usual time between two moments; None where too few are known to tell."""
    gaps = _gaps(moments)
    return timedelta(seconds=median(gaps)) if len(gaps) > 1 else None


def last_moment(moments: bytes | None) -> datetime | None:
    """Return when the feed published last, None where that is not known."""
    seconds = _unpack(moments)
    return datetime.fromtimestamp(seconds[-1], UTC) if seconds else None


def is_quiet(moments: bytes | None, now: datetime) -> bool:
    """Say whether the feed has been silent for five times its usual gap, and longer than its nights and Sundays are."""
    usual, last = usual_gap(moments), last_moment(moments)
    if usual is None or last is None:
        return False
    return now - last > max(usual * _SILENCES, timedelta(seconds=max(_gaps(moments))) * 1.5)


def own_interval(moments: bytes | None, *, every: float, longest: timedelta, now: datetime) -> float:
    """Return how long to wait before a feed of this rhythm is asked again, in seconds.

    A quarter of its usual gap, more while it stays silent; never less than `every`, and more than `longest` only
    where `every` is.
    """
    usual, last = usual_gap(moments), last_moment(moments)
    if usual is None or last is None:
        return every
    wish = max(usual / _SHARE, (now - last) / _FADING)
    return max(every, min(wish, longest).total_seconds())


def _gaps(moments: bytes | None) -> list[int]:
    seconds = _unpack(moments)
    # A notice of years ago that is pinned to the top says nothing of today's rhythm.
    recent = [second for second in seconds if second > seconds[-1] - _RECENT]
    return [after - before for before, after in pairwise(recent if len(recent) >= _ENOUGH else seconds)]


def _unpack(moments: bytes | None) -> tuple[int, ...]:
    return struct.unpack(f"<{len(moments or b'') // 4}I", moments or b"")
