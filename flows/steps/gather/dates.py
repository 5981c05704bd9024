"""Read the dates that feeds and pages write, in the forms that they really use.

A wrong date is worse than none: with none the caller falls back to the moment
at which the entry was found. So nothing is guessed, and what cannot be is
dropped. The parsers at hand guess: `email.utils` takes `+03:00` and unknown
zone names for UTC, `dateutil` fills what is missing from today.
"""

# ruff: noqa: RUF001  Cyrillic is data here, not a look-alike.
import re
from datetime import UTC, datetime, timedelta

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
AHEAD = timedelta(minutes=10)
"""How far another machine's clock may be ahead of ours."""

_ZONES = {
    # Hours from UTC. Of the names that stand for several zones, the one with the most feeds: IST is India's.
    "": 0, "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2,
    "SAST": 2, "EET": 2, "EEST": 3, "MSK": 3, "MSD": 4, "TRT": 3, "GST": 4, "PKT": 5, "IST": 5.5, "HKT": 8, "SGT": 8,
    "AWST": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "ART": -3, "BRT": -3, "AST": -4,
    "ADT": -3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9,
    "AKDT": -8, "HST": -10,
}  # fmt: skip
_MONTHS = {
    # The first letters: English as the standards ask, and the larger languages that publishers write all the same.
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12, "янв": 1, "фев": 2, "мар": 3, "апр": 4, "май": 5, "мая": 5, "июн": 6, "июл": 7, "авг": 8, "сен": 9,
    "окт": 10, "ноя": 11, "дек": 12, "січ": 1, "лют": 2, "бер": 3, "кві": 4, "тра": 5, "чер": 6, "лип": 7, "сер": 8,
    "вер": 9, "жов": 10, "лис": 11, "гру": 12, "jän": 1, "mär": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12, "fév": 2,
    "avr": 4, "juin": 6, "juil": 7, "aoû": 8, "déc": 12, "ene": 1, "abr": 4, "ago": 8, "dic": 12, "gen": 1, "mag": 5,
    "giu": 6, "lug": 7, "set": 9, "ott": 10,
}  # fmt: skip

_CLOCK = (
    r"(?:(?:[T\s,]+|\s+at\s+)(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>[AP])\.?M\b\.?)?)?\s*(?P<zone>\S.*)?"
)
_FORMS = tuple(
    re.compile(form + _CLOCK, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",
        r"(?:[^\W\d_]+\.?,?\s*)?(?P<day>\d{1,2})[\s.-]+(?P<name>[^\W\d_]{3,})\.?,?[\s-]+(?P<year>\d{4}|\d\d)\b",
        r"(?:[^\W\d_]+\.?,\s*)?(?P<name>[^\W\d_]{3,})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})",
    )
)
_COMPACT = re.compile(r"\d{8}(?:T\d{6}(?:Z|[+-]\d{4})?)?")
_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])(\d{1,2})(?::?(\d\d))?")
_UNIX = re.compile(r"(\d{10})(?:\d{3})?")
_MAX_LENGTH = 100
_FARTHEST_ZONE = timedelta(hours=14)
_SHORT_YEARS_OF_THIS_CENTURY = 70


def parse_date(text: str | None, *, now: datetime | None = None) -> datetime | None:
    """Return the moment that the text names, in UTC; None where it names none, or none that can be.

    Read are the form of mail and RSS (with zone names, and month names in the
    larger languages), ISO 8601 and its looser relatives, `31.12.2026 23:59`,
    `Dec 31, 2026 11:59 PM` and Unix seconds or milliseconds. A moment without a
    zone is taken for UTC; one whose zone is not known is None.

    Args:
        text: What the feed or the page has.
        now: With it, a moment later than ten minutes from now is None.
    """
    words = " ".join((text or "").split())
    if not words or len(words) > _MAX_LENGTH:
        return None
    try:
        return plausible(_unix(words) or _written(words), now)
    except (ValueError, OverflowError):  # the 30th of February, the 25th hour, the year 0
        return None


def plausible(moment: datetime | None, now: datetime | None = None) -> datetime | None:
    """Return the moment if news can be of it: from 1990 until ten minutes from now. Without `now` there is no end."""
    if moment is None or moment < EARLIEST or (now is not None and moment > now + AHEAD):
        return None
    return moment


def _unix(words: str) -> datetime | None:
    found = _UNIX.fullmatch(words)
    return datetime.fromtimestamp(int(found[1]), UTC) if found else None


def _written(words: str) -> datetime | None:
    if _COMPACT.fullmatch(words):
        moment = datetime.fromisoformat(words)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    found = next(filter(None, (form.fullmatch(words) for form in _FORMS)), None)
    return _moment(found.groupdict()) if found else None


def _moment(parts: dict[str, str | None]) -> datetime | None:
    month = _month(parts.get("name")) or int(parts.get("month") or 0)
    offset = _offset(parts["zone"] or "")
    if not month or offset is None:
        return None
    start = datetime(_year(parts["year"] or ""), month, int(parts["day"] or 0), tzinfo=UTC)
    return start + _clock(parts) - offset


def _month(name: str | None) -> int | None:
    lower = (name or "").lower()
    return _MONTHS.get(lower[:4]) or _MONTHS.get(lower[:3])


def _year(digits: str) -> int:
    if len(digits) > 2:  # noqa: PLR2004  "26" is short for a year, "0026" is not
        return int(digits)
    return int(digits) + (2000 if int(digits) < _SHORT_YEARS_OF_THIS_CENTURY else 1900)


def _clock(parts: dict[str, str | None]) -> timedelta:
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    if half := parts["half"]:
        hour = hour % 12 + (12 if half.upper() == "P" else 0)
    # 24:00 is the midnight after, and :60 a leap second.
    if hour > 24 or minute > 59 or second > 60:  # noqa: PLR2004  a clock's own figures
        raise ValueError(f"no such time: {hour}:{minute}:{second}")
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _offset(zone: str) -> timedelta | None:
    """Return the zone's distance from UTC; None for one that is not known."""
    # Some write the zone twice: "+0300 (MSK)".
    name = zone.upper().partition("(")[0].strip() or zone.upper().strip(" ()")
    if name in _ZONES:
        return timedelta(hours=_ZONES[name])
    found = _OFFSET.fullmatch(name.replace(" ", ""))
    if not found:
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if size > _FARTHEST_ZONE:
        return None
    return size if found[1] == "+" else -size
