"""Pruning by hand: by one age for everything but hits, or by the settings as once a day."""

from datetime import datetime

from flows.settings import Settings
from storage import prune
from tocsin.store import reading, writing


def prune_now(settings: Settings, now: datetime, *, before: datetime | None, dry_run: bool) -> dict[str, int]:
    """Throw away, or for a dry run count, what is older than `before`; without it what the settings do not keep."""
    opened = reading if dry_run else writing
    if before is not None:
        with opened(settings) as session:
            return prune(session, before=before, dry_run=dry_run)
    from flows.retention import prune_by_settings
    from flows.workspace import open_workspace

    with open_workspace() as work, opened(settings) as session:
        return prune_by_settings(work, session, now, dry_run=dry_run)
