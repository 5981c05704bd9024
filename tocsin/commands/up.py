"""`tocsin up`: everything unattended on this machine."""

from contextlib import suppress

from tocsin.commands.run import Lists
from tocsin.output import say


def up(
    lists: Lists = None,
) -> None:
    """Run everything unattended: Prefect server and UI, schedules and their runs. Ctrl-C stops it all."""
    from deployments.readiness import look_ready
    from deployments.up import run_up
    from flows.settings import load_settings

    settings = load_settings()
    # Refused here and now, not in a log an hour later.
    say(look_ready(lists or ()))
    with suppress(KeyboardInterrupt):
        run_up(settings, lists or [], tell=say)
    say("stopped")
