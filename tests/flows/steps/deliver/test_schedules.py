from datetime import UTC, datetime, timedelta

import pytest

from flows.steps.deliver.schedules import due, in_quiet_hours, next_due
from watchlists import DigestRule

SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def rule(schedule: str = "immediately", zone: str = "Europe/Kyiv", quiet: str | None = None) -> DigestRule:
    return DigestRule(to="analysts", schedule=schedule, timezone=zone, quiet_hours=quiet)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        ("2026-11-23 04:59", "2026-11-23 05:00", True),
        ("2026-11-23 05:00", "2026-11-23 05:00", False),
        ("2026-11-23 05:00", "2026-11-24 04:59", False),
        ("2026-11-20 05:00", "2026-11-23 04:59", False),
        ("2026-11-20 04:00", "2026-11-22 12:00", True),
        ("2026-11-24 05:00", "2026-11-23 05:00", False),
    ],
    ids=["on the minute", "once", "not before", "not at weekends", "missed ones are one", "a clock set back"],
)
def test_due_is_an_appointment_after_the_last_time_and_up_to_now(last: str, now: str, expected: bool) -> None:
    morning = rule("0 7 * * mon-fri")
    assert due(morning, since=SINCE, composed_at=utc(last), now=utc(now)) is expected


def test_no_appointment_from_before_the_rule_is_made_up_for() -> None:
    morning = rule("0 7 * * *")
    first_seen = utc("2026-11-23 09:00")
    assert not due(morning, since=first_seen, composed_at=None, now=utc("2026-11-23 20:00"))
    assert due(morning, since=first_seen, composed_at=None, now=utc("2026-11-24 05:00"))


def test_immediately_is_always_due() -> None:
    assert due(rule(), since=SINCE, composed_at=SINCE, now=SINCE)


@pytest.mark.parametrize(
    ("schedule", "day", "appointments"),
    [
        # In Kyiv 03:00 becomes 04:00 on 29 March 2026, and 04:00 becomes 03:00 again on 25 October.
        ("0 7 * * *", "2026-03-29", ["2026-03-29 04:00"]),
        ("30 3 * * *", "2026-03-29", ["2026-03-29 01:00"]),
        ("30 3 * * *", "2026-10-25", ["2026-10-25 00:30"]),
        ("0 7 * * *", "2026-10-25", ["2026-10-25 05:00"]),
        ("0 */6 * * *", "2026-10-25", ["2026-10-25 04:00", "2026-10-25 10:00", "2026-10-25 16:00"]),
    ],
    ids=["after summer time", "skipped hour is made up", "repeated hour once", "after winter time", "several a day"],
)
def test_the_changes_of_the_clock_lose_no_appointment_and_double_none(
    schedule: str, day: str, appointments: list[str]
) -> None:
    at, last = rule(schedule), utc(f"{day} 00:00") - timedelta(minutes=30)
    found = []
    for minute in range(0, 22 * 60, 10):
        now = utc(f"{day} 00:00") + timedelta(minutes=minute)
        if due(at, since=SINCE, composed_at=last, now=now):
            found.append(now)
        last = now
    assert found == [utc(moment) for moment in appointments]


@pytest.mark.parametrize(
    ("quiet", "now", "expected"),
    [
        ("22:00-07:00", "2026-11-22 20:00", True),
        ("22:00-07:00", "2026-11-23 04:59", True),
        ("22:00-07:00", "2026-11-23 05:00", False),
        ("22:00-07:00", "2026-11-23 19:59", False),
        ("12:00-13:00", "2026-11-23 10:30", True),
        ("12:00-13:00", "2026-11-23 11:00", False),
        ("22:00-07:00", "2026-06-23 04:30", False),
        (None, "2026-11-23 01:00", False),
    ],
    ids=["begins", "before the end", "ends", "before it begins", "at noon", "noon over", "in summer", "none"],
)
def test_quiet_hours_are_the_readers_own_over_midnight_too(quiet: str | None, now: str, expected: bool) -> None:
    assert in_quiet_hours(rule(quiet=quiet), utc(now)) is expected


@pytest.mark.parametrize(
    ("at", "now", "expected"),
    [
        (rule("0 7 * * mon-fri"), "2026-11-20 06:00", "2026-11-23 05:00"),
        (rule("0 7 * * *"), "2026-11-23 05:00", "2026-11-24 05:00"),
        (rule("0 2 * * *", quiet="22:00-07:00"), "2026-11-23 12:00", "2026-11-24 05:00"),
        (rule("0 23 * * *", quiet="22:00-07:00"), "2026-11-23 12:00", "2026-11-24 05:00"),
        (rule(), "2026-11-23 12:00", "2026-11-23 12:00"),
        (rule(quiet="22:00-07:00"), "2026-11-23 21:00", "2026-11-24 05:00"),
        (rule(zone="Pacific/Kiritimati", quiet="22:00-07:00"), "2026-11-23 09:00", "2026-11-23 17:00"),
    ],
    ids=["after the weekend", "not now again", "held in the morning", "held at night", "at once", "held", "UTC+14"],
)
def test_next_due_is_the_first_moment_that_is_not_quiet(at: DigestRule, now: str, expected: str) -> None:
    assert next_due(at, utc(now)) == utc(expected)
