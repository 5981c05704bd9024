"""A server that plays feeds of every kind for some days and keeps score of what the client did.

The clock is the server's own: `play` moves it on ten minutes at a time, as the monitor would. Every day the client is
started anew.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_network
from pathlib import Path

from sqlmodel import func, select

from flows.steps.gather.fetch import open_client
from flows.steps.gather.poll import DEFAULT_EVERY, poll_feed
from plays import BODIES, FEEDS, HOP, HOUR, START, Play
from sites import Site, _Answer
from storage import Database, Entry, Feed, FeedData, add_feed, due_feeds, feed_rows, record_polls

STEP = timedelta(minutes=10)
EARLY = timedelta(seconds=90)
_LONGEST = 24 * HOUR * 1.1 + STEP
"""A day, lengthened so that not all feeds are asked at once, and the monitor's own step."""
_WITHOUT_CONDITIONS = frozenset({"/lies", "/no-validators", "/no-cache-at-all", "/changing-guids", "/edited"})
_GOOD = frozenset({
    "If-None-Match: good", "If-Modified-Since: good", "unconditional, after a day of 304", "only what is new: good",
    "asked while it failed",
})  # fmt: skip


@dataclass
class _Score:
    """What the server remembers of one feed."""

    asked_at: datetime | None = None
    not_before: datetime = START
    failures: int = 0
    whole_at: datetime = START
    gone: bool = False
    caught: bool = False
    """It lied, and has given the whole since."""

    def __post_init__(self) -> None:
        self.given: list[tuple[str | None, str | None]] = []


class ScoreServer(Site):
    """Plays the feeds; `sheet` counts what the client did, by criterion."""

    def __post_init__(self) -> None:
        self.now = START
        self.sheet: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self._scores: dict[str, _Score] = {}
        super().__post_init__()

    def answer(self, path: str) -> _Answer:
        """Judge the request that has just come, and return what this feed answers at this hour."""
        play = HOP if path == "/hop" else FEEDS[path.partition("?")[0]]
        score = self._scores.setdefault(path, _Score())
        self.asked[path] += 1
        # A redirect is followed at once, however lately its target was asked.
        if path not in {"/hop", "/loop"}:
            self._judge(path, play, score)
        score.asked_at = self.now
        if play.status != 200 and play.begins <= (self.now - START) / HOUR < play.ends:
            return self._trouble(play, score)
        score.failures = 0
        return self._feed(path, play, score)

    def _trouble(self, play: Play, score: _Score) -> _Answer:
        if play.location:
            return _Answer(b"", play.status, {"Location": play.location}, 0)
        score.gone = play.status == 410
        score.failures += 1
        score.not_before = self.now + play.pause
        headers = dict(play.headers)
        if play.pause and not headers:
            headers["Retry-After"] = format_datetime(datetime.now(UTC) + play.pause, usegmt=True)
        return _Answer(b"", play.status, headers, 0)

    def _feed(self, path: str, play: Play, score: _Score) -> _Answer:
        number = play.issue(self.now)
        named = 0 if play.lies else number
        etag, modified = (f'W/"{named}"' if play.etag else None), (f"issue no. {named}" if play.modified else None)
        headers = {name: value for name, value in play.headers.items() if play.status == 200}
        headers |= {name: value for name, value in (("ETag", etag), ("Last-Modified", modified)) if value}
        if path == "/expires":
            headers["Expires"] = format_datetime(datetime.now(UTC) + play.fresh, usegmt=True)
        score.not_before = max(score.not_before, self.now + play.fresh)
        asked = self.requests[-1].headers
        if (etag and asked["If-None-Match"] == etag) or (modified and asked["If-Modified-Since"] == modified):
            return _Answer(b"", 304, headers, 0)
        first = max(0, number - 40) - play.past
        if play.delta and asked["A-IM"] == "feed" and score.given:
            self.sheet["only what is new: good"] += 1
            first = int((score.given[-1][0] or "").strip('W/"')) + 1
        score.caught = bool(score.given) and play.lies
        score.given.append((etag, modified))
        score.whole_at = score.whole_at if play.delta and first > 0 else self.now
        body = BODIES[play.body](play, range(first, number + 1), self.asked[path])
        return _Answer(body, 226 if first > 0 and play.delta else 200, headers, 0)

    def _judge(self, path: str, play: Play, score: _Score) -> None:
        headers, sheet = self.requests[-1].headers, self.sheet
        # What it wishes is known from its first answer on.
        too_soon = self.now + EARLY < score.not_before or (score.asked_at is not None and play.skips(self.now))
        sheet["asked before it wished to be"] += too_soon
        sheet["asked again after 410"] += score.gone
        sheet["cookies"] += headers["Cookie"] is not None
        sheet["referrers"] += headers["Referer"] is not None
        sheet["query changed"] += path.startswith("/query") and not path.endswith(play.query)
        sheet["no gzip"] += "gzip" not in (headers["Accept-Encoding"] or "")
        sheet["no contact in the user agent"] += "(+https://" not in (headers["User-Agent"] or "")
        if score.asked_at is not None:
            gap = self.now - score.asked_at
            sheet["left alone for more than a day"] += gap > _LONGEST + (
                24 * HOUR if path == "/skip-days" else 0 * HOUR
            )
            sheet["kept waiting, though it is lively"] += path == "/lively" and gap > HOUR / 2
            sheet["asked oftener than the failures allow"] += gap + EARLY < timedelta(
                seconds=min(score.failures * DEFAULT_EVERY, 86_400)
            )
            sheet["asked oftener than hourly, though it lies"] += score.caught and gap + EARLY < HOUR
        sheet["asked while it failed"] += bool(score.failures)
        if not 300 < play.status < 400:
            self._judge_conditions(path, score)

    def _judge_conditions(self, path: str, score: _Score) -> None:
        headers, given = self.requests[-1].headers, score.given
        for place, name in enumerate(("If-None-Match", "If-Modified-Since")):
            value, names = headers[name], [pair[place] for pair in given]
            # Where a feed moves to, it is asked by what it gave where it was.
            if value is not None and (names or "?" not in path) and value != (names or [None])[-1]:
                self.sheet[f"{name}: {'out of sequence' if value in names else 'bogus'}"] += 1
            self.sheet[f"{name}: good"] += value is not None and bool(names) and names[-1] == value
        plain = headers["If-None-Match"] is None and headers["If-Modified-Since"] is None
        self.sheet["validators sent, though it lies or wants no cache"] += (
            score.caught or path == "/no-cache-at-all"
        ) and not plain
        if given and plain and path not in _WITHOUT_CONDITIONS:
            lately = self.now - score.whole_at < timedelta(days=1)
            self.sheet["unconditional, within a day" if lately else "unconditional, after a day of 304"] += 1

    def close_the_sheet(self, feeds: list[Feed], entries: dict[str, int]) -> None:
        """Judge what the client has in the end, by the address of each feed."""
        for path, play in FEEDS.items():
            url = self.url(path + play.query)
            feed = next(feed for feed in feeds if feed.url == url)
            stored = entries.get(url, 0)
            self.sheet["news missed"] += (
                bool(feed.succeeded_at) and stored < play.issue(feed.read_at or START) + 1 + play.past
            )
            self.sheet["news twice"] += stored > play.issue(self.now) + 1 + play.past
        self.sheet["believed a move that was told once"] += self.asked["/plain?once"] > 1
        self.sheet["believed a move with a hop that was not for good"] += (
            self.asked["/plain?mixed"] != self.asked["/hop"]
        )
        self.sheet["asked more than six times round a loop"] += self.asked["/loop"] > 6 * self._polls(feeds, "/loop")
        self.sheet["went where it may not"] += "not a public address" not in (self._error(feeds, "/private") or "")
        self.sheet["asked too often for what comes weekly"] += self.asked["/weekly"] > 2 + (self.now - START) / (
            12 * HOUR
        )

    def _polls(self, feeds: list[Feed], path: str) -> int:
        return next(feed.failures for feed in feeds if feed.url == self.url(path))

    def _error(self, feeds: list[Feed], path: str) -> str | None:
        return next(feed.error for feed in feeds if feed.url == self.url(path))


