"""What a run leaves in the Prefect UI: its name, and its artifacts under stable keys."""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Any
from uuid import UUID

from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact
from prefect.client.orchestration import get_client
from prefect.runtime import flow_run

from flows.steps.clean import clean_text
from flows.steps.gather.urls import shown
from flows.steps.tell.view import count
from flows.workspace import Workspace
from storage import Feed, HitRow, RunData, feed_rows, find_hits

_MAX_ROWS = 200
"""Prefect refuses the event of an artifact of about 1.5 MB; the rest is in `tocsin hits` and `tocsin feeds`."""


def describe(account: RunData) -> str:
    """Return the account of a run in one line, for people."""
    feeds = f"{count(account.feeds_due, 'feed', 'feeds')} due, {account.feeds_read} read"
    failing = f", {account.feeds_failing} failing" if account.feeds_failing else ""
    told = [
        f"{feeds}{failing}",
        count(account.entries, "new entry", "new entries"),
        count(account.articles, "article", "articles"),
        _found(account),
        f"{count(account.sent, 'message', 'messages')} sent",
    ]
    undelivered = f"{count(account.undelivered, 'message', 'messages')} not delivered yet"
    return "; ".join([*told, undelivered] if account.undelivered else told)


async def name_run(kind: str, account: RunData) -> None:
    """Name the run after what it found: the list of runs is read more often than any run."""
    failing = f" · {count(account.feeds_failing, 'feed', 'feeds')} failing" if account.feeds_failing else ""
    run_id = flow_run.get_id()
    if run_id:
        async with get_client() as client:
            await client.update_flow_run(UUID(run_id), name=f"{kind} · {_found(account)}{failing}")


def _found(account: RunData) -> str:
    if not account.hits:
        return "no hits"
    return f"{count(account.hits, 'hit', 'hits')} in {count(account.stories, 'story', 'stories')}"


async def leave_account(work: Workspace, account: RunData, *, since: datetime) -> None:
    """Leave the account of the run, its hits and the feeds in trouble as artifacts."""
    with work.database.read() as session:
        hits = find_hits(session, since=since, limit=_MAX_ROWS)
        trouble = [feed for feed in feed_rows(session) if feed.status in {"failing", "gone"}]
    await acreate_markdown_artifact(
        key="tocsin-account", markdown=f"# Account of the run\n\n{describe(account)}\n", description="What the run did"
    )
    await acreate_table_artifact(key="tocsin-hits", table=_hit_table(hits), description="Hits of the run")
    await acreate_table_artifact(
        key="tocsin-feeds-in-trouble", table=_feed_table(trouble), description="Feeds that fail or are gone"
    )


def _hit_table(rows: Iterable[HitRow]) -> list[dict[str, Any]]:
    return [
        {
            "term": _safe(row.hit.term_name),
            "severity": row.hit.severity,
            "headline": _safe(row.article.title),
            "source": _safe(row.article.site or row.feed.title),
            "zone": row.hit.zone,
            "link": _safe(row.article.url),
        }
        for row in rows
    ]


def _feed_table(feeds: Iterable[Feed]) -> list[dict[str, Any]]:
    return [
        {
            "feed": _safe(feed.title or shown(feed.url)),
            "status": feed.status,
            "failures": feed.failures,
            "error": _safe(feed.error or ""),
            "next poll": feed.next_poll_at.isoformat(timespec="minutes") if feed.status != "gone" else "never",
        }
        for feed in list(feeds)[:_MAX_ROWS]
    ]


def _safe(text: str) -> str:
    """What came from a feed is shown as text: the UI renders Markdown and HTML."""
    return escape(clean_text(text, 300), quote=False)
