"""A stored hit with its reasons and what became of it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from flows.lists import own_watchlists
from flows.outbox import open_outbox
from flows.settings import Settings, load_settings
from flows.standing import Standing, standings
from flows.steps.clean import clean_text
from flows.steps.tell.hits import matches_from_hit
from storage import HitRow, find_hit
from tocsin.commands.hits import hit_row
from tocsin.explaining import bracketed, explanation, marked, stands_for
from tocsin.store import reading
from watchlists import Match, Watchlist, WatchlistError, bundled_lists, load_watchlist
from watchlists.explanation import explain

_SHOWN = 5
_SOURCES = {
    "page data": " that the page gives for machines",
    "feed content": " that its feed gives",
    "feed summary": " that its feed gives, a summary",
}
"""By where the text came from; that it is the page's needs no word."""


class HitReasons(NamedTuple):
    """A hit, why it is one, and how it stands with the tags of its list."""

    row: HitRow
    matches: list[Match]
    standings: list[Standing]
    watchlist: Watchlist | None
    """The list as it is now; None where it is gone."""


def reasons_of_hit(number: int) -> HitReasons | None:
    """Return all that is known of the hit of this number; None where there is none."""
    settings = load_settings()
    with reading(settings) as session:
        row = find_hit(session, number)
        if row is None:
            return None
        watchlist = _watchlist(settings, row.hit.watchlist)
        stands = standings(session, row, watchlist, open_outbox(settings), datetime.now(UTC))
        return HitReasons(row, matches_from_hit(row.hit), stands, watchlist)


def hit_with_reasons(found: HitReasons) -> dict[str, Any]:
    """Return the hit as `tocsin hits` prints it, with the reasons in words and what became of it."""
    term = found.watchlist.term(found.row.hit.term) if found.watchlist else None
    row = hit_row(found.row, term.source if term else None)
    row["matches"] = [
        kept | {"sentence": _sentence(found.row, match, kept), "why": explain(match)}
        for kept, match in zip(row["matches"], found.matches, strict=True)
    ]
    return row | {"digests": [standing._asdict() for standing in found.standings]}


def hit_in_words(found: HitReasons) -> Iterator[str]:
    """Yield the lines that a person reads."""
    hit, article = found.row.hit, found.row.article
    yield f"hit {hit.id}: {clean_text(hit.term_name, 120)} ({hit.term} of {hit.watchlist}), severity {hit.severity}"
    yield f"    {clean_text(article.title, 200) or '(no title)'}"
    yield f"    {clean_text(article.site or found.row.feed.title, 120)}, {_dates(found.row)}"
    yield f"    {clean_text(article.url, 300)}"
    yield f"    story {hit.story_id}: {clean_text(found.row.story.title, 200)}"
    source = _SOURCES.get(article.text_source, "")
    yield f"    in the {hit.zone}{source}, {len(found.matches)} {'place' if len(found.matches) == 1 else 'places'}"
    for match, kept in zip(found.matches[:_SHOWN], hit.matches, strict=False):
        yield ""
        yield stands_for(match)
        yield from explanation(match, _sentence(found.row, match, kept))
    if len(found.matches) > _SHOWN:
        yield ""
        yield f"and {len(found.matches) - _SHOWN} more: --json shows them"
    yield ""
    yield from _told(found)


def _dates(row: HitRow) -> str:
    found = f"found {row.hit.found_at:%Y-%m-%d %H:%M} UTC"
    published = row.article.published_at
    return f"published {published:%Y-%m-%d %H:%M} UTC, {found}" if published else found


def _told(found: HitReasons) -> Iterator[str]:
    if found.watchlist is None:
        yield f"its watchlist {found.row.hit.watchlist} is none of the lists here any more"
    for standing in found.standings:
        yield f"{standing.to}: {standing.said}"


def _sentence(row: HitRow, match: Match, kept: Mapping[str, Any]) -> str:
    """Return the sentence as it stands in the article; where that was read again and is another, as it was kept."""
    source = {"text": row.article.text, "title": row.article.title, "fringe": row.article.fringe}[match.field]
    if source[match.start : match.end] == match.text:
        return marked(source, match.start, match.end)
    if "excerpt_start" in kept:
        return bracketed(row.hit.excerpt, kept["excerpt_start"], kept["excerpt_end"])
    return ""


def _watchlist(settings: Settings, watchlist_id: str) -> Watchlist | None:
    for path in (*own_watchlists(settings).values(), *bundled_lists().values()):
        try:
            watchlist = load_watchlist(path)
        except WatchlistError:
            # It is told by `tocsin check`; here one that can be read may still be the one.
            continue
        if watchlist.id == watchlist_id:
            return watchlist
    return None
