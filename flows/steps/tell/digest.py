"""Make the one model of a digest that every renderer shows."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from types import MappingProxyType
from zoneinfo import ZoneInfo

from flows.steps.clean import clean_inline, clean_text, link_host, safe_link
from flows.steps.tell.account import full_terms, held_back, window_covered, zone_name
from flows.steps.tell.reasons import reason
from flows.steps.tell.view import (
    DigestView,
    Outlet,
    Segment,
    StoryView,
    group_stories,
    short_time,
    summarize,
)
from storage import HeldCount, HitRow, RunData
from watchlists import SEVERITIES, Watchlist, WatchlistError

__all__ = ["DigestView", "build_digest"]

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_MAX_OUTLETS = 6


def build_digest(  # noqa: PLR0913  all but the rows are named
    rows: Sequence[HitRow],
    *,
    watchlist: Watchlist,
    account: RunData,
    since: datetime | None,
    now: datetime,
    tz: str,
    silent: int = 0,
    held: Sequence[HeldCount] = (),
    full: Mapping[str, int] = MappingProxyType({}),
    trends: Mapping[str, Sequence[int]] = MappingProxyType({}),
    mute_link: Callable[[int], str] = lambda _hit: "",
) -> DigestView:
    """Return the digest of these hits; without hits it is the heartbeat: a title and the closing account.

    A story found by several terms stands once, under the most severe of them
    (of equals the first of the watchlist), and names the others.

    Args:
        rows: The hits to tell. What is in them is cleaned here, whoever wrote it.
        watchlist: The list they belong to.
        account: The sums of the runs in the window that the digest covers.
        since: Where that window begins, if that is known.
        now: When the digest is made.
        tz: The reader's IANA zone.
        silent: Feeds that answer and have been silent for long.
        held: What is held back and was in no account before.
        full: The terms that have had their share of the day, with it.
        trends: In how many articles a term was found on each of the last days.
        mute_link: Makes the address where a hit's reader can mute it; "" where nothing is served.
    """
    local = now.astimezone(ZoneInfo(tz))
    rank = _Rank(watchlist)
    of_story = [list(group) for _, group in groupby(sorted(rows, key=_story_id), key=_story_id)]
    told = [(min(group, key=rank), _story(group, rank, local, watchlist, mute_link)) for group in of_story]
    told.sort(key=lambda pair: (rank(pair[0]), -pair[1].time.timestamp(), pair[1].headline))
    groups = group_stories([(top.hit.severity, clean_text(top.hit.term_name, 120), story) for top, story in told])
    return DigestView(
        watchlist=clean_text(watchlist.name, 120),
        watchlist_id=watchlist.id,
        created_at=local,
        zone=zone_name(local),
        summary=summarize(groups),
        groups=groups,
        trends={clean_text(top.hit.term_name, 120): tuple(trends.get(top.hit.term, ())) for top, _ in told},
        notices=full_terms(watchlist, full, held),
        closing=(
            window_covered(account, hits=len(rows), stories=len(told), since=since, now=local, silent=silent),
            *held_back(held, watchlist.id),
            f"Times are {zone_name(local)}.",
        ),
    )


class _Rank:
    """Orders hits: the more severe first, then as the watchlist has its terms."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._places = {term.id: place for place, term in enumerate(watchlist.terms)}

    def __call__(self, row: HitRow) -> tuple[int, int, str]:
        place = self._places.get(row.hit.term, len(self._places))
        return -SEVERITIES.index(row.hit.severity), place, row.hit.term


def _story(
    rows: Sequence[HitRow], rank: _Rank, now: datetime, watchlist: Watchlist, mute_link: Callable[[int], str]
) -> StoryView:
    top = min(rows, key=rank)
    lead = min((row for row in rows if row.hit.term == top.hit.term), key=_lead_rank)
    headline = clean_text(lead.article.title, 200) or clean_text(lead.article.url, 100) or "(no title)"
    time = _moment(lead).astimezone(now.tzinfo)
    outlets = _outlets(lead, rows)
    others = sorted((row for row in rows if row.hit.term != top.hit.term), key=rank)
    return StoryView(
        headline=headline,
        language=lead.article.language if _LANGUAGE.match(lead.article.language or "") else None,
        source=_source(lead),
        time=time,
        when=("" if lead.article.published_at else "found ") + short_time(time, now),
        excerpt=_excerpt(lead, headline),
        reason=reason(lead.hit, lead.article.text_source),
        mute=mute_link(lead.hit.id),
        listed=_listed(watchlist, top.hit.term),
        also_names=tuple(dict.fromkeys(clean_text(row.hit.term_name, 80) for row in others)),
        outlets=outlets[:_MAX_OUTLETS],
        more_outlets=max(len(outlets) - _MAX_OUTLETS, 0),
    )


def _listed(watchlist: Watchlist, key: str) -> Outlet | None:
    """Return who lists the term; None for one that the list's author wrote, and for one that is gone by now."""
    try:
        term = watchlist.term(key)
    except (
        WatchlistError
    ):  # a damaged file of entities is for `tocsin check` to tell: what was found is told all the same
        return None
    if term is None or term.source is None:
        return None
    link = safe_link(term.source.url)
    name = clean_text(term.source.dataset, 120) or link_host(link)
    return Outlet(name, link) if name else None


def _story_id(row: HitRow) -> int:
    return row.hit.story_id


def _lead_rank(row: HitRow) -> tuple[bool, bool, datetime, int]:
    # The fullest of the earliest copies, where the term is in it; else the one that has the term in its headline.
    return row.hit.article_id != row.story.lead_id, row.hit.zone != "headline", _moment(row), row.hit.article_id


def _moment(row: HitRow) -> datetime:
    return row.article.published_at or row.hit.found_at


def _outlets(lead: HitRow, rows: Sequence[HitRow]) -> tuple[Outlet, ...]:
    copies = sorted((row for row in rows if row.hit.article_id != lead.hit.article_id), key=_moment)
    first = {outlet.name: outlet for outlet in reversed([_source(row) for row in copies])}
    return tuple(
        first[name] for name in dict.fromkeys(_source(row).name for row in copies) if name != _source(lead).name
    )


def _source(row: HitRow) -> Outlet:
    link = safe_link(row.article.url)
    host = link_host(link)
    name = clean_text(row.article.site, 60) or clean_text(row.feed.title, 60) or host.removeprefix("www.") or "unknown"
    disguised = any(label.startswith("xn--") for label in host.split("."))
    return Outlet(name, link, host if disguised and name != host else "")


def _excerpt(row: HitRow, headline: str) -> tuple[Segment, ...]:
    text = row.hit.excerpt
    if clean_text(text, 200) in {"", headline}:
        return ()
    segments: list[Segment] = []
    done = 0
    for start, end in sorted((m["excerpt_start"], m["excerpt_end"]) for m in row.hit.matches if "excerpt_start" in m):
        if done <= start < end <= len(text):
            segments += [Segment(clean_inline(text[done:start])), Segment(clean_inline(text[start:end]), marked=True)]
            done = end
    return tuple(segment for segment in (*segments, Segment(clean_inline(text[done:]))) if segment.text)
