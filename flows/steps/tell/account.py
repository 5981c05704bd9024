"""Say what a digest covers and what it leaves out: its closing account, and its notices."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flows.steps.clean import clean_text
from flows.steps.tell.view import count, offset, short_time
from storage import HeldCount, RunData
from watchlists import Watchlist


def window_covered(  # noqa: PLR0913  all but the account are named
    account: RunData, *, hits: int, stories: int, since: datetime | None, now: datetime, silent: int
) -> str:
    """Return the account of a window in one sentence.

    "From 22 Nov, 07:00 to 23 Nov, 07:00: 412 feeds due, 409 read, 3 failing, 2 silent; 6,201 new articles; 37 hits in
    21 stories."
    """
    window = f"From {short_time(since.astimezone(now.tzinfo), now)} to {short_time(now, now)}: " if since else ""
    feeds = f"{count(account.feeds_due, 'feed', 'feeds')} due, {account.feeds_read:,} read"
    sums = [
        f"{feeds}, {account.feeds_failing:,} failing" + (f", {silent:,} silent" if silent else ""),
        count(account.articles, "new article", "new articles"),
        *([f"{account.unreadable:,} read from the feed's own words only"] if account.unreadable else []),
        f"{count(hits, 'hit', 'hits')} in {count(stories, 'story', 'stories')}" if hits else "no hits",
    ]
    return f"{window}{'; '.join(sums)}."


def held_back(held: Sequence[HeldCount], watchlist_id: str) -> tuple[str, ...]:
    """Return the sentence on what was held back and how to see it; nothing where nothing was."""
    if not held:
        return ()
    muted = sum(one.stories for one in held if one.muted)
    above = sum(one.stories for one in held if not one.muted)
    why = [f"{above:,} above their term's share of a day"] if above else []
    why += [f"{muted:,} muted"] if muted else []
    told = count(above + muted, "story", "stories")
    return (f"{told} held back: {', '.join(why)}. See them: tocsin hits --held --watchlist {watchlist_id}",)


def full_terms(watchlist: Watchlist, full: Mapping[str, int], held: Sequence[HeldCount]) -> tuple[str, ...]:
    """Return a notice for each term that has had its share of the day."""
    above = {one.term: one.stories for one in held if not one.muted}
    return tuple(_full(watchlist, term, most, above.get(term, 0)) for term, most in full.items())


def zone_name(moment: datetime) -> str:
    """Return the zone of an aware moment with its offset: "Europe/Kyiv (UTC+2)"."""
    name, shift = str(moment.tzinfo), offset(moment)
    return name if name == shift else f"{name} ({shift})"


def _full(watchlist: Watchlist, key: str, most: int, above: int) -> str:
    term = watchlist.term(key)
    name = clean_text(term.name if term else key, 120)
    share = f"{name} has had its share of {count(most, 'story', 'stories')} in 24 hours."
    rest = f"{count(above, 'more is', 'more are')} held back" if above else "What else is found is held back"
    return f"{share} {rest}: tocsin hits --held --watchlist {watchlist.id} --term {key}"
