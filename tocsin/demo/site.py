"""The demo's news site: every outlet, started and stopped together."""

from datetime import UTC, datetime
from threading import Lock
from types import TracebackType
from typing import NamedTuple, Self

from tocsin.demo.feeds import Channel, feed_resource
from tocsin.demo.pages import front_resource, kiosk_resource, page_resource
from tocsin.demo.press import Outlet, Piece, Press, load_press
from tocsin.demo.resource import Resource
from tocsin.demo.server import OutletServer, Request

_ROBOTS = Resource(b"User-agent: *\nAllow: /\n", "text/plain; charset=utf-8")


class FeedLine(NamedTuple):
    """A feed as a watchlist names it."""

    url: str
    title: str
    language: str


class DemoSite:
    """Nine outlets and a kiosk on free ports of 127.0.0.1.

    Seven outlets have news, one of them slowly; one feed is gone (410) and one
    answers with an error page. Everything is dated back from `now`, which is
    when the site is made unless it is given. A slow answer takes `slow_seconds`.
    """

    def __init__(self, *, now: datetime | None = None, slow_seconds: float = 2.0, press: Press | None = None) -> None:
        self.now = now or datetime.now(UTC)
        self._press = press or load_press()
        self._slow_seconds = slow_seconds
        self._requests: list[Request] = []
        self._lock = Lock()
        self._kiosk = OutletServer(self._record)
        self._servers = {outlet.id: OutletServer(self._record) for outlet in self._press.outlets}
        self.pages: dict[str, Piece] = {}
        """Every article's page by its address, copies included, with what was written and what is to be found in it."""
        self._fill()

    def __enter__(self) -> Self:
        for server in (self._kiosk, *self._servers.values()):
            server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in (self._kiosk, *self._servers.values()):
            server.close()

    @property
    def base_url(self) -> str:
        """The kiosk: a page that leads to every outlet and names every feed."""
        return f"{self._kiosk.origin}/"

    @property
    def feeds(self) -> list[FeedLine]:
        """The feed of every outlet, those that fail included."""
        return [
            FeedLine(self._servers[outlet.id].origin + outlet.feed_path, outlet.title, outlet.language)
            for outlet in self._press.outlets
        ]

    @property
    def requests(self) -> list[Request]:
        """The requests answered so far, of all outlets, in order."""
        with self._lock:
            return list(self._requests)

    def _record(self, request: Request) -> None:
        with self._lock:
            self._requests.append(request)

    def _fill(self) -> None:
        origins = {key: server.origin for key, server in self._servers.items()}
        self._kiosk.resources = {"/": kiosk_resource(self._press, origins), "/robots.txt": _ROBOTS}
        for outlet in self._press.outlets:
            self._servers[outlet.id].resources = self._resources(outlet, origins)

    def _resources(self, outlet: Outlet, origins: dict[str, str]) -> dict[str, Resource]:
        origin = origins[outlet.id]
        pieces = self._press.pieces(outlet, self.now)
        channel = Channel(outlet, pieces, origin, self._press.furniture[outlet.language].invented)
        self.pages |= {origin + piece.path: piece for piece in pieces}
        return {
            "/": front_resource(self._press, outlet, pieces, origin),
            "/robots.txt": _ROBOTS,
            outlet.feed_path: feed_resource(channel, delay=self._slow_seconds),
            **{piece.path: page_resource(self._press, piece, pieces, origins) for piece in pieces},
        }
