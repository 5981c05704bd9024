"""Mutes as a person names them: which term of which list, which story, which source, until when."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlmodel import Session

from flows.lists import find_watchlist, own_watchlists
from flows.settings import Settings
from flows.steps.clean import clean_text
from storage import Mute, MuteData, add_mute, find_hits_of_story, source_of
from tocsin.absence import term_of
from tocsin.output import fail
from watchlists import Watchlist, load_watchlist, load_watchlists


def mute_term(  # noqa: PLR0913  all but four are named
    session: Session, settings: Settings, term: str, data: dict[str, Any], *, watchlist: str, now: datetime
) -> list[Mute]:
    """Return the stored mute of a term, named by its id or name; of the first list that has it where none is named."""
    lists = _lists(settings, watchlist)
    found = ((one.id, meant[1].id) for one in lists if (meant := term_of(one, term)))
    if pair := next(found, None):
        return [add_mute(session, MuteData(watchlist=pair[0], term=pair[1], **data), now)]
    return fail(f"no term {term!r} in {', '.join(one.name for one in lists) or 'any list'}")


def mute_story(session: Session, story: int, data: dict[str, Any], *, watchlist: str, now: datetime) -> list[Mute]:
    """Return the stored mutes of a story, one for each list that has found something in it."""
    lists = sorted({row.hit.watchlist for row in find_hits_of_story(session, story)})
    chosen = [one for one in lists if watchlist in {"", one}]
    if not chosen:
        fail(f"there is no story {story}{f' in {watchlist}' if lists else ''}: tocsin hits --json shows the stories")
    return [add_mute(session, MuteData(watchlist=one, story_id=story, **data), now) for one in chosen]


def as_source(text: str) -> str:
    """Return the source that is meant by an address, a host or a domain: https://www.bbc.co.uk/news is bbc.co.uk."""
    host = urlsplit(text if "://" in text else f"//{text}").hostname or ""
    if "." not in host:
        fail(f"--source {text!r}: expected a domain such as news.example, or an address of the source", code=2)
    return source_of(host)


def end_of(until: datetime | None, length: str | None, now: datetime) -> datetime | None:
    """Return when a mute ends that is to last until a moment or for a time such as 7d; None for never."""
    if until is not None and length is not None:
        fail("--until and --for: give one of them", code=2)
    end = now + _length(length) if length is not None else until
    if end is not None and end <= now:
        fail(f"--until {end:%Y-%m-%d %H:%M} UTC: that is over", code=2)
    return end


def mute_rows(mutes: Sequence[Mute], now: datetime) -> Iterator[dict[str, Any]]:
    """Yield the mutes as they are printed."""
    for mute in mutes:
        keys = ("id", "watchlist", "term", "story_id", "source", "tag", "until", "created_at")
        row = {key: getattr(mute, key) for key in keys}
        yield {**row, "in_force": mute.until is None or mute.until > now}


def in_words(mute: Mute) -> str:
    """Return what is muted, for whom and until when, in words."""
    what = f"the story {mute.story_id}" if mute.story_id is not None else clean_text(mute.term or "every term", 120)
    where = f" in {mute.source}" if mute.source else ""
    whom = f" for {mute.tag}" if mute.tag else ""
    until = f"until {mute.until:%Y-%m-%d %H:%M} UTC" if mute.until else "until you remove it"
    return f"mute {mute.id}: {what}{where} of {mute.watchlist}{whom}, {until}"


def _lists(settings: Settings, watchlist: str) -> list[Watchlist]:
    own = own_watchlists(settings)
    return [load_watchlist(find_watchlist(watchlist, own))] if watchlist else load_watchlists(list(own.values()))


def _length(text: str) -> timedelta:
    units = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
    number, unit = text.strip()[:-1], text.strip()[-1:]
    if not (number.isascii() and number.isdecimal() and len(number) < 5 and int(number) and unit in units):  # noqa: PLR2004
        fail(f"--for {text!r}: expected a time such as 90m, 24h, 7d, 2w", code=2)
    return timedelta(**{units[unit]: int(number)})
