"""The lines of a page that only link to other stories, apart from its text."""

# ruff: noqa: INP001  Alembic loads this file by its path.

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column, empty: of what was read before, they are in the text."""
    op.add_column("article", sa.Column("fringe", sa.String(), nullable=False, server_default=sa.text("''")))
