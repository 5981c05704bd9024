"""A list on trial, made ready: what one process does with a part of the archive."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import uuid4

from flows.settings import load_settings
from flows.steps.find import Finder
from flows.steps.trial.tally import Tally
from storage import Article, Database, Feed, HitData, Part, archived_articles, archived_hits
from watchlists import Watchlist


@dataclass(frozen=True)
class Trial:
    """What is looked for and where, in values that may be sent to another machine: but for the database's address."""

    database: str = field(repr=False)
    """Where the archive is. It may hold a password, and stays where it is; elsewhere the settings there tell it."""
    watchlist: Watchlist
    in_use: Watchlist | None
    """A list that is run over the same articles, to compare with."""
    stored: str | None
    """The id of the list whose stored hits are compared with."""
    since: datetime
    all_feeds: bool
    samples: int
    key: str = field(default_factory=lambda: uuid4().hex)


class Bench:
    """Looks through parts of the archive, in any process: sent to another, it is made anew there, once."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._database = Database(trial.database)
        self._finder = Finder(trial.watchlist, all_feeds=trial.all_feeds)
        self._in_use = Finder(trial.in_use, all_feeds=trial.all_feeds) if trial.in_use else None

    def __reduce__(self) -> tuple[Any, ...]:
        return _elsewhere, (_Sent(replace(self._trial, database="")),)

    def __call__(self, part: Part) -> Tally:
        """Return what the list finds in the part."""
        tally = Tally(self._trial.samples)
        with self._database.read() as session:
            articles = archived_articles(session, part, since=self._trial.since)
            hits = archived_hits(session, part, watchlist=self._trial.stored) if self._trial.stored else []
        stored: dict[int, dict[str, HitData]] = defaultdict(dict)
        for hit in hits:
            stored[hit.article_id][hit.term] = hit
        for article, feeds in articles:
            try:
                self._look(tally, article, feeds, stored[article.id])
            except Exception:  # noqa: BLE001  one text that trips the matcher is told, and does not hide the others
                tally.failed.append(article.id)
        return tally

    def _look(self, tally: Tally, article: Article, feeds: Sequence[Feed], stored: Mapping[str, HitData]) -> None:
        own = self._finder.own(feeds)
        found = self._finder.find(article, own)
        before = self._in_use.find(article, self._in_use.own(feeds)) if self._in_use else stored
        if own:
            tally.count(article, own[0], found)
        if self._in_use or self._trial.stored:
            tally.compare(article, feeds[0], found, before)


class _Sent:
    """A trial that came from elsewhere; two with one key are one."""

    def __init__(self, trial: Trial) -> None:
        self.trial = trial

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Sent) and other.trial.key == self.trial.key

    def __hash__(self) -> int:
        return hash(self.trial.key)


@lru_cache(maxsize=2)
def _elsewhere(sent: _Sent) -> Bench:
    """Return the bench of a trial on this machine, whose own settings say how the archive is reached from here."""
    return Bench(replace(sent.trial, database=load_settings().database))
