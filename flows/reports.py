"""What a run leaves in the Prefect UI: its name, and its artifacts under stable keys."""

import re
from collections.abc import Collection, Iterable, Mapping
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
from storage import Feed, HitRow, RunData, digest_by_id, feed_rows, find_hits, list_deliveries
from watchlists import Watchlist

_MAX_CHARACTERS = 100_000
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


async def name_run(kind: str, told: str, *, tags: Collection[str] = ()) -> None:
    """Name the run after what it did, and add tags: the list of runs is read more often than any run."""
    run_id = flow_run.get_id()
    if run_id:
        async with get_client() as client:
            both = sorted({*flow_run.get_tags(), *tags})
            await client.update_flow_run(UUID(run_id), name=f"{kind} · {told}", tags=both)


def run_tags(watchlists: Iterable[Watchlist]) -> set[str]:
    """Return the tags of a run that works for these lists: by them and by whom they are told to."""
    lists = list(watchlists)
    to = {f"channel:{rule.to}" for watchlist in lists for rule in watchlist.digests}
    return {f"watchlist:{watchlist.id}" for watchlist in lists} | to


def found(account: RunData) -> str:
    """Return what was found, in a few words: "37 hits in 21 stories · 3 feeds failing"."""
    failing = f" · {count(account.feeds_failing, 'feed', 'feeds')} failing" if account.feeds_failing else ""
    return f"{_found(account)}{failing}"


def sent(account: RunData) -> str:
    """Return what was sent, in a few words."""
    undelivered = f" · {account.undelivered} not delivered yet" if account.undelivered else ""
    return f"{count(account.sent, 'message', 'messages')} sent{undelivered}"


def _found(account: RunData) -> str:
    if not account.hits:
        return "no hits"
    return f"{count(account.hits, 'hit', 'hits')} in {count(account.stories, 'story', 'stories')}"


async def leave_account(work: Workspace, account: RunData, *, since: datetime) -> None:
    """Leave the account of the run, its hits and the feeds in trouble as artifacts."""
    with work.database.read() as session:
        hits = find_hits(session, since=since, limit=_MAX_ROWS)
        trouble = [feed for feed in feed_rows(session) if feed.status in {"failing", "gone"}]
    rows = "".join(f"| {name.replace('_', ' ')} | {number:,} |\n" for name, number in account.model_dump().items())
    await acreate_markdown_artifact(
        key="tocsin-account",
        markdown=f"# Account of the run\n\n{describe(account)}\n\n| what | how many |\n|---|---:|\n{rows}",
        description="What the run did",
    )
    await acreate_table_artifact(key="tocsin-hits", table=_hit_table(hits), description="Hits of the run")
    await acreate_table_artifact(
        key="tocsin-feeds-in-trouble", table=_feed_table(trouble), description="Feeds that fail or are gone"
    )


async def leave_digests(work: Workspace, *, since: datetime) -> None:
    """Leave each digest that was sent since a moment as it was sent: of several channels to the first of them."""
    with work.database.read() as session:
        sent = [
            row
            for row in list_deliveries(session, states={"sent"}, limit=_MAX_ROWS)
            if row.sent_at and row.sent_at >= since
        ]
        digests = {row.digest_id: digest_by_id(session, row.digest_id) for row in sent}
    for number, digest in digests.items():
        if digest is not None:
            first = min(row.channel for row in sent if row.digest_id == number)
            parts = [_body(row.payload) for row in sent if row.digest_id == number and row.channel == first]
            await acreate_markdown_artifact(
                key=_key("digest", digest.watchlist, digest.tag),
                markdown=_as_sent(digest.subject, "\n\n".join(parts)),
                description=f"Digest {number}, as sent to {first}",
            )


def _body(payload: Mapping[str, Any]) -> str:
    return str(next((payload[kind] for kind in ("text", "markdown", "html") if payload.get(kind)), ""))


def _as_sent(subject: str, body: str) -> str:
    """Frame a message so that nothing in it is markup to the UI."""
    longest = max((len(run) for run in re.findall(r"~+", body)), default=0)
    fence = "~" * max(longest + 1, 3)
    return f"{_safe(subject)}\n\n{fence}text\n{body[:_MAX_CHARACTERS]}\n{fence}\n"


def _key(*words: str) -> str:
    """Return an artifact's key: Prefect takes lower-case letters, digits and dashes."""
    return "-".join(filter(None, (re.sub(r"[^a-z0-9]+", "-", clean.lower()).strip("-") for clean in words)))


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
