"""A server that plays feeds of every kind for some days and keeps score of what the client did.

The clock is the server's own: `play` moves it on ten minutes at a time, as the monitor would.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_network
from pathlib import Path

from flows.steps.gather.fetch import open_client
from flows.steps.gather.poll import poll_feed
from sites import Site, _Answer
from storage import Database, FeedData, add_feed, due_feeds, record_poll

START = datetime(2026, 3, 2, tzinfo=UTC)
STEP = timedelta(minutes=10)
EARLY = timedelta(seconds=90)
HOUR = timedelta(hours=1)
_NEWS_EVERY = 5 * HOUR
_ITEM = "<item><guid>{0}</guid><title>News {0}</title></item>"


@dataclass
class _Play:
    """How one feed behaves."""

    headers: Mapping[str, str] = field(default_factory=dict)
    channel: str = ""
    fresh: timedelta = timedelta()
    """How long the client is asked to stay away after each answer."""
    changes: bool = True
    etag: bool = True
    modified: bool = True
    location: str | None = None
    status: int = 200
    """Of answers between the hours `begins` and `ends`."""
    begins: int = 0
    ends: int = 10_000
    query: str = ""


FEEDS = {
    "/plain": _Play(),
    "/etag": _Play(modified=False),
    "/modified": _Play(etag=False),
    "/still": _Play(changes=False),
    "/cookie": _Play({"Set-Cookie": "reader=7; Path=/"}),
    "/query": _Play(query="?a=b&utm_source=rss"),
    "/max-age": _Play({"Cache-Control": "max-age=10800"}, fresh=3 * HOUR),
    "/expires": _Play(fresh=3 * HOUR),
    "/ttl": _Play(channel="<ttl>180</ttl>", fresh=3 * HOUR),
    "/sy": _Play(channel='<sy:updatePeriod xmlns:sy="urn:s">daily</sy:updatePeriod>', fresh=24 * HOUR),
    "/skip": _Play(channel="<skipHours>" + "".join(f"<hour>{hour}</hour>" for hour in range(8)) + "</skipHours>"),
    "/busy": _Play({"Retry-After": "14400"}, status=429, begins=10, ends=20),
    "/down": _Play(status=503, begins=10, ends=20),
    "/gone": _Play(status=410, begins=24),
    "/permanent": _Play(status=301, location="/plain?permanent"),
    "/temporary": _Play(status=302, location="/plain?temporary"),
}


class ScoreServer(Site):
    """Plays the feeds; `sheet` counts what the client did, by criterion."""

    def __post_init__(self) -> None:
        self.now = START
        self.sheet: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self._not_before: dict[str, datetime] = {}
        self._given: dict[str, list[tuple[str | None, str | None]]] = {}
        self._whole: dict[str, datetime] = {}
        self._gone: list[str] = []
        super().__post_init__()

    def answer(self, path: str) -> _Answer:
        """Judge the request that has just come, and return what this feed answers at this hour."""
        play = FEEDS[path.partition("?")[0]]
        self.asked[path] += 1
        self._judge(path, play)
        hours = (self.now - START) / HOUR
        headers = dict(play.headers)
        if play.status != 200 and play.begins <= hours < play.ends:
            if play.location:
                return _Answer(b"", play.status, {"Location": play.location}, 0)
            if play.status == 410:
                self._gone.append(path)
            if play.status == 503:
                headers["Retry-After"] = format_datetime(datetime.now(UTC) + 4 * HOUR, usegmt=True)
            if play.status in {429, 503}:
                self._not_before[path] = self.now + 4 * HOUR
            return _Answer(b"", play.status, headers, 0)
        headers.pop("Retry-After", None)
        return self._feed(path, play, headers)

    def _feed(self, path: str, play: _Play, headers: dict[str, str]) -> _Answer:
        number = int((self.now - START) / _NEWS_EVERY) if play.changes else 0
        etag, modified = (f'W/"{number}"' if play.etag else None), (f"issue no. {number}" if play.modified else None)
        headers |= {name: value for name, value in (("ETag", etag), ("Last-Modified", modified)) if value}
        if path == "/expires":
            headers["Expires"] = format_datetime(datetime.now(UTC) + play.fresh, usegmt=True)
        if path == "/skip":
            self._not_before[path] = (self.now + HOUR).replace(hour=8, minute=0) if self.now.hour == 23 else self.now
        self._not_before[path] = max(self._not_before.get(path, self.now), self.now + play.fresh)
        asked = self.requests[-1].headers
        if (etag and asked["If-None-Match"] == etag) or (modified and asked["If-Modified-Since"] == modified):
            return _Answer(b"", 304, headers, 0)
        self._given.setdefault(path, []).append((etag, modified))
        self._whole[path] = self.now
        items = "".join(_ITEM.format(issue) for issue in range(number, -1, -1))
        return _Answer(f'<rss version="2.0"><channel>{play.channel}{items}</channel></rss>', 200, headers, 0)

    def _judge(self, path: str, play: _Play) -> None:
        headers = self.requests[-1].headers
        self.sheet["asked before it wished to be"] += self.now < self._not_before.get(path, self.now)
        self.sheet["asked again after 410"] += self._gone.count(path)
        self.sheet["cookies"] += headers["Cookie"] is not None
        self.sheet["referrers"] += headers["Referer"] is not None
        self.sheet["query changed"] += path.startswith("/query") and not path.endswith(play.query)
        self.sheet["no gzip"] += "gzip" not in (headers["Accept-Encoding"] or "")
        self.sheet["no contact in the user agent"] += "(+https://" not in (headers["User-Agent"] or "")
        given = self._given.get(path, [])
        for place, name in enumerate(("If-None-Match", "If-Modified-Since")):
            value, names = headers[name], [pair[place] for pair in given]
            if value is not None and names and names[-1] != value:
                self.sheet[f"{name}: {'out of sequence' if value in names else 'bogus'}"] += 1
            self.sheet[f"{name}: good"] += value is not None and bool(names) and names[-1] == value
        if given and headers["If-None-Match"] is None and headers["If-Modified-Since"] is None:
            lately = self.now - self._whole[path] < timedelta(days=1)
            self.sheet["unconditional, within a day" if lately else "unconditional, after a day of 304"] += 1


async def play(folder: Path, days: int) -> tuple[dict[str, int], Counter[str], Counter[str]]:
    """Poll the score server for some days of its time; return its faults, its whole sheet and what was asked how often."""
    with ScoreServer() as server, Database(f"sqlite:///{folder / 'score.db'}") as database:
        database.upgrade()
        with database.session() as session:
            for path, kind in FEEDS.items():
                add_feed(session, FeedData(url=server.url(path + kind.query)), START)
        user_agent = "Tocsin (+https://wire.test/contact)"
        async with open_client(user_agent=user_agent, timeout=5, allow_networks=[ip_network("127.0.0.0/8")]) as client:
            while server.now < START + timedelta(days=days):
                with database.session() as session:
                    due = due_feeds(session, server.now, early=EARLY)
                for feed in due:
                    told = await poll_feed(client, feed, now=server.now)
                    with database.session() as session:
                        record_poll(session, feed.id, told, server.now)
                server.now += STEP
        good = {"If-None-Match: good", "If-Modified-Since: good", "unconditional, after a day of 304"}
        faults = {name: count for name, count in server.sheet.items() if count and name not in good}
        return faults, server.sheet, server.asked
