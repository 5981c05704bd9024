"""The feeds that the score server plays: what each answers, and what its readers should make of it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
_RSS = '<rss version="2.0"><channel>{}{}</channel></rss>'
_NEWS = "<url><loc>https://wire.test/{0}</loc><n:news><n:name>Wire</n:name><n:title>News {0}</n:title></n:news></url>"


@dataclass(frozen=True)
class Play:
    """How one feed behaves."""

    headers: Mapping[str, str] = field(default_factory=dict)
    channel: str = ""
    body: str = "rss"
    """A key of `BODIES`."""
    every: timedelta | None = 5 * HOUR
    """Between two news; None for a feed that has only one."""
    fresh: timedelta = timedelta()
    """How long the client is asked to stay away after each answer."""
    skips: Callable[[datetime], bool] = lambda _: False
    """Whether the client is asked to stay away at this moment."""
    etag: bool = True
    modified: bool = True
    lies: bool = False
    """It says 304 to whoever names its validators, which never change."""
    delta: bool = False
    """It sends what is new, to whoever accepts that."""
    location: str | None = None
    status: int = 200
    """Of answers between the hours `begins` and `ends`."""
    begins: float = 0
    ends: float = 10_000
    pause: timedelta = timedelta()
    """How long the client is to stay away after such an answer."""
    query: str = ""
    past: int = 0
    """News from before the beginning."""

    def issue(self, now: datetime) -> int:
        """Return the number of the newest news."""
        return int((now - START) / self.every) if self.every else 0


def _items(make: Callable[[int], str]) -> Callable[[Play, range, int], str]:
    def body(play: Play, issues: range, _: int) -> str:
        return _RSS.format(play.channel, "".join(make(issue) for issue in reversed(issues)))

    return body


def _dated(play: Play, issues: range, _: int) -> str:
    assert play.every
    made = (
        f"<item><guid>{issue}</guid><title>News {issue}</title>"
        f"<pubDate>{format_datetime(START + issue * play.every)}</pubDate></item>"
        for issue in reversed(issues)
    )
    return _RSS.format(play.channel, "".join(made))


def _changing_guids(play: Play, issues: range, times: int) -> str:
    made = (
        f"<item><guid>{issue}-{times}</guid><link>https://wire.test/{issue}</link><title>News {issue}</title></item>"
        for issue in reversed(issues)
    )
    return _RSS.format(play.channel, "".join(made))


def _edited(play: Play, issues: range, times: int) -> str:
    made = (f"<item><guid>{issue}</guid><title>News {issue}, version {times}</title></item>" for issue in issues)
    return _RSS.format(play.channel, "".join(made))


def _json(play: Play, issues: range, _: int) -> str:
    items = [{"id": str(issue), "title": f"News {issue}"} for issue in reversed(issues)]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": play.channel, "items": items})


BODIES: dict[str, Callable[[Play, range, int], str]] = {
    "rss": _items("<item><guid>{0}</guid><title>News {0}</title></item>".format),
    "one guid": _items("<item><guid>g</guid><link>https://wire.test/{0}</link><title>News {0}</title></item>".format),
    "no guid": _items("<item><link>https://wire.test/{0}</link><title>News {0}</title></item>".format),
    "nothing but words": _items("<item><title>News {0}</title><description>Of the day</description></item>".format),
    "changing guids": _changing_guids,
    "edited": _edited,
    "dated": _dated,
    "json": _json,
    "sitemap": lambda _, issues, __: f'<urlset xmlns:n="urn:n">{"".join(map(_NEWS.format, issues))}</urlset>',
}
"""By the name of the form: what a feed of these issues is, asked for the so-manieth time."""

_SKIPPED_HOURS = "<skipHours>" + "".join(f"<hour>{hour}</hour>" for hour in range(8)) + "</skipHours>"
FEEDS = {
    "/plain": Play(),
    "/etag": Play(modified=False),
    "/modified": Play(etag=False),
    "/no-validators": Play(etag=False, modified=False),
    "/still": Play(every=None),
    "/lies": Play(lies=True),
    "/delta": Play(delta=True),
    "/no-cache-at-all": Play({"Expires": "0"}),
    "/cookie": Play({"Set-Cookie": "reader=7; Path=/"}),
    "/query": Play(query="?a=b&utm_source=rss"),
    "/max-age": Play({"Cache-Control": "max-age=10800"}, fresh=3 * HOUR),
    "/no-cache": Play({"Cache-Control": "no-cache, max-age=86400"}),
    "/expires": Play(fresh=3 * HOUR),
    "/ttl": Play(channel="<ttl>180</ttl>", fresh=3 * HOUR),
    "/sy": Play(channel='<sy:updatePeriod xmlns:sy="urn:s">daily</sy:updatePeriod>', fresh=24 * HOUR),
    "/skip-hours": Play(channel=_SKIPPED_HOURS, skips=lambda now: now.hour < 8),
    "/skip-days": Play(
        channel="<skipDays><day>Tuesday</day></skipDays>", skips=lambda now: now.weekday() == 1, every=2 * HOUR
    ),
    "/weekly": Play(body="dated", every=168 * HOUR, past=20),
    "/lively": Play(body="dated", every=HOUR / 6, past=20),
    "/one-guid": Play(body="one guid"),
    "/no-guid": Play(body="no guid"),
    "/nothing-but-words": Play(body="nothing but words"),
    "/changing-guids": Play(body="changing guids", etag=False, modified=False),
    "/edited": Play(body="edited", etag=False, modified=False, every=None),
    "/feed.json": Play(body="json"),
    "/news.xml": Play(body="sitemap"),
    "/busy": Play({"Retry-After": "14400"}, status=429, begins=10, ends=20, pause=4 * HOUR),
    "/busy-until": Play(status=429, begins=10, ends=20, pause=4 * HOUR),
    "/down": Play(status=503, begins=10, ends=20, pause=4 * HOUR),
    "/broken": Play(status=500, begins=4, ends=30),
    "/lost": Play(status=404, begins=4, ends=30),
    "/challenge": Play({"cf-mitigated": "challenge"}, status=403, begins=4, ends=12, pause=6 * HOUR),
    "/gone": Play(status=410, begins=24),
    "/permanent": Play(status=301, location="/plain?permanent"),
    "/temporary": Play(status=302, location="/plain?temporary"),
    "/mixed": Play(status=301, location="/hop"),
    "/once": Play(status=308, location="/plain?once", begins=10, ends=10.2),
    "/loop": Play(status=302, location="/loop"),
    "/private": Play(status=302, location="http://10.0.0.1/feed"),
}
HOP = Play(status=302, location="/plain?mixed")
