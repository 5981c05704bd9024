from datetime import UTC, datetime, timedelta

import pytest

from flows.steps.gather.wishes import Wishes, after_skipped, read_wishes

MONDAY = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("channel", "seconds"),
    [
        (b"<channel/>", 0),
        (b"<ttl> 60 </ttl>", 3_600),
        (b"<ttl>soon</ttl>", 0),
        (b"<ttl>999999</ttl>", 2_592_000),
        (b"<sy:updatePeriod> hourly </sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 1_800),
        (b"<syn:updatePeriod>daily</syn:updatePeriod>", 86_400),
        (b"<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 3_600),
        (b"<ttl>5</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", 3_600),
    ],
)
def test_a_feed_says_how_long_to_wait(channel: bytes, seconds: int) -> None:
    assert read_wishes(channel) == Wishes(pause=seconds)


@pytest.mark.parametrize(
    ("channel", "moment"),
    [
        (b"", MONDAY),
        (b"<skipHours><hour>13</hour></skipHours>", MONDAY),
        (b"<skipHours><hour>12</hour><hour>13</hour></skipHours>", MONDAY.replace(hour=14, minute=0)),
        (b"<skipDays><day>Monday</day><day>Tuesday</day></skipDays>", datetime(2026, 3, 4, tzinfo=UTC)),
        (b"<skipHours><hour>99</hour><hour>-1</hour></skipHours><skipDays><day>Someday</day></skipDays>", MONDAY),
        (b"<hour>12</hour>", MONDAY),
    ],
)
def test_skipped_hours_and_days_are_passed_over(channel: bytes, moment: datetime) -> None:
    assert after_skipped(MONDAY, read_wishes(channel).skip) == moment


def test_the_hour_24_is_midnight() -> None:
    assert read_wishes(b"<skipHours><hour>24</hour></skipHours>").skip == 1


def test_a_feed_that_is_never_to_be_asked_is_asked_all_the_same() -> None:
    assert after_skipped(MONDAY, 2**31 - 1) - MONDAY <= timedelta(hours=72)
