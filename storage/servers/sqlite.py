"""SQLite: how its file is made and opened, so that no write is lost and none is refused for another's sake."""

import os
import sqlite3
from pathlib import Path
from time import monotonic, sleep

from storage.errors import StorageError

BUSY_SECONDS = 30
"""How long a writer waits for another one, on either server."""


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection to the database at `path`, for any thread; folder and file are made for their owner only.

    Raises:
        StorageError: The folder or the file cannot be made, or not be written.
        sqlite3.DatabaseError: The file is no database.
    """
    _make_file(path)
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        _use_wal(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        # In WAL mode the default, NORMAL, may forget the last commits at a power cut: a digest would go out again.
        connection.execute("PRAGMA synchronous = FULL")
    except BaseException:
        connection.close()
        raise
    return connection


def _make_file(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except FileExistsError as error:
        raise StorageError(f"{path}: cannot be made: {path.parent} is no folder") from error
    except OSError as error:
        raise StorageError(f"{path}: cannot be opened for writing: {error.strerror}") from error


def _use_wal(connection: sqlite3.Connection) -> None:
    # Two that change the mode of a new file at once are told "locked" without any wait, whatever the time limit.
    deadline = monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or monotonic() > deadline:
                raise
            sleep(0.01)
        else:
            return
