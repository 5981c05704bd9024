"""robots.txt: what a site lets us read, and how often it wishes to be asked (RFC 9309)."""

from aiohttp import ClientSession
from protego import Protego

from flows.errors import FetchError
from flows.steps.gather.fetch import fetch
from flows.steps.gather.urls import parse_url

AGENT = "Tocsin"
"""The name by which a site's rules know us."""
MAX_BYTES = 512_000
"""What is read of the rules: RFC 9309, 2.5 asks for 500 KiB at least."""
_MOST_BYTES = 5_000_000
MAX_DELAY = 30.0
"""Seconds. A longer Crawl-delay is meant for those who read the whole site."""


def robots_url(url: str) -> str | None:
    """Return where the rules for an address are; None for what is no address of http or https."""
    parsed = parse_url(url)
    return f"{parsed.origin}/robots.txt" if parsed else None


async def fetch_rules(client: ClientSession, url: str, *, timeout: float) -> str:  # noqa: ASYNC109  handed on
    """Return the text of the rules at this address: "" where the site has none, and so allows everything.

    Raises:
        FetchError: They are not to be had for now: nobody knows what is allowed.
    """
    page = await fetch(client, url, max_bytes=_MOST_BYTES, timeout=timeout)
    if page.status >= 500 or page.status == 429:  # noqa: PLR2004  RFC 9309, 2.3.1.4; 429 says nothing of the rules
        raise FetchError(f"it answers {page.status}", status=page.status)
    return page.body[:MAX_BYTES].decode(errors="replace").removeprefix("\ufeff") if page.status == 200 else ""  # noqa: PLR2004


class Rules:
    """What a robots.txt says to us.

    Args:
        text: As it came, whatever it is.
    """

    def __init__(self, text: str) -> None:
        self._rules = Protego.parse(text) if text.strip() else None

    def allows(self, url: str) -> bool:
        """Tell whether the address may be read."""
        return self._rules is None or bool(self._rules.can_fetch(url, AGENT))

    @property
    def delay(self) -> float:
        """The pause between two pages that the site wishes, in seconds, up to `MAX_DELAY`."""
        wish = self._rules.crawl_delay(AGENT) if self._rules else None
        return min(max(float(wish or 0), 0.0), MAX_DELAY)
