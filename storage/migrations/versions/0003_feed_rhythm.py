"""Feeds: their rhythm and wishes, the items already parsed, moves to be confirmed; entries: how often changed."""

# ruff: noqa: INP001  Alembic loads this file by its path.

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; a feed that was polled before begins to learn its rhythm at its next poll."""
    for column in (
        _moment("read_at"),
        _count("not_modified"),
        sa.Column("validators_lie", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("moving_to", sa.String(), nullable=True),
        sa.Column("items", sa.LargeBinary(), nullable=True),
        sa.Column("moments", sa.LargeBinary(), nullable=True),
        _count("pause"),
        _count("skip"),
        _moment("not_before"),
        sa.Column("told", sa.String(), nullable=True),
    ):
        op.add_column("feed", column)
    op.add_column("entry", _count("changes"))


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default="0")


def _moment(name: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)
