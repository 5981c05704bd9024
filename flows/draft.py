"""A digest as it would be now, read from the database: what is told, and all that stands beside it."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from flows.steps.gather.health import status_of
from flows.steps.tell.digest import DigestView, build_digest
from flows.steps.tell.plot import DAYS
from flows.untold import Untold
from storage import feed_rows, hits_a_day, runs_since, uncounted_held
from watchlists import DigestRule, Watchlist


def draft_digest(  # noqa: PLR0913  all but four are named
    session: Session,
    watchlist: Watchlist,
    rule: DigestRule,
    untold: Untold,
    *,
    since: datetime | None,
    now: datetime,
    mute_link: Callable[[int], str] = lambda _hit: "",
) -> DigestView:
    """Return the digest of what is untold, with all that it says beside it; nothing is written.

    Args:
        session: Where to look.
        watchlist: The list.
        rule: Its digest.
        untold: What it tells.
        since: Where the window begins that it covers; None for the beginning.
        now: Where the window ends.
        mute_link: Makes the address where a hit's reader can mute it.
    """
    return build_digest(
        untold.rows,
        watchlist=watchlist,
        account=runs_since(session, since),
        since=since,
        now=now,
        tz=rule.timezone,
        silent=sum(status_of(feed, now) == "quiet" for feed in feed_rows(session)),
        held=uncounted_held(session, watchlist=watchlist.id, tag=rule.to),
        trends=hits_a_day(
            session, watchlist=watchlist.id, terms={row.hit.term for row in untold.rows}, now=now, days=DAYS
        ),
        mute_link=mute_link,
        full={term: rule.max_a_day for term in untold.full if rule.max_a_day},
    )
