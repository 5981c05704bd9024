"""What a flow works with: the settings, the watchlists and the database, opened once per run."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flows.lists import watchlist_paths, with_own
from flows.settings import Settings, load_settings
from flows.steps.find import looks_into
from storage import Database, FeedData
from watchlists import Matcher, Watchlist, load_watchlists


class Workspace:
    """Settings, watchlists and database of one run.

    A plain class on purpose: Prefect walks through dataclasses and models that
    are handed to tasks, and records what it finds in flow parameters.
    """

    def __init__(
        self, settings: Settings, database: Database, watchlists: Sequence[Watchlist], chosen: Sequence[Watchlist]
    ) -> None:
        self.settings = settings
        self.database = database
        self.watchlists = tuple(watchlists)
        """Every list that news is matched with. An article is matched once, so no list may be missing then."""
        self.chosen = tuple(chosen)
        """The lists whose feeds are polled and whose digests are sent in this run."""
        self._matchers: dict[str, Matcher] = {}

    def matcher(self, watchlist: Watchlist) -> Matcher:
        """Return the list's matcher, compiled at first use."""
        if watchlist.id not in self._matchers:
            self._matchers[watchlist.id] = Matcher(watchlist, cache=self.settings.cache)
        return self._matchers[watchlist.id]

    def feeds(self) -> list[FeedData]:
        """Return the feeds that the lists name, in their order; several lists may name one."""
        return [
            FeedData(url=source.url, title=source.title, language=source.language, every=source.every)
            for watchlist in self.watchlists
            for source in watchlist.feeds
        ]

    def is_chosen(self, feed_url: str) -> bool:
        """Say whether this run polls the feed: a chosen list names it, or looks everywhere."""
        return any(looks_into(watchlist, feed_url) for watchlist in self.chosen)

    def watchlists_for(self, feed_url: str) -> list[Watchlist]:
        """Return the lists that look into this feed: those that name it, and those that name no feed at all."""
        return [watchlist for watchlist in self.watchlists if looks_into(watchlist, feed_url)]


@contextmanager
def open_workspace(names: Sequence[str] = ()) -> Iterator[Workspace]:
    """Open the workspace of a run; the database is brought up to date first.

    Args:
        names: The watchlists to poll and send for, by file name or by the name of a shipped or own list;
            none means all of the user's own. News is matched with the user's own lists all the same.

    Raises:
        SettingsError: A setting cannot be used.
        WatchlistError: A watchlist is wrong; all problems of all files are in it.
        StorageError: The database cannot be used.
        FlowError: A name is no watchlist.
    """
    settings = load_settings()
    chosen = watchlist_paths(settings, names)
    watchlists = load_watchlists(with_own(settings, chosen))
    with Database(settings.database) as database:
        database.upgrade()
        yield Workspace(settings, database, watchlists, watchlists[: len(chosen)])
