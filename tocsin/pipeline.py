"""Run the flows in this process, reporting to a Prefect API, and show what they made."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any

from deployments.addresses import answers, without_password
from deployments.server import ServerError, prefect_api
from flows.outbox import open_outbox
from flows.settings import Settings
from flows.steps.deliver.files import FILE_CHANNEL, digest_path
from flows.workspace import open_workspace
from storage import RunData, StorageError, count_deliveries, list_deliveries, resend_deliveries
from tocsin.output import echo, say
from tocsin.store import opened

_LAST = 100
"""Deliveries of which those of this run are the newest."""


def run_monitor(settings: Settings, names: Sequence[str], *, everything: bool = False) -> None:
    """Do one pass of the pipeline and show its digests and its account.

    With no channel configured there is nobody to disturb: every digest that
    has something to tell is made at once, whatever its schedule.

    Raises:
        ServerError: No Prefect server could be reached or started.
        FlowError, WatchlistError, StorageError: As the flow says.
    """

    def passes() -> Coroutine[Any, Any, RunData]:
        from flows.monitor import monitor

        return monitor(list(names), everything, send_now=settings.channels_path is None)

    _refuse_what_is_wrong(names)
    _run(settings, passes)


def run_digests(settings: Settings, names: Sequence[str]) -> None:
    """Send what waits for the digests of these lists, whatever their schedule, and show the account."""

    def sends() -> Coroutine[Any, Any, RunData]:
        from flows.digest import send_digests

        return send_digests(list(names), everything=True)

    _refuse_what_is_wrong(names)
    _run(settings, sends)


def resend_digest(settings: Settings, number: int) -> None:
    """Put a digest back into the outbox as it was, and send what is due.

    Raises:
        StorageError: There is no digest of this number.
    """
    with opened(settings) as database, database.session() as session:
        if not resend_deliveries(session, number, datetime.now(UTC)):
            raise StorageError(f"there is no digest {number}: see `tocsin digest list`")
    send_outbox_now(settings)


def send_outbox_now(settings: Settings) -> None:
    """Send what is due in the outbox, and show the account."""

    def sends() -> Coroutine[Any, Any, RunData]:
        from flows.digest import send_outbox

        return send_outbox()

    _run(settings, sends)


def _refuse_what_is_wrong(names: Sequence[str]) -> None:
    """Say now what is wrong with settings, lists, channels and database: a server takes seconds to start."""
    with open_workspace(names) as work:
        open_outbox(work.settings)


def _run(settings: Settings, start: Callable[[], Coroutine[Any, Any, RunData]]) -> None:
    started = datetime.now(UTC)
    with prefect_api(settings) as api_url:
        try:
            account = asyncio.run(start())
        except RuntimeError as error:
            if "Failed to reach API" not in str(error):
                raise
            raise ServerError(
                f"no Prefect API at {without_password(api_url)}: start it, or unset the variable"
            ) from error
    from flows.reports import describe

    for line in _printed(settings, since=started):
        echo(line)
    say(describe(account))
    for line in _refused(settings):
        say(line)
    # The one that was started for this run is gone; what it knows is there again under `tocsin up`.
    if answers(api_url):
        say(f"Prefect: {api_url}")


def _refused(settings: Settings) -> list[str]:
    """What was refused for good is said by every run, until somebody has seen to it."""
    with opened(settings) as database, database.read() as session:
        dead = count_deliveries(session).get("dead", 0)
    told = f"{dead} refused for good: `tocsin deliveries` says which; correct it, then `tocsin deliveries retry --dead`"
    return [told] if dead else []


def _printed(settings: Settings, *, since: datetime) -> list[str]:
    """The digests that went into files since a moment: their text, then where the HTML is."""
    with opened(settings) as database, database.read() as session:
        sent = list_deliveries(session, states={"sent"}, limit=_LAST)
    made = [row.payload for row in sent if row.channel == FILE_CHANNEL and row.sent_at and row.sent_at >= since]
    return [line for payload in made for line in (payload["text"], f"HTML: {digest_path(settings.home, payload)}")]
