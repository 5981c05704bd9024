"""How a database's tables stand, asked with the bare driver: importing SQLAlchemy takes longer than the answer."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import LiteralString, NamedTuple
from urllib.parse import quote

from storage.errors import StorageError, in_one_line
from storage.servers.address import Address, parse_address

_VERSIONS = Path(__file__).parent / "migrations" / "versions"
_PATIENCE = 5
"""Seconds to wait for a server, or for a file that is busy."""
_DEAD = "SELECT channel, error FROM delivery WHERE state = 'dead' ORDER BY channel, id"
_REVISION = "SELECT version_num FROM alembic_version"


class SchemaStatus(NamedTuple):
    """What was found; nothing was changed or made."""

    exists: bool
    """There is a database, and it could be read."""
    revision: str | None
    """Of its tables; None where it has none of ours yet."""
    head: str
    """The revision that this program works with and upgrades to by itself."""
    problem: str | None
    """Why the program could not work with it, in a sentence."""


def schema_status(url: str) -> SchemaStatus:
    """Return how the tables of the database at `url` stand. It raises nothing: what is wrong is the `problem`."""
    try:
        address = parse_address(url)
        exists, revision = _file_revision(address) if address.server == "sqlite" else _server_revision(address)
    except StorageError as error:
        return SchemaStatus(exists=False, revision=None, head=head_revision(), problem=str(error))
    problem = too_new(revision)
    return SchemaStatus(exists, revision, head_revision(), problem and f"{address.shown}: {problem}")


class DeadChannel(NamedTuple):
    """A channel that refused messages for good."""

    channel: str
    messages: int
    error: str
    """What was said to the last of them."""


def dead_channels(url: str) -> list[DeadChannel]:
    """Return the channels with deliveries that are dead; none where the database cannot be read."""
    try:
        address = parse_address(url)
        rows = _file_rows(address, _DEAD) if address.server == "sqlite" else _server_rows(address, _DEAD)
    except StorageError:
        return []
    found: dict[str, DeadChannel] = {}
    for channel, error in rows:
        before = found.get(channel)
        found[channel] = DeadChannel(channel, before.messages + 1 if before else 1, error or "")
    return list(found.values())


def head_revision() -> str:
    """Return the newest revision of the tables that this program knows."""
    return max(_known_revisions())


def too_new(revision: str | None) -> str | None:
    """Return what is wrong with a database of this revision: None unless a newer program made it."""
    if revision is None or revision in _known_revisions():
        return None
    return f"its tables are of revision {revision}, this program knows up to {head_revision()}: install a newer Tocsin"


def _known_revisions() -> set[str]:
    return {path.stem.partition("_")[0] for path in _VERSIONS.glob("[0-9]*.py")}


def _file_revision(address: Address) -> tuple[bool, str | None]:
    path = Path(address.target)
    if not path.exists():
        _must_be_makeable(path)
        return False, None
    if not os.access(path, os.R_OK | os.W_OK):
        raise StorageError(f"{path}: may not be read and written by this user")
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=_PATIENCE)) as connection:
            ours = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
            row = connection.execute(_REVISION).fetchone() if ours else None
    except sqlite3.Error as error:
        raise StorageError(f"{path}: {error}") from error
    return True, row[0] if row else None


def _file_rows(address: Address, query: str) -> list[tuple[str, str | None]]:
    path = Path(address.target)
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=_PATIENCE)) as connection:
            return connection.execute(query).fetchall()
    except sqlite3.Error as error:
        raise StorageError(f"{path}: {error}") from error


def _server_rows(address: Address, query: LiteralString) -> list[tuple[str, str | None]]:
    from storage.servers.postgres import connect, connection_parameters

    parameters = connection_parameters(address.target, seconds=_PATIENCE)
    from psycopg import Error

    try:
        with connect(parameters) as connection:
            return connection.execute(query).fetchall()
    except Error as error:
        raise StorageError(f"{address.shown}: {in_one_line(error)}") from error


def _must_be_makeable(path: Path) -> None:
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise StorageError(f"{path}: cannot be made: {folder} is no folder that this user may write in")


def _server_revision(address: Address) -> tuple[bool, str | None]:
    from storage.servers.postgres import connect, connection_parameters

    parameters = connection_parameters(address.target, seconds=_PATIENCE)
    from psycopg import Error  # Only now is it sure to be installed.

    try:
        with connect(parameters) as connection:
            ours = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
            row = connection.execute(_REVISION).fetchone() if ours and ours[0] else None
    except Error as error:
        raise StorageError(f"{address.shown}: {in_one_line(error)}") from error
    return True, row[0] if row else None
