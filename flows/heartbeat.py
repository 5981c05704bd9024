"""Tell a watcher elsewhere that a run was completed: it speaks up when it is not told for long."""

from prefect import get_run_logger

from flows.errors import FetchError
from flows.settings import Settings
from flows.steps.gather.fetch import fetch, open_client

_MAX_BYTES = 100_000
_LAST_GOOD = 399


async def beat(settings: Settings) -> None:
    """Ask the address of `heartbeat_url` once; that it does not answer well is a warning, without the address."""
    if settings.heartbeat_url is None:
        return
    address = settings.heartbeat_url.get_secret_value()
    try:
        async with open_client(
            user_agent=settings.user_agent, timeout=settings.timeout_seconds, allow_networks=settings.allow_networks
        ) as client:
            page = await fetch(client, address, max_bytes=_MAX_BYTES, timeout=settings.timeout_seconds)
        trouble = f"answers {page.status}" if page.status > _LAST_GOOD else ""
    except FetchError as error:
        # Its reason may quote where a redirect led.
        trouble = type(error).__name__ if "://" in error.reason else error.reason
    if trouble:
        get_run_logger().warning("TOCSIN_HEARTBEAT_URL: %s: the watcher was not told of this run", trouble)
