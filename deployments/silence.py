"""Speak up, without Prefect, when no run has completed for long: `python -m deployments.silence SECONDS`.

A process of its own, as `deployments.readiness` is.
"""

import asyncio
import sys
from datetime import UTC, datetime

from flows.outbox import open_outbox
from flows.settings import Settings, load_settings
from flows.trouble import tell_directly
from storage import Database, StorageError, last_run


def speak_up(settings: Settings, patience: float) -> None:
    """Say on stderr and to the channels that nothing has completed for so many seconds, if that is so."""
    if _has_completed(settings, patience):
        return
    minutes = round(patience / 60)
    sys.stderr.write(f"no run has completed for {minutes} minutes: see {settings.prefect_home / 'serve.log'}\n")
    detail = f"nothing has completed for {minutes} minutes"
    asyncio.run(tell_directly(settings, open_outbox(settings), "silent", detail, datetime.now(UTC)))


def _has_completed(settings: Settings, patience: float) -> bool:
    try:
        with Database(settings.database) as database, database.read() as session:
            run = last_run(session)
    except StorageError:
        return False
    return run is not None and (datetime.now(UTC) - run.finished_at).total_seconds() < patience


if __name__ == "__main__":
    speak_up(load_settings(), float(sys.argv[1]))
