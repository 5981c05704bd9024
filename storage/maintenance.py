"""Keeping house: a copy for bad days, how much there is, and throwing away what nobody needs any more."""

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import mkstemp
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, text, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col

from storage.articles import PRUNED
from storage.deliveries import OVER
from storage.errors import StorageError, in_one_line
from storage.servers import sqlite
from storage.servers.address import parse_address
from storage.tables import Article, Delivery, Entry, Hit, Run, Sketch

_AIDS = frozenset({"sketch", "story_part"})
"""Tables that help to find stories: many rows and nothing to read."""


class _Stale(NamedTuple):
    """Rows that are old and needed by nothing: emptied where their keys are needed still, else deleted."""

    model: type[SQLModel]
    conditions: tuple[ColumnElement[bool], ...]
    emptied: dict[str, str] | None


def backup(url: str, target_path: Path | str) -> int:
    """Copy a SQLite database, in use or not, as of one moment into one new file; return its size in bytes.

    Raises:
        StorageError: It is not SQLite, there is none, it is damaged, or the file is there already or cannot be written.
    """
    source, target = _source(url, "a backup of PostgreSQL is made with pg_dump"), Path(target_path)
    if target.exists():
        raise StorageError(f"{target}: is there already")
    try:
        number, name = mkstemp(prefix=f"{target.name}.", suffix=".part", dir=target.parent)
        os.close(number)
        try:
            _copy(source, name)
            Path(name).rename(target)
        finally:
            Path(name).unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(f"{target}: no backup of {source} could be made: {in_one_line(error)}") from error
    return target.stat().st_size


def compact(url: str) -> None:
    """Give what was pruned from a SQLite file back to the disk; writers wait meanwhile.

    Raises:
        StorageError: It is not SQLite, there is none, or another process has been writing in it for too long.
    """
    source = _source(url, "PostgreSQL uses freed space again by itself")
    try:
        with closing(sqlite.connect(source)) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise StorageError(f"{source}: could not be compacted: {error}") from error


def sizes(session: Session) -> dict[str, int]:
    """Return how many rows each table has, in the order news moves through them, and all their `bytes` on the disk."""
    tables = SQLModel.metadata.tables
    counted = [table for name, table in tables.items() if name not in _AIDS]
    rows = {str(table.name): session.scalar(select(func.count()).select_from(table)) or 0 for table in counted}
    if session.get_bind().dialect.name == "sqlite":
        size = session.scalar(text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"))
    else:
        size = sum(session.scalar(select(func.pg_total_relation_size(func.to_regclass(name)))) or 0 for name in tables)
    return rows | {"bytes": int(size or 0)}


def prune(session: Session, *, before: datetime, dry_run: bool) -> dict[str, int]:
    """Throw away what is older than `before` and needed by nothing; return how many `articles`, `entries` and so on.

    Texts go from articles in which nothing was found and from entries that were matched; their keys stay, so that a
    feed that still shows them does not bring them back. Deliveries go when their whole digest was sent, and runs but
    the last. Hits and what they were found in, digests, and all that is undelivered stay.

    Args:
        session: A transaction that writes, or for a dry run one that reads.
        before: Old is what was read, found, sent or finished earlier.
        dry_run: Only count.
    """
    stale = _stale(before)
    if dry_run:
        return {name: _count(session, rows) for name, rows in stale.items()}
    return {name: _throw_away(session, rows) for name, rows in stale.items()}


def _source(url: str, not_here: str) -> Path:
    address = parse_address(url)
    if address.server != "sqlite":
        raise StorageError(f"{address.shown}: {not_here}")
    path = Path(address.target)
    if not path.is_file():
        raise StorageError(f"{path}: there is no such database")
    return path


def _copy(source: Path, target: str) -> None:
    with (
        closing(sqlite3.connect(f"file:{quote(str(source))}?mode=rw", uri=True, timeout=sqlite.BUSY_SECONDS)) as old,
        closing(sqlite3.connect(target, isolation_level=None)) as new,
    ):
        old.backup(new)
        # The copy is to be one file, without a log beside it.
        new.execute("PRAGMA journal_mode = DELETE")
        (verdict,) = new.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
    with Path(target).open("rb+") as file:
        os.fsync(file.fileno())


def _stale(before: datetime) -> dict[str, _Stale]:
    return {
        "articles": _Stale(Article, _old_articles(before), {"text": "", "text_source": PRUNED}),
        "entries": _Stale(Entry, _old_entries(before), {"summary": "", "content": ""}),
        "deliveries": _Stale(Delivery, _old_deliveries(before), None),
        "runs": _Stale(Run, _old_runs(before), None),
        "sketches": _Stale(Sketch, _old_sketches(before), None),
    }


def _old_articles(before: datetime) -> tuple[ColumnElement[bool], ...]:
    has_hit = exists().where(col(Hit.article_id) == col(Article.id))
    is_waiting = exists().where(col(Entry.article_id) == col(Article.id), col(Entry.matched_at).is_(None))
    return col(Article.read_at) < before, col(Article.text) != "", ~has_hit, ~is_waiting


def _old_entries(before: datetime) -> tuple[ColumnElement[bool], ...]:
    has_text = or_(col(Entry.summary) != "", col(Entry.content) != "")
    return col(Entry.found_at) < before, col(Entry.matched_at).is_not(None), has_text


def _old_deliveries(before: datetime) -> tuple[ColumnElement[bool], ...]:
    other = aliased(Delivery)
    is_needed = exists().where(
        col(other.digest_id) == col(Delivery.digest_id),
        or_(col(other.state).not_in(OVER), func.coalesce(col(other.sent_at), col(other.next_at)) >= before),
    )
    return (~is_needed,)


def _old_runs(before: datetime) -> tuple[ColumnElement[bool], ...]:
    later = aliased(Run)
    return col(Run.finished_at) < before, exists().where(col(later.id) > col(Run.id))


def _old_sketches(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return what tells the sketches by which copies are no longer looked for."""
    is_old = select(col(Article.id)).where(col(Article.read_at) < before)
    return (col(Sketch.article_id).in_(is_old),)


def _count(session: Session, rows: _Stale) -> int:
    return session.scalar(select(func.count()).select_from(rows.model).where(*rows.conditions)) or 0


def _throw_away(session: Session, rows: _Stale) -> int:
    statement: Any = delete(rows.model) if rows.emptied is None else update(rows.model).values(rows.emptied)
    return session.connection().execute(statement.where(*rows.conditions)).rowcount
