"""`tocsin up`: everything unattended on this machine."""

from contextlib import suppress

from tocsin.commands.run import Lists
from tocsin.output import say


def up(
    lists: Lists = None,
) -> None:
    """Run everything unattended: Prefect server and UI, schedules and their runs. Ctrl-C stops it all."""
    from deployments.up import run_up
    from flows.outbox import open_outbox
    from flows.settings import load_settings
    from flows.workspace import open_workspace

    settings = load_settings()
    # Refused here and now, not in a log an hour later.
    with open_workspace(lists or ()) as work:
        open_outbox(work.settings)
        feeds = {feed.url for feed in work.feeds()}
        say(f"watching {sum(len(w.terms) + len(w.entities or ()) for w in work.chosen):,} terms in {len(feeds)} feeds")
    with suppress(KeyboardInterrupt):
        run_up(settings, lists or [], tell=say)
    say("stopped")
