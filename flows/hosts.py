"""Whose turn it is at each host, for feeds and pages alike: two are asked for at once, with a pause between any two."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

_AT_ONCE = 2


def host_of(url: str) -> str:
    """Return the host and port by which an address is told from those of others."""
    return urlsplit(url).netloc


class Hosts:
    """Gives turns at hosts.

    Args:
        gap: The shortest pause between two questions to one host, in seconds.
    """

    def __init__(self, gap: float) -> None:
        self._gap = gap
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)

    def hold(self, host: str, seconds: float) -> None:
        """Give no turn at the host before so many seconds have passed."""
        free_at = asyncio.get_running_loop().time() + seconds
        self._hosts[host].free_at = max(self._hosts[host].free_at, free_at)

    def wait(self, url: str) -> float:
        """Return in how many seconds it would be the address's turn, were its host to answer at once."""
        host = self._hosts[host_of(url)]
        return max(0.0, host.free_at - asyncio.get_running_loop().time()) + host.waiting * max(self._gap, host.delay)

    @asynccontextmanager
    async def turn(self, url: str, *, delay: float = 0.0) -> AsyncIterator[None]:
        """Wait until the address's host may be asked.

        Args:
            url: What it will be asked for.
            delay: The pause that the host wishes, in seconds, if that is longer than ours.
        """
        host = self._hosts[host_of(url)]
        host.delay = delay
        host.waiting += 1
        try:
            await host.lanes.acquire()
        finally:
            host.waiting -= 1
        try:
            await self.pause(url)
            yield
        finally:
            host.lanes.release()

    async def pause(self, url: str) -> None:
        """Wait for the pause between two questions to the address's host; for one that has its turn and asks again."""
        host = self._hosts[host_of(url)]
        now = asyncio.get_running_loop().time()
        start = max(now, host.free_at)
        host.free_at = start + max(self._gap, host.delay)
        await asyncio.sleep(start - now)


class _Host:
    def __init__(self) -> None:
        self.lanes = asyncio.Semaphore(_AT_ONCE)
        self.free_at = 0.0
        self.delay = 0.0
        self.waiting = 0
