"""articles in store ─► tally: try a list on the archive before it is used. Nothing is stored.

What a list finds is told beside what was found before it, and there are two ways to know that. Where another file is in
use under the list's name, that file is run over the same articles: the hits in store were found by the rules, the
feeds and the program of their day, and would show differences that the edit did not make. Where the file on trial
is itself the one in use, edited in place, its earlier text is gone: then the hits in store are all that tells.

A pass over the archive and no flow: it needs no Prefect server, and answers at once. Where the settings name a task
runner of Prefect's, `flows.cluster` gives it the same parts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.bench import Bench, Trial
from flows.errors import FlowError
from flows.lists import list_in_use
from flows.parallel import Spread, cores, spread
from flows.settings import Settings
from flows.steps.trial.tally import Tally
from storage import (
    Database,
    Part,
    archive_parts,
    has_hits,
    newest_article,
    pruned_articles,
    schema_status,
)
from watchlists import Watchlist, load_watchlist

PART = 200
"""Articles that a worker has in memory at once."""
_EMPTY = "the archive is empty, there is nothing to try a list on: `tocsin run` fills it"


@dataclass(frozen=True)
class Backtest:
    """What a list found in the archive."""

    path: Path
    watchlist: Watchlist
    tally: Tally
    since: datetime
    until: datetime
    run_beside: Path | None
    """The file in use that was run over the same articles."""
    stored_beside: str | None
    """The id of the list whose hits in store were compared with."""
    pruned: int
    """Articles of that time that have no text any more; those in which something was found kept theirs."""


def backtest(  # noqa: PLR0913  Options, all named at the call.
    settings: Settings,
    path: Path,
    *,
    since: datetime,
    now: datetime,
    all_feeds: bool = False,
    samples: int = 2,
    workers: int | None = None,
    over: Spread = spread,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Backtest:
    """Run a list over the articles in store and return what it finds.

    Args:
        settings: Where the archive and the lists in use are.
        path: The list's file.
        since: Articles that were news at this moment or later, as `storage.news_moment` says.
        now: The end of the time that is looked through.
        all_feeds: Whether to look into every feed, whichever the list names.
        samples: How many hits are kept of each kind.
        workers: How many processes match; all cores where it is not given.
        over: What the parts are spread over: this machine's cores, or a cluster.
        progress: Is told how many articles are done, and of how many.

    Raises:
        WatchlistError: The list cannot be read or is wrong.
        StorageError: The database cannot be used.
        FlowError: The archive has nothing to look through, or a worker was ended from outside.
    """
    watchlist = load_watchlist(path)
    in_use = list_in_use(settings, path, watchlist)
    if not schema_status(settings.database).revision:
        raise FlowError(_EMPTY)  # A trial makes no database.
    with Database(settings.database) as database:
        database.upgrade()
        with database.read() as session:
            parts = archive_parts(session, since=since, size=PART)
            newest, pruned = newest_article(session), pruned_articles(session, since=since)
            stored = watchlist.id if in_use is None and has_hits(session, watchlist.id) else None
    _refuse_nothing(parts, newest, since)
    beside, other = in_use or (None, None)
    tally = Tally(samples)
    total = sum(part.articles for part in parts)
    bench = Bench(Trial(settings.database, watchlist, other, stored, since, all_feeds, samples))
    done = 0
    for part, found in zip(parts, over(bench, parts, workers=workers or cores()), strict=True):
        tally.add(found)
        done += part.articles
        progress(done, total)
    if not (tally.articles or tally.failed):
        raise FlowError(
            f"{path}: none of the {total:,} articles in store since {_shown(since)} is from a feed that the list names:"
            " --all-feeds looks into every feed"
        )
    return Backtest(path, watchlist, tally, since, now, beside, stored, pruned)


def _refuse_nothing(parts: Sequence[Part], newest: datetime | None, since: datetime) -> None:
    if newest is None:
        raise FlowError(_EMPTY)
    if not parts:
        raise FlowError(
            f"no article is news since {_shown(since)}; the last one was read at {_shown(newest)}:"
            " look further back with --since"
        )


def _shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
