"""The values a watchlist is written in: what each one takes, and what it says when it gets something else.

Every validator raises ValueError with what was expected; the loader adds the file, the line and the value.
"""

import re
import unicodedata
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, WithJsonSchema

from watchlists.finding.forms import MAX_LENGTH, check_label, check_line, check_listed

SEVERITIES = ("low", "normal", "high", "critical")
IMMEDIATELY = "immediately"

_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400}
_DURATION = re.compile(r"([0-9]{1,9}) ?([smhd]?)")
_SHORTEST, _LONGEST = 60, 30 * 86_400
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
# What nearly all ids are made of: such a one needs no closer look.
_PLAIN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_QUIET = re.compile(r"((?:[01][0-9]|2[0-3]):[0-5][0-9])-((?:[01][0-9]|2[0-3]):[0-5][0-9])")
_CRON_FIELDS = 5
_MAX_URL = 2_048


def _name(value: str, info: ValidationInfo) -> str:
    kind = info.data.get("kind")
    return check_label(value) if kind == "query" else check_listed(value, wildcards="*" if kind == "phrase" else "")


def _title(value: Any) -> Any:
    # None is "" here, but what looks like a title and says nothing is a mistake.
    return check_line(value).strip() if isinstance(value, str) and value else value


def _every(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not (duration := _DURATION.fullmatch(value.strip())):
        raise ValueError("expected a time such as 15m, 2h, 1d or a number of seconds")
    return int(duration[1]) * _SECONDS[duration[2]]


def _in_range(seconds: int) -> int:
    if not _SHORTEST <= seconds <= _LONGEST:
        raise ValueError("expected a time from 1 minute (1m) to 30 days (30d)")
    return seconds


def check_url(value: str) -> str:
    """Return the address as it is, if it is one of http or https.

    Raises:
        ValueError: It is not.
    """
    expected = "expected an address such as https://news.example/rss"
    if len(value) > _MAX_URL or any(letter.isspace() or not letter.isprintable() for letter in value):
        raise ValueError(f"{expected}: at most {_MAX_URL} characters, without spaces")
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError as e:
        raise ValueError(f"{expected} ({e})") from e
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or "\\" in value:
        raise ValueError(f"{expected}: http or https, and a host")
    return value


def _language(value: str) -> str:
    code = value.lower().replace("_", "-")
    if not _LANGUAGE.fullmatch(code):
        raise ValueError("expected a language code such as en, ru or pt-BR")
    return code


def check_id(value: str) -> str:
    """Return the id as it is, if it is one.

    Raises:
        ValueError: It is not.
    """
    if _PLAIN_ID.fullmatch(value):
        return value
    if len(value) > MAX_LENGTH or not any(map(str.isalnum, value)) or value.startswith("."):
        raise ValueError(
            f"expected an id with a letter or digit, at most {MAX_LENGTH} characters, not beginning with a dot"
        )
    if any(letter.isspace() or letter in "/\\" or unicodedata.category(letter) == "Cc" for letter in value):
        raise ValueError("expected an id without spaces and slashes")
    return value


def _list_id(value: str) -> str:
    letters = all(letter.isalnum() or letter in "-_." or unicodedata.category(letter)[0] == "M" for letter in value)
    if not letters or not value[:1].isalnum():
        raise ValueError("expected an id of letters, digits and hyphens")
    return check_id(value)


def _link(value: str) -> str:
    if value and "{id}" not in value:
        raise ValueError("expected an address with {id} where the entity's id goes")
    return check_url(value) if value else value


def _tag(value: str) -> str:
    if not re.fullmatch(r"[\w.-]{1,64}", value):
        raise ValueError("expected one tag of the channels file: letters, digits, hyphens, no spaces or commas")
    return value


def _schedule(value: str) -> str:
    if value == IMMEDIATELY:
        return value
    from cronsim import CronSim, CronSimError

    expected = f'expected {IMMEDIATELY!r} or five cron fields such as "0 7 * * mon-fri"'
    if len(value.split()) != _CRON_FIELDS:
        raise ValueError(expected)
    try:
        CronSim(value, datetime(2000, 1, 1, tzinfo=UTC))
    except CronSimError as e:
        raise ValueError(f"{expected} ({e})") from e
    return value


def _timezone(value: str) -> str:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(value)
    except (ValueError, KeyError, OSError):
        near = get_close_matches(value, _zones(value[:1].lower()), n=1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        raise ValueError(f"expected an IANA time zone such as Europe/Kyiv{hint}") from None
    return value


@cache
def _zones(initial: str) -> list[str]:
    """Return the time zones with this first letter; to ask for them takes as long as to load a small list."""
    from zoneinfo import available_timezones

    return sorted(zone for zone in available_timezones() if zone[0].lower() == initial)


def _quiet_hours(value: str) -> str:
    hours = _QUIET.fullmatch(value)
    if not hours or hours[1] == hours[2]:
        raise ValueError("expected two different times such as 22:00-07:00")
    return value


Severity = Literal["low", "normal", "high", "critical"]
Title = Annotated[str, BeforeValidator(_title)]
Label = Annotated[str, AfterValidator(check_label)]
"""One line of 2 to 200 characters with at least 2 letters or digits."""
Name = Annotated[str, AfterValidator(_name)]
"""A label that can be looked for, as the term's `kind` says: in a phrase, a word may end in `*`."""
Acronym = Annotated[str, AfterValidator(check_listed)]
Pattern = Annotated[str, AfterValidator(lambda text: check_listed(text, wildcards="*"))]
"""A label that can be looked for; a word may end in `*`."""
Every = Annotated[
    int,
    BeforeValidator(_every),
    AfterValidator(_in_range),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": "^[0-9]+ ?[smhd]?$"},
                {"type": "integer", "minimum": _SHORTEST, "maximum": _LONGEST},
            ]
        }
    ),
]
"""Seconds, from `15m`, `2h`, `1d` or a number of seconds."""
FeedUrl = Annotated[str, AfterValidator(check_url), Field(json_schema_extra={"pattern": "^[hH][tT][tT][pP][sS]?://"})]
Link = Annotated[str, AfterValidator(_link)]
FileName = Annotated[str, AfterValidator(check_line)]
Language = Annotated[str, AfterValidator(_language)]
TermId = Annotated[str, AfterValidator(check_id)]
ListId = Annotated[str, AfterValidator(_list_id)]
Tag = Annotated[str, AfterValidator(_tag)]
Schedule = Annotated[str, AfterValidator(_schedule)]
MaxADay = Annotated[int, Field(ge=1, le=10_000)]
Timezone = Annotated[str, AfterValidator(_timezone)]
QuietHours = Annotated[str, AfterValidator(_quiet_hours)]
