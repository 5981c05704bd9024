"""What `tocsin check` says of terms that bring more than anybody reads: by their words, and by what is in store."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.settings import Settings
from storage.errors import StorageError
from storage.rates import HitRates, hit_rates
from tocsin.findings import Finding
from watchlists import Watchlist
from watchlists.everyday import Places, advise

TOO_MANY = 50
"""Hits a day above which nobody reads them any more."""
_TOO_LARGE_A_SHARE = 0.2
_ENOUGH_ARTICLES = 200
"""Of fewer a share says nothing."""
_DAYS = 30


def too_common(settings: Settings, lists: Sequence[tuple[Path, Watchlist]]) -> Iterator[Finding]:
    """Yield a warning for each term that is too common to be useful, list by list."""
    now = datetime.now(UTC)
    try:
        rates = hit_rates(settings.database, now - timedelta(days=_DAYS))
    except StorageError:  # The database has a finding of its own; without one the words must tell.
        rates = HitRates(0, None, {})
    for path, watchlist in lists:
        for advice in advise(path, watchlist):
            yield Finding("watchlist", "warn", str(advice.problem), advice.todo)
        yield from _by_the_archive(path, watchlist, rates, now)


def _by_the_archive(path: Path, watchlist: Watchlist, rates: HitRates, now: datetime) -> Iterator[Finding]:
    if rates.first is None:
        return
    days = max((now - rates.first) / timedelta(days=1), 1)
    places: Places | None = None
    for index, term in enumerate(watchlist.terms):
        hits = rates.hits.get((watchlist.id, term.id), 0)
        share = hits / max(rates.articles, 1)
        if hits / days > TOO_MANY or (share > _TOO_LARGE_A_SHARE and rates.articles >= _ENOUGH_ARTICLES):
            places = places or Places(path)
            found = f"{hits:,} hits in {rates.articles:,} articles of the last {round(days)} days"
            problem = places.problem(
                ("terms", index, "name"), f"{term.name!r} brought {found}: {hits / days:,.0f} a day, {share:.0%} of all"
            )
            todo = f"`tocsin backtest {path}` shows which of its forms do; add context, exclude, or drop a form"
            yield Finding("watchlist", "warn", str(problem), todo)
