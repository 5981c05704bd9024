"""Where the terms of stored hits come from."""

from collections.abc import Callable

from flows.errors import FlowError
from flows.lists import own_watchlists
from flows.settings import Settings
from watchlists import Source, WatchlistError, load_watchlists


def term_sources(settings: Settings) -> Callable[[str, str], Source | None]:
    """Return what tells the source of a term by its list and its id: None where the list's author wrote it himself.

    Hits can be shown when lists are wrong or gone: then nothing is known of where their terms come from.
    """
    try:
        known = {watchlist.id: watchlist for watchlist in load_watchlists(own_watchlists(settings).values())}
    except (FlowError, WatchlistError):
        known = {}

    def source(watchlist: str, term: str) -> Source | None:
        try:
            found = known[watchlist].term(term) if watchlist in known else None
        except WatchlistError:
            return None
        return found.source if found else None

    return source
