"""The first tables: from feeds to deliveries."""

# ruff: noqa: INP001  Alembic loads this file by its path.

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_COUNTS = (
    "feeds_due",
    "feeds_read",
    "feeds_failing",
    "entries",
    "articles",
    "unreadable",
    "hits",
    "stories",
    "digests",
    "sent",
    "undelivered",
)


def upgrade() -> None:
    """Make every table."""
    _what_the_feeds_say()
    _what_was_found()
    _what_was_told()
    _what_was_run()


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*(columns or ("id",)), name=f"pk_{table}")


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name="_".join(["uq", table, *columns]))


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")


def _index(table: str, column: str) -> None:
    op.create_index(f"ix_{table}_{column}", table, [column])


def _what_the_feeds_say() -> None:
    _make_feed()
    _make_story_and_article()
    _make_entry()


def _make_feed() -> None:
    op.create_table(
        "feed",
        _number("id"),
        _text("url"),
        _text("title"),
        _text("language", nullable=True),
        _number("every", nullable=True),
        _text("fetch_url", nullable=True),
        _flag("listed"),
        _flag("added_by_hand"),
        _text("status"),
        sa.Column("etag", sa.LargeBinary()),
        sa.Column("last_modified", sa.LargeBinary()),
        _text("body_hash", nullable=True),
        _number("failures"),
        _text("error", nullable=True),
        _moment("added_at"),
        _moment("polled_at", nullable=True),
        _moment("succeeded_at", nullable=True),
        _moment("next_poll_at"),
        _key("feed"),
        _unique("feed", "url"),
    )
    _index("feed", "next_poll_at")


def _make_story_and_article() -> None:
    op.create_table("story", _number("id"), _text("title"), _moment("found_at"), _key("story"))
    op.create_table(
        "article",
        _number("id"),
        _text("url"),
        _text("url_key"),
        _text("canonical_key", nullable=True),
        _text("title"),
        _text("text"),
        _text("text_hash", nullable=True),
        _text("text_source"),
        _text("language", nullable=True),
        _text("author"),
        _text("site"),
        _moment("published_at", nullable=True),
        _number("story_id"),
        _moment("read_at"),
        _key("article"),
        _unique("article", "url_key"),
        _reference("article", "story_id", "story"),
    )
    for column in ("canonical_key", "text_hash", "story_id", "read_at"):
        _index("article", column)


def _make_entry() -> None:
    op.create_table(
        "entry",
        _number("id"),
        _number("feed_id"),
        _text("key"),
        _text("url"),
        _text("title"),
        _text("summary"),
        _text("content"),
        _text("author"),
        _text("language", nullable=True),
        _moment("published_at", nullable=True),
        _moment("found_at"),
        _number("read_attempts"),
        _text("read_error", nullable=True),
        _moment("next_read_at"),
        _number("article_id", nullable=True),
        _moment("matched_at", nullable=True),
        _key("entry"),
        _unique("entry", "feed_id", "key"),
        _reference("entry", "feed_id", "feed"),
        _reference("entry", "article_id", "article"),
    )
    for name, column, condition in (
        ("ix_entry_unread", "next_read_at", sa.text("article_id IS NULL")),
        ("ix_entry_read", "article_id", sa.text("article_id IS NOT NULL")),
        ("ix_entry_unmatched", "id", sa.text("matched_at IS NULL")),
    ):
        op.create_index(name, "entry", [column], sqlite_where=condition, postgresql_where=condition)


def _what_was_found() -> None:
    op.create_table(
        "hit",
        _number("id"),
        _text("watchlist"),
        _text("term"),
        _text("term_name"),
        _text("severity"),
        _text("zone"),
        _text("excerpt"),
        sa.Column("matches", sa.JSON(), nullable=False),
        _number("article_id"),
        _number("story_id"),
        _number("feed_id"),
        _moment("found_at"),
        _key("hit"),
        _unique("hit", "watchlist", "term", "article_id"),
        _reference("hit", "article_id", "article"),
        _reference("hit", "story_id", "story"),
        _reference("hit", "feed_id", "feed"),
    )
    _index("hit", "article_id")
    _index("hit", "found_at")
    op.create_index("ix_hit_story", "hit", ["watchlist", "term", "story_id"])


def _what_was_told() -> None:
    _make_subscription_and_digest()
    _make_digest_hit()
    _make_delivery()


def _make_subscription_and_digest() -> None:
    op.create_table(
        "subscription",
        _number("id"),
        _text("watchlist"),
        _text("tag"),
        _text("schedule"),
        _moment("since"),
        _moment("composed_at", nullable=True),
        _key("subscription"),
        _unique("subscription", "watchlist", "tag", "schedule"),
    )
    op.create_table(
        "digest",
        _number("id"),
        _text("key"),
        _text("watchlist"),
        _text("tag"),
        _text("subject"),
        _moment("created_at"),
        _key("digest"),
        _unique("digest", "key"),
    )
    _index("digest", "watchlist")
    _index("digest", "created_at")


def _make_digest_hit() -> None:
    op.create_table(
        "digest_hit",
        _number("digest_id"),
        _number("hit_id"),
        _text("tag"),
        _flag("told"),
        _key("digest_hit", "digest_id", "hit_id"),
        _unique("digest_hit", "tag", "hit_id"),
        _reference("digest_hit", "digest_id", "digest"),
        _reference("digest_hit", "hit_id", "hit"),
    )


def _make_delivery() -> None:
    op.create_table(
        "delivery",
        _number("id"),
        _number("digest_id"),
        _text("channel"),
        _number("part"),
        sa.Column("payload", sa.JSON(), nullable=False),
        _text("state"),
        _number("attempts"),
        _flag("possible_repeat"),
        _moment("next_at"),
        _moment("lease_until", nullable=True),
        _text("error", nullable=True),
        _moment("sent_at", nullable=True),
        _key("delivery"),
        _unique("delivery", "digest_id", "channel", "part"),
        _reference("delivery", "digest_id", "digest"),
    )
    op.create_index("ix_delivery_due", "delivery", ["state", "next_at"])


def _what_was_run() -> None:
    op.create_table(
        "run",
        _number("id"),
        *(_number(count) for count in _COUNTS),
        _moment("started_at"),
        _moment("finished_at"),
        _key("run"),
    )
    _index("run", "finished_at")
