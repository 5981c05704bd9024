"""hits ─► deliveries: compose the digests that are due, then send what waits in the outbox."""

import asyncio
from collections.abc import Sequence
from uuid import uuid4

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import task_run
from sqlmodel import Session

from flows.batches import total, utc_now
from flows.errors import SendError
from flows.outbox import Outbox, Target, next_try, open_outbox
from flows.settings import load_settings
from flows.steps.deliver.schedules import due, in_quiet_hours
from flows.steps.tell.digest import DigestView, build_digest
from flows.steps.tell.render import render_message, subject
from flows.untold import LOOK_BACK, untold_hits
from flows.workspace import Workspace, open_workspace
from storage import (
    AlreadyToldError,
    Database,
    Delivery,
    Digest,
    HitRow,
    RunData,
    add_digest,
    add_repeats,
    claim_deliveries,
    mark_failed,
    mark_sent,
    runs_since,
    subscription,
)
from watchlists import DigestRule, Watchlist

_CLAIM = 10
_LEASE_MARGIN = 60


@flow(name="digest", flow_run_name="digest")
async def send_digests(
    watchlists: list[str] | None = None, everything: bool = False, only: tuple[str, str] | None = None
) -> RunData:
    """Compose and send the digests that are due and return the account: digests made, messages sent and undelivered.

    Args:
        watchlists: The lists whose digests are composed; none means all of the user's own.
        everything: Compose every digest that has something to tell, whatever its schedule and quiet hours.
        only: A watchlist's id and a tag: only the digests of this list to this tag are composed.
    """
    with open_workspace(watchlists or ()) as work:
        outbox = open_outbox(work.settings)
        rules = [
            (watchlist, rule)
            for watchlist in work.chosen
            for rule in watchlist.digests
            if only is None or tuple(only) == (watchlist.id, rule.to)
        ]
        composed = [await compose_digest(work, outbox, watchlist, rule, everything) for watchlist, rule in rules]
        return total([*composed, await send_waiting(work, outbox)])


@flow(name="send", flow_run_name="send")
async def send_outbox() -> RunData:
    """Send what waits in the outbox and return the account; nothing is composed, so no watchlist is needed."""
    settings = load_settings()
    with Database(settings.database) as database:
        database.upgrade()
        return await send_waiting(Workspace(settings, database, (), ()), open_outbox(settings))


def _compose_name() -> str:
    parameters = task_run.parameters
    return f"compose {parameters['watchlist'].id} for {parameters['rule'].to}"


@task(task_run_name=_compose_name, cache_policy=NO_CACHE, persist_result=False)
async def compose_digest(
    work: Workspace, outbox: Outbox, watchlist: Watchlist, rule: DigestRule, everything: bool
) -> RunData:
    """Compose one digest if it is due and has something to tell; it and its deliveries are one transaction."""
    targets = outbox.targets(rule.to)
    if not targets:
        with work.database.session() as session:
            # What is found from now on is told when there is a channel, however late.
            subscription(session, watchlist.id, rule.to, rule.schedule, utc_now())
        get_run_logger().warning("no channel has the tag %r: the hits of %s wait", rule.to, watchlist.id)
        return RunData()
    try:
        return _compose(work, targets, watchlist, rule, everything=everything)
    except AlreadyToldError:
        # Another process was quicker by a moment: its digest tells the same hits.
        return RunData()


def _compose(
    work: Workspace, targets: Sequence[Target], watchlist: Watchlist, rule: DigestRule, *, everything: bool
) -> RunData:
    now = utc_now()
    with work.database.session() as session:
        given = subscription(session, watchlist.id, rule.to, rule.schedule, now)
        if not everything and not due(rule, since=given.since, composed_at=given.composed_at, now=now):
            return RunData()
        quiet = not everything and in_quiet_hours(rule, now)
        severity = "critical" if quiet else rule.min_severity
        rows, copies = untold_hits(session, watchlist, rule, severity=severity, since=given.since - LOOK_BACK)
        add_repeats(session, tag=rule.to, repeats=copies)
        by_appointment = rule.schedule != "immediately"
        told = bool(rows) or (rule.heartbeat and by_appointment and not quiet)
        if told:
            account = runs_since(session, given.composed_at)
            view = build_digest(
                rows, watchlist=watchlist, account=account, since=given.composed_at, now=now, tz=rule.timezone
            )
            _store_digest(session, rule, view, rows, targets)
        # An appointment in quiet hours is not over with what is critical: the rest is held, not put off to the next.
        if not quiet if by_appointment else told:
            given.composed_at = now
    return RunData(digests=told)


def _store_digest(
    session: Session, rule: DigestRule, view: DigestView, rows: Sequence[HitRow], targets: Sequence[Target]
) -> None:
    digest = Digest(
        key=uuid4().hex, watchlist=view.watchlist_id, tag=rule.to, subject=subject(view), created_at=view.created_at
    )
    deliveries = [
        Delivery(channel=target.key, part=part, payload=payload, next_at=view.created_at)
        for target in targets
        for part, payload in enumerate(render_message(view, target.kind, digest_key=digest.key, **target.limits))
    ]
    add_digest(session, digest, told=[row.hit.id for row in rows], repeats=[], deliveries=deliveries)


@task(task_run_name="send", cache_policy=NO_CACHE, persist_result=False)
async def send_waiting(work: Workspace, outbox: Outbox) -> RunData:
    """Send every delivery that is due; each is claimed first, sent outside any transaction, and marked after."""
    accounts: list[RunData] = []
    lease = int(work.settings.timeout_seconds) + _LEASE_MARGIN
    while True:
        with work.database.session() as session:
            claimed = claim_deliveries(session, utc_now(), lease_seconds=lease, limit=_CLAIM)
        if not claimed:
            return total(accounts)
        accounts += await asyncio.gather(*(_send_one(work, outbox, delivery) for delivery in claimed))


async def _send_one(work: Workspace, outbox: Outbox, delivery: Delivery) -> RunData:
    assert delivery.id is not None
    try:
        await outbox.send(delivery.channel, delivery.payload)
    except SendError as error:
        state, next_at = next_try(error, delivery.attempts, utc_now())
        get_run_logger().warning("delivery %s by %s: %s (%s)", delivery.id, delivery.channel, error.reason, state)
        with work.database.session() as session:
            mark_failed(session, delivery.id, state=state, error=error.reason, next_at=next_at, now=utc_now())
        return RunData(undelivered=1)
    with work.database.session() as session:
        mark_sent(session, delivery.id, utc_now())
    return RunData(sent=1)
