"""What is kept: tables, queries, migrations. It knows no other room of the house.

Names are imported when they are first used, so that `from storage.status import schema_status` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storage.archive import (
        Part,
        archive_parts,
        archived_articles,
        archived_hits,
        has_hits,
        newest_article,
        news_moment,
        pruned_articles,
    )
    from storage.articles import NewArticle, add_article, add_articles, find_article
    from storage.database import Database
    from storage.deliveries import claim_deliveries, mark_failed, mark_sent
    from storage.digests import (
        add_digest,
        add_repeats,
        digest_by_id,
        digest_hits,
        digests_with_hit,
        find_subscription,
        recent_digests,
        subscription,
        told_stories,
    )
    from storage.entries import count_unread, mark_matched, unmatched_entries, unread_entries
    from storage.errors import AlreadyToldError, StorageError
    from storage.feeds import (
        add_feed,
        due_addresses,
        due_feeds,
        entries_a_day,
        feed_rows,
        numbered_feeds,
        remove_feed,
        sync_feeds,
    )
    from storage.held import HeldCount, count_held, held_from, hold_hits, release_held, stories_told, uncounted_held
    from storage.hits import SEVERITIES, HitRow, add_hits, find_hit, find_hits, find_hits_of_story, pending_hits
    from storage.hosts import reserve_hosts
    from storage.maintenance import backup, compact, restore, sizes
    from storage.mutes import add_mute, end_mute, list_mutes, muted_by
    from storage.polls import record_poll, record_polls
    from storage.pruning import OldHits, prune
    from storage.robots import find_robots, record_robots
    from storage.runs import add_run, complete_run, last_run, runs_since
    from storage.servers.sql import server_time
    from storage.sources import source_of
    from storage.status import SchemaStatus, schema_status
    from storage.tables import (
        FROM_PAGE,
        Article,
        ArticleData,
        Delivery,
        Digest,
        DigestHit,
        Entry,
        EntryData,
        Feed,
        FeedData,
        HeldHit,
        Hit,
        HitData,
        Mute,
        MuteData,
        PollData,
        Robots,
        Run,
        RunData,
        Story,
        Subscription,
    )
    from storage.trends import hits_a_day
    from storage.undelivered import (
        abandon_deliveries,
        count_deliveries,
        failing_channels,
        find_delivery,
        known_dead,
        list_deliveries,
        resend_deliveries,
        retry_deliveries,
        untold_dead,
    )
    from storage.vital_signs import Vitals, vitals

__all__ = [
    "FROM_PAGE",
    "SEVERITIES",
    "AlreadyToldError",
    "Article",
    "ArticleData",
    "Database",
    "Delivery",
    "Digest",
    "DigestHit",
    "Entry",
    "EntryData",
    "Feed",
    "FeedData",
    "HeldCount",
    "HeldHit",
    "Hit",
    "HitData",
    "HitRow",
    "Mute",
    "MuteData",
    "NewArticle",
    "OldHits",
    "Part",
    "PollData",
    "Robots",
    "Run",
    "RunData",
    "SchemaStatus",
    "StorageError",
    "Story",
    "Subscription",
    "Vitals",
    "abandon_deliveries",
    "add_article",
    "add_articles",
    "add_digest",
    "add_feed",
    "add_hits",
    "add_mute",
    "add_repeats",
    "add_run",
    "archive_parts",
    "archived_articles",
    "archived_hits",
    "backup",
    "claim_deliveries",
    "compact",
    "complete_run",
    "count_deliveries",
    "count_held",
    "count_unread",
    "digest_by_id",
    "digest_hits",
    "digests_with_hit",
    "due_addresses",
    "due_feeds",
    "end_mute",
    "entries_a_day",
    "failing_channels",
    "feed_rows",
    "find_article",
    "find_delivery",
    "find_hit",
    "find_hits",
    "find_hits_of_story",
    "find_robots",
    "find_subscription",
    "has_hits",
    "held_from",
    "hits_a_day",
    "hold_hits",
    "known_dead",
    "last_run",
    "list_deliveries",
    "list_mutes",
    "mark_failed",
    "mark_matched",
    "mark_sent",
    "muted_by",
    "newest_article",
    "news_moment",
    "numbered_feeds",
    "pending_hits",
    "prune",
    "pruned_articles",
    "recent_digests",
    "record_poll",
    "record_polls",
    "record_robots",
    "release_held",
    "remove_feed",
    "resend_deliveries",
    "reserve_hosts",
    "restore",
    "retry_deliveries",
    "runs_since",
    "schema_status",
    "server_time",
    "sizes",
    "source_of",
    "stories_told",
    "subscription",
    "sync_feeds",
    "told_stories",
    "uncounted_held",
    "unmatched_entries",
    "unread_entries",
    "untold_dead",
    "vitals",
]

_HOMES = {
    "archive": (
        "Part",
        "archive_parts",
        "archived_articles",
        "archived_hits",
        "has_hits",
        "newest_article",
        "news_moment",
        "pruned_articles",
    ),
    "articles": ("NewArticle", "add_article", "add_articles", "find_article"),
    "database": ("Database",),
    "deliveries": ("claim_deliveries", "mark_failed", "mark_sent"),
    "digests": (
        "add_digest",
        "add_repeats",
        "digest_by_id",
        "digest_hits",
        "digests_with_hit",
        "find_subscription",
        "recent_digests",
        "subscription",
        "told_stories",
    ),
    "entries": ("count_unread", "mark_matched", "unmatched_entries", "unread_entries"),
    "errors": ("AlreadyToldError", "StorageError"),
    "feeds": (
        "add_feed",
        "due_addresses",
        "due_feeds",
        "entries_a_day",
        "feed_rows",
        "numbered_feeds",
        "remove_feed",
        "sync_feeds",
    ),
    "held": ("HeldCount", "count_held", "held_from", "hold_hits", "release_held", "stories_told", "uncounted_held"),
    "hits": ("SEVERITIES", "HitRow", "add_hits", "find_hit", "find_hits", "find_hits_of_story", "pending_hits"),
    "hosts": ("reserve_hosts",),
    "mutes": ("add_mute", "end_mute", "list_mutes", "muted_by"),
    "maintenance": ("backup", "compact", "restore", "sizes"),
    "polls": ("record_poll", "record_polls"),
    "pruning": ("OldHits", "prune"),
    "robots": ("find_robots", "record_robots"),
    "runs": ("add_run", "complete_run", "last_run", "runs_since"),
    "servers.sql": ("server_time",),
    "sources": ("source_of",),
    "status": ("SchemaStatus", "schema_status"),
    "tables": (
        "FROM_PAGE",
        "Article",
        "ArticleData",
        "Delivery",
        "Digest",
        "DigestHit",
        "Entry",
        "EntryData",
        "Feed",
        "FeedData",
        "HeldHit",
        "Hit",
        "HitData",
        "Mute",
        "MuteData",
        "PollData",
        "Robots",
        "Run",
        "RunData",
        "Story",
        "Subscription",
    ),
    "undelivered": (
        "abandon_deliveries",
        "count_deliveries",
        "failing_channels",
        "find_delivery",
        "known_dead",
        "list_deliveries",
        "resend_deliveries",
        "retry_deliveries",
        "untold_dead",
    ),
    "trends": ("hits_a_day",),
    "vital_signs": ("Vitals", "vitals"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
