"""`tocsin feeds`: which feeds are polled, and how they do."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from tocsin.output import echo, echo_rows, fail, say

app = typer.Typer(help="Feed health; add, remove, find, import and export feeds.", rich_markup_mode=None)

COLUMNS = ("status", "title", "polled_at", "next_poll_at", "failures", "error", "url")


@app.callback(invoke_without_command=True)
def feeds(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False
) -> None:
    """Show the health of every feed, those in trouble first."""
    if context.invoked_subcommand:
        return
    from flows.settings import load_settings
    from storage import feed_rows
    from tocsin.store import reading

    with reading(load_settings()) as session:
        found = feed_rows(session)
    trouble_first = sorted(found, key=lambda feed: (feed.status in {"ok", "new"}, feed.url))
    rows = [
        {
            "status": feed.status if feed.listed or feed.added_by_hand else "unlisted",
            **{key: getattr(feed, key) for key in ("title", "url", "fetch_url", "language", "failures", "error")},
            **{key: getattr(feed, key) for key in ("polled_at", "succeeded_at", "next_poll_at", "added_by_hand")},
        }
        for feed in trouble_first
    ]
    echo_rows(rows, as_json=as_json, columns=COLUMNS)


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

    with writing(load_settings()) as session:
        add_feed(session, FeedData(url=_http(url), title=title, language=language), datetime.now(UTC))
    echo(f"added {url}")


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
def find(site: Annotated[str, typer.Argument(help="A site's address.")]) -> None:
    """Find the feeds that a site offers."""
    from tocsin.discovery import find_feeds

    rows = find_feeds(_http(site))
    if not rows:
        fail(f"{site}: no feed found on the page or at the usual paths")
    echo_rows(rows, as_json=not sys.stdout.isatty(), columns=("title", "url"))


@app.command("import")
def import_(file: Annotated[Path, typer.Argument(metavar="FILE.opml")]) -> None:
    """Add the feeds of an OPML file."""
    from datetime import UTC, datetime

    from flows.settings import load_settings
    from storage import add_feed
    from tocsin.opml import read_opml
    from tocsin.store import writing

    wanted, refused = read_opml(file)
    with writing(load_settings()) as session:
        for feed in wanted:
            add_feed(session, feed, datetime.now(UTC))
    for problem in refused:
        say(problem)
    echo(f"added {len(wanted)} feeds")
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


def _http(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        fail(f"{url!r}: expected an address that starts with http:// or https://", code=2)
    return url
