"""Hosts and when each may be asked next; the lead copy of a story; entries by their address."""

# ruff: noqa: INP001  Alembic loads this file by its path.

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add them; a story gets its lead with its next copy."""
    op.create_table(
        "host",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_host"),
    )
    op.add_column("story", sa.Column("lead_id", sa.Integer(), nullable=True))
    op.create_index("ix_entry_url", "entry", ["url"])
