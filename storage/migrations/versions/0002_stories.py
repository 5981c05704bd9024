"""Copies that are not word for word: sketches of articles, and round-ups with their parts."""

# ruff: noqa: INP001  Alembic loads this file by its path.

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the two tables. Articles that are there already have no sketch: copies of them are found by their hash."""
    op.create_table(
        "story_part",
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("story_id", "part_id", name="pk_story_part"),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name="fk_story_part_story_id_story"),
        sa.ForeignKeyConstraint(["part_id"], ["story.id"], name="fk_story_part_part_id_story"),
    )
    op.create_table(
        "sketch",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", "article_id", name="pk_sketch"),
        sqlite_with_rowid=False,
    )
