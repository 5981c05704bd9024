"""The one way to the database: transactions that write, transactions that read."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlmodel import Session

from storage import migrations
from storage.errors import StorageError
from storage.servers.address import parse_address
from storage.servers.engines import build_engine, reader
from storage.servers.trouble import describe
from storage.status import head_revision, too_new


class Database:
    """A database, for any number of threads: `sqlite:///FILE` or `postgresql://USER@HOST/NAME`.

    Nothing is opened before the first transaction. A StorageError names the database and never its password.
    """

    def __init__(self, url: str) -> None:
        self._address = parse_address(url)
        self.engine: Engine = build_engine(self._address)
        self._reader = reader(self.engine)

    def __repr__(self) -> str:
        return f"Database({self._address.shown!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Give a transaction that writes: committed at the end of the block, rolled back where it raises.

        Keep it short, and away from the network: on SQLite every other writer waits for it, 30 s at most.
        Rows stay readable after the block.

        Raises:
            StorageError: The server could not be reached, or did not do what it was asked.
        """
        with self._begin(self.engine) as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a transaction that sees one moment of the database, waits for nobody, and may change nothing.

        Raises:
            StorageError: As for `session`; also on an attempt to write.
        """
        with self._begin(self._reader) as session:
            yield session

    def upgrade(self) -> None:
        """Bring the tables up to this program, or make them; several processes may try at once.

        Raises:
            StorageError: As for `session`; also where a newer program has changed the tables.
        """
        with self._named_errors():
            revision = migrations.current(self.engine)
            if problem := too_new(revision):
                raise StorageError(f"{self._address.shown}: {problem}")
            if revision != head_revision():
                migrations.upgrade(self.engine)

    def close(self) -> None:
        """Close the connections that nobody uses now."""
        self.engine.dispose()

    @contextmanager
    def _begin(self, engine: Engine) -> Iterator[Session]:
        with self._named_errors(), Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, PoolTimeoutError) as error:
            said = describe(error)
            if said is None:
                raise
            raise StorageError(f"{self._address.shown}: {said}") from error
