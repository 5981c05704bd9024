from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.steps.gather.intervals import LONGEST, freshness, next_after_failure, next_after_success, retry_after

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
URL = "https://wire.test/feed"
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        ({}, 15),
        ({"Cache-Control": "public, max-age=60"}, 15),
        ({"Cache-Control": "public, max-age=7200"}, 120),
        ({"Cache-Control": "public, max-age=7200", "Age": "3600"}, 60),
        ({"Cache-Control": "no-cache, max-age=7200"}, 15),
        ({"Cache-Control": "max-age=31536000"}, 24 * 60),
        ({"Cache-Control": "max-age=soon", "Age": "x"}, 15),
    ],
)
def test_a_feed_is_asked_again_when_its_list_wishes_and_its_answer_is_no_longer_fresh(
    headers: dict[str, str], minutes: int
) -> None:
    pause = next_after_success(NOW, every=900, headers=headers, url=URL)[0] - NOW
    assert minutes * MINUTE <= pause <= minutes * MINUTE * 1.1


@pytest.mark.parametrize(
    ("failures", "seconds", "minutes"),
    [(1, None, 15), (2, None, 30), (10, None, 150), (10_000, None, 24 * 60), (1, 3_600, 60), (8, 3_600, 120), (1, 10**8, 24 * 60)],
)  # fmt: skip
def test_a_failing_feed_is_asked_more_and_more_seldom_and_at_least_once_a_day(
    failures: int, seconds: float | None, minutes: int
) -> None:
    pause = next_after_failure(NOW, every=900, failures=failures, retry_after=seconds, url=URL) - NOW
    assert minutes * MINUTE <= pause <= minutes * MINUTE * 1.1


@settings(max_examples=100)
@given(st.integers(60, 10**6), st.integers(1, 10**9), st.none() | st.floats(0, 1e9), st.text(max_size=20))
def test_a_pause_is_never_shorter_than_asked_for_nor_much_longer_than_a_day(
    every: int, failures: int, seconds: float | None, url: str
) -> None:
    pause = next_after_failure(NOW, every=every, failures=failures, retry_after=seconds, url=url) - NOW
    assert min(timedelta(seconds=every), LONGEST) <= pause <= LONGEST * 1.1
    assert pause == next_after_failure(NOW, every=every, failures=failures, retry_after=seconds, url=url) - NOW


def test_feeds_of_one_interval_are_spread() -> None:
    moments = {next_after_success(NOW, every=900, headers={}, url=f"{URL}/{n}")[0] for n in range(50)}
    assert len(moments) == 50


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": " 0 "}, 0),
        ({"Retry-After": "Mon, 02 Mar 2026 12:02:00 GMT"}, 120),
        ({"Retry-After": "Mon, 02 Mar 2026 12:02:00 GMT", "Date": "Mon, 02 Mar 2026 12:01:00 GMT"}, 60),
        ({"Retry-After": "Mon, 02 Mar 2026 11:00:00 GMT"}, 0),
        ({"Retry-After": "later"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "Mon, 02 Mar 2026 12:02:00"}, None),
    ],
)
def test_retry_after_is_seconds_or_a_date_by_the_servers_clock(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, NOW) == seconds


def test_an_old_copy_is_not_fresh() -> None:
    assert freshness({"Cache-Control": "max-age=60", "Age": "100"}) == timedelta()
