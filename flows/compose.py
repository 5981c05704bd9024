"""hits ─► deliveries: what a digest tells, and what of it waits in the outbox, in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import task_run
from sqlmodel import Session

from flows.batches import utc_now
from flows.burst import burst_ends, follow_up
from flows.draft import draft_digest
from flows.failpoint import reach
from flows.links import mute_links
from flows.outbox import Outbox, Target
from flows.steps.deliver.schedules import due, in_quiet_hours
from flows.steps.tell.digest import DigestView
from flows.steps.tell.render import render_message, subject
from flows.untold import LOOK_BACK, Untold, untold_hits
from flows.workspace import Workspace
from storage import (
    AlreadyToldError,
    Delivery,
    Digest,
    HitRow,
    RunData,
    add_digest,
    add_repeats,
    count_held,
    failing_channels,
    hold_hits,
    subscription,
)
from watchlists import DigestRule, Watchlist
from watchlists.fields import IMMEDIATELY


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
    ends = None if everything else burst_ends(work, watchlist, rule, utc_now())
    if ends and await follow_up(ends):
        return RunData()
    try:
        return compose(work, targets, watchlist, rule, everything=everything, now=utc_now())
    except AlreadyToldError:
        # Another process was quicker by a moment: its digest tells the same hits.
        return RunData()


def compose(  # noqa: PLR0913  all but the first four are named
    work: Workspace,
    targets: Sequence[Target],
    watchlist: Watchlist,
    rule: DigestRule,
    *,
    everything: bool,
    now: datetime,
) -> RunData:
    """Put the digest into the outbox if it is due and has something to tell.

    Args:
        work: The open workspace.
        targets: The channels of its tag.
        watchlist: The list.
        rule: Its digest.
        everything: Whatever its schedule and quiet hours.
        now: The moment.

    Raises:
        AlreadyToldError: Another process has just told some of its hits; nothing was written.
    """
    with work.database.session() as session:
        given = subscription(session, watchlist.id, rule.to, rule.schedule, now)
        if not everything and not due(rule, since=given.since, composed_at=given.composed_at, now=now):
            return RunData()
        keys = {target.key for target in targets}
        if failing_channels(session, keys) == keys:
            # Nobody takes anything now: what is found meanwhile is one digest when somebody does again.
            return RunData()
        quiet = not everything and in_quiet_hours(rule, now)
        severity = "critical" if quiet else rule.min_severity
        untold = untold_hits(session, watchlist, rule, severity=severity, since=given.since - LOOK_BACK, now=now)
        _set_aside(session, watchlist, rule, untold, now)
        by_appointment = rule.schedule != IMMEDIATELY
        told = bool(untold.rows) or (by_appointment and not quiet and (rule.heartbeat or bool(untold.full)))
        if told:
            view = draft_digest(
                session,
                watchlist,
                rule,
                untold,
                since=given.composed_at,
                now=now,
                mute_link=mute_links(work.settings, rule.to, now),
            )
            _store_digest(session, rule, view, untold.rows, targets)
        # An appointment in quiet hours is not over with what is critical: the rest is held, not put off to the next.
        if not quiet if by_appointment else told:
            given.composed_at = now
        reach("digest written")
    reach("digest stored")
    return RunData(digests=told)


def _set_aside(session: Session, watchlist: Watchlist, rule: DigestRule, untold: Untold, now: datetime) -> None:
    add_repeats(session, tag=rule.to, repeats=untold.copies)
    # What one digest has no room for is left to the other, where the list has two to this tag.
    alone = sum(other.to == rule.to for other in watchlist.digests) == 1
    held = [(hit, mute) for hit, mute in untold.held if mute is not None or alone]
    hold_hits(session, tag=rule.to, held=held, now=now)


def _store_digest(
    session: Session, rule: DigestRule, view: DigestView, rows: Sequence[HitRow], targets: Sequence[Target]
) -> None:
    digest = Digest(
        key=uuid4().hex, watchlist=view.watchlist_id, tag=rule.to, subject=subject(view), created_at=view.created_at
    )
    thread = f"{view.watchlist_id} {rule.to}"
    deliveries = [
        Delivery(channel=target.key, part=part, payload={**payload, "thread": thread}, next_at=view.created_at)
        for target in targets
        for part, payload in enumerate(render_message(view, target.kind, digest_key=digest.key, **target.limits))
    ]
    add_digest(session, digest, told=[row.hit.id for row in rows], repeats=[], deliveries=deliveries)
    count_held(session, watchlist=view.watchlist_id, tag=rule.to, digest_id=digest.id)
