"""A feed's troubles ─► deliveries: one notice when it fails, is gone or falls silent, one when it is well again."""

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from sqlmodel import Session

from flows.outbox import Outbox
from flows.steps.clean import clean_text
from flows.steps.deliver.schedules import in_quiet_hours
from flows.steps.gather.health import health_line, trouble_of
from flows.steps.gather.urls import shown
from flows.steps.tell.digest import build_digest
from flows.steps.tell.render import render_message
from flows.steps.tell.view import count
from flows.workspace import Workspace
from storage import Delivery, Digest, Feed, RunData, add_digest, feed_rows
from watchlists import DigestRule, Watchlist

_MOST = 50
"""Feeds in one notice: where all are in trouble it is the network that is."""


def compose_notices(work: Workspace, outbox: Outbox, now: datetime) -> int:
    """Put a notice into the outbox for each tag whose lists' feeds changed for worse or better; return how many.

    All that changed since the last pass is one message. What cannot be told now, because no tag has a channel or one
    of them has its quiet hours, waits.
    """
    notices: dict[tuple[str, str], tuple[Watchlist, DigestRule, list[str]]] = {}
    with work.database.session() as session:
        for feed in feed_rows(session):
            trouble = trouble_of(feed, now)
            if not feed.listed or trouble == feed.told:
                continue
            theirs = [(w, rule) for w in work.watchlists_for(feed.url) for rule in w.digests if outbox.targets(rule.to)]
            if not theirs or any(in_quiet_hours(rule, now) for _, rule in theirs):
                continue
            for place, pair in {(w.id, rule.to): (w, rule) for w, rule in theirs}.items():
                notices.setdefault(place, (*pair, []))[2].append(_line(feed, now))
            feed.told = trouble
        for watchlist, rule, lines in notices.values():
            _store(session, outbox, watchlist, rule, lines, now)
    return len(notices)


def _line(feed: Feed, now: datetime) -> str:
    return clean_text(f"{feed.title or shown(feed.url)} ({shown(feed.url)}) {health_line(feed, now)}", 500)


def _store(  # noqa: PLR0913, PLR0917  what a notice is made of
    session: Session, outbox: Outbox, watchlist: Watchlist, rule: DigestRule, lines: list[str], now: datetime
) -> None:
    empty = build_digest([], watchlist=watchlist, account=RunData(), since=None, now=now, tz=rule.timezone)
    more = [f"and {len(lines) - _MOST:,} more: see tocsin feeds"] if len(lines) > _MOST else []
    summary = f"{count(len(lines), 'feed needs', 'feeds need')} a look"
    view = replace(empty, summary=summary, closing=(*lines[:_MOST], *more))
    subject = clean_text(f"Tocsin: {summary} · {view.watchlist}", 90)
    digest = Digest(key=uuid4().hex, watchlist=watchlist.id, tag=rule.to, subject=subject, created_at=now)
    deliveries = [
        Delivery(
            channel=target.key,
            part=part,
            payload={**payload, "subject": payload["subject"] and subject[: target.limits.get("title_limit", 90)]},
            next_at=now,
        )
        for target in outbox.targets(rule.to)
        for part, payload in enumerate(render_message(view, target.kind, digest_key=digest.key, **target.limits))
    ]
    add_digest(session, digest, told=[], repeats=[], deliveries=deliveries)
