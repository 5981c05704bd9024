"""When the owners of a feed were last told of a trouble."""

# ruff: noqa: INP001  Alembic loads this file by its path.

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column, empty: the next trouble is told."""
    op.add_column("feed", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
