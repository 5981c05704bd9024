"""Entries that come in: the new ones are stored, those whose words the feed has changed are matched again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, SQLModel

from storage.servers.sql import insert_new
from storage.tables import Entry, EntryData

MOST_CHANGES = 24
"""Of one entry; some feeds go to and fro between two wordings for ever."""
_WORDS = ("title", "summary", "content")
_TABLE = SQLModel.metadata.tables["entry"]
_COMPARED = tuple(_TABLE.c[name] for name in ("id", "key", "article_id", "changes", *_WORDS))
_KNOWN = select(*_COMPARED).where(
    _TABLE.c.feed_id == bindparam("feed"), _TABLE.c.key.in_(bindparam("keys", expanding=True))
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
    for feed_id, entries in given.items():
        if entries:
            _sort_out(session, feed_id, entries, now, fresh, changed)
    if changed:
        session.connection().execute(_CHANGE, changed)
        # A page has a title of its own; where it had the entry's, it has the new one.
        session.connection().execute(_RETITLE, changed)
    new: dict[int, list[Entry]] = {feed_id: [] for feed_id in given}
    for entry in sorted(insert_new(session, fresh), key=lambda entry: entry.id):
        new[entry.feed_id].append(entry)
    return new


def _sort_out(  # noqa: PLR0913, PLR0917  the last two are what it fills
    session: Session,
    feed_id: int,
    entries: Sequence[EntryData],
    now: datetime,
    fresh: list[Entry],
    changed: list[dict[str, Any]],
) -> None:
    # Asked first, for on PostgreSQL each refused insert uses up a number of the id's sequence.
    asked = {"feed": feed_id, "keys": [entry.key for entry in entries]}
    rows = {row.key: row for row in session.connection().execute(_KNOWN, asked)}
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
