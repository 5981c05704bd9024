"""What both servers are asked, each in its dialect: to insert what is new, to let one in at a time."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from zlib import crc32

from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

Row = TypeVar("Row", bound=SQLModel)
Value = TypeVar("Value")

_INSERT: dict[str, type[sqlite.Insert | postgresql.Insert]] = {"sqlite": sqlite.Insert, "postgresql": postgresql.Insert}
_BATCH = 10_000
"""SQLite takes 32,766 parameters in a statement, PostgreSQL 65,535."""


def insert_new(session: Session, rows: Sequence[Row]) -> list[Row]:
    """Store those of `rows` that no unique constraint refuses and return them as stored, in no order.

    Where two processes store equal rows at once, one row is kept: it is new to one of them.
    """
    return insert_values(session, type(rows[0]), [_values(row) for row in rows]) if rows else []


def insert_values(session: Session, model: type[Row], values: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Store rows of these values as `insert_new` does."""
    if not values:
        return []
    insert = _INSERT[session.get_bind().dialect.name]
    return list(session.scalars(insert(model).on_conflict_do_nothing().returning(model), values))


def one_at_a_time(session: Session, subject: str) -> None:
    """Wait until no other transaction is busy with `subject`, and keep others out of it until this one ends.

    On SQLite a transaction that writes is alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": crc32(subject.encode())})


def server_time(session: Session) -> datetime:
    """Return the moment by the one clock that all who share the database go by: the server's, or this machine's."""
    if session.get_bind().dialect.name == "sqlite":
        return datetime.now(UTC)
    moment: datetime = session.connection().execute(text("SELECT clock_timestamp()")).scalar_one()
    return moment.astimezone(UTC)


def in_batches(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """Yield `values` in parts that fit into one statement."""
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]


def _values(row: SQLModel) -> dict[str, Any]:
    # The server numbers the rows; PostgreSQL refuses an id of None.
    names = SQLModel.metadata.tables[str(row.__tablename__)].columns.keys()
    return {name: getattr(row, name) for name in names if name != "id"}
