"""A feed's items, whatever its format, become entries: keyed, cleaned and within bounds."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from flows.steps.gather.dates import parse_date
from flows.steps.gather.slices import oldest_first
from flows.steps.gather.urls import safe_link
from flows.steps.gather.wishes import Wishes
from flows.steps.read.plain import language_code, one_line, storable
from storage.tables import EntryData

MAX_ENTRIES = 2_000
_MAX_KEY = 500
_MAX_TITLE = 1_000
_MAX_AUTHOR = 300
_MAX_SUMMARY = 50_000
_MAX_CONTENT = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item as the feed has it; a text that it does not have is ""."""

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    author: str = ""
    language: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class FeedContent:
    """What a feed says of itself, and its entries in feed order."""

    title: str
    language: str | None
    entries: list[EntryData]
    items: bytes | None = None
    """The items of the feed, packed, to be handed back as `known` next time; None for a feed that is parsed whole."""
    wishes: Wishes = field(default_factory=Wishes)
    """When the feed wishes to be asked."""
    left_out: int = 0
    """Items beyond the newest 2,000, which were not looked at."""


def entries_from(
    items: Sequence[Item], *, base: str, language: str | None = None, now: datetime | None = None
) -> list[EntryData]:
    """Return the entries of the newest 2,000 items, in feed order, each once.

    They are the last of a feed that has its oldest first, else the first.

    Args:
        items: As the feed has them.
        base: What relative links start from.
        language: Of items that name none.
        now: With it, a date later than ten minutes from now is None.
    """
    kept = [item for item in items if item.link or item.title or item.summary or item.content]
    if len(kept) > MAX_ENTRIES:
        kept = kept[-MAX_ENTRIES:] if oldest_first(kept[0].published, kept[-1].published) else kept[:MAX_ENTRIES]
    links = [_link(item, base) for item in kept]
    entries = (
        EntryData(
            key=key,
            url=link,
            title=one_line(item.title)[:_MAX_TITLE],
            summary=storable(item.summary)[:_MAX_SUMMARY] if item.summary != item.content else "",
            content=storable(item.content)[:_MAX_CONTENT],
            author=one_line(item.author)[:_MAX_AUTHOR],
            language=language_code(item.language) or language,
            published_at=parse_date(item.published, now=now),
        )
        for item, link, key in zip(kept, links, _keys(kept, links), strict=True)
    )
    return list({entry.key: entry for entry in reversed(list(entries))}.values())[::-1]


def own_key(item: Item, *, base: str) -> str:
    """Return what the item itself says that it is known by: its guid, else its link, else ""."""
    return item.guid.strip() or _link(item, base)


def _link(item: Item, base: str) -> str:
    return safe_link(item.link, base) or "" if item.link else ""


def _keys(items: Sequence[Item], links: Sequence[str]) -> list[str]:
    """Return what identifies each item on the next poll: its guid, else its link, else its words.

    Some feeds give all their items one guid, or one link. What several
    different items share does not identify them, so more is taken.
    """
    pairs = list(zip(items, links, strict=True))
    keys = [item.guid.strip() or link for item, link in pairs]
    keys = _told_apart(keys, [link for _, link in pairs])
    keys = _told_apart(keys, [item.title for item, _ in pairs])
    return [
        _bounded(key or f"{item.title}\n{item.content or item.summary}")
        for key, (item, _) in zip(keys, pairs, strict=True)
    ]


def _told_apart(keys: Sequence[str], details: Sequence[str]) -> list[str]:
    shared: defaultdict[str, set[str]] = defaultdict(set)
    for key, detail in zip(keys, details, strict=True):
        shared[key].add(detail)
    return [
        f"{key} {detail}" if key and len(shared[key]) > 1 else key for key, detail in zip(keys, details, strict=True)
    ]


def _bounded(key: str) -> str:
    # A unique index has an upper limit for its values, and some guids are 10 KB of state.
    plain = storable(key)
    if "\n" not in plain and len(plain) <= _MAX_KEY:
        return plain
    return f"sha256:{sha256(plain.encode()).hexdigest()}"
