"""Ask one feed and tell what there was: its entries, that nothing changed, or what is wrong with it."""

import asyncio
from datetime import datetime
from hashlib import blake2b
from http import HTTPStatus

import aiohttp

from flows.errors import FeedError, FetchError
from flows.steps.gather.feeds import parse_feed
from flows.steps.gather.fetch import Page, fetch
from flows.steps.gather.items import FeedContent
from flows.steps.gather.outcomes import Outcome, is_doubtful
from flows.steps.gather.parts import Parts, Pause, no_pause, parts_of
from flows.steps.gather.sitemaps import read_sitemaps
from storage.tables import Feed, PollData

MAX_BYTES = 15_000_000
TIMEOUT = 20.0
DEFAULT_EVERY = 900
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_ANSWERS = frozenset({HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION, HTTPStatus.IM_USED})
_FAILURES_OF_A_MOVE = 3


async def poll_feed(  # noqa: PLR0913  the limits are the settings of whoever polls
    client: aiohttp.ClientSession,
    feed: Feed,
    *,
    now: datetime,
    max_bytes: int = MAX_BYTES,
    timeout: float = TIMEOUT,  # noqa: ASYNC109  handed on to fetch, which says in words how long was waited
    default_every: float = DEFAULT_EVERY,
    pause: Pause = no_pause,
) -> PollData:
    """Return what the feed answers; whatever is wrong with it is told as `failing`, in words for its owner.

    What the server gave to be asked with (ETag, Last-Modified) goes back to it
    unchanged. A feed that answers 410 is `gone`; one that did not change, by its
    own word or by its bytes, is `unchanged`. A news sitemap, or an index of some,
    is read as a feed.

    Args:
        client: From `open_client`.
        feed: As stored, with what the last polls left there.
        now: The moment of the poll; entries dated later than ten minutes from it get no date.
        max_bytes: The largest feed, after decompression.
        timeout: The longest that the answer may take, in seconds.
        default_every: The interval of a feed whose list names none, in seconds.
        pause: Awaited with each further address that is asked, before it is: the parts of a sitemap index.
    """
    poll = Outcome(feed, now, feed.every or default_every)
    conditions = _conditions(feed, now)
    try:
        page = await fetch(client, _address(feed), headers=conditions, max_bytes=max_bytes, timeout=timeout)
    except FetchError as error:
        return poll.failing(error.reason)
    if page.status == HTTPStatus.NOT_MODIFIED and conditions.keys() & {"If-None-Match", "If-Modified-Since"}:
        return poll.unchanged(page)
    if page.status not in _ANSWERS or (page.status == HTTPStatus.IM_USED and "A-IM" not in conditions):
        return poll.refused(page)
    try:
        parts = await parts_of(client, page, max_bytes=max_bytes, timeout=timeout, pause=pause)
        return await _read(poll, page, parts)
    except (FetchError, FeedError) as error:
        return poll.failing(error.reason)


async def _read(poll: Outcome, page: Page, parts: Parts) -> PollData:
    if page.status == HTTPStatus.IM_USED:
        return poll.delta(page, await _parsed(poll, page, parts))
    body_hash = blake2b(b"".join(parts.bodies), digest_size=16).hexdigest()
    if body_hash == poll.feed.body_hash:
        return poll.unchanged(page, complete=parts.complete)
    return poll.read(page, await _parsed(poll, page, parts), body_hash, complete=parts.complete)


async def _parsed(poll: Outcome, page: Page, parts: Parts) -> FeedContent:
    # In a thread, so that a feed of 15 MB does not make every other one late.
    if parts.sitemaps:
        return await asyncio.to_thread(
            read_sitemaps, parts.bodies, url=page.final_url, now=poll.now, known=poll.feed.items
        )
    return await asyncio.to_thread(
        parse_feed,
        parts.bodies[0],
        url=page.final_url,
        content_type=page.headers.get("Content-Type"),
        now=poll.now,
        known=poll.feed.items,
    )


def _address(feed: Feed) -> str:
    # Some moves "for good" are taken back: when the new address keeps failing, the listed one is asked.
    return feed.url if feed.failures >= _FAILURES_OF_A_MOVE else feed.fetch_url or feed.url


def _conditions(feed: Feed, now: datetime) -> dict[str, str]:
    headers = {"Accept": _ACCEPT}
    # Without the body that they belong to they would bring a 304 and nothing to read.
    if feed.validators_lie or not feed.body_hash or is_doubtful(feed, now):
        return headers
    for name, value in (("If-None-Match", feed.etag), ("If-Modified-Since", feed.last_modified)):
        if value:
            headers[name] = value.decode()
    if feed.etag:
        # What is new since that tag is enough (RFC 3229).
        headers["A-IM"] = "feed"
    return headers
