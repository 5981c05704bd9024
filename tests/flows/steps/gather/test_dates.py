from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.steps.gather.dates import parse_date, plausible

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)

READ = {
    "Mon, 02 Mar 2026 09:00:00 GMT": "2026-03-02T09:00",
    "Mon, 02 Mar 2026 09:00:00 +0100": "2026-03-02T08:00",
    "Mon, 02 Mar 2026 09:00:00 +03:00": "2026-03-02T06:00",
    "Mon, 02 Mar 2026 09:00:00 GMT+3": "2026-03-02T06:00",
    "Mon, 02 Mar 2026 09:00:00 +0300 (MSK)": "2026-03-02T06:00",
    "Mon, 02 Mar 2026 09:00:00 CET": "2026-03-02T08:00",
    "Mon, 02 Mar 2026 09:00:00 MSK": "2026-03-02T06:00",
    "Mon, 02 Mar 2026 09:00:00 IST": "2026-03-02T03:30",
    "Mon, 02 Mar 2026 09:00:00 EST": "2026-03-02T14:00",
    "02 Mar 26 09:00 Z": "2026-03-02T09:00",
    "2 March 2026 9:00": "2026-03-02T09:00",
    "Mon, 02 Mar 2026": "2026-03-02T00:00",
    "Mon, 02 Mar 2026 23:59:60 GMT": "2026-03-03T00:00",
    "Mon, 02 Mar 2026 24:00:00 GMT": "2026-03-03T00:00",
    "Пн, 02 мар 2026 10:00:00 +0300": "2026-03-02T07:00",
    "2 марта 2026 10:00": "2026-03-02T10:00",
    "Пн, 02 бер 2026 10:00:00 +0200": "2026-03-02T08:00",
    "Mo, 02 Mär 2026 10:00:00 +0100": "2026-03-02T09:00",
    "mar, 03 mar 2026 10:00:00 +0100": "2026-03-03T09:00",
    "lundi 2 mars 2026 10:00": "2026-03-02T10:00",
    "March 2, 2026": "2026-03-02T00:00",
    "Mar 2nd, 2026 10:05 PM": "2026-03-02T22:05",
    "Mon, Mar 2, 2026 at 12:05 a.m. EST": "2026-03-02T05:05",
    "2026-03-02": "2026-03-02T00:00",
    "2026-03-02T09:00:00Z": "2026-03-02T09:00",
    "2026-03-02T09:00:00.123456+0530": "2026-03-02T03:30",
    "2026-03-02 09:00:00 -08": "2026-03-02T17:00",
    "2026/3/2 15:07:41": "2026-03-02T15:07:41",
    "20260302T090000Z": "2026-03-02T09:00",
    "02.03.2026 10:00": "2026-03-02T10:00",
    " 2026-03-02T09:00:00Z\n": "2026-03-02T09:00",
    "1772442000": "2026-03-02T09:00",
    "1772442000000": "2026-03-02T09:00",
}
NOT_READ = [
    "", "   ", "yesterday", "2026", "2026-03", "09:00", "30 Feb 2026 10:00:00 GMT", "Mon, 02 Mar 2026 25:00:00 GMT",
    "2026-13-01", "Mon, 02 Mar 2026 09:00:00 +99:99", "2026-03-02T09:00:00+99:99", "Mon, 02 Mar 2026 09:00:00 XYZT",
    "Thu, 01 Jan 1970 00:00:00 GMT", "0000-00-00T00:00:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00",
    "03/02/2026", "x" * 10_000, "9" * 40,
]  # fmt: skip


@pytest.mark.parametrize(("text", "moment"), READ.items(), ids=READ)
def test_the_forms_that_feeds_write_are_read(text: str, moment: str) -> None:
    assert parse_date(text) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", [None, *NOT_READ], ids=lambda text: repr(text)[:30])
def test_what_cannot_be_a_date_of_news_is_none(text: str | None) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [("2026-03-02T12:09Z", True), ("2026-03-02T12:11Z", False), ("2026-03-04", False), ("9999-12-31", False)],
)
def test_the_future_begins_ten_minutes_from_now(text: str, kept: bool) -> None:
    assert (parse_date(text, now=NOW) is not None) is kept


def test_a_moment_is_plausible_from_1990_on() -> None:
    early = datetime(1989, 12, 31, 23, 59, tzinfo=UTC)
    assert plausible(early) is None
    assert plausible(early + timedelta(minutes=1)) == early + timedelta(minutes=1)
    assert plausible(None) is None


@settings(max_examples=100)
@given(st.integers(700_000_000, 4_000_000_000), st.integers(-840, 840))
def test_a_moment_written_in_any_zone_is_the_same_moment(seconds: int, minutes: int) -> None:
    whole = datetime.fromtimestamp(seconds, UTC)
    sign, size = "-" if minutes < 0 else "+", abs(minutes)
    local = whole + timedelta(minutes=minutes)
    zone = f"{sign}{size // 60:02}{size % 60:02}"
    assert parse_date(local.strftime("%a, %d %b %Y %H:%M:%S ") + zone) == whole
    assert parse_date(local.strftime("%Y-%m-%dT%H:%M:%S") + zone) == whole


@settings(max_examples=100)
@given(st.text(alphabet="0123456789-/.:+ TZMarMonGMT,()", max_size=40))
def test_no_text_is_too_odd(text: str) -> None:
    moment = parse_date(text)
    assert moment is None or moment.tzinfo is UTC
