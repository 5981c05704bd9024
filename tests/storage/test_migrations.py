import itertools
import logging
import os
import signal
from collections.abc import Callable
from typing import Any, NoReturn

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    event,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlmodel import SQLModel

import storage.tables  # noqa: F401  Its import fills the metadata.
from given import NOW, poll_data, stored_feed
from storage import Database, StorageError, feed_rows, migrations, record_poll
from storage.status import _known_revisions, head_revision

Run = Callable[[int, str, str], list[int]]


def test_the_migrations_make_exactly_the_tables_of_the_program(blank_url: str) -> None:
    with Database(blank_url) as database:
        database.upgrade()
        with database.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_server_default": True})
            assert compare_metadata(context, SQLModel.metadata) == []


def test_the_indexes_of_entries_that_wait_are_partial(blank_url: str) -> None:
    with Database(blank_url) as database:
        database.upgrade()
        option = f"{database.engine.dialect.name}_where"
        indexes = inspect(database.engine).get_indexes("entry")
    where = {str(index["name"]): str(index["dialect_options"].get(option, "")).strip("()") for index in indexes}
    found = {name: condition for name, condition in where.items() if name.startswith("ix_")}
    assert found == {
        "ix_entry_unread": "next_read_at IS NOT NULL",
        "ix_entry_read": "article_id IS NOT NULL",
        "ix_entry_unmatched": "matched_at IS NULL",
        "ix_entry_url": "",
    }


def test_an_upgrade_is_told_by_its_revision_and_not_in_the_log(
    blank_url: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    with Database(blank_url) as database:
        before = migrations.current(database.engine)
        database.upgrade()
        after = migrations.current(database.engine)
    assert (before, after, caplog.records, capfd.readouterr()) == (None, head_revision(), [], ("", ""))


def test_the_revisions_that_files_are_named_after_are_those_alembic_knows() -> None:
    assert migrations.head() == head_revision()


def test_a_second_upgrade_changes_nothing(database: Database) -> None:
    with database.session() as session:
        feed = stored_feed(session)
    database.upgrade()
    with database.read() as session:
        assert session.get(type(feed), feed.id) == feed


def test_processes_may_upgrade_at_once(blank_url: str, run_processes: Run) -> None:
    codes = run_processes(4, "upgrade", blank_url)
    with Database(blank_url) as database:
        assert (codes, migrations.current(database.engine)) == ([0, 0, 0, 0], head_revision())


def test_threads_may_upgrade_at_once_too(blank_url: str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda _: Database(blank_url).upgrade(), range(6)))
    with Database(blank_url) as database:
        assert migrations.current(database.engine) == head_revision()


def test_tables_of_a_newer_program_are_refused(blank_url: str) -> None:
    with Database(blank_url) as database:
        database.upgrade()
        with database.session() as session:
            session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(
            StorageError, match=f"revision 9999, this program knows up to {head_revision()}: install a newer Tocsin"
        ):
            database.upgrade()


def test_tables_of_somebody_else_are_refused_and_left_alone(blank_url: str) -> None:
    with Database(blank_url) as database:
        with database.session() as session:
            session.connection().execute(text("CREATE TABLE feed (mine INTEGER)"))
        with pytest.raises(StorageError, match=r"feed already exists|tables of the same names"):
            database.upgrade()
        assert inspect(database.engine).get_table_names() == ["feed"]


def test_feeds_and_entries_of_the_first_tables_are_kept_and_go_on(blank_url: str) -> None:
    with Database(blank_url) as database:
        with database.session() as session:
            config = migrations._config()
            config.attributes["connection"] = session.connection()
            command.upgrade(config, "0001")
            session.connection().execute(text(_FEED_OF_OLD))
        database.upgrade()
        with database.session() as session:
            (feed,) = feed_rows(session)
            (entry,) = record_poll(session, feed.id, poll_data("n1"), NOW)
    assert (feed.title, feed.not_modified, feed.validators_lie, feed.moments) == ("Wire", 0, False, None)
    assert entry.changes == 0


_FEED_OF_OLD = """INSERT INTO feed (id, url, title, listed, added_by_hand, status, failures, added_at, next_poll_at)
    VALUES (1, 'https://wire.test/rss', 'Wire', true, false, 'ok', 0, '2026-01-01 00:00:00', '2026-01-01 00:00:00')"""


def upgrade_to(database: Database, revision: str) -> None:
    with database.session() as session:
        config = migrations._config()
        config.attributes["connection"] = session.connection()
        command.upgrade(config, revision)


def fill(database: Database) -> dict[str, int]:
    """Put a row into every table, whatever its columns are, and return how many rows each has."""
    tables = MetaData()
    tables.reflect(database.engine)
    with database.engine.begin() as connection:
        for table in tables.sorted_tables:
            if table.name != "alembic_version":
                connection.execute(table.insert().values({column.name: _plain(column) for column in table.columns}))
    return rows_of(database)


def rows_of(database: Database) -> dict[str, int]:
    tables = MetaData()
    tables.reflect(database.engine)
    with database.engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in tables.sorted_tables
            if table.name != "alembic_version"
        }


def _plain(column: Column[Any]) -> Any:
    """A value of the column's type; 1 for all keys, so that every row finds the rows it names."""
    kind = column.type
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, DateTime):
        return NOW
    if isinstance(kind, LargeBinary):
        return b"\0" * 8
    if isinstance(kind, JSON | postgresql.JSON):
        return {"text": "hello"}
    return 1 if isinstance(kind, Integer) else f"{column.name} 1"[:60]


@pytest.mark.parametrize("revision", sorted(_known_revisions())[:-1])
def test_rows_of_every_earlier_revision_are_kept(blank_url: str, revision: str) -> None:
    with Database(blank_url) as database:
        upgrade_to(database, revision)
        before = fill(database)
        database.upgrade()
        after = rows_of(database)
        with database.engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
    assert {name: after[name] for name in before if name in after} == {name: 1 for name in before if name in after}


@pytest.mark.parametrize("revision", [None, min(_known_revisions())])
def test_an_upgrade_that_is_killed_is_done_by_the_next_start(blank_url: str, revision: str | None) -> None:
    with Database(blank_url) as database:
        if revision:
            upgrade_to(database, revision)
            fill(database)
    for statements in (4, 23):
        child = os.fork()
        if child == 0:
            _die_upgrading(blank_url, statements)
        os.waitpid(child, 0)
    with Database(blank_url) as database:
        database.upgrade()
        assert migrations.current(database.engine) == head_revision()
        with database.engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
        assert not revision or rows_of(database)["feed"] == 1


def _die_upgrading(url: str, statements: int) -> NoReturn:
    """Be killed, as by kill -9, in the middle of an upgrade, before so many statements were run."""
    run = itertools.count()

    def die(*_: object) -> None:
        if next(run) == statements:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        with Database(url) as database:
            event.listen(database.engine, "before_cursor_execute", die)
            database.upgrade()
    finally:
        os._exit(0)
