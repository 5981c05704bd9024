"""`tocsin hits`: what was found."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tocsin.output import echo, echo_rows, fail, say

if TYPE_CHECKING:
    from storage import HitRow
    from watchlists import Source

COLUMNS = ("id", "found_at", "severity", "term", "title", "source", "url")
_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")  # noqa: RUF001  the full-width ones too
_KEYS = ("id", "watchlist", "term", "term_name", "severity", "url", "title", "source", "published_at", "found_at")


def hits(
    watchlist: Annotated[str | None, typer.Option("-w", "--watchlist", help="Only this list (its id).")] = None,
    term: Annotated[str | None, typer.Option("--term", help="Only this term (its id).")] = None,
    feed: Annotated[str | None, typer.Option("--feed", help="Only from this feed (its URL).")] = None,
    severity: Annotated[str | None, typer.Option("--severity", help="This severity or above.")] = None,
    since: Annotated[
        str | None, typer.Option("--since", help="Found since: 2026-11-22, 2026-11-22T07:00, 24h, 7d.")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", help="Found before: as --since.")] = None,
    words: Annotated[str | None, typer.Option("--words", help="Words in the title or the text.")] = None,
    held: Annotated[
        bool, typer.Option("--held", help="Only what digests hold back: muted, or above a term's share of a day.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most this many, newest first.")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, safe to open in a spreadsheet.")] = False,
    as_rss: Annotated[bool, typer.Option("--rss", help="Print an RSS feed.")] = False,
) -> None:
    """Show what was found, newest first."""
    from datetime import UTC, datetime

    from flows.settings import load_settings
    from storage import find_hits
    from tocsin.moments import parse_moment
    from tocsin.sources import term_sources
    from tocsin.store import reading
    from watchlists import SEVERITIES

    now = datetime.now(UTC)
    if severity is not None and severity not in SEVERITIES:
        fail(f"--severity {severity!r}: expected one of {', '.join(SEVERITIES)}", code=2)
    settings = load_settings()
    with reading(settings) as session:
        found = find_hits(
            session,
            watchlist=watchlist,
            term=term,
            feed=feed,
            severity=severity,
            since=parse_moment("--since", since, now),
            until=parse_moment("--until", until, now),
            words=words,
            held=held,
            limit=limit,
        )
    source = term_sources(settings)
    rows = [hit_row(row, source(row.hit.watchlist, row.hit.term)) for row in found]
    if len(rows) == limit:
        say(f"the newest {limit} at most are shown: --limit shows more")
    if as_csv:
        _echo_csv(rows)
    elif as_rss:
        from tocsin.rss import to_rss

        echo(to_rss(rows, now))
    else:
        echo_rows(rows, as_json=as_json, columns=COLUMNS)


def hit_row(row: "HitRow", listed: "Source | None" = None) -> dict[str, Any]:
    """Return a hit as it is printed, with where its term comes from."""
    return {
        "id": row.hit.id,
        "watchlist": row.hit.watchlist,
        "term": row.hit.term,
        "term_name": row.hit.term_name,
        "severity": row.hit.severity,
        "url": row.article.url,
        "title": row.article.title,
        "source": row.article.site or row.feed.title,
        "published_at": row.article.published_at,
        "found_at": row.hit.found_at,
        "story": row.hit.story_id,
        "zone": row.hit.zone,
        "text_source": row.article.text_source,
        "listed_by": listed.dataset if listed else "",
        "listed_at": listed.url if listed else None,
        "excerpt": row.hit.excerpt,
        "matches": row.hit.matches,
    }


def _echo_csv(rows: list[dict[str, Any]]) -> None:
    import csv

    writer = csv.writer(sys.stdout)
    keys = [key for key in (rows[0] if rows else _row_keys()) if key != "matches"]
    writer.writerow(keys)
    writer.writerows([_cell(row[key]) for key in keys] for row in rows)


def _row_keys() -> tuple[str, ...]:
    return (*_KEYS, "story", "zone", "text_source", "listed_by", "listed_at", "excerpt")


def _cell(value: Any) -> str:
    """A cell that starts like a formula is shown as text: a headline must not run in a spreadsheet."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
