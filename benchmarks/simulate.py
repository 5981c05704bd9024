"""A day of very many feeds against the real scheduler, in compressed time.

    python benchmarks/simulate.py [FEEDS] [HOURS]

No network and no parsing: what is due is asked of the real store, what becomes of a poll is decided by the code that
decides it in a run, and is written down as a run writes it. A feed publishes at random moments of its own rhythm,
2.8 stories a day on average and most of them from few feeds, as Media Cloud's 180,000 do (500,000 a day); four of
five answer 304 where nothing is new. Each feed begins with the moments of its last stories, as one that has been
watched for a while. Prints what a day costs, and how soon stories are found. Exits 1 where a story was found twice.
"""

import random
import resource
import sys
import time
from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from multidict import CIMultiDict, CIMultiDictProxy

from flows.batches import batches
from flows.steps.gather.fetch import Page
from flows.steps.gather.items import FeedContent
from flows.steps.gather.outcomes import Outcome
from flows.steps.gather.rhythm import with_entries
from storage import Database, EntryData, Feed, FeedData, due_addresses, numbered_feeds, record_polls, sync_feeds

_A_DAY = 500_000 / 180_000
_START = datetime(2026, 3, 2, tzinfo=UTC)
_PASS = timedelta(minutes=10)
_EVERY = 900.0
_EARLY = timedelta(seconds=90)
_GROUP = 100
_LEARNT = 60
"""Days of a feed's own past that it is scheduled by at the start."""
_HEADERS = CIMultiDictProxy[str](CIMultiDict())


def main(feeds: int, hours: int) -> int:
    chance = random.Random(1)
    end = _START + timedelta(hours=hours)
    with TemporaryDirectory() as folder, Database(f"sqlite:///{folder}/tocsin.db") as database:
        database.upgrade()
        stories = _feeds(database, feeds, end, chance)
        published = sum(sum(moment >= _START.timestamp() for moment in moments) for moments in stories)
        print(f"{feeds:,} feeds, {hours} hours, {published:,} stories", flush=True)
        begun, asked, delays, twice, busiest, now = time.process_time(), 0, [], 0, 0, _START
        while now < end:
            with database.read() as session:
                due = [number for number, _ in due_addresses(session, now, early=_EARLY)]
            asked, busiest = asked + len(due), max(busiest, len(due))
            for group in batches(due, _GROUP):
                found, expected = _poll(database, group, stories, now)
                delays += found
                twice += abs(len(found) - expected)
            now += _PASS
        seconds = time.process_time() - begun
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    a_pass = asked / (hours * timedelta(hours=1) / _PASS)
    share = 100 * seconds / (hours * 3_600)
    print(
        f"polls {asked:,}: {asked / feeds * 24 / hours:.1f} a feed and day, {a_pass:,.0f} a pass, {busiest:,} at most"
    )
    print(f"stories found {len(delays):,}; the others are younger than their feed's next poll; not as expected {twice}")
    quantile = sorted(delays)[int(0.9 * len(delays))]
    print(f"found after {median(delays) / 60:.0f} minutes (median), nine of ten within {quantile / 60:.0f}")
    print(f"CPU {seconds:,.0f} s: {1_000 * seconds / asked:.2f} ms a poll, {share:.1f} % of a core")
    print(f"database {size / 1e6:,.0f} MB, {size / feeds:,.0f} bytes a feed")
    print(f"memory {memory:,.0f} MB, the simulation's own included")
    return int(bool(twice))


def _feeds(database: Database, feeds: int, end: datetime, chance: random.Random) -> list[list[float]]:
    """Store the feeds with what is known of their rhythm and return when each publishes, its past included."""
    listed = [FeedData(url=f"https://site{number}.example/rss") for number in range(feeds)]
    for part in batches(listed, 5_000):
        with database.session() as session:
            sync_feeds(session, [*part], _START)
    weights = [chance.lognormvariate(0, 2) for _ in range(feeds)]
    scale = _A_DAY * feeds / sum(weights)
    days = _LEARNT + (end - _START).total_seconds() / 86_400
    first = _START.timestamp() - _LEARNT * 86_400
    stories = []
    for weight in weights:
        moment, moments = first, []
        rate = min(weight * scale, 200.0) / 86_400
        while (moment := moment + chance.expovariate(rate)) < first + days * 86_400:
            moments.append(moment)
        stories.append(moments)
    for numbers in batches(range(1, feeds + 1), 5_000):
        with database.session() as session:
            for feed in numbered_feeds(session, numbers):
                feed.listed, feed.status, feed.body_hash, feed.etag = True, "ok", "x", b'"x"'
                feed.polled_at = feed.succeeded_at = feed.read_at = _START - timedelta(hours=1)
                past = [moment for moment in stories[feed.id - 1] if moment < _START.timestamp()]
                feed.moments = with_entries(None, map(_entry, past), _START)
                feed.next_poll_at = _START + timedelta(seconds=chance.uniform(0, 4 * 3_600))
    return stories


def _poll(
    database: Database, group: Sequence[int], stories: list[list[float]], now: datetime
) -> tuple[list[float], int]:
    """Poll some feeds as a run does and return how late each new story was found, and how many there should be."""
    with database.read() as session:
        feeds = numbered_feeds(session, group)
    polls, late = {}, []
    for feed in feeds:
        new = _new(stories[feed.id - 1], feed, now)
        late += [now.timestamp() - moment for moment in new]
        status = 200 if new or feed.id % 5 == 0 else 304
        page = Page(feed.url, feed.url, status, _HEADERS, b"", permanent=False)
        outcome = Outcome(feed, now, _EVERY)
        if new:
            body_hash = blake2b(str(now).encode(), digest_size=16).hexdigest()
            content = FeedContent("", None, list(map(_entry, new)), (feed.items or b"")[-800:] + b"x" * 16 * len(new))
            polls[feed.id] = outcome.read(page, content, body_hash)
        else:
            polls[feed.id] = outcome.unchanged(page)
    with database.session() as session:
        added = sum(map(len, record_polls(session, polls, now).values()))
    return late[:added], len(late)


def _new(moments: list[float], feed: Feed, now: datetime) -> list[float]:
    since = max(_START, feed.polled_at or _START).timestamp()
    return moments[bisect_right(moments, since) : bisect_right(moments, now.timestamp())]


def _entry(moment: float) -> EntryData:
    name = f"https://news.example/{moment:.6f}"
    return EntryData(key=name, url=name, title="A story", published_at=datetime.fromtimestamp(moment, UTC))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 180_000, int(sys.argv[2]) if sys.argv[2:] else 24))
