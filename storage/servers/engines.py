"""The engine for an address, and the same engine for reading only."""

from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from storage.servers import postgres, sqlite
from storage.servers.address import Address

_READING = "tocsin_reading"


def build_engine(address: Address) -> Engine:
    """Return an engine for writing, safe for threads; nothing is opened before its first connection.

    The driver alone is given the address: the engine, its repr and its errors never know the password.

    Raises:
        StorageError: The driver is not installed, or cannot read the address.
    """
    if address.server == "postgresql":
        dial = partial(postgres.connect, postgres.connection_parameters(address.target))
        return create_engine("postgresql+psycopg://", creator=dial, pool_pre_ping=True, hide_parameters=True)
    open_file = partial(sqlite.connect, Path(address.target))
    engine = create_engine("sqlite://", creator=open_file, poolclass=QueuePool, hide_parameters=True)
    event.listen(engine, "begin", _begin_on_sqlite)
    return engine


def reader(engine: Engine) -> Engine:
    """Return `engine` for reading only: a transaction sees one moment of the database and can change nothing."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{_READING: True})
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _begin_on_sqlite(connection: Connection) -> None:
    # A deferred BEGIN would let two writers read the same row first; then one update is lost or refused at once.
    reading = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reading else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
