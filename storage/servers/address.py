"""Where the database is. No SQLAlchemy here, so that a quick check can ask too."""

import re
from pathlib import Path
from typing import Literal, NamedTuple

from storage.errors import StorageError

_POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")


class Address(NamedTuple):
    """A database URL, read."""

    server: Literal["sqlite", "postgresql"]
    target: str
    """A file's path, or a connection URI with its password: for the driver only."""
    shown: str
    """What may be printed."""

    def __repr__(self) -> str:
        return f"Address({self.shown!r})"


def parse_address(url: str) -> Address:
    """Return where `url` points: `sqlite:///FILE` or `postgresql://USER@HOST/NAME`.

    Raises:
        StorageError: It is no such URL. The message does not repeat it, for it may hold a password.
    """
    scheme, mark, rest = url.partition("://")
    if mark and scheme == "sqlite":
        return _file_address(rest)
    if mark and scheme in _POSTGRESQL:
        return Address("postgresql", f"postgresql://{rest}", f"postgresql://{_without_secrets(rest)}")
    raise StorageError("not a database URL that is known: write sqlite:///FILE or postgresql://USER@HOST/NAME")


def _file_address(rest: str) -> Address:
    slash, name = rest[:1], rest[1:]
    if slash != "/" or name in ("", ":memory:"):
        raise StorageError("sqlite: name a file, as in sqlite:////home/me/tocsin.db or sqlite:///tocsin.db")
    if "?" in name:
        raise StorageError(f"sqlite:///{name.partition('?')[0]}: a file takes no options after '?'")
    path = str(Path(name).expanduser())
    return Address("sqlite", path, path)


def _without_secrets(rest: str) -> str:
    # A password that nobody escaped may hold "/", "?" or "@": the user's name ends at the first such character, the
    # host starts behind the last "@".
    before_options = rest.partition("?")[0]
    if rest.startswith("/"):
        return before_options  # neither user nor host: an "@" can only be one of the options'
    user_info, at, place = (before_options if "@" in before_options else rest).rpartition("@")
    user = re.split("[:/?]", user_info, maxsplit=1)[0]
    return f"{user}{at}{place.partition('?')[0]}"
