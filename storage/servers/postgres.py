"""PostgreSQL through psycopg, with the same time zone and the same patience as SQLite has."""

from typing import TYPE_CHECKING, Any

from storage.errors import StorageError
from storage.servers.sqlite import BUSY_SECONDS

if TYPE_CHECKING:
    from psycopg import Connection

CONNECT_SECONDS = 10


def connection_parameters(uri: str, *, seconds: int = CONNECT_SECONDS) -> dict[str, Any]:
    """Return what `connect` needs for the server that `uri` names; nothing is dialled.

    Raises:
        StorageError: psycopg is not installed, or it cannot read the URI.
    """
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    except ImportError as error:
        raise StorageError("PostgreSQL needs psycopg: install it with `pip install 'tocsin[postgres]'`") from error
    try:
        given = conninfo_to_dict(uri)
    except ProgrammingError:
        # Not chained: the driver's message quotes the part that it could not read, which may be the password.
        raise StorageError("the postgresql:// URL cannot be read: percent-encode what is special in it") from None
    return {"connect_timeout": seconds, "application_name": "tocsin"} | given


def connect(parameters: dict[str, Any]) -> "Connection[Any]":
    """Return a connection.

    Raises:
        psycopg.OperationalError: The server cannot be reached or does not let us in.
    """
    import psycopg

    connection = psycopg.connect(**parameters, autocommit=True)
    connection.execute(
        "SELECT set_config('TimeZone', 'UTC', false), set_config('lock_timeout', %s, false)", [f"{BUSY_SECONDS}s"]
    )
    connection.autocommit = False
    return connection
