"""How a person says a moment on the command line."""

import re
from datetime import UTC, datetime, timedelta

from tocsin.output import fail

_AGO = re.compile(r"(\d{1,5})([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def parse_moment(option: str, text: str | None, now: datetime) -> datetime | None:
    """Return the moment that is meant: a date, a date and time (UTC where no zone is given), or `24h` ago.

    Ends the command with exit 2 where the text is no moment.
    """
    if text is None:
        return None
    ago = _AGO.fullmatch(text.strip())
    if ago:
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        fail(
            f"{option} {text!r}: expected a date (2026-11-22), a time (2026-11-22T07:00) or an age (90m, 24h, 7d, 2w)",
            code=2,
        )
