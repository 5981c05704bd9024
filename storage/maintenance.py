"""Keeping house: a copy for bad days, its way back, and how much there is."""

import os
import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path
from tempfile import mkstemp
from urllib.parse import quote

from sqlalchemy import func, select, text
from sqlmodel import Session

from storage.errors import StorageError, in_one_line
from storage.servers import sqlite
from storage.servers.address import parse_address
from storage.status import schema_status
from storage.tables import Article

_AIDS = frozenset({"sketch", "story_part", "robots"})
"""Tables that help to find stories and to ask politely: many rows and nothing to read."""


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


def restore(url: str, source_path: Path | str, *, replace: bool = False) -> Path | None:
    """Put a backup in the place of a SQLite database that nobody uses; return where an old one is now.

    The backup is looked through first, and stays. Its tables are brought up to date when it is next opened.

    Raises:
        StorageError: It is not SQLite, the backup is none of ours, damaged or of a newer program, or there is a
            database already and `replace` was not said.
    """
    address = parse_address(url)
    if address.server != "sqlite":
        raise StorageError(f"{address.shown}: a backup of PostgreSQL is restored with pg_restore or psql")
    source, target = Path(source_path), Path(address.target)
    _refuse_strange(source)
    if target.exists() and not replace:
        raise StorageError(f"{target}: is there already; --replace puts it aside")
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.part")
    try:
        _copy(source, str(fresh))
        aside = _put_aside(target) if target.exists() else None
        fresh.rename(target)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(f"{source}: could not be restored: {in_one_line(error)}") from error
    finally:
        fresh.unlink(missing_ok=True)
    return aside


def _refuse_strange(source: Path) -> None:
    if not source.is_file():
        raise StorageError(f"{source}: there is no such file")
    status = schema_status(f"sqlite:///{source}")
    if status.problem or status.revision is None:
        raise StorageError(status.problem or f"{source}: is no database of Tocsin")


def _put_aside(target: Path) -> Path:
    """Move a database out of the way, with what of it is in its log."""
    with closing(sqlite.connect(target)) as connection:
        (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise sqlite3.OperationalError(f"{target} is in use")
    number = next(n for n in count(1) if not target.with_name(f"{target.name}.before-restore-{n}").exists())
    aside = target.with_name(f"{target.name}.before-restore-{number}")
    target.rename(aside)
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    return aside


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
    tables = Article.metadata.tables
    counted = [table for name, table in tables.items() if name not in _AIDS]
    rows = {str(table.name): session.scalar(select(func.count()).select_from(table)) or 0 for table in counted}
    if session.get_bind().dialect.name == "sqlite":
        size = session.scalar(text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"))
    else:
        size = sum(session.scalar(select(func.pg_total_relation_size(func.to_regclass(name)))) or 0 for name in tables)
    return rows | {"bytes": int(size or 0)}


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
