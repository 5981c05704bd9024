"""articles ─► hits: look for every term of every list in one pass over each article."""

from collections.abc import Sequence

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import task_run

from flows.batches import batch_size, total, utc_now
from flows.events import tell_hits
from flows.failpoint import reach
from flows.steps.find import hits_in
from flows.workspace import Workspace, open_workspace
from storage import Article, Entry, Feed, HitData, RunData, add_hits, mark_matched, unmatched_entries

_BATCH = 200


@flow(name="match", flow_run_name="match")
async def match_entries(watchlists: list[str] | None = None) -> RunData:
    """Match every article that waits and return the account: hits, and the stories they are in.

    Args:
        watchlists: Lists beyond the user's own that are matched too.
    """
    accounts: list[RunData] = []
    with open_workspace(watchlists or ()) as work:
        while waiting := unmatched(work, batch_size(_BATCH, len(accounts))):
            accounts.append(await match_batch(work, waiting))
    return total(accounts)


def _batch_name() -> str:
    return f"match {len(task_run.parameters['waiting'])} articles"


@task(task_run_name=_batch_name, cache_policy=NO_CACHE, persist_result=False)
async def match_batch(work: Workspace, waiting: Sequence[tuple[Entry, Article, Feed]]) -> RunData:
    """Match a batch of articles; the hits and the fact that these were matched are stored in one transaction."""
    found = [(entry, article, feed, _try_to_find(work, article, feed)) for entry, article, feed in waiting]
    with work.database.session() as session:
        stored = [
            hit
            for _, article, feed, hits in found
            if hits
            for hit in add_hits(session, article=article, feed_id=feed.id, hits=hits, now=utc_now())
        ]
        mark_matched(session, [entry.id for entry, *_ in found], utc_now())
        reach("hits written")
    reach("hits stored")
    tell_hits(stored)
    return RunData(hits=len(stored), stories=len({hit.story_id for hit in stored}))


def unmatched(work: Workspace, limit: int = _BATCH) -> list[tuple[Entry, Article, Feed]]:
    """Return articles that wait to be matched, each with its entry and its feed."""
    with work.database.read() as session:
        return unmatched_entries(session, limit=limit)


def _try_to_find(work: Workspace, article: Article, feed: Feed) -> list[HitData]:
    try:
        return _find(work, article, feed)
    except Exception:  # noqa: BLE001  one text that trips the matcher is not to keep all others from being matched, run after run
        get_run_logger().exception("article %s (%s) could not be matched", article.id, article.url)
        return []


def _find(work: Workspace, article: Article, feed: Feed) -> list[HitData]:
    return [
        hit
        for watchlist in work.watchlists_for(feed.url)
        for hit in hits_in(watchlist, work.matcher(watchlist), article, feed)
    ]
