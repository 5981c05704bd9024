"""Get pages as their sites wish: what their robots.txt allows, with pauses, and not too many in one run."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import ClientSession

from flows.batches import utc_now
from flows.errors import FetchError, HostBusyError
from flows.hosts import Hosts
from flows.settings import Settings
from flows.steps.gather.fetch import Page, fetch, open_client
from flows.steps.gather.intervals import retry_after
from flows.steps.read.robots import Rules, fetch_rules, robots_url
from storage import Database, Robots, find_robots, record_robots

_AT_ONCE = 16
_PATIENCE = 30.0
"""Seconds. A page whose host is busy for longer is read in a later run: the others' hits are not to wait for it."""
_RULES_HOLD = timedelta(hours=24)
"""RFC 9309, 2.4."""
_RULES_RETRY = timedelta(minutes=30)
_UNREACHABLE = timedelta(days=30)
"""RFC 9309, 2.3.1.4: after that, a robots.txt that is not to be had is one that is not there."""
_TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})
"""Answers after which the same page is often there a little later."""


class Pages:
    """Gets pages politely. Not a dataclass: Prefect walks through those."""

    def __init__(self, settings: Settings, database: Database, client: ClientSession) -> None:
        self._settings = settings
        self._client = client
        self._hosts = Hosts(settings.page_gap_seconds)
        self._lanes = asyncio.Semaphore(_AT_ONCE)
        self._robots = _RobotsOf(settings, database, client)

    async def get(self, url: str) -> Page:
        """Return the page.

        Raises:
            FetchError: It is not to be had: forbidden by the site's robots.txt, refused, too large, or not there.
            HostBusyError: Its host is asked for so many that it is to be had in a later run.
        """
        delay = await self._approve(url)
        wait = self._hosts.wait(url)
        if wait > _PATIENCE:
            raise HostBusyError("its host is asked for one page after the other; it comes later", retry_after=wait)
        async with self._hosts.turn(url, delay=delay), self._lanes:
            page = await fetch(
                self._client,
                url,
                max_bytes=self._settings.page_max_bytes,
                timeout=self._settings.timeout_seconds,
                approve=self._approve,
            )
        if page.status != HTTPStatus.OK:
            raise _refusal(page)
        return page

    async def _approve(self, url: str) -> float:
        """Return the pause that the site wishes, in seconds, if it lets us read the address."""
        if self._is_exempt(urlsplit(url).hostname or ""):
            return 0.0
        rules = await self._robots.rules(url)
        if not rules.allows(url):
            raise FetchError("its site's robots.txt does not let us read it", permanent=True)
        return rules.delay

    def _is_exempt(self, host: str) -> bool:
        return any(host == one or host.endswith(f".{one}") for one in self._settings.robots_exempt)


@asynccontextmanager
async def open_pages(settings: Settings, database: Database) -> AsyncIterator[Pages]:
    """Give what gets pages, with a client of its own."""
    async with open_client(
        user_agent=settings.user_agent, timeout=settings.timeout_seconds, allow_networks=settings.allow_networks
    ) as client:
        yield Pages(settings, database, client)


class _RobotsOf:
    """The rules of sites: asked for once a day, kept in the database."""

    def __init__(self, settings: Settings, database: Database, client: ClientSession) -> None:
        self._timeout = settings.timeout_seconds
        self._database = database
        self._client = client
        self._known: dict[str, Rules | FetchError] = {}
        self._asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def rules(self, url: str) -> Rules:
        """Return the rules of the address's site.

        Raises:
            FetchError: Nobody knows them for now.
        """
        place = robots_url(url)
        if place is None:
            raise FetchError(f"is no http or https address ({url[:100]!r})", permanent=True)
        async with self._asking[place]:
            if place not in self._known:
                self._known[place] = await self._find(place)
        found = self._known[place]
        if isinstance(found, FetchError):
            raise FetchError(found.reason, permanent=found.permanent, retry_after=found.retry_after)
        return found

    async def _find(self, place: str) -> Rules | FetchError:
        stored, now = await asyncio.to_thread(self._stored, place), utc_now()
        if stored and stored.known and stored.next_at > now:
            return Rules(stored.rules)
        try:
            text = await fetch_rules(self._client, place, timeout=self._timeout)
        except FetchError as error:
            if error.permanent:  # the site itself cannot be asked: its pages would say the same
                return error
            return await asyncio.to_thread(self._without, place, stored, error)
        await asyncio.to_thread(self._record, Robots(origin=place, rules=text, next_at=now + _RULES_HOLD))
        return Rules(text)

    def _without(self, place: str, stored: Robots | None, error: FetchError) -> Rules | FetchError:
        """Decide without an answer: by the last one, else that nothing is allowed, for a month at most."""
        now = utc_now()
        since = (stored.failing_since if stored else None) or now
        known = bool(stored and stored.known) or now - since > _UNREACHABLE
        rules = stored.rules if stored else ""
        self._record(Robots(origin=place, rules=rules, known=known, next_at=now + _RULES_RETRY, failing_since=since))
        if known:
            return Rules(rules)
        return FetchError(f"its site's robots.txt is not to be had: {error.reason}", retry_after=error.retry_after)

    def _stored(self, place: str) -> Robots | None:
        with self._database.read() as session:
            return find_robots(session, place)

    def _record(self, robots: Robots) -> None:
        with self._database.session() as session:
            record_robots(session, robots)


def _refusal(page: Page) -> FetchError:
    # Cloudflare asks for a browser here, and more requests only make it surer.
    challenge = " (a challenge for browsers)" if "cf-mitigated" in page.headers else ""
    return FetchError(
        f"answers {page.status}{challenge}",
        status=page.status,
        permanent=page.status not in _TEMPORARY,
        retry_after=retry_after(page.headers, utc_now()),
    )
