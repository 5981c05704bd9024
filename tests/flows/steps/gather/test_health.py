from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flows.steps.gather.health import PATIENCE, STATUSES, health_line, in_words, sparkline, status_of, trouble_of
from flows.steps.gather.rhythm import with_entries
from storage.tables import EntryData, Feed

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOURLY = with_entries(None, [EntryData(key=str(n), published_at=NOW - timedelta(hours=n)) for n in range(9)], NOW)
LATER = NOW + timedelta(hours=6)


def feed(**fields: Any) -> Feed:
    return Feed(url="https://wire.test/rss", **fields)


@pytest.mark.parametrize(
    ("given", "now", "status", "trouble"),
    [
        (feed(), NOW, "new", None),
        (feed(status="ok", moments=HOURLY), NOW, "ok", None),
        (feed(status="ok", moments=HOURLY), LATER, "quiet", "quiet"),
        (feed(status="failing", failures=PATIENCE - 1), NOW, "failing", None),
        (feed(status="failing", failures=1, told="quiet"), NOW, "failing", "quiet"),
        (feed(status="failing", failures=PATIENCE), NOW, "failing", "failing"),
        (feed(status="gone", failures=1), NOW, "gone", "gone"),
        (feed(status="failing", failures=99, listed=False), NOW, "unlisted", None),
    ],
)
def test_a_feed_has_one_of_few_statuses_and_some_are_worth_a_notice(
    given: Feed, now: datetime, status: str, trouble: str | None
) -> None:
    assert (status_of(given, now), trouble_of(given, now)) == (status, trouble)
    assert status in STATUSES


def test_a_notice_says_what_is_wrong_and_when_it_is_over() -> None:
    assert health_line(feed(status="failing", failures=7, error="404 Not Found"), NOW) == "has failed 7 times in a row: 404 Not Found"  # fmt: skip
    assert "nothing new since 2026-03-02 12:00 UTC" in health_line(feed(status="ok", moments=HOURLY), LATER)
    assert health_line(feed(status="ok", moments=HOURLY, told="failing"), NOW) == "is well again"


def test_a_sparkline_has_a_bar_for_each_day_and_a_dot_for_none() -> None:
    assert sparkline([0, 1, 4, 8]) == "·▁▄█"
    assert (sparkline([0, 0]), sparkline([3]), sparkline([1, 1_000])) == ("··", "█", "▁█")


@pytest.mark.parametrize(
    ("minutes", "words"), [(None, ""), (31, "31 min"), (119, "119 min"), (120, "2 h"), (2_880, "2 d")]
)
def test_a_gap_is_told_in_its_largest_unit(minutes: int | None, words: str) -> None:
    assert in_words(None if minutes is None else timedelta(minutes=minutes)) == words
