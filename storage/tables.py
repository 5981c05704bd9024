"""The vocabulary of what is kept, in the order news moves through it.

A class named `…Data` is what a step made and what is validated; the class
without the suffix is the row that `storage` made of it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, LargeBinary, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel
from sqlmodel.sql.sqltypes import AutoString

from storage.types import Key, StorableText, UtcDateTime

# A migration can only change a constraint that has a name.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_UNREAD = text("next_read_at IS NOT NULL")
_READ = text("article_id IS NOT NULL")
_UNMATCHED = text("matched_at IS NULL")


def _moment(*, nullable: bool = False, index: bool = False) -> Any:
    return Field(default=None, sa_type=UtcDateTime, nullable=nullable, index=index)


def _count() -> Any:
    return Field(default=0, sa_column_kwargs={"server_default": "0"})


def _flag() -> Any:
    return Field(default=False, sa_column_kwargs={"server_default": false()})


def _no_text() -> Any:
    return Field(default="", sa_column_kwargs={"server_default": text("''")})


class FeedData(SQLModel):
    """A feed as a watchlist names it."""

    url: str
    title: str = ""
    language: str | None = None
    every: int | None = None
    """The shortest interval between two polls that the list asks for, in seconds."""


class Feed(FeedData, table=True):
    """A feed and its health. Rows are kept when no list names the feed any more; they are only not polled."""

    __tablename__ = "feed"

    id: int = Field(default=None, primary_key=True)
    url: str = Field(unique=True)
    fetch_url: str | None = None
    """Where it moved for good; `url` stays as the list writes it."""
    listed: bool = True
    added_by_hand: bool = False
    status: str = "new"
    """`new`, `ok`, `failing` or `gone` (410: polled no more until somebody adds it again)."""
    etag: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    last_modified: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    body_hash: str | None = None
    read_at: datetime | None = _moment(nullable=True)
    """When a body last came."""
    not_modified: int = _count()
    """How often in a row it has said 304 since."""
    validators_lie: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """It said 304 while its entries changed: it is asked without conditions."""
    moving_to: str | None = None
    """Where it says that it moved for good; believed when it says so a second time."""
    items: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """Hashes of the items of its last body, packed: what has been parsed is not parsed again."""
    moments: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """When it published, packed: its rhythm."""
    pause: int = _count()
    """The shortest interval that the feed itself asks for, in seconds."""
    skip: int = _count()
    """The hours and days at which it asks to be left alone, a bit each."""
    failures: int = 0
    """Failures in a row."""
    error: str | None = None
    added_at: datetime = _moment()
    polled_at: datetime | None = _moment(nullable=True)
    succeeded_at: datetime | None = _moment(nullable=True)
    next_poll_at: datetime = _moment(index=True)
    not_before: datetime | None = _moment(nullable=True)
    """Its server does not wish to be asked before."""
    told: str | None = None
    """The trouble its owners were last told of; None after they were told that it is over."""
    told_at: datetime | None = _moment(nullable=True)
    """When they were last told of a trouble."""


class Host(SQLModel, table=True):
    """A host that is asked: runs take turns at it."""

    __tablename__ = "host"

    name: str = Field(primary_key=True)
    """As in addresses, with the port where one is written."""
    free_at: datetime = _moment()
    """Reserved until then."""


class EntryData(SQLModel):
    """One item as the feed gave it."""

    key: str = Field(sa_type=Key)
    """What makes it the same entry of its feed on the next poll: guid, else link, else a hash."""
    url: str = ""
    title: str = ""
    summary: str = ""
    """HTML or text, as sent: never shown unescaped."""
    content: str = ""
    """The feed's own full text (content:encoded, Atom content), HTML or text as sent."""
    author: str = ""
    language: str | None = None
    published_at: datetime | None = None


