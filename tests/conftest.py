"""Databases for every test that wants one: on SQLite and on PostgreSQL, with all tables, empty.

PostgreSQL is looked for at TOCSIN_TEST_POSTGRES_URL. Where it does not answer its tests are skipped, or, with CI=true
in the environment, fail.
"""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest
from sqlmodel import SQLModel

from homes import home, prefect_server, site
from storage import Database

__all__ = ["home", "prefect_server", "site"]

# A shell that starts the tests in the background lets them and all their children ignore Ctrl-C, which some tests send.
signal.signal(signal.SIGINT, signal.default_int_handler)

POSTGRES_URL = os.environ.get("TOCSIN_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/test")


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with all tables and no rows."""
    if request.param == "sqlite":
        path = tmp_path / "tocsin.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    url: str = request.getfixturevalue("postgres_url")
    _empty(url)
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def blank_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table; on SQLite there is no file yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'tocsin.db'}"
    else:
        with _postgres_schema() as url:
            yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with Database(database_url) as database:
        yield database


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "empty.db"
    with Database(f"sqlite:///{path}") as database:
        database.upgrade()
    return path


@pytest.fixture(scope="module")
def postgres_url() -> Iterator[str]:
    with _postgres_schema() as url:
        with Database(url) as database:
            database.upgrade()
        yield url


@contextmanager
def _postgres_schema() -> Iterator[str]:
    name = f"test_{token_hex(6)}"
    try:
        connection = psycopg.connect(POSTGRES_URL, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        missing = f"no PostgreSQL at TOCSIN_TEST_POSTGRES_URL: {error}"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
        try:
            yield f"{POSTGRES_URL}{'&' if '?' in POSTGRES_URL else '?'}options=-csearch_path%3D{name}"
        finally:
            connection.execute(f"DROP SCHEMA {name} CASCADE".encode())


def _empty(url: str) -> None:
    # TRUNCATE makes new files for every table and index: 45 ms instead of 3.
    tables = [table.name for table in reversed(SQLModel.metadata.sorted_tables)]
    with psycopg.connect(url, autocommit=True) as connection:
        numbered = connection.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema()")
        statements = [f"DELETE FROM {name}" for name in tables]
        statements += [f"ALTER SEQUENCE {name} RESTART" for (name,) in numbered]
        connection.execute("; ".join(statements).encode())
