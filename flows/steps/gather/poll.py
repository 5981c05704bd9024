"""Ask one feed and tell what there was: its entries, that nothing changed, or what is wrong with it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from http import HTTPStatus
from typing import Any

import aiohttp

from flows.errors import FeedError, FetchError
from flows.steps.gather.feeds import parse_feed
from flows.steps.gather.fetch import Page, fetch
from flows.steps.gather.intervals import LONGEST, next_after_failure, next_after_success, retry_after
from flows.steps.gather.items import FeedContent
from flows.steps.gather.rhythm import own_interval, with_entries
from flows.steps.gather.wishes import Wishes
from storage.tables import Feed, PollData

MAX_BYTES = 15_000_000
TIMEOUT = 20.0
DEFAULT_EVERY = 900
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_ANSWERS = frozenset({HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION})
_FAILURES_OF_A_MOVE = 3
_TRUSTED_FOR = timedelta(hours=24)
_TRUSTED_POLLS = 8
"""A feed that has only said 304 for so long and so often is asked once for the whole of it: some servers never stop."""
_LIARS_EVERY = 3_600
_PAUSING = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


async def poll_feed(  # noqa: PLR0913  the limits are the settings of whoever polls
    client: aiohttp.ClientSession,
    feed: Feed,
    *,
    now: datetime,
    max_bytes: int = MAX_BYTES,
    timeout: float = TIMEOUT,  # noqa: ASYNC109  handed on to fetch, which says in words how long was waited
    default_every: float = DEFAULT_EVERY,
) -> PollData:
    """Return what the feed answers; whatever is wrong with it is told as `failing`, in words for its owner.

    What the server gave to be asked with (ETag, Last-Modified) goes back to it
    unchanged. A feed that answers 410 is `gone`; one that did not change, by its
    own word or by its bytes, is `unchanged`.

    Args:
        client: From `open_client`.
        feed: As stored, with what the last polls left there.
        now: The moment of the poll; entries dated later than ten minutes from it get no date.
        max_bytes: The largest feed, after decompression.
        timeout: The longest that the answer may take, in seconds.
        default_every: The interval of a feed whose list names none, in seconds.
    """
    poll = _Poll(feed, now, feed.every or default_every)
    conditions = _conditions(feed, now)
    try:
        page = await fetch(client, _address(feed), headers=conditions, max_bytes=max_bytes, timeout=timeout)
    except FetchError as error:
        return poll.failing(error.reason)
    if page.status in _ANSWERS:
        return await _read(poll, page)
    if page.status == HTTPStatus.NOT_MODIFIED and conditions.keys() & {"If-None-Match", "If-Modified-Since"}:
        return poll.unchanged(page)
    return poll.refused(page)


async def _read(poll: "_Poll", page: Page) -> PollData:
    body_hash = blake2b(page.body, digest_size=16).hexdigest()
    if body_hash == poll.feed.body_hash:
        return poll.unchanged(page)
    try:
        # In a thread, so that a feed of 15 MB does not make every other one late.
        content = await asyncio.to_thread(
            parse_feed,
            page.body,
            url=page.final_url,
            content_type=page.headers.get("Content-Type"),
            now=poll.now,
            known=poll.feed.items,
        )
    except FeedError as error:
        return poll.failing(error.reason)
    return poll.read(page, content, body_hash)


@dataclass(frozen=True, slots=True)
class _Poll:
    """One poll, and how it ends when there are no entries."""

    feed: Feed
    now: datetime
    every: float

    def read(self, page: Page, content: FeedContent, body_hash: str) -> PollData:
        """Tell what the body said."""
        moments = with_entries(self.feed.moments, content.entries, self.now)
        return PollData(
            status="ok",
            entries=content.entries,
            title=content.title,
            language=content.language,
            etag=_validator(page.headers, "ETag"),
            last_modified=_validator(page.headers, "Last-Modified"),
            body_hash=body_hash,
            moved_to=_moved_to(self.feed, page),
            items=content.items,
            validators_lie=self._has_lied(page),
            **self._next(page, moments, content.wishes),
        )

    def unchanged(self, page: Page) -> PollData:
        """Keep what the feed is asked with; a server may name a new one without a new body."""
        return PollData(
            status="unchanged",
            etag=_validator(page.headers, "ETag") or self.feed.etag,
            last_modified=_validator(page.headers, "Last-Modified") or self.feed.last_modified,
            body_hash=self.feed.body_hash,
            items=self.feed.items,
            moved_to=_moved_to(self.feed, page),
            not_modified=page.status == HTTPStatus.NOT_MODIFIED,
            validators_lie=self.feed.validators_lie,
            **self._next(page, self.feed.moments, Wishes(self.feed.pause, self.feed.skip)),
        )

    def refused(self, page: Page) -> PollData:
        """Tell a status that is not success."""
        if page.status == HTTPStatus.GONE:
            return self.failing("410 Gone: the publisher has taken it down for good", status="gone")
        pause = retry_after(page.headers, self.now) if page.status in _PAUSING else None
        return self.failing(_status_words(page), pause=pause)

    def failing(self, reason: str, *, status: str = "failing", pause: float | None = None) -> PollData:
        """Tell what is wrong, and keep what the feed is asked with."""
        again = next_after_failure(
            self.now, every=self.every, failures=self.feed.failures + 1, retry_after=pause, url=self.feed.url
        )
        return PollData(
            status=status,
            error=reason,
            etag=self.feed.etag,
            last_modified=self.feed.last_modified,
            body_hash=self.feed.body_hash,
            next_poll_at=again,
            not_before=None if pause is None else again,
        )

    def _next(self, page: Page, moments: bytes | None, wishes: Wishes) -> dict[str, Any]:
        every = max(self.every, _LIARS_EVERY) if self.feed.validators_lie else self.every
        moment, not_before = next_after_success(
            self.now,
            every=own_interval(moments, every=every, longest=LONGEST, now=self.now),
            headers=page.headers,
            url=self.feed.url,
            pause=wishes.pause,
            skip=wishes.skip,
        )
        return {
            "moments": moments,
            "pause": wishes.pause,
            "skip": wishes.skip,
            "next_poll_at": moment,
            "not_before": not_before,
        }

    def _has_lied(self, page: Page) -> bool:
        """Say whether the server answered 304 for a body that had changed: its validators are still the old ones."""
        etag, modified = _validator(page.headers, "ETag"), _validator(page.headers, "Last-Modified")
        same = (etag, modified) == (self.feed.etag, self.feed.last_modified) and (etag or modified) is not None
        return self.feed.validators_lie or (bool(self.feed.body_hash) and _is_doubtful(self.feed, self.now) and same)


def _address(feed: Feed) -> str:
    # Some moves "for good" are taken back: when the new address keeps failing, the listed one is asked.
    return feed.url if feed.failures >= _FAILURES_OF_A_MOVE else feed.fetch_url or feed.url


def _moved_to(feed: Feed, page: Page) -> str | None:
    if page.permanent:
        return page.final_url
    return feed.url if feed.fetch_url and page.url == feed.url else None


def _conditions(feed: Feed, now: datetime) -> dict[str, str]:
    headers = {"Accept": _ACCEPT}
    # Without the body that they belong to they would bring a 304 and nothing to read.
    if feed.validators_lie or not feed.body_hash or _is_doubtful(feed, now):
        return headers
    for name, value in (("If-None-Match", feed.etag), ("If-Modified-Since", feed.last_modified)):
        if value:
            headers[name] = value.decode()
    return headers


def _is_doubtful(feed: Feed, now: datetime) -> bool:
    since = feed.read_at or feed.added_at
    return bool(since) and (feed.not_modified or 0) >= _TRUSTED_POLLS and now - since >= _TRUSTED_FOR


def _validator(headers: Mapping[str, str], name: str) -> bytes | None:
    """Return the header's own bytes; None for those that could not be sent back as they came."""
    try:
        return headers.get(name, "").encode() or None
    except UnicodeEncodeError:
        return None


def _status_words(page: Page) -> str:
    try:
        words = f"{page.status} {HTTPStatus(page.status).phrase}"
    except ValueError:
        words = str(page.status)
    # Cloudflare asks for a browser here, and more requests only make it surer.
    return f"{words} (a challenge for browsers)" if "cf-mitigated" in page.headers else words
