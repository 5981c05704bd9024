"""What is not to be told, and the hits that were held back."""

# ruff: noqa: INP001  Alembic loads this file by its path.

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "mute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("watchlist", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=True),
        sa.Column("story_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("tag", sa.String(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mute"),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name="fk_mute_story_id_story"),
    )
    op.create_index("ix_mute_watchlist", "mute", ["watchlist"])
    op.create_table(
        "held_hit",
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("hit_id", sa.Integer(), nullable=False),
        sa.Column("mute_id", sa.Integer(), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("tag", "hit_id", name="pk_held_hit"),
        sa.ForeignKeyConstraint(["hit_id"], ["hit.id"], name="fk_held_hit_hit_id_hit"),
        sa.ForeignKeyConstraint(["mute_id"], ["mute.id"], name="fk_held_hit_mute_id_mute"),
        sa.ForeignKeyConstraint(["digest_id"], ["digest.id"], name="fk_held_hit_digest_id_digest"),
    )
    op.create_index("ix_held_hit_mute_id", "held_hit", ["mute_id"])
