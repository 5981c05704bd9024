"""Deliveries: since when they are tried, what was answered, who has them already, whether the end of one was told."""

# ruff: noqa: INP001  Alembic loads this file by its path.

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns; of what is dead already nothing is told again."""
    for column in (
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unanswered", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("taken", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("delivery", column)
    op.execute("UPDATE delivery SET told = true WHERE state = 'dead'")
