"""Column types that SQLite and PostgreSQL answer alike."""

# ruff: noqa: D102  The methods are SQLAlchemy's: what goes in, what comes out.

import re
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import DateTime, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LONGEST_KEY = 2_048
"""Bytes; an index row of PostgreSQL may hold 2,704."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in, UTC in the database, aware UTC out. A naive value is refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value!r}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class StorableText(TypeDecorator[str]):
    """Text from anywhere. What a server refuses (NUL, half a surrogate pair) becomes U+FFFD, so offsets stay right."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy's name
        return None if value is None else _UNSTORABLE.sub("\ufffd", value)


class Key(StorableText):
    """Text that a unique constraint looks at. What is too long for an index is kept as its hash."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy's name
        return None if value is None else as_key(value)


def as_key(value: str) -> str:
    """Return a key as the database keeps it."""
    key = _UNSTORABLE.sub("\ufffd", value)
    return key if len(key.encode()) <= _LONGEST_KEY else f"sha256:{sha256(key.encode()).hexdigest()}"
