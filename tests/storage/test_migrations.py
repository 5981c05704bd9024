import logging
from collections.abc import Callable

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

import storage.tables  # noqa: F401  Its import fills the metadata.
from given import NOW, poll_data, stored_feed
from storage import Database, StorageError, feed_rows, migrations, record_poll
from storage.status import head_revision

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
        "ix_entry_unread": "article_id IS NULL",
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
