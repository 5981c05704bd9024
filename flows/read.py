"""entries ─► articles: fetch each new entry's page and keep its text and its story.

A page that cannot be had does not hold its entry up: the article is made at once of what the feed says, and bettered
when the page is had later.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import task_run

from flows.batches import batch_size, total, utc_now
from flows.errors import ExtractError, FetchError, HostBusyError
from flows.failpoint import reach
from flows.ledger import Ledger
from flows.pages import Pages, open_pages
from flows.progress import open_progress
from flows.steps.gather.urls import url_key
from flows.steps.read.article import article_from_entry, article_from_page
from flows.workers import Extractor
from flows.workspace import Workspace, open_workspace
from storage import (
    FROM_PAGE,
    Article,
    ArticleData,
    Database,
    Entry,
    NewArticle,
    RunData,
    add_articles,
    count_unread,
    find_article,
    unread_entries,
)

_BATCH = 200
_RETRIES = tuple(timedelta(minutes=minutes) for minutes in (10, 30, 120, 480))
"""How long after each failed attempt a page is asked for again; after the last one it is given up."""
_LONGEST = timedelta(days=1)


@flow(name="read", flow_run_name="read")
async def read_entries(watchlists: list[str] | None = None) -> RunData:
    """Read the page of every entry that waits and return the account: articles, and pages that could not be had.

    Args:
        watchlists: The lists of this run; they change nothing here but where the settings lead.
    """
    accounts: list[RunData] = []
    with open_workspace(watchlists or ()) as work:
        async with reading(work) as reader:
            progress, whole = await open_progress("tocsin-read", "entries read"), _how_many(work)
            done = 0
            while waiting := unread(work, batch_size(_BATCH, len(accounts))):
                accounts.append(await read_batch(reader, waiting))
                done += len(waiting)
                await progress.reach(done, whole)
    return total(accounts)


@asynccontextmanager
async def reading(work: Workspace) -> AsyncIterator["Reader"]:
    """Give a reader with a client and workers of its own."""
    async with open_pages(work.settings, work.database) as pages, Extractor(work.settings.workers) as extractor:
        yield Reader(work.database, pages, extractor)


def _batch_name() -> str:
    return f"read {len(task_run.parameters['waiting'])} entries"


@task(task_run_name=_batch_name, cache_policy=NO_CACHE, persist_result=False)
async def read_batch(reader: "Reader", waiting: Sequence[Entry]) -> RunData:
    """Read a batch of entries; each article is stored as soon as it is read. Entries with one page share it."""
    return await reader.read(waiting)


class Reader:
    """Reads pages and stores their articles. Not a dataclass: Prefect walks through those."""

    def __init__(self, database: Database, pages: Pages, extractor: Extractor) -> None:
        self._database = database
        self._pages = pages
        self._extractor = extractor
        self._ledger = Ledger(partial(_store, database))

    async def read(self, waiting: Sequence[Entry]) -> RunData:
        """Return the account of reading these entries."""
        pages: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in waiting:
            pages[url_key(entry.url) or f"entry:{entry.id}"].append(entry)
        return total(await asyncio.gather(*map(self._read_one, pages.values())))

    async def _read_one(self, entries: Sequence[Entry]) -> RunData:
        """Read the one page of these entries, or find it read; what cannot be had is made of what the feed says."""
        first = entries[0]
        if known := await asyncio.to_thread(_known, self._database, url_key(first.url)):
            await self._ledger.record(_read(entries, ArticleData.model_validate(known.model_dump())))
            return RunData()
        try:
            page = await self._pages.get(first.url)
            read = _read(entries, article_from_page(first, page, await self._extractor.extract(page)))
        except FetchError as error:
            read = _read(entries, _from_feed(entries), error, again_at=_again_at(first, error))
        except ExtractError as error:
            read = _read(entries, _from_feed(entries), error)
        source = await self._ledger.record(read)
        is_new = first.article_id is None
        return RunData(articles=is_new, unreadable=is_new and source.startswith(("feed", "title")))


def _read(
    entries: Sequence[Entry],
    article: ArticleData,
    error: FetchError | ExtractError | None = None,
    *,
    again_at: datetime | None = None,
) -> NewArticle:
    return NewArticle(
        [entry.id for entry in entries],
        article,
        error.reason if error else None,
        again_at,
        tried=not isinstance(error, HostBusyError),
    )


def _again_at(entry: Entry, error: FetchError) -> datetime | None:
    """Return when a page that could not be had is asked for again; None where that would not help."""
    asked = timedelta(seconds=error.retry_after or 0)
    if isinstance(error, HostBusyError):
        return utc_now() + asked
    if error.permanent or entry.read_attempts >= len(_RETRIES):
        return None
    return utc_now() + min(max(_RETRIES[entry.read_attempts], asked), _LONGEST)


def _from_feed(entries: Sequence[Entry]) -> ArticleData:
    """Make the article of the entry whose feed says most: the others' words are not matched."""
    return article_from_entry(max(entries, key=lambda entry: (len(entry.content), len(entry.summary))))


def unread(work: Workspace, limit: int = _BATCH) -> list[Entry]:
    """Return entries whose page is to be read now."""
    with work.database.read() as session:
        return unread_entries(session, utc_now(), limit=limit)


def _how_many(work: Workspace) -> int:
    with work.database.read() as session:
        return count_unread(session, utc_now())


def _known(database: Database, key: str) -> Article | None:
    """The article of this key, if it was had from its page: what was had from a feed can still be bettered."""
    with database.read() as session:
        article = find_article(session, key) if key else None
    return article if article and article.text_source in FROM_PAGE else None


def _store(database: Database, read: Sequence[NewArticle]) -> list[str]:
    """Store what was read and return where the text of each came from."""
    with database.session() as session:
        sources = [article.text_source for article in add_articles(session, read, utc_now())]
        reach("articles written")
    reach("articles stored")
    return sources
