"""Ask a site for its feeds, politely and within the limits of the settings."""

import asyncio

from flows.settings import Settings, load_settings
from flows.steps.gather.discover import discover_feeds
from flows.steps.gather.fetch import open_client


def find_feeds(site: str) -> list[dict[str, str]]:
    """Return a row for each feed of the site: title and address.

    Raises:
        FetchError: The site cannot be had.
    """
    found = asyncio.run(_find(load_settings(), site))
    return [{"title": title, "url": url} for url, title in found.items()]


async def _find(settings: Settings, site: str) -> dict[str, str]:
    async with open_client(
        user_agent=settings.user_agent, timeout=settings.timeout_seconds, allow_networks=settings.allow_networks
    ) as client:
        return await discover_feeds(client, site, max_bytes=settings.feed_max_bytes, timeout=settings.timeout_seconds)
