"""The database, opened for one command."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from flows.settings import Settings
from storage import Database


@contextmanager
def reading(settings: Settings) -> Iterator[Session]:
    """Give a session that reads; the schema is brought up to date first."""
    with opened(settings) as database, database.read() as session:
        yield session


@contextmanager
def writing(settings: Settings) -> Iterator[Session]:
    """Give a session that writes, committed at the end of the block."""
    with opened(settings) as database, database.session() as session:
        yield session


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """Give the database, its schema up to date."""
    with Database(settings.database) as database:
        database.upgrade()
        yield database
