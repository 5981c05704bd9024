"""A feed's troubles ─► deliveries: one notice when it fails, is gone or falls silent, one when it is well again."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from flows.events import tell_feeds
from flows.outbox import Outbox, Target
from flows.steps.clean import clean_text
from flows.steps.deliver.schedules import in_quiet_hours
from flows.steps.gather.health import health_line, trouble_of
from flows.steps.gather.urls import shown
from flows.steps.tell.digest import build_digest
from flows.steps.tell.render import render_message
from flows.steps.tell.view import DigestView, count
from flows.workspace import Workspace
from storage import Delivery, Digest, Feed, RunData, add_digest, feed_rows
from watchlists import DigestRule, Watchlist

_A_ROUND = timedelta(days=1)
"""From one trouble of a feed that is told to the next: some fail and recover all day."""
_MOST = 50
"""Feeds in one notice: where all are in trouble it is the network that is."""


def compose_notices(work: Workspace, outbox: Outbox, now: datetime) -> int:
    """Put a notice into the outbox for each tag whose lists' feeds changed for worse or better; return how many.

    All that changed since the last pass is one message. What cannot be told now, because no tag has a channel or one
    of them has its quiet hours, waits; so does the next trouble of a feed within a day, unless the feed is gone. What
    is over by then is not told.
    """
    notices: dict[tuple[str, str], tuple[Watchlist, DigestRule, list[str]]] = {}
    changed: list[tuple[Feed, str | None, list[str]]] = []
    with work.database.session() as session:
        for feed in feed_rows(session):
            trouble = trouble_of(feed, now)
            if not feed.listed or trouble == feed.told or _told_lately(feed, trouble, now):
                continue
            theirs = [(w, rule) for w in work.watchlists_for(feed.url) for rule in w.digests if outbox.targets(rule.to)]
            if not theirs or any(in_quiet_hours(rule, now) for _, rule in theirs):
                continue
            for place, pair in {(w.id, rule.to): (w, rule) for w, rule in theirs}.items():
                notices.setdefault(place, (*pair, []))[2].append(_line(feed, now))
            feed.told, feed.told_at = trouble, now if trouble else feed.told_at
            changed.append((feed, trouble, [w.id for w, _ in theirs]))
        for watchlist, rule, lines in notices.values():
            _store(session, outbox, watchlist, rule, lines, now)
    tell_feeds(changed)
    return len(notices)


def _told_lately(feed: Feed, trouble: str | None, now: datetime) -> bool:
    return trouble not in {None, "gone"} and feed.told_at is not None and now - feed.told_at < _A_ROUND


def _line(feed: Feed, now: datetime) -> str:
    return clean_text(f"{feed.title or shown(feed.url)} ({shown(feed.url)}) {health_line(feed, now)}", 500)


def _store(  # noqa: PLR0913, PLR0917  what a notice is made of
    session: Session, outbox: Outbox, watchlist: Watchlist, rule: DigestRule, lines: list[str], now: datetime
) -> None:
    empty = build_digest([], watchlist=watchlist, account=RunData(), since=None, now=now, tz=rule.timezone)
    more = [f"and {len(lines) - _MOST:,} more: see tocsin feeds"] if len(lines) > _MOST else []
    summary = f"{count(len(lines), 'feed needs', 'feeds need')} a look"
    view = replace(empty, summary=summary, closing=(*lines[:_MOST], *more))
    add_notice(session, outbox.targets(rule.to), view, tag=rule.to)


def add_notice(session: Session, targets: Iterable[Target], view: DigestView, *, tag: str) -> Digest:
    """Put a message without hits into the outbox: the summary of the view is its subject.

    Args:
        session: All or nothing of it is committed.
        targets: The channels it goes to.
        view: What it says.
        tag: Whom it is for.
    """
    subject = notice_subject(view)
    digest = Digest(key=uuid4().hex, watchlist=view.watchlist_id, tag=tag, subject=subject, created_at=view.created_at)
    deliveries = [
        Delivery(channel=target.key, part=part, payload=payload, next_at=view.created_at)
        for target in targets
        for part, payload in enumerate(render_notice(view, target, digest.key))
    ]
    return add_digest(session, digest, told=[], repeats=[], deliveries=deliveries)


def render_notice(view: DigestView, target: Target, key: str) -> list[dict[str, Any]]:
    """Return the payloads of a message without hits, a part each."""
    subject = notice_subject(view)[: target.limits.get("title_limit", 90)]
    payloads = render_message(view, target.kind, digest_key=key, **target.limits)
    return [{**payload, "subject": payload["subject"] and subject} for payload in payloads]


def notice_subject(view: DigestView) -> str:
    """Return the subject of a message without hits."""
    return clean_text(f"Tocsin: {view.summary} · {view.watchlist}", 90)
