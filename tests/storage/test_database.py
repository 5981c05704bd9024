import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from threading import Timer

import pytest
from sqlalchemy import QueuePool, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import func, select

from given import NOW, stored_feed
from storage import Database, Feed, StorageError
from storage.servers import postgres, sqlite

Run = Callable[[int, str, str], list[int]]
CLOSED_PORT = "postgresql://postgres:s3cret@127.0.0.1:1/test"


def urls(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.exec(select(Feed.url).order_by(Feed.url)))


def test_a_transaction_is_committed_at_its_end_and_its_rows_stay_readable(database: Database) -> None:
    with database.session() as session:
        feed = stored_feed(session, "https://wire.test/rss")
    assert (feed.url, feed.added_at, urls(database)) == ("https://wire.test/rss", NOW, ["https://wire.test/rss"])


def test_a_transaction_in_which_something_is_raised_leaves_nothing(database: Database) -> None:
    with suppress(ZeroDivisionError), database.session() as session:
        stored_feed(session)
        _ = 1 / 0
    assert urls(database) == []


def test_a_reader_sees_one_moment_whatever_is_written_meanwhile(database: Database) -> None:
    counts = []
    with database.read() as reading:
        counts.append(reading.scalar(select(func.count()).select_from(Feed)))
        with database.session() as writing:
            stored_feed(writing)
        counts.append(reading.scalar(select(func.count()).select_from(Feed)))
    assert (counts, urls(database)) == ([0, 0], ["https://wire.test/rss"])


def test_a_reader_may_not_write_and_the_next_writer_may(database: Database) -> None:
    with pytest.raises(StorageError, match="may only be read"), database.read() as session:
        stored_feed(session)
    with database.session() as session:
        stored_feed(session)
    assert urls(database) == ["https://wire.test/rss"]


def test_threads_may_share_a_database(database: Database) -> None:
    def write(number: int) -> None:
        with database.session() as session:
            stored_feed(session, f"https://wire.test/{number}")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(40)))
    assert len(urls(database)) == 40


def test_three_processes_that_read_change_and_write_lose_no_update(
    database: Database, database_url: str, run_processes: Run
) -> None:
    with database.session() as session:
        stored_feed(session)
    codes = run_processes(3, "fail_100_polls", database_url)
    with database.read() as session:
        assert (codes, session.exec(select(Feed.failures)).one()) == ([0, 0, 0], 300)


def test_a_process_killed_in_a_transaction_loses_that_transaction_only(
    database: Database, database_url: str, run_processes: Run
) -> None:
    codes = run_processes(1, "die_in_the_second_transaction", database_url)
    with database.session() as session:
        stored_feed(session, "https://next.test/rss")
    assert (codes, urls(database)) == ([-signal.SIGKILL], ["https://committed.test/rss", "https://next.test/rss"])


def test_sqlite_writes_are_on_the_disk_when_committed_and_references_are_kept(tmp_path: Path) -> None:
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    with Database(f"sqlite:///{tmp_path / 'tocsin.db'}") as database, database.read() as session:
        assert [session.scalar(text(f"PRAGMA {name}")) for name in names] == ["wal", 2, 1, 30_000]


def test_folder_and_file_of_a_new_sqlite_database_are_their_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "tocsin.db"
    with Database(f"sqlite:///{path}") as database:
        database.upgrade()
        modes = [entry.stat().st_mode & 0o777 for entry in (path.parent, *path.parent.iterdir())]
    assert modes == [0o700, 0o600, 0o600, 0o600]


def test_a_database_that_is_only_named_is_not_opened(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path / 'tocsin.db'}").close()
    Database(CLOSED_PORT).close()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Rostec, Chemezov\n" * 100)
    with pytest.raises(StorageError, match=r"notes\.txt: it is not a SQLite database"):
        Database(f"sqlite:///{path}").upgrade()
    assert path.read_text() == "Rostec, Chemezov\n" * 100


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be opened for writing: Is a directory"):
        Database(f"sqlite:///{tmp_path}").upgrade()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=r"tocsin\.db: cannot be made: .*file is no folder"):
        Database(f"sqlite:///{tmp_path / 'file' / 'tocsin.db'}").upgrade()


def test_a_database_without_tables_says_how_to_make_them(blank_url: str) -> None:
    with pytest.raises(StorageError, match="it has no tables yet: run `tocsin db upgrade`"):
        urls(Database(blank_url))


def test_a_server_that_does_not_answer_is_named_without_the_password() -> None:
    with pytest.raises(StorageError, match=r"postgresql://postgres@127\.0\.0\.1:1/test: .*refused") as caught:
        Database(CLOSED_PORT).upgrade()
    database = Database(CLOSED_PORT)
    told = "".join(traceback.format_exception(caught.value))
    assert "s3cret" not in f"{told} {database!r} {database.engine!r} {database.engine.url}"


def test_a_writer_that_waited_too_long_for_another_says_so(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for server in (sqlite, postgres):
        monkeypatch.setattr(server, "BUSY_SECONDS", 0.1)
    with database.session() as session:
        feed = stored_feed(session)
        with (
            pytest.raises(StorageError, match="another process has been writing in it for too long"),
            Database(database_url) as other,
            other.session() as waiting,
        ):
            stored_feed(waiting, feed.url)
    assert urls(database) == [feed.url]


def test_a_new_sqlite_file_that_another_process_keeps_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
    path = tmp_path / "tocsin.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match=r"tocsin\.db: another process has been writing in it for too long"):
            Database(f"sqlite:///{path}").upgrade()


def test_where_every_connection_is_in_use_it_is_said(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database.engine.pool, "_timeout", 0)
    assert isinstance(database.engine.pool, QueuePool)
    with ExitStack() as readers:
        for _ in range(database.engine.pool.size() + database.engine.pool._max_overflow):
            readers.enter_context(database.read()).connection()
        with pytest.raises(StorageError, match="every connection to it is in use"):
            urls(database)


def test_a_fault_of_the_program_is_no_trouble_of_the_server(database: Database) -> None:
    with pytest.raises(IntegrityError), database.session() as session:
        session.add_all([Feed(url="same", added_at=NOW, next_poll_at=NOW) for _ in range(2)])


def test_without_psycopg_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StorageError, match=r"pip install 'tocsin\[postgres\]'"):
        Database(CLOSED_PORT)


def test_a_new_sqlite_file_may_be_opened_while_another_process_first_writes_in_it(tmp_path: Path) -> None:
    path = tmp_path / "tocsin.db"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        timer = Timer(0.2, other.execute, ["COMMIT"])
        timer.start()
        sqlite.connect(path).close()
        timer.join()
