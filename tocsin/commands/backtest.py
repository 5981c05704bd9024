"""`tocsin backtest`: what a list would find, before it is used."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.output import echo_rows, fail, say

if TYPE_CHECKING:
    from flows.parallel import Spread
    from flows.settings import Settings


def backtest(
    watchlist: Annotated[str, typer.Argument(metavar="LIST", help="A file, in use or not, or a list's name.")],
    since: Annotated[
        str, typer.Option("--since", help="Look at news since: 30d, 12w, 2026-11-22, 2026-11-22T07:00.")
    ] = "30d",
    samples: Annotated[int, typer.Option("--samples", min=0, max=100, help="Hits shown of each kind.")] = 2,
    all_feeds: Annotated[
        bool, typer.Option("--all-feeds", help="Look into every feed, whichever the list names.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON Lines, a term each, the whole list first.")
    ] = False,
) -> None:
    """Try a list on the articles in store, beside the version in use; nothing is stored."""
    from datetime import UTC, datetime

    from flows.backtest import backtest as run
    from flows.lists import find_watchlist, own_watchlists
    from flows.settings import load_settings
    from tocsin.moments import parse_moment

    now = datetime.now(UTC)
    moment = parse_moment("--since", since, now)
    assert moment is not None
    if moment > now:
        fail(f"--since {since}: expected a moment that has been", code=2)
    settings = load_settings()
    path = find_watchlist(watchlist, own_watchlists(settings))
    with _spread(settings) as over, _progress() as progress:
        result = run(
            settings, path, since=moment, now=now, all_feeds=all_feeds, samples=samples, over=over, progress=progress
        )
    if as_json:
        from tocsin.backtest import by_noise, rows

        echo_rows(rows(result), as_json=True)
        for term in by_noise(result):
            if term.is_noisy:
                say(f"too common: {term.name} ({term.a_day:,} hits a day)")
    else:
        from tocsin.backtest_text import echo_backtest

        echo_backtest(result)


@contextmanager
def _spread(settings: "Settings") -> "Iterator[Spread]":
    """Give what the articles are spread over: this machine's cores, or the cluster of the settings."""
    if settings.task_runner == "processes":
        from flows.parallel import spread

        yield spread
        return
    from deployments.server import prefect_api

    with prefect_api(settings):
        from flows.cluster import spread_over

        yield spread_over(settings)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Give what shows on a terminal how far a pass is, and wipes it at the end."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("articles"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # No thread that redraws: the workers are forked from this process while it shows.
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task("articles", total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, refresh=True)

        yield show
