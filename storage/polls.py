"""What polls told: the state that each feed is in after it, and its new entries."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlmodel import Session, SQLModel

from storage.errors import StorageError
from storage.incoming import add_entries
from storage.servers.sql import in_batches
from storage.tables import Entry, Feed, PollData

MOST_ENTRIES = 2_000
"""Of one poll; a feed that gives more is cut there."""
_KEPT = (
    "status", "title", "language", "fetch_url", "etag", "last_modified", "body_hash", "read_at", "not_modified",
    "validators_lie", "moving_to", "items", "moments", "pause", "skip", "failures", "error", "polled_at",
    "succeeded_at", "next_poll_at", "not_before",
)  # fmt: skip
_TABLE = SQLModel.metadata.tables["feed"]


def record_poll(session: Session, feed_id: int, poll: PollData, now: datetime) -> list[Entry]:
    """Write down what a poll told and return the entries that are new, in the feed's order.

    Raises:
        StorageError: There is no such feed.
    """
    return record_polls(session, {feed_id: poll}, now)[feed_id]


def record_polls(session: Session, polls: Mapping[int, PollData], now: datetime) -> dict[int, list[Entry]]:
    """Write down what the polls of several feeds told and return the new entries of each, in the feed's order.

    Raises:
        StorageError: There is no such feed.
    """
    states = _states(session, sorted(polls))
    if missing := polls.keys() - states.keys():
        raise StorageError(f"feed {min(missing)}: no such feed")
    moving = {poll.moved_to for poll in polls.values() if poll.moved_to}
    taken = _polled_addresses(session, moving)
    _write(session, {feed_id: _changes(states[feed_id], poll, now, taken) for feed_id, poll in polls.items()})
    # Whoever holds such a row in this session sees what was written.
    for known in list(session.identity_map.values()):
        if isinstance(known, Feed) and known.id in polls:
            session.refresh(known)
    return add_entries(session, {feed_id: poll.entries[:MOST_ENTRIES] for feed_id, poll in polls.items()}, now)


def _states(session: Session, feed_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    session.flush()
    states: dict[int, dict[str, Any]] = {}
    for part in in_batches(feed_ids):
        # In the order of the ids, so that two processes never wait for each other.
        query = select(_TABLE).where(_TABLE.c.id.in_(part)).order_by(_TABLE.c.id).with_for_update()
        states.update({row.id: dict(row._mapping) for row in session.connection().execute(query)})  # noqa: SLF001  public, despite its name
    return states


def _polled_addresses(session: Session, urls: Collection[str]) -> set[str]:
    if not urls:
        return set()
    addresses = _TABLE.c.url, _TABLE.c.fetch_url
    own = select(*addresses).where(_TABLE.c.listed, or_(*(address.in_(urls) for address in addresses)))
    return {address for pair in session.execute(own) for address in pair if address}


def _write(session: Session, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Write only what changed: most polls change the times of a feed and nothing else."""
    alike: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for feed_id, new in changes.items():
        alike[tuple(new)].append({"feed_id": feed_id, **{f"new_{name}": value for name, value in new.items()}})
    for names, rows in alike.items():
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        session.connection().execute(_TABLE.update().where(_TABLE.c.id == bindparam("feed_id")).values(values), rows)


def _changes(state: dict[str, Any], poll: PollData, now: datetime, taken: Collection[str]) -> dict[str, Any]:
    """Return what changes in the feed's row."""
    new = {**state, "polled_at": now, "next_poll_at": poll.next_poll_at, "not_before": poll.not_before}
    if poll.status in ("ok", "unchanged"):
        new |= _success(state, poll, now) | _move(state, poll.moved_to, taken)
    else:
        new |= {"status": poll.status, "failures": state["failures"] + 1, "error": poll.error}
    return {name: new[name] for name in _KEPT if name == "polled_at" or new[name] != state[name]}


def _success(state: dict[str, Any], poll: PollData, now: datetime) -> dict[str, Any]:
    new: dict[str, Any] = {"status": "ok", "failures": 0, "error": poll.error, "succeeded_at": now}
    new["title"] = state["title"] or poll.title
    new["language"] = state["language"] or poll.language
    new |= {"pause": poll.pause, "skip": poll.skip, "moments": poll.moments, "validators_lie": poll.validators_lie}
    if poll.not_modified:
        new["not_modified"] = state["not_modified"] + 1
    else:
        new |= {"not_modified": 0, "read_at": now}
    if poll.status == "ok" or poll.body_hash is not None:
        new |= {"etag": poll.etag, "last_modified": poll.last_modified, "body_hash": poll.body_hash}
        new["items"] = poll.items
    elif poll.last_modified is not None:
        # A 304 has no body: its ETag is the one that was sent, its Last-Modified may be newer.
        new["last_modified"] = poll.last_modified
    return new


def _move(state: dict[str, Any], moved_to: str | None, taken: Collection[str]) -> dict[str, Any]:
    """Return where the feed is asked now: a move told twice running is believed, but none onto another feed."""
    if moved_to is None:
        return {"moving_to": None}
    if moved_to == state["url"]:
        return {"moving_to": None, "fetch_url": None}
    if moved_to != state["moving_to"] or moved_to in taken:
        return {"moving_to": moved_to}
    return {"moving_to": None, "fetch_url": moved_to}
