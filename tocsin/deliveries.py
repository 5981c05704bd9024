"""What is in the outbox, and what a person does about it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flows.errors import FlowError
from flows.settings import Settings
from flows.steps.clean import clean_text
from storage import (
    Delivery,
    abandon_deliveries,
    digest_by_id,
    find_delivery,
    list_deliveries,
    retry_deliveries,
)
from storage.undelivered import UNDELIVERED
from tocsin.store import reading, writing

STATES = (*UNDELIVERED, "sent", "abandoned")


class DeliveryError(FlowError):
    """What was asked of the outbox cannot be done."""


def delivery_rows(
    settings: Settings, *, states: Sequence[str], channel: str | None, limit: int
) -> list[dict[str, Any]]:
    """Return a row for each delivery of these states, none meaning all that is undelivered, the newest digest's first.

    Raises:
        DeliveryError: There is no such state.
    """
    if wrong := sorted(set(states) - set(STATES)):
        raise DeliveryError(f"expected one of {', '.join(STATES)}", subject=f"--state {wrong[0]}")
    with reading(settings) as session:
        found = list_deliveries(session, states=states or UNDELIVERED, channel=channel, limit=limit)
        return [_row(row) for row in found]


def delivery_row(settings: Settings, number: int) -> dict[str, Any]:
    """Return everything about one delivery but its words and its recipients.

    Raises:
        DeliveryError: There is none of this number.
    """
    with reading(settings) as session:
        row = find_delivery(session, number)
        if row is None:
            raise DeliveryError("there is none of this number: see `tocsin deliveries`", subject=f"delivery {number}")
        digest = digest_by_id(session, row.digest_id)
        return {
            **_row(row),
            "watchlist": digest and digest.watchlist,
            "to": digest and digest.tag,
            "created_at": digest and digest.created_at,
            "first_at": row.first_at,
            "sent_at": row.sent_at,
            "lease_until": row.lease_until,
            "possible_repeat": row.possible_repeat,
            "unanswered": row.unanswered,
            "recipients_done": len((row.taken or "").split()),
            "answer": row.answer,
            "message_id": row.payload.get("message_id"),
        }


def delivery_in_words(row: dict[str, Any]) -> list[str]:
    """Return one delivery as lines for people: how it stands, and what comes next."""
    known = [f"{name.replace('_', ' ')}: {value}" for name, value in row.items() if value not in {None, "", 0}]
    return [*known, f"what comes next: {_NEXT[row['state']].format(**row)}"]


_NEXT = {
    "pending": "it is sent by the next run after {next_at:%Y-%m-%d %H:%M}, when what is before it is through",
    "claimed": "a run is sending it; if that was killed, the next one does after {lease_until:%Y-%m-%d %H:%M}",
    "retry": "it is tried again after {next_at:%Y-%m-%d %H:%M}; a day after the first try it is given up",
    "uncertain": "it may have arrived; sent once more after {next_at:%Y-%m-%d %H:%M}, marked as a possible repeat",
    "sent": "nothing: it was taken",
    "dead": "nothing until you retry or abandon it",
    "abandoned": "nothing: you gave it up; retry sends it all the same",
}


def act(settings: Settings, verb: str, numbers: Sequence[int], *, dead: bool) -> int:
    """Retry or abandon deliveries; return how many.

    Args:
        settings: Where the outbox is.
        verb: `retry` or `abandon`.
        numbers: Of the deliveries.
        dead: All that are dead, too.

    Raises:
        DeliveryError: None is named, one is unknown, or in a state in which this cannot be done.
    """
    now = datetime.now(UTC)
    with writing(settings) as session:
        chosen = {*numbers, *(row.id for row in list_deliveries(session, states=["dead"]) if dead)}
        for number in sorted(numbers):
            _refuse(find_delivery(session, number), number, verb)
        if not chosen and not dead:
            raise DeliveryError("name deliveries by their numbers, or --dead", subject=verb)
        return (retry_deliveries if verb == "retry" else abandon_deliveries)(session, chosen, now)


def _refuse(row: Delivery | None, number: int, verb: str) -> None:
    if row is None:
        raise DeliveryError("there is none of this number: see `tocsin deliveries`", subject=f"delivery {number}")
    if row.state == "sent":
        raise DeliveryError(
            f"it was taken already; `tocsin digest resend {row.digest_id}` sends it again", subject=f"delivery {number}"
        )
    if row.state == "claimed":
        raise DeliveryError("a run is sending it at this moment", subject=f"delivery {number}")
    if row.state == "abandoned" and verb == "abandon":
        raise DeliveryError("it is abandoned already", subject=f"delivery {number}")


def _row(row: Delivery) -> dict[str, Any]:
    return {
        "id": row.id,
        "digest": row.digest_id,
        "channel": row.channel,
        "part": row.part + 1,
        "state": row.state,
        "attempts": row.attempts,
        "next_at": row.next_at,
        "error": row.error and clean_text(row.error, 300),
        "subject": clean_text(str(row.payload.get("subject") or ""), 120),
    }
