"""Which hits a digest has still to tell."""

from datetime import datetime, timedelta

from sqlmodel import Session

from storage import HitRow, pending_hits, told_stories
from watchlists import DigestRule, Watchlist

LOOK_BACK = timedelta(days=7)
"""What a new digest tells of the time before it was written: not a year of hits at once."""


def untold_hits(
    session: Session, watchlist: Watchlist, rule: DigestRule, *, severity: str, since: datetime | None
) -> tuple[list[HitRow], list[tuple[int, int]]]:
    """Return the hits to tell, and the copies of what the tag was told: a hit's id and the digest that told it each.

    Args:
        session: Where to look.
        watchlist: The list.
        rule: Its digest.
        severity: The lowest that counts.
        since: Found at this moment or later; None for whenever.
    """
    rows = pending_hits(session, watchlist=watchlist.id, tag=rule.to, min_severity=severity, since=since)
    told = told_stories(session, watchlist=watchlist.id, tag=rule.to, pairs={_story(row) for row in rows})
    copies = [(row.hit.id, told[_story(row)]) for row in rows if _story(row) in told]
    return [row for row in rows if _story(row) not in told], copies


def _story(row: HitRow) -> tuple[str, int]:
    return row.hit.term, row.hit.story_id
