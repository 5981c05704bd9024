"""The tables' history, run by the program itself: nobody types Alembic's commands."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect, text
from sqlmodel import Session

from storage.servers.engines import reader
from storage.servers.sql import one_at_a_time

if TYPE_CHECKING:
    from alembic.config import Config


def upgrade(engine: Engine) -> None:
    """Bring the tables up to `head()` in one transaction; a second process that tries meanwhile waits for it."""
    from alembic import command

    with Session(engine) as session, session.begin():
        one_at_a_time(session, "schema")
        config = _config()
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "head")


def current(engine: Engine) -> str | None:
    """Return the revision of the tables that are there, None where there are none."""
    with reader(engine).connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision


def head() -> str | None:
    """Return the newest revision there is a migration for."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    # A percent sign is configparser's own.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config
