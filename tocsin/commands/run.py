"""`tocsin run`: one pass now."""

from typing import Annotated

import typer

Lists = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[LIST]…", help="Watchlists: files, or names of own or shipped ones; none means all your own."
    ),
]


def run(
    lists: Lists = None, everything: Annotated[bool, typer.Option("--all", help="Poll every feed, due or not.")] = False
) -> None:
    """Do one pass now: poll what is due, read, match, send what is due."""
    from flows.settings import load_settings
    from tocsin.pipeline import run_monitor

    run_monitor(load_settings(), lists or [], everything=everything)
