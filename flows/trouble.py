"""A trouble of Tocsin itself ─► deliveries: what is told, to whom, and that it is told once.

It goes to every channel that a digest of the user's lists goes to, at any hour;
where the lists cannot be read, to every channel there is. After it was told it is
not told again before a run has completed.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime
from uuid import uuid4

from sqlmodel import Session

from flows.errors import FlowError, SendError
from flows.lists import watchlist_paths
from flows.notices import add_notice, notice_subject, render_notice
from flows.outbox import Outbox, Target, open_outbox
from flows.settings import Settings, load_settings
from flows.steps.clean import clean_text
from flows.steps.tell.view import DigestView
from storage import Database, Delivery, last_run, recent_digests
from watchlists import WatchlistError, load_watchlists

OURSELVES = "tocsin"
"""Stands for the watchlist in what we tell of ourselves."""
SUMMARIES = {
    "failed": "a run failed",
    "crashed": "a run was cut off",
    "late": "a run has not started in time",
    "silent": "no run has completed for long",
}
_RECENT = 50
_QUIET_SECONDS = 6 * 3600
"""How long a trouble that could not be written down is not told again."""


def compose_trouble(settings: Settings, outbox: Outbox, kind: str, detail: str, now: datetime) -> bool:
    """Put a trouble into the outbox; False where it was told already, or is over: a run has completed since.

    Args:
        settings: The settings in force.
        outbox: The channels.
        kind: A key of `SUMMARIES`.
        detail: What is known, for people.
        now: The moment.

    Raises:
        StorageError: The database cannot be used. `tell_directly` does without.
    """
    view = _view(kind, detail, now)
    with Database(settings.database) as database:
        database.upgrade()
        with database.session() as session:
            if _is_told(session, notice_subject(view)):
                return False
            add_notice(session, _targets(settings, outbox), view, tag=OURSELVES)
    return True


async def tell_directly(settings: Settings, outbox: Outbox, kind: str, detail: str, now: datetime) -> bool:
    """Send a trouble without database and Prefect; False where it was told in the last hours, or nobody took it."""
    note = settings.home / f"told-{kind}"
    if note.exists() and time.time() - note.stat().st_mtime < _QUIET_SECONDS:
        return False
    view = _view(kind, detail, now)
    sent = False
    for target in _targets(settings, outbox):
        for payload in render_notice(view, target, uuid4().hex):
            try:
                await outbox.send(Delivery(channel=target.key, payload=payload, next_at=now))
            except SendError:
                continue
            sent = True
    if sent:
        note.touch()
    return sent


def _is_told(session: Session, subject: str) -> bool:
    completed = last_run(session)
    ours = recent_digests(session, limit=_RECENT, watchlist=OURSELVES)
    return any(
        told.subject == subject and (completed is None or told.created_at > completed.finished_at) for told in ours
    )


def _view(kind: str, detail: str, now: datetime) -> DigestView:
    closing = (clean_text(detail, 500), "`tocsin status` and `tocsin doctor` say more; so does the Prefect UI.")
    return DigestView("Tocsin itself", OURSELVES, now, "UTC", SUMMARIES[kind], groups=(), closing=closing)


def _targets(settings: Settings, outbox: Outbox) -> list[Target]:
    try:
        tags = {rule.to for watchlist in load_watchlists(watchlist_paths(settings, ())) for rule in watchlist.digests}
    except (FlowError, WatchlistError):
        tags = set()
    targets = {target.key: target for tag in sorted(tags or {"all"}) for target in outbox.targets(tag)}
    return list(targets.values())


async def _main(kind: str, detail: str) -> None:
    settings = load_settings()
    await tell_directly(settings, open_outbox(settings), kind, detail, datetime.now(UTC))


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:3]))
