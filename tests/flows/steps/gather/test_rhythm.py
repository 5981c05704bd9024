from datetime import UTC, datetime, timedelta

import pytest

from flows.steps.gather.rhythm import is_quiet, last_moment, own_interval, usual_gap, with_entries
from storage.tables import EntryData

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def moments(*ago: timedelta, now: datetime = NOW) -> bytes:
    return with_entries(None, [EntryData(key=str(n), published_at=now - gap) for n, gap in enumerate(ago)], now)


def every(gap: timedelta, count: int = 10) -> bytes:
    return moments(*(gap * number for number in range(count)))


@pytest.mark.parametrize(
    ("given", "gap"),
    [
        (b"", None),
        (moments(HOUR, 2 * HOUR), None),
        (every(HOUR), HOUR),
        (moments(*(day * DAY + n * timedelta(seconds=40) for day in range(9) for n in range(40))), DAY),
        (moments(*(n * HOUR for n in range(9)), 4_000 * DAY), HOUR),
    ],
    ids=["new", "two moments", "hourly", "forty each morning", "an old notice at the top"],
)
def test_the_usual_gap_is_between_the_times_at_which_a_feed_publishes(given: bytes, gap: timedelta | None) -> None:
    assert usual_gap(given) == gap


def test_moments_are_those_of_the_entries_none_later_than_now_and_few_are_kept() -> None:
    known = moments(*(n * HOUR for n in range(300)))
    later = with_entries(known, [EntryData(key="a"), EntryData(key="b", published_at=NOW + 9 * DAY)], NOW + HOUR)
    assert (last_moment(known), last_moment(later), len(later)) == (NOW, NOW + HOUR, len(known))
    assert with_entries(later, [], NOW) == later


@pytest.mark.parametrize(
    ("given", "hours"),
    [
        (b"", 0.25),
        (every(timedelta(minutes=31)), 0.25),
        (every(8 * HOUR), 2),
        (every(30 * DAY), 24),
        (moments(*(10 * DAY + n * HOUR for n in range(9))), 12),
    ],
    ids=["new", "busy", "thrice a day", "monthly", "silent for ten days"],
)
def test_a_feed_is_asked_as_often_as_it_publishes_but_not_more_often_than_its_list_wants(
    given: bytes, hours: float
) -> None:
    assert own_interval(given, every=900, longest=DAY, now=NOW) == hours * 3_600


def test_an_interval_longer_than_the_longest_is_kept() -> None:
    assert own_interval(every(HOUR), every=200_000, longest=DAY, now=NOW) == 200_000


@pytest.mark.parametrize(("hours", "quiet"), [(0, False), (5, False), (6, True)])
def test_a_feed_is_quiet_after_five_of_its_own_gaps(hours: int, quiet: bool) -> None:
    assert is_quiet(every(HOUR), NOW + hours * HOUR) is quiet


def test_a_night_is_no_silence() -> None:
    nights = moments(*(day * DAY + n * HOUR for day in range(4) for n in range(12)))
    assert [is_quiet(nights, NOW + hours * HOUR) for hours in (13, 20)] == [False, True]
