"""The part of `tocsin check --online` that asks the feeds and makes sure of the channels."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from flows.errors import FlowError
from flows.settings import Settings
from flows.steps.deliver.channels import load_channels
from flows.steps.gather.fetch import open_client
from flows.steps.gather.poll import poll_feed
from storage import Feed, PollData
from tocsin.findings import Finding
from watchlists import FeedSource, Watchlist

_AT_ONCE = 10


def ask_outside(settings: Settings, watchlists: Sequence[Watchlist]) -> list[Finding]:
    """Return a finding for the channels and one for each feed of the lists; nothing is stored, nothing is sent."""
    sources = {source.url: source for watchlist in watchlists for source in watchlist.feeds}
    return [*_channels(settings), *asyncio.run(_ask_feeds(settings, list(sources.values())))]


def _channels(settings: Settings) -> Iterator[Finding]:
    if settings.channels_path is None:
        return
    try:
        channels = load_channels(settings.channels_path).tagged("all")
    except FlowError as error:
        yield Finding("channels", "wrong", str(error))
        return
    for channel in channels:
        yield Finding("channels", "ok", f"{channel.service} ({channel.key})")


async def _ask_feeds(settings: Settings, sources: Sequence[FeedSource]) -> list[Finding]:
    lanes = asyncio.Semaphore(_AT_ONCE)
    async with open_client(
        user_agent=settings.user_agent, timeout=settings.timeout_seconds, allow_networks=settings.allow_networks
    ) as client:

        async def ask(source: FeedSource) -> Finding:
            now = datetime.now(UTC)
            feed = Feed(url=source.url, title=source.title, added_at=now, next_poll_at=now)
            async with lanes:
                poll = await poll_feed(
                    client,
                    feed,
                    now=now,
                    max_bytes=settings.feed_max_bytes,
                    timeout=settings.timeout_seconds,
                    default_every=settings.poll_minutes * 60,
                )
            return _finding(source, poll)

        return list(await asyncio.gather(*(ask(source) for source in sources)))


def _finding(source: FeedSource, poll: PollData) -> Finding:
    if poll.status in {"failing", "gone"}:
        return Finding("feed", "wrong", f"{source.url}: {poll.error}", "correct or remove it in the watchlist")
    moved = f", moved to {poll.moved_to}" if poll.moved_to else ""
    return Finding("feed", "ok", f"{source.url}: {len(poll.entries)} entries{moved}")
