"""entries ─► articles: fetch each new entry's page and keep its text and its story."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from http import HTTPStatus

from aiohttp import ClientSession
from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import task_run

from flows.batches import batch_size, total, utc_now
from flows.errors import ExtractError, FetchError
from flows.progress import open_progress
from flows.settings import Settings
from flows.steps.gather.fetch import fetch, open_client
from flows.steps.gather.urls import url_key
from flows.steps.read.article import article_from_entry, article_from_page
from flows.workers import Extractor
from flows.workspace import Workspace, open_workspace
from storage import (
    Article,
    ArticleData,
    Entry,
    RunData,
    add_article,
    count_unread,
    defer_read,
    find_article,
    unread_entries,
)

_BATCH = 100
_AT_ONCE = 16
_TRIES = 3
_RETRY = timedelta(minutes=10)
_TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})
"""Answers after which the same page is often there a little later."""


@flow(name="read", flow_run_name="read")
async def read_entries(watchlists: list[str] | None = None) -> RunData:
    """Read the page of every entry that waits and return the account: articles, and pages that could not be had.

    Args:
        watchlists: The lists of this run; they change nothing here but where the settings lead.
    """
    accounts: list[RunData] = []
    with open_workspace(watchlists or ()) as work:
        async with reading(work.settings) as (client, extractor):
            progress, whole = await open_progress("tocsin-read", "entries read"), _how_many(work)
            done = 0
            while waiting := unread(work, batch_size(_BATCH, len(accounts))):
                accounts.append(await read_batch(work, client, extractor, waiting))
                done += len(waiting)
                await progress.reach(done, whole)
    return total(accounts)


@asynccontextmanager
async def reading(settings: Settings) -> AsyncIterator[tuple[ClientSession, Extractor]]:
    """Give what reads pages: a client, and the processes that take pages apart."""
    async with (
        open_client(
            user_agent=settings.user_agent, timeout=settings.timeout_seconds, allow_networks=settings.allow_networks
        ) as client,
        Extractor(settings.workers) as extractor,
    ):
        yield client, extractor


def _batch_name() -> str:
    return f"read {len(task_run.parameters['waiting'])} entries"


@task(task_run_name=_batch_name, cache_policy=NO_CACHE, persist_result=False)
async def read_batch(work: Workspace, client: ClientSession, extractor: Extractor, waiting: Sequence[Entry]) -> RunData:
    """Read a batch of entries; each article is stored as soon as it is read. Entries with one page share it."""
    pages: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in waiting:
        pages[url_key(entry.url) or f"entry:{entry.id}"].append(entry)
    at_once = asyncio.Semaphore(_AT_ONCE)

    async def one(entries: Sequence[Entry]) -> RunData:
        async with at_once:
            return await _read_one(work, client, extractor, entries)

    return total(await asyncio.gather(*(one(entries) for entries in pages.values())))


async def _read_one(work: Workspace, client: ClientSession, extractor: Extractor, entries: Sequence[Entry]) -> RunData:
    """Read the one page of these entries, or find it read; a page that may yet come is left for a later run."""
    first = entries[0]
    known = await asyncio.to_thread(_known, work, url_key(first.url))
    if known:
        await asyncio.to_thread(_store, work, entries, ArticleData.model_validate(known.model_dump()), None)
        return RunData()
    try:
        article, trouble = await _read_page(work, client, extractor, first), None
    except FetchError as error:
        if not error.permanent and first.read_attempts + 1 < _TRIES:
            return await asyncio.to_thread(_defer, work, entries, error)
        article, trouble = _from_feed(entries), error.reason
    except ExtractError as error:
        article, trouble = _from_feed(entries), error.reason
    return await asyncio.to_thread(_store, work, entries, article, trouble)


async def _read_page(work: Workspace, client: ClientSession, extractor: Extractor, entry: Entry) -> ArticleData:
    settings = work.settings
    page = await fetch(client, entry.url, max_bytes=settings.page_max_bytes, timeout=settings.timeout_seconds)
    if page.status != HTTPStatus.OK:
        raise FetchError(f"answers {page.status}", subject=entry.url, permanent=page.status not in _TEMPORARY)
    return article_from_page(entry, page, await extractor.extract(page))


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


def _known(work: Workspace, key: str) -> Article | None:
    """The article of this key, if it was had from its page: what was had from a feed can still be bettered."""
    with work.database.read() as session:
        article = find_article(session, key) if key else None
    return article if article and article.text_source == "page" else None


def _store(work: Workspace, entries: Sequence[Entry], article: ArticleData, trouble: str | None) -> RunData:
    with work.database.session() as session:
        for entry in entries:
            assert entry.id is not None
            add_article(session, entry.id, article, utc_now(), trouble=trouble)
    return RunData(articles=1, unreadable=article.text_source != "page")


def _defer(work: Workspace, entries: Sequence[Entry], error: FetchError) -> RunData:
    wait = max(_RETRY, timedelta(seconds=error.retry_after or 0))
    with work.database.session() as session:
        for entry in entries:
            defer_read(session, entry.id, error=error.reason, next_read_at=utc_now() + wait)
    return RunData()
