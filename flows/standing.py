"""What became of a hit: the digests it went into, and those it waits for or never goes into."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session

from flows.outbox import Outbox
from flows.steps.deliver.schedules import due, in_quiet_hours, next_due
from flows.untold import LOOK_BACK
from storage import (
    SEVERITIES,
    Delivery,
    Digest,
    HeldHit,
    HitRow,
    Mute,
    digests_with_hit,
    find_subscription,
    held_from,
    list_deliveries,
    list_mutes,
    muted_by,
    told_stories,
)
from watchlists import DigestRule, Watchlist
from watchlists.fields import IMMEDIATELY


class Standing(NamedTuple):
    """How a hit stands with one tag."""

    to: str
    digest: int | None
    """The number of the digest that told it, or its story."""
    state: str
    """`told`, `repeat`, `held`, `waiting` or `left out`."""
    said: str
    """The same in words."""


def standings(
    session: Session, row: HitRow, watchlist: Watchlist | None, outbox: Outbox, now: datetime
) -> list[Standing]:
    """Return how a hit stands with each tag that was told it, or that its watchlist names.

    Args:
        session: Where to look.
        row: The hit.
        watchlist: Its list as it is now; None where it is gone.
        outbox: The channels.
        now: The moment.
    """
    told = [_told(session, digest, told=told) for digest, told in digests_with_hit(session, row.hit.id)]
    held = [_held(session, one) for one in held_from(session, row.hit.id)]
    told += [standing for standing in held if standing.to not in {other.to for other in told}]
    tags = {standing.to for standing in told}
    rules = watchlist.digests if watchlist else ()
    return [*told, *(_untold(session, row, rule, outbox, now) for rule in rules if rule.to not in tags)]


def _told(session: Session, digest: Digest, *, told: bool) -> Standing:
    when = f"digest {digest.id} of {digest.created_at:%Y-%m-%d %H:%M} UTC"
    if not told:
        return Standing(digest.tag, digest.id, "repeat", f"not told again: {when} had told the story")
    ways = ", ".join(_delivered(list_deliveries(session, digest_id=digest.id)))
    return Standing(digest.tag, digest.id, "told", f"in {when}: {ways}")


def _held(session: Session, held: HeldHit) -> Standing:
    when = f"{held.held_at:%Y-%m-%d %H:%M} UTC"
    if held.mute_id is None:
        said = f"held back {when}: its term had had its share of the day"
    else:
        mute = session.get_one(Mute, held.mute_id)
        until = f" until {mute.until:%Y-%m-%d %H:%M} UTC" if mute.until else ""
        said = f"held back {when}: muted{until} by mute {mute.id}"
    counted = f", counted in digest {held.digest_id}" if held.digest_id else ""
    return Standing(held.tag, held.digest_id, "held", said + counted)


def _delivered(deliveries: list[Delivery]) -> Iterator[str]:
    if not deliveries:
        yield "sent"
    for channel in dict.fromkeys(delivery.channel for delivery in deliveries):
        parts = [delivery for delivery in deliveries if delivery.channel == channel]
        worst = next((part for part in parts if part.state != "sent"), parts[-1])
        yield f"{_state(worst)} {'to' if worst.state == 'sent' else 'for'} {channel}"


def _state(delivery: Delivery) -> str:
    error = f" ({delivery.error})" if delivery.error else ""
    match delivery.state:
        case "sent":
            return f"sent {delivery.sent_at:%Y-%m-%d %H:%M} UTC"
        case "dead":
            return f"refused for good{error}"
        case "claimed":
            return "being sent"
        case _:
            return f"in the outbox{error}, next tried {delivery.next_at:%Y-%m-%d %H:%M} UTC"


def _untold(session: Session, row: HitRow, rule: DigestRule, outbox: Outbox, now: datetime) -> Standing:
    if mute := muted_by(list_mutes(session, now, watchlist=row.hit.watchlist), row, rule.to):
        until = f" until {mute.until:%Y-%m-%d %H:%M} UTC" if mute.until else ""
        return Standing(rule.to, None, "held", f"not told: muted{until} by mute {mute.id}")
    if why_not := _left_out(session, row, rule):
        return Standing(rule.to, None, "left out", why_not)
    pair = (row.hit.term, row.hit.story_id)
    told = told_stories(session, watchlist=row.hit.watchlist, tag=rule.to, pairs=[pair])
    if pair in told:
        return Standing(rule.to, told[pair], "repeat", f"not told again: digest {told[pair]} had told the story")
    if not outbox.targets(rule.to):
        return Standing(rule.to, None, "waiting", f"waits: no channel has the tag {rule.to!r}")
    return Standing(rule.to, None, "waiting", f"waits for {_appointment(session, row, rule, now)}")


def _left_out(session: Session, row: HitRow, rule: DigestRule) -> str:
    if SEVERITIES.index(row.hit.severity) < SEVERITIES.index(rule.min_severity):
        return f"left out: its severity is {row.hit.severity}, and this digest begins at {rule.min_severity}"
    if row.hit.zone == "fringe" and not rule.fringe:
        return "left out: it is only in a link to another story, and this digest does not ask for those (fringe: true)"
    given = find_subscription(session, row.hit.watchlist, rule.to, rule.schedule)
    if given and row.hit.found_at < given.since - LOOK_BACK:
        return f"left out: it was found more than {LOOK_BACK.days} days before this digest began"
    return ""


def _appointment(session: Session, row: HitRow, rule: DigestRule, now: datetime) -> str:
    given = find_subscription(session, row.hit.watchlist, rule.to, rule.schedule)
    is_due = given is None or due(rule, since=given.since, composed_at=given.composed_at, now=now)
    quiet = in_quiet_hours(rule, now) and row.hit.severity != "critical"
    if is_due and not quiet:
        return "the next run"
    at_once = rule.model_copy(update={"schedule": IMMEDIATELY})
    moment = next_due(at_once if is_due else rule, now).astimezone(ZoneInfo(rule.timezone))
    what = "the end of the quiet hours" if is_due else "the digest"
    return f"{what} at {moment:%Y-%m-%d %H:%M} {rule.timezone}"
