"""The application: its commands in the order one meets them, and the one place where errors become a line."""

import io
import signal
import sys
from typing import Annotated

import typer

from tocsin.commands import (
    backtest,
    check,
    db,
    deliveries,
    demo,
    digest,
    doctor,
    feeds,
    hits,
    lists,
    match,
    mute,
    run,
    serve_links,
    status,
    up,
    why,
)
from tocsin.output import fail

app = typer.Typer(
    name="tocsin",
    help="An alarm bell for the news: it watches feeds for named people, firms and themes, and says why.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("run")(run.run)
app.command("up")(up.up)
app.command("serve-links")(serve_links.serve_links)
app.command("check")(check.check)
app.command("status")(status.status)
app.command("doctor")(doctor.doctor)
app.command("match")(match.match)
app.command("backtest")(backtest.backtest)
app.command("hits")(hits.hits)
app.command("why")(why.why)
app.add_typer(lists.app, name="list")
app.add_typer(feeds.app, name="feeds")
app.add_typer(digest.app, name="digest")
app.add_typer(mute.app, name="mute")
app.add_typer(deliveries.app, name="deliveries")
app.add_typer(db.app, name="db")


def main() -> None:
    """Run the command line: exit 0 done, 1 failed as one would expect, 2 wrong use, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        # A lone surrogate from a broken page is printed as \\udXXX: the escape that JSON has for it, too.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # What a supervisor or a closed terminal sends is taken like Ctrl-C: everything that was started is stopped.
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)
    try:
        app()
    except Exception as error:
        # The error trees are imported only now: `tocsin --help` has no use for them.
        if not _is_expected(error):
            raise
        fail(str(error))


@app.callback(invoke_without_command=True)
def options(version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False) -> None:
    """An alarm bell for the news: it watches feeds for named people, firms and themes, and says why."""
    if version:
        from importlib.metadata import version as version_of

        sys.stdout.write(f"tocsin {version_of('tocsin')}\n")
        raise typer.Exit


def _is_expected(error: Exception) -> bool:
    from flows.errors import FlowError
    from storage.errors import StorageError
    from watchlists.errors import WatchlistError

    return isinstance(error, FlowError | StorageError | WatchlistError)
