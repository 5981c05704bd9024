"""`tocsin feeds`: which feeds are polled, and how they do."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tocsin.output import echo, echo_rows, fail, say

if TYPE_CHECKING:
    from datetime import datetime

    from flows.settings import Settings
    from storage import Feed

app = typer.Typer(help="Feed health; add, remove, find, import and export feeds.", rich_markup_mode=None)

COLUMNS = ("status", "title", "last_30_days", "usual_gap", "succeeded_at", "next_poll_at", "failures", "error", "url")
_DAYS = 30


@app.callback(invoke_without_command=True)
def feeds(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False
) -> None:
    """Show the health of every feed, those in trouble first: new, ok, quiet, failing, gone or unlisted."""
    if context.invoked_subcommand:
        return
    from datetime import UTC, datetime

    from flows.settings import load_settings
    from storage import entries_a_day, feed_rows
    from tocsin.store import reading

    now = datetime.now(UTC)
    with reading(load_settings()) as session:
        counts = entries_a_day(session, now, days=_DAYS)
        rows = [_row(feed, counts.get(feed.id, [0] * _DAYS), now) for feed in feed_rows(session)]
    rows.sort(key=lambda row: (row["status"] in {"ok", "new", "unlisted"}, row["url"]))
    if not as_json:
        rows = [_for_people(row) for row in rows]
    echo_rows(rows, as_json=as_json, columns=COLUMNS, unbroken={"status", "last_30_days"})


def _row(feed: "Feed", counts: list[int], now: "datetime") -> dict[str, Any]:
    from flows.steps.gather.health import status_of
    from flows.steps.gather.rhythm import last_moment, usual_gap

    gap = usual_gap(feed.moments)
    return {
        "status": status_of(feed, now),
        **{key: getattr(feed, key) for key in ("title", "url", "fetch_url", "language", "failures", "error")},
        **{key: getattr(feed, key) for key in ("polled_at", "succeeded_at", "next_poll_at", "added_by_hand")},
        "published_at": last_moment(feed.moments),
        "usual_gap": gap and int(gap.total_seconds()),
        "last_30_days": counts,
    }


def _for_people(row: dict[str, Any]) -> dict[str, Any]:
    from datetime import timedelta

    from flows.steps.gather.health import in_words, sparkline

    gap = row["usual_gap"]
    words = in_words(timedelta(seconds=gap) if gap is not None else None)
    return {**row, "usual_gap": words, "last_30_days": sparkline(row["last_30_days"])}


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="The feed's address.")],
    title: Annotated[str, typer.Option("--title")] = "",
    language: Annotated[str | None, typer.Option("--language", help="Such as en, ru, uk.")] = None,
) -> None:
    """Poll a feed that no watchlist names; lists without feeds of their own look into it. Revives one that was gone."""
    from datetime import UTC, datetime

    from flows.settings import load_settings
    from storage import FeedData, add_feed
    from tocsin.store import writing

    settings = load_settings()
    with writing(settings) as session:
        add_feed(session, FeedData(url=_http(url), title=title, language=language), datetime.now(UTC))
    echo(f"added {url}")
    _warn_of_unpolled(settings, [url])


@app.command()
def remove(url: Annotated[str, typer.Argument(help="The feed's address.")]) -> None:
    """Poll a feed no more that was added by hand; what it brought is kept."""
    from flows.settings import load_settings
    from storage import feed_rows, remove_feed
    from tocsin.store import writing

    with writing(load_settings()) as session:
        by_hand = any(feed.url == url and feed.added_by_hand for feed in feed_rows(session))
        removed = by_hand and remove_feed(session, url)
    if not removed:
        fail(f"{url} was not added by hand: feeds of a watchlist are removed in its file")
    echo(f"removed {url}")


@app.command()
def find(
    site: Annotated[str, typer.Argument(help="A site's address.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """Find the feeds and news sitemaps that a site offers."""
    from tocsin.discovery import find_feeds

    rows = find_feeds(_http(site))
    if not rows:
        fail(f"{site}: no feed found on the page or at the usual paths")
    echo_rows(rows, as_json=as_json or not sys.stdout.isatty(), columns=("title", "url"))


@app.command("import")
def import_(file: Annotated[Path, typer.Argument(metavar="FILE.opml")]) -> None:
    """Add the feeds of an OPML file."""
    from datetime import UTC, datetime

    from flows.settings import load_settings
    from storage import add_feed
    from tocsin.opml import read_opml
    from tocsin.store import writing

    settings = load_settings()
    wanted, refused = read_opml(file, settings.allow_networks)
    with writing(settings) as session:
        for feed in wanted:
            add_feed(session, feed, datetime.now(UTC))
    for problem in refused:
        say(problem)
    echo(f"added {len(wanted)} feeds")
    _warn_of_unpolled(settings, [feed.url for feed in wanted])
    raise typer.Exit(code=bool(refused))


@app.command()
def export() -> None:
    """Print the feeds as OPML."""
    from flows.settings import load_settings
    from storage import feed_rows
    from tocsin.opml import to_opml
    from tocsin.store import reading

    with reading(load_settings()) as session:
        echo(to_opml([feed for feed in feed_rows(session) if feed.listed or feed.added_by_hand]))


def _warn_of_unpolled(settings: "Settings", urls: Sequence[str]) -> None:
    """Say so where no watchlist looks into these feeds: what nobody looks into is not polled."""
    from flows.lists import own_watchlists
    from watchlists import WatchlistError, load_watchlists

    try:
        lists = load_watchlists(list(own_watchlists(settings).values()))
    except WatchlistError as error:
        say(f"whether these feeds are polled cannot be told before the watchlists are right: {error}")
        return
    named = {source.url for watchlist in lists for source in watchlist.feeds}
    unpolled = [url for url in urls if url not in named]
    if lists and unpolled and all(watchlist.feeds for watchlist in lists):
        subject = unpolled[0] if len(unpolled) == 1 else f"{len(unpolled)} of these feeds"
        say(f"{subject} will not be polled: every watchlist names its own feeds. Name it in one, or add a list without")


def _http(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        fail(f"{url!r}: expected an address that starts with http:// or https://", code=2)
    return url
