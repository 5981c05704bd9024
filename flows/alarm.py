"""Speak up when Tocsin itself is in trouble: run by the automations of `deployments.automations`."""

from prefect import flow

from flows.batches import utc_now
from flows.digest import send_outbox
from flows.outbox import open_outbox
from flows.settings import load_settings
from flows.trouble import compose_trouble, tell_directly
from storage import RunData, StorageError


@flow(name="alarm", flow_run_name="alarm · {kind}")
async def alarm(kind: str, detail: str = "") -> RunData:
    """Tell those who get digests that something is wrong, once, and return the account of what was sent.

    Args:
        kind: `failed`, `crashed`, `late` or `silent`.
        detail: What is known, for people.
    """
    settings = load_settings()
    outbox = open_outbox(settings)
    try:
        if not compose_trouble(settings, outbox, kind, detail, utc_now()):
            return RunData()
        return await send_outbox()
    except StorageError as error:
        return RunData(sent=await tell_directly(settings, outbox, kind, f"{detail}; {error}", utc_now()))
