"""What Alembic runs: the migrations, in the transaction of the connection it was given."""

import logging

from alembic import context
from sqlmodel import SQLModel

import storage.tables  # noqa: F401  Its import fills the metadata.

# At level INFO it tells at every start what the program already knows.
logging.getLogger("alembic").setLevel(logging.WARNING)

context.configure(connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata)
with context.begin_transaction():
    context.run_migrations()
