"""How many hits were stored lately, asked with the bare driver: importing SQLAlchemy takes longer than the answer."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from storage.errors import StorageError, in_one_line
from storage.servers.address import Address, parse_address

_PATIENCE = 5
"""Seconds to wait for a server, or for a file that is busy."""
_ARTICLES = "SELECT count(*), min(read_at) FROM article WHERE read_at >= {}"
# The plus is for SQLite: without it the grouping, and not the moment, decides which index is read, and all of it is.
_HITS = "SELECT watchlist, term, count(*) FROM hit WHERE found_at >= {} GROUP BY {plus}watchlist, {plus}term"


class HitRates(NamedTuple):
    """What was read and found since a moment."""

    articles: int
    first: datetime | None
    """When the first of them was read."""
    hits: Mapping[tuple[str, str], int]
    """By the ids of watchlist and term."""


def hit_rates(url: str, since: datetime) -> HitRates:
    """Return how many hits of each term are in store since a moment, and of how many articles.

    Raises:
        StorageError: There is no database of ours at `url`, or it cannot be read.
    """
    address = parse_address(url)
    articles, hits = _of_file(address, since) if address.server == "sqlite" else _of_server(address, since)
    number, first = articles
    return HitRates(number, first, {(watchlist, term): found for watchlist, term, found in hits})


def _of_file(address: Address, since: datetime) -> tuple[Any, list[Any]]:
    path = Path(address.target)
    moment = (since.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds"),)
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=_PATIENCE)) as connection:
            number, first = connection.execute(_ARTICLES.format("?"), moment).fetchone()
            hits = connection.execute(_HITS.format("?", plus="+"), moment).fetchall()
    except sqlite3.Error as error:
        raise StorageError(f"{path}: {error}") from error
    return (number, datetime.fromisoformat(first).replace(tzinfo=UTC) if first else None), hits


def _of_server(address: Address, since: datetime) -> tuple[Any, list[Any]]:
    from storage.servers.postgres import connect, connection_parameters

    parameters = connection_parameters(address.target, seconds=_PATIENCE)
    from psycopg import Error  # Only now is it sure to be installed.

    try:
        with connect(parameters) as connection:
            articles = connection.execute(_ARTICLES.format("%s").encode(), [since]).fetchone()
            return articles, connection.execute(_HITS.format("%s", plus="").encode(), [since]).fetchall()
    except Error as error:
        raise StorageError(f"{address.shown}: {in_one_line(error)}") from error
