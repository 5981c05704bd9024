"""Entries that come in: the new ones are stored, those whose words the feed has changed are matched again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, SQLModel

from storage.servers.sql import in_batches, insert_new
from storage.tables import Entry, EntryData

MOST_CHANGES = 24
"""Of one entry; some feeds go to and fro between two wordings for ever."""
_WORDS = ("title", "summary", "content")
_TABLE = SQLModel.metadata.tables["entry"]
_COMPARED = tuple(_TABLE.c[name] for name in ("id", "key", "article_id", "changes", *_WORDS))
_KNOWN = select(*_COMPARED).where(
    _TABLE.c.feed_id == bindparam("feed"), _TABLE.c.key.in_(bindparam("keys", expanding=True))
)
_OF_ADDRESS = (
    select(_TABLE.c.feed_id, _TABLE.c.url, *_COMPARED)
    .where(_TABLE.c.url.in_(bindparam("urls", expanding=True)))
    .order_by(_TABLE.c.id)
)
_ARTICLES = SQLModel.metadata.tables["article"]
_CHANGE = (
    _TABLE.update()
    .where(_TABLE.c.id == bindparam("entry_id"))
    .values({name: bindparam(f"new_{name}") for name in _WORDS})
    .values(changes=_TABLE.c.changes + 1, matched_at=None)
)
_RETITLE = (
    _ARTICLES.update()
    .where(_ARTICLES.c.id == bindparam("its_article"), _ARTICLES.c.title == bindparam("old_title"))
    .values(title=bindparam("new_title"))
)


def add_entries(session: Session, given: Mapping[int, Sequence[EntryData]], now: datetime) -> dict[int, list[Entry]]:
    """Store the entries of several feeds, by the feed's id, and return those that are new, in the feed's order."""
    fresh: list[Entry] = []
    changed: list[dict[str, Any]] = []
    known = {feed_id: _known(session, feed_id, entries) for feed_id, entries in given.items() if entries}
    renamed = _renamed(session, given, known)
    for feed_id, rows in known.items():
        _sort_out(feed_id, given[feed_id], {**rows, **renamed.get(feed_id, {})}, now, fresh, changed)
    if changed:
        session.connection().execute(_CHANGE, changed)
        # A page has a title of its own; where it had the entry's, it has the new one.
        session.connection().execute(_RETITLE, changed)
    new: dict[int, list[Entry]] = {feed_id: [] for feed_id in given}
    for entry in sorted(insert_new(session, fresh), key=lambda entry: entry.id):
        new[entry.feed_id].append(entry)
    return new


def _known(session: Session, feed_id: int, entries: Sequence[EntryData]) -> dict[str, Any]:
    """Return what is stored of these entries, by their keys."""
    # Asked first, for on PostgreSQL each refused insert uses up a number of the id's sequence.
    asked = {"feed": feed_id, "keys": [entry.key for entry in entries]}
    return {row.key: row for row in session.connection().execute(_KNOWN, asked)}


def _renamed(
    session: Session, given: Mapping[int, Sequence[EntryData]], known: Mapping[int, Mapping[str, Any]]
) -> dict[int, dict[str, Any]]:
    """Return, by feed and new key, the stored entries to which a feed has given another key.

    Some feeds do so with every poll. An entry of the same feed with the same address and title is the same one.
    """
    new = {
        feed_id: [entry for entry in given[feed_id] if entry.url and entry.key not in rows]
        for feed_id, rows in known.items()
    }
    stored: dict[tuple[int, str, str], Any] = {}
    for part in in_batches(sorted({entry.url for entries in new.values() for entry in entries})):
        for row in session.connection().execute(_OF_ADDRESS, {"urls": part}):
            stored.setdefault((row.feed_id, row.url, row.title), row)
    return {
        feed_id: {
            entry.key: stored[feed_id, entry.url, entry.title]
            for entry in entries
            if (feed_id, entry.url, entry.title) in stored
        }
        for feed_id, entries in new.items()
    }


def _sort_out(  # noqa: PLR0913, PLR0917  the last two are what it fills
    feed_id: int,
    entries: Sequence[EntryData],
    rows: Mapping[str, Any],
    now: datetime,
    fresh: list[Entry],
    changed: list[dict[str, Any]],
) -> None:
    update = {"feed_id": feed_id, "found_at": now, "next_read_at": now}
    firsts: dict[str, EntryData] = {}
    for entry in entries:
        firsts.setdefault(entry.key, entry)
    fresh += [Entry.model_validate(entry, update=update) for key, entry in firsts.items() if key not in rows]
    for entry in entries:
        row = rows.get(entry.key)
        if row is not None and row.changes < MOST_CHANGES and _has_changed(row, entry):
            changed.append(_change(row, entry))


def _has_changed(row: Any, entry: EntryData) -> bool:
    # What is empty here was thrown away because it is old: it is not to come back.
    return bool(row.title != entry.title) or any(
        getattr(row, name) not in {"", getattr(entry, name)} for name in ("summary", "content")
    )


def _change(row: Any, entry: EntryData) -> dict[str, Any]:
    words = {f"new_{name}": getattr(entry, name) for name in _WORDS}
    return {"entry_id": row.id, "its_article": row.article_id, "old_title": row.title, **words}