class Entry(EntryData, table=True):
    """A stored entry; it is also the work that waits for `read` and then for `match`."""

    __tablename__ = "entry"
    # The two queues are short however many entries there are, and so are indexes of nothing else.
    __table_args__ = (
        UniqueConstraint("feed_id", "key"),
        Index("ix_entry_url", "url"),
        Index("ix_entry_unread", "next_read_at", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
        Index("ix_entry_read", "article_id", sqlite_where=_READ, postgresql_where=_READ),
        Index("ix_entry_unmatched", "id", sqlite_where=_UNMATCHED, postgresql_where=_UNMATCHED),
    )

    id: int = Field(default=None, primary_key=True)
    feed_id: int = Field(foreign_key="feed.id")
    published_at: datetime | None = _moment(nullable=True)
    found_at: datetime = _moment()
    read_attempts: int = 0
    read_error: str | None = None
    next_read_at: datetime | None = _moment(nullable=True)
    """When its page is to be asked for: for the first time, or again after one that could not be had."""
    article_id: int | None = Field(default=None, foreign_key="article.id")
    matched_at: datetime | None = _moment(nullable=True)
    changes: int = _count()
    """How often the feed has changed its words."""


class Robots(SQLModel, table=True):
    """What the robots.txt of a site said when it was last asked."""

    __tablename__ = "robots"

    origin: str = Field(primary_key=True, sa_type=Key)
    rules: str = ""
    """As it came; empty where the site has none."""
    known: bool = True
    """False while it could never be had: then nothing may be read there."""
    next_at: datetime = _moment()
    """When it is asked for again."""
    failing_since: datetime | None = _moment(nullable=True)
    """Since when it has not been to be had."""


FROM_PAGE = frozenset({"page", "page data"})
"""The `text_source` of an article whose page was had."""


class ArticleData(SQLModel):
    """The page behind an entry, or what there was in its place."""

    url: str
    """As the feed gave it: the address to open."""
    url_key: str = Field(sa_type=Key)
    """The address without what does not change the page: two entries with one key are one article."""
    canonical_key: str | None = Field(default=None, sa_type=Key)
    """The key of the page's own rel=canonical, where it names one."""
    title: str = ""
    text: str = ""
    fringe: str = _no_text()
    """Lines of the page that are links to other stories, set in or after the text: no part of it."""
    text_hash: str | None = None
    """Of the normalised text; None where the text is too short to tell two stories apart."""
    text_source: str = "page"
    """Where the text came from: `page`, `page data` (what the page says for machines, JSON-LD), `feed content`,
    `feed summary` or `title`; `pruned` once it was thrown away."""
    language: str | None = None
    author: str = ""
    site: str = ""
    published_at: datetime | None = None


class Article(ArticleData, table=True):
    """A stored article, one for each `url_key`."""

    __tablename__ = "article"

    id: int = Field(default=None, primary_key=True)
    url_key: str = Field(unique=True, sa_type=Key)
    canonical_key: str | None = Field(default=None, index=True, sa_type=Key)
    text_hash: str | None = Field(default=None, index=True)
    published_at: datetime | None = _moment(nullable=True)
    story_id: int = Field(foreign_key="story.id", index=True)
    read_at: datetime = _moment(index=True)


class Story(SQLModel, table=True):
    """The articles that are copies of each other, whoever publishes them."""

    __tablename__ = "story"

    id: int = Field(default=None, primary_key=True)
    title: str = ""
    """Of its lead copy."""
    found_at: datetime = _moment()
    lead_id: int | None = None
    """The article that is its lead copy, the earliest of the complete ones; None while it has one article."""


class StoryPart(SQLModel, table=True):
    """A story that another one, a round-up of several, has in it. Nothing is ever taken for a copy of a round-up."""

    __tablename__ = "story_part"

    story_id: int = Field(foreign_key="story.id", primary_key=True)
    part_id: int = Field(foreign_key="story.id", primary_key=True)


class Sketch(SQLModel, table=True):
    """One of the numbers by which copies of a recent article are found; see `storage.copies`."""

    __tablename__ = "sketch"
    # The key is the whole row: on SQLite the table is its index, and half as large.
    __table_args__ = {"sqlite_with_rowid": False}

    number: int = Field(primary_key=True, sa_type=BigInteger)
    article_id: int = Field(primary_key=True)
    """No foreign key: to check one would cost more than all the rest, and a number that leads nowhere does no harm."""


class HitData(SQLModel):
    """One term found in one article, with its evidence."""

    watchlist: str
    """The watchlist's id."""
    term: str
    """The term's id."""
    term_name: str
    severity: str
    zone: str
    """`headline`, `body` or `fringe`, the best place. In the fringe alone, it is no news of this article."""
    excerpt: str
    """The sentence round the first match, plain text."""
    matches: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    """A dict a match: field (`title`, `text` or `fringe`), start, end, text, form, rule, score; where it lies in the
    excerpt, `excerpt_start` and `excerpt_end`; for a name that stands in another form, `reasons`: a dict a part of it,
    start, end, listed, rule, detail, score."""


class Hit(HitData, table=True):
    """A stored hit, one for each term and article."""

    __tablename__ = "hit"
    __table_args__ = (
        UniqueConstraint("watchlist", "term", "article_id"),
        Index("ix_hit_story", "watchlist", "term", "story_id"),
    )

    id: int = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id", index=True)
    story_id: int = Field(foreign_key="story.id")
    feed_id: int = Field(foreign_key="feed.id")
    found_at: datetime = _moment(index=True)


class Subscription(SQLModel, table=True):
    """What a watchlist's digest to one tag has been given so far."""

    __tablename__ = "subscription"
    __table_args__ = (UniqueConstraint("watchlist", "tag", "schedule"),)

    id: int = Field(default=None, primary_key=True)
    watchlist: str
    tag: str
    schedule: str
    since: datetime = _moment()
    """When this digest was first seen: no earlier appointment is made up for."""
    composed_at: datetime | None = _moment(nullable=True)
    """When it was last looked after, whether or not there was anything to send."""


class Digest(SQLModel, table=True):
    """A message made of the hits that one tag had not had yet."""

    __tablename__ = "digest"

    id: int = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """Random; in Message-IDs and file names."""
    watchlist: str = Field(index=True)
    tag: str
    subject: str
    created_at: datetime = _moment(index=True)


class DigestHit(SQLModel, table=True):
    """A hit's place in the digest that told it to a tag. The unique pair is what makes a second time impossible."""

    __tablename__ = "digest_hit"
    __table_args__ = (UniqueConstraint("tag", "hit_id"),)

    digest_id: int = Field(foreign_key="digest.id", primary_key=True)
    hit_id: int = Field(foreign_key="hit.id", primary_key=True)
    tag: str
    told: bool = True
    """False for a later copy of a story that an earlier digest had already told."""


class MuteData(SQLModel):
    """What is not to be told: a term, a story, or a term in one source; of one list, to one tag or to all."""

    watchlist: str
    """The watchlist's id."""
    term: str | None = None
    """The term's id; None for every term."""
    story_id: int | None = None
    source: str | None = None
    """The domain that the source's owner registered; None for every source."""
    tag: str | None = None
    """Whom it is not told to; None for all."""
    until: datetime | None = None
    """When it is over; None for not before somebody ends it."""


class Mute(MuteData, table=True):
    """A mute; it is kept when it is over, for what it held back refers to it."""

    __tablename__ = "mute"

    id: int = Field(default=None, primary_key=True)
    watchlist: str = Field(index=True)
    story_id: int | None = Field(default=None, foreign_key="story.id")
    until: datetime | None = _moment(nullable=True)
    created_at: datetime = _moment()


class HeldHit(SQLModel, table=True):
    """A hit that a tag is not told, though nothing it was told stands for it: a mute forbids it, or a cap did."""

    __tablename__ = "held_hit"

    tag: str = Field(primary_key=True)
    hit_id: int = Field(foreign_key="hit.id", primary_key=True)
    mute_id: int | None = Field(default=None, foreign_key="mute.id", index=True)
    """None where its term had been told as often as a day allows."""
    held_at: datetime = _moment()
    digest_id: int | None = Field(default=None, foreign_key="digest.id")
    """The digest whose closing account counts it; None until there is one."""


class Delivery(SQLModel, table=True):
    """One part of one digest for one channel: the outbox."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("digest_id", "channel", "part"), Index("ix_delivery_due", "state", "next_at"))

    id: int = Field(default=None, primary_key=True)
    digest_id: int = Field(default=None, foreign_key="digest.id")
    """Given by `add_digest`."""
    channel: str
    """The channel's key: it names the tag and the service and hides the address."""
    part: int = 0
    payload: dict[str, Any] = Field(sa_type=JSON)
    """The rendered message, frozen: a retry sends the same bytes."""
    state: str = "pending"
    """`pending`, `claimed`, `sent`, `retry`, `uncertain`, `dead` or, because a person said so, `abandoned`."""
    attempts: int = 0
    possible_repeat: bool = False
    """An earlier attempt may have arrived: its answer was lost, or its sender was."""
    next_at: datetime = _moment()
    """When it is due; of one that is dead or abandoned, when it became so."""
    lease_until: datetime | None = _moment(nullable=True)
    error: str | None = None
    sent_at: datetime | None = _moment(nullable=True)
    first_at: datetime | None = _moment(nullable=True)
    """When it was first tried: a day later it is given up."""
    unanswered: int = _count()
    """How many attempts ended without an answer after the message was written."""
    taken: str | None = None
    """The recipients that have it already, as hashes with spaces between: they are left out of the next attempt."""
    answer: str | None = None
    """What the receiver said when it took the message."""
    told: bool = _flag()
    """That it is dead was told on another channel, or needs no telling."""


class RunData(SQLModel):
    """The account of one run, in counts."""

    feeds_due: int = 0
    feeds_read: int = 0
    feeds_failing: int = 0
    entries: int = 0
    articles: int = 0
    unreadable: int = 0
    """Entries whose page could not be had and that were matched on the feed's own words."""
    hits: int = 0
    stories: int = 0
    digests: int = 0
    sent: int = 0
    undelivered: int = 0


class Run(RunData, table=True):
    """One finished pass of the pipeline: its account, and the proof that it ran."""

    __tablename__ = "run"

    id: int = Field(default=None, primary_key=True)
    started_at: datetime = _moment()
    finished_at: datetime = _moment(index=True)


class PollData(SQLModel):
    """What one poll of a feed told; `storage` turns it into the feed's state and new entries."""

    status: str
    """`ok`, `unchanged`, `failing` or `gone`."""
    error: str | None = None
    entries: list[EntryData] = Field(default_factory=list)
    title: str = ""
    language: str | None = None
    etag: bytes | None = None
    last_modified: bytes | None = None
    body_hash: str | None = None
    moved_to: str | None = None
    """Where the feed moved for good, when every hop was permanent."""
    not_modified: bool = False
    """The answer was 304: no body came."""
    validators_lie: bool = False
    items: bytes | None = None
    moments: bytes | None = None
    pause: int = 0
    skip: int = 0
    next_poll_at: datetime
    not_before: datetime | None = None


# What a page or a server says may hold characters that PostgreSQL or SQLite refuse; that must not end a run.
for _table in SQLModel.metadata.tables.values():
    for _column in _table.columns:
        if isinstance(_column.type, AutoString):
            _column.type = StorableText()
