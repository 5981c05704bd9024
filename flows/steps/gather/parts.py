"""What an answer is made of: its bytes, unpacked if it is a gzip file, and those of the sitemaps that it names."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp

from flows.errors import FetchError
from flows.steps.gather.fetch import Page, fetch
from flows.steps.gather.sitemaps import index_parts, sitemap_kind
from flows.steps.gather.unpack import Body

Pause = Callable[[str], Awaitable[None]]
"""Waits until an address may be asked."""
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Parts:
    """The bodies of an answer."""

    bodies: tuple[bytes, ...]
    sitemaps: bool = False
    """They are sitemaps, not one feed."""
    complete: bool = True
    """When the answer itself is unchanged, so are they all."""


async def no_pause(_url: str) -> None:
    """Let the address be asked at once."""


async def parts_of(
    client: aiohttp.ClientSession,
    page: Page,
    *,
    max_bytes: int,
    timeout: float,  # noqa: ASYNC109  handed on to fetch
    pause: Pause,
) -> Parts:
    """Return the bodies of an answer; those of a sitemap index are asked for, one after the other, each after a pause.

    Raises:
        FetchError: It is a gzip file and damaged or too large, or none of the sitemaps can be had.
        FeedError: It is an index of nothing.
    """
    body = _unpacked(page.body, max_bytes)
    kind = sitemap_kind(body)
    if kind != "sitemapindex":
        return Parts((body,), sitemaps=bool(kind))
    addresses, dated = index_parts(body, url=page.final_url)
    bodies: list[bytes] = []
    trouble: FetchError | None = None
    for address in addresses:
        await pause(address)
        try:
            part = await fetch(client, address, max_bytes=max_bytes, timeout=timeout)
            if part.body:
                bodies.append(_unpacked(part.body, max_bytes))
            else:
                trouble = FetchError(f"its sitemap answers {part.status}")
        except FetchError as error:
            trouble = error
    if trouble and not bodies:
        raise trouble
    # One that could not be had is asked for again, though the index says that nothing is new.
    return Parts(tuple(bodies), sitemaps=True, complete=dated and trouble is None)


def _unpacked(body: bytes, max_bytes: int) -> bytes:
    if not body.startswith(_GZIP):
        return body
    packed = Body("gzip", max_bytes)
    packed.add(body)
    return packed.finish()