async def play(folder: Path, days: int) -> tuple[dict[str, int], Counter[str], Counter[str]]:
    """Poll the score server for some days of its time; return its faults, its whole sheet, what was asked how often."""
    url = f"sqlite:///{folder / 'score.db'}"
    with ScoreServer() as server:
        with Database(url) as database:
            database.upgrade()
            with database.session() as session:
                for path, kind in FEEDS.items():
                    add_feed(session, FeedData(url=server.url(path + kind.query)), START)
        for day in range(1, days + 1):
            with Database(url) as database:
                await _one_day(server, database, START + timedelta(days=day))
        with Database(url) as database, database.read() as session:
            counts = select(Feed.url, func.count()).join(Entry, Entry.feed_id == Feed.id).group_by(Feed.url)  # type: ignore[arg-type]
            server.close_the_sheet(feed_rows(session), dict(session.exec(counts).all()))
        faults = {name: count for name, count in server.sheet.items() if count and name not in _GOOD}
        return faults, server.sheet, server.asked


async def _one_day(server: ScoreServer, database: Database, end: datetime) -> None:
    user_agent = "Tocsin (+https://wire.test/contact)"
    async with open_client(user_agent=user_agent, timeout=5, allow_networks=[ip_network("127.0.0.0/8")]) as client:
        while server.now < end:
            with database.session() as session:
                due = due_feeds(session, server.now, early=EARLY)
            # One after the other, so that the server knows whose request is the last.
            told = {feed.id: await poll_feed(client, feed, now=server.now) for feed in due}
            with database.session() as session:
                record_polls(session, told, server.now)
            server.now += STEP
