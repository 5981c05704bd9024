"""Dead deliveries ─► one notice on another channel: whoever reads that one hears that the first has gone quiet."""

from collections.abc import Collection, Sequence
from itertools import groupby
from operator import attrgetter
from uuid import uuid4

from sqlmodel import Session

from flows.batches import utc_now
from flows.outbox import Outbox, Target
from flows.steps.clean import clean_text
from flows.steps.tell.render import render_message
from flows.steps.tell.view import DigestView, count
from storage import Database, Delivery, Digest, add_digest, known_dead, untold_dead


def tell_of_dead(database: Database, outbox: Outbox) -> int:
    """Put a notice into the outbox for each channel that refuses for good; return how many.

    Once for each channel, until it has taken something again. It goes to one channel that is not in trouble: one with
    a tag of the dead one's where there is one, else the first of the configuration. Where there is none it waits.
    """
    with database.session() as session:
        dead = sorted(untold_dead(session), key=attrgetter("channel", "id"))
        known = known_dead(session)
        told = 0
        for channel, group in groupby(dead, key=attrgetter("channel")):
            rows = list(group)
            target = None if channel in known else _another(outbox, channel, {row.channel for row in dead} | known)
            if target:
                _store(session, target, channel, rows)
                told += 1
            for row in rows if target or channel in known else ():
                row.told = True
    return told


def _another(outbox: Outbox, channel: str, dead: Collection[str]) -> Target | None:
    tags = outbox.tags(channel)
    others = sorted(outbox.others(dead), key=lambda other: not tags & other[1])
    return others[0][0] if others else None


def _store(session: Session, target: Target, channel: str, rows: Sequence[Delivery]) -> None:
    now = utc_now()
    summary = f"{count(len(rows), 'message', 'messages')} could not be delivered by {channel}"
    view = DigestView(
        watchlist="undelivered",
        watchlist_id="tocsin",
        created_at=now,
        zone="UTC",
        summary=summary,
        groups=(),
        closing=(
            f"What was said: {clean_text(rows[-1].error or 'nothing', 300)}.",
            "Correct the channel, then: tocsin deliveries retry --dead. What is in them: tocsin deliveries.",
        ),
    )
    subject = clean_text(f"Tocsin: {summary}", 90)
    digest = Digest(key=uuid4().hex, watchlist="tocsin", tag="undelivered", subject=subject, created_at=now)
    payloads = render_message(view, target.kind, digest_key=digest.key, **target.limits)
    deliveries = [
        Delivery(channel=target.key, part=part, payload=_titled(payload, subject, target), next_at=now)
        for part, payload in enumerate(payloads)
    ]
    add_digest(session, digest, told=[], repeats=[], deliveries=deliveries)


def _titled(payload: dict[str, object], subject: str, target: Target) -> dict[str, object]:
    shown = subject[: target.limits.get("title_limit", 90)] if payload["subject"] else ""
    return {**payload, "subject": shown, **({"text": subject} if payload["kind"] == "slack" else {})}
