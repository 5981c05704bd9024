"""What the robots.txt of sites say; entries whose page is asked for again while their feed's words are matched."""

# ruff: noqa: INP001  Alembic loads this file by its path.

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_WAITS = sa.text("next_read_at IS NOT NULL")


def upgrade() -> None:
    """Make the table, and take the entries that were read out of the queue of pages."""
    op.create_table(
        "robots",
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        _moment("next_at", nullable=False),
        _moment("failing_since"),
        sa.PrimaryKeyConstraint("origin", name="pk_robots"),
    )
    op.drop_index("ix_entry_unread", "entry")
    with op.batch_alter_table("entry") as entry:
        entry.alter_column("next_read_at", existing_type=sa.DateTime(timezone=True), nullable=True)
    op.execute("UPDATE entry SET next_read_at = NULL WHERE article_id IS NOT NULL")
    op.create_index("ix_entry_unread", "entry", ["next_read_at"], sqlite_where=_WAITS, postgresql_where=_WAITS)


def _moment(name: str, *, nullable: bool = True) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
