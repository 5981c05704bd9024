"""Which hits a digest has still to tell, and which of them it holds back."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session

from storage import HitRow, list_mutes, muted_by, pending_hits, stories_told, told_stories
from watchlists import DigestRule, Watchlist

DAY = timedelta(days=1)
LOOK_BACK = timedelta(days=7)
"""What a new digest tells of the time before it was written: not a year of hits at once."""


class Untold(NamedTuple):
    """What a tag was not told yet."""

    rows: list[HitRow]
    """To be told."""
    copies: list[tuple[int, int]]
    """Copies of what the tag was told: a hit's id and the digest that told it each."""
    held: list[tuple[int, int | None]]
    """Not to be told: a hit's id and the mute that forbids it; None where its term had its share of the day."""
    full: list[str]
    """The ids of the terms that have had their share with what is told now."""


def untold_hits(  # noqa: PLR0913  all but three are named
    session: Session, watchlist: Watchlist, rule: DigestRule, *, severity: str, since: datetime | None, now: datetime
) -> Untold:
    """Return the hits to tell, the copies of what the tag was told, and what it is not to be told.

    Args:
        session: Where to look.
        watchlist: The list.
        rule: Its digest.
        severity: The lowest that counts.
        since: Found at this moment or later; None for whenever.
        now: The moment: for mutes and for the share of a day, which is of the last 24 hours.
    """
    rows = pending_hits(
        session, watchlist=watchlist.id, tag=rule.to, min_severity=severity, since=since, fringe=rule.fringe
    )
    told = told_stories(session, watchlist=watchlist.id, tag=rule.to, pairs={_story(row) for row in rows})
    copies = [(row.hit.id, told[_story(row)]) for row in rows if _story(row) in told]
    rows = [row for row in rows if _story(row) not in told]
    mutes = list_mutes(session, now, watchlist=watchlist.id)
    muted = {row.hit.id: mute for row in rows if (mute := muted_by(mutes, row, rule.to))}
    share = _Share(rule, stories_told(session, watchlist=watchlist.id, tag=rule.to, since=now - DAY))
    allowed = [row for row in rows if row.hit.id not in muted]
    rows = [row for row in allowed if share.has_room(row)]
    kept = {row.hit.id for row in rows}
    held: list[tuple[int, int | None]] = [(hit, mute.id) for hit, mute in muted.items()]
    return Untold(rows, copies, [*held, *((row.hit.id, None) for row in allowed if row.hit.id not in kept)], share.full)


class _Share:
    """Counts the stories of each term against what a day allows; what is critical is counted and always allowed."""

    def __init__(self, rule: DigestRule, told: dict[str, set[int]]) -> None:
        self._most = rule.max_a_day
        self._told = told
        self._touched: set[str] = set()

    def has_room(self, row: HitRow) -> bool:
        """Say whether the hit may be told, and count its story if so."""
        stories = self._told.setdefault(row.hit.term, set())
        if self._most is None:
            return True
        self._touched.add(row.hit.term)
        if row.hit.story_id in stories or len(stories) < self._most or row.hit.severity == "critical":
            stories.add(row.hit.story_id)
            return True
        return False

    @property
    def full(self) -> list[str]:
        """The terms that came up now and of which no further story may be told."""
        return sorted(term for term in self._touched if self._most and len(self._told[term]) >= self._most)


def _story(row: HitRow) -> tuple[str, int]:
    return row.hit.term, row.hit.story_id
