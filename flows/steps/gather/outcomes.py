"""How a poll ends: what is stored of it, and when the feed is asked again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from flows.steps.gather.fetch import Page
from flows.steps.gather.intervals import LONGEST, next_after_failure, next_after_success, retry_after
from flows.steps.gather.items import MAX_ENTRIES, FeedContent
from flows.steps.gather.rhythm import own_interval, with_entries
from flows.steps.gather.slices import ITEM
from flows.steps.gather.wishes import Wishes
from storage.tables import Feed, PollData

PARTIAL = "partial"
"""The body hash of a feed that has sent only what is new since: its whole body is not known."""
_TRUSTED_FOR = timedelta(hours=24)
_TRUSTED_POLLS = 8
"""A feed that has only said 304 for so long and so often is asked once for the whole of it: some servers never stop."""
_LIARS_EVERY = 3_600
_PAUSING = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_CHALLENGE_PAUSE = 21_600
"""Seconds. A site that asks for a browser is not won over by asking again soon."""
_CHALLENGES = ("cf-mitigated", "x-amzn-waf-action")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One poll of a feed, and the ways in which it may end."""

    feed: Feed
    now: datetime
    every: float

    def read(self, page: Page, content: FeedContent, body_hash: str, *, complete: bool = True) -> PollData:
        """Tell what the body said.

        Args:
            page: The answer.
            content: What was read in it.
            body_hash: Of all of it.
            complete: Whether the answer is unchanged only when all that was read is.
        """
        moments = with_entries(self.feed.moments, content.entries, self.now)
        lies = self._has_lied(page)
        return PollData(
            status="ok",
            error=f"gives {content.left_out + MAX_ENTRIES:,} items: the newest {MAX_ENTRIES:,} are taken"
            if content.left_out
            else None,
            entries=content.entries,
            title=content.title,
            language=content.language,
            etag=_validator(page.headers, "ETag") if complete else None,
            last_modified=_validator(page.headers, "Last-Modified") if complete else None,
            body_hash=body_hash,
            moved_to=_moved_to(self.feed, page),
            items=content.items,
            validators_lie=lies,
            **self._next(page, moments, content.wishes, lies=lies),
        )

    def delta(self, page: Page, content: FeedContent) -> PollData:
        """Tell what the server sent as new since the last answer (226)."""
        told = self.read(page, content, PARTIAL)
        told.items = ((content.items or b"") + (self.feed.items or b""))[: ITEM * MAX_ENTRIES] or None
        told.not_modified = True
        return told

    def unchanged(self, page: Page, *, complete: bool = True) -> PollData:
        """Keep what the feed is asked with; a server may name a new one without a new body."""
        wishes = Wishes(self.feed.pause, self.feed.skip)
        return PollData(
            status="unchanged",
            error=self.feed.error if self.feed.status == "ok" else None,
            etag=(_validator(page.headers, "ETag") or self.feed.etag) if complete else None,
            last_modified=(_validator(page.headers, "Last-Modified") or self.feed.last_modified) if complete else None,
            body_hash=self.feed.body_hash,
            items=self.feed.items,
            moved_to=_moved_to(self.feed, page),
            not_modified=page.status == HTTPStatus.NOT_MODIFIED,
            validators_lie=self.feed.validators_lie,
            **self._next(page, self.feed.moments, wishes, lies=self.feed.validators_lie),
        )

    def refused(self, page: Page) -> PollData:
        """Tell a status that is not success."""
        if page.status == HTTPStatus.GONE:
            return self.failing("410 Gone: the publisher has taken it down for good", status="gone")
        pause = retry_after(page.headers, self.now) if page.status in _PAUSING else None
        if _is_challenge(page):
            pause = max(pause or 0, _CHALLENGE_PAUSE)
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

    def _next(self, page: Page, moments: bytes | None, wishes: Wishes, *, lies: bool) -> dict[str, Any]:
        every = max(self.every, _LIARS_EVERY) if lies else self.every
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
        known = self.feed.body_hash not in {None, "", PARTIAL}
        same = (etag, modified) == (self.feed.etag, self.feed.last_modified) and (etag or modified) is not None
        return self.feed.validators_lie or (known and is_doubtful(self.feed, self.now) and same)


def _moved_to(feed: Feed, page: Page) -> str | None:
    if page.permanent:
        return page.final_url
    return feed.url if feed.fetch_url and page.url == feed.url else None


def is_doubtful(feed: Feed, now: datetime) -> bool:
    """Say whether the feed has said that nothing is new for so long that it is asked for the whole."""
    since = feed.read_at or feed.added_at
    return bool(since) and (feed.not_modified or 0) >= _TRUSTED_POLLS and now - since >= _TRUSTED_FOR


def _validator(headers: Mapping[str, str], name: str) -> bytes | None:
    """Return the header's own bytes; None for those that could not be sent back as they came."""
    # Such a server asks not to be cached; what it calls unchanged often is not.
    if headers.get("Expires", "").strip() == "0":
        return None
    try:
        return headers.get(name, "").encode() or None
    except UnicodeEncodeError:
        return None


def _status_words(page: Page) -> str:
    try:
        words = f"{page.status} {HTTPStatus(page.status).phrase}"
    except ValueError:
        words = str(page.status)
    return f"{words} (a challenge for browsers)" if _is_challenge(page) else words


def _is_challenge(page: Page) -> bool:
    # Cloudflare and Amazon ask for a browser here, and more requests only make them surer.
    return any(name in page.headers for name in _CHALLENGES)
