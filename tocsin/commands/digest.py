"""`tocsin digest`: look at the next digest, send it now, send one again."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.commands.run import Lists
from tocsin.output import echo, echo_rows, say

if TYPE_CHECKING:
    from flows.steps.tell.view import DigestView

app = typer.Typer(help="Preview, send or resend a digest.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def preview(
    lists: Lists = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the HTML there instead; of several, numbered.")
    ] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Show the HTML in a browser.")] = False,
) -> None:
    """Show what the next digest would say, without sending or marking anything."""
    from flows.settings import load_settings
    from tocsin.digests import previews, write_preview

    views = previews(lists or [])
    if not views:
        say("nothing waits to be told")
    for number, view in enumerate(views, start=1):
        if html or open_it:
            named = html.with_stem(f"{html.stem}-{number}") if html and len(views) > 1 else html
            path = write_preview(view, named, number, load_settings().home)
            echo(str(path))
            if open_it:
                typer.launch(path.as_uri())
        else:
            _print(view)


def _print(view: "DigestView") -> None:
    if sys.stdout.isatty():
        from rich.console import Console

        from flows.steps.tell.terminal import render_terminal

        Console(highlight=False).print(render_terminal(view))
    else:
        from flows.steps.tell.render import render_text

        echo(render_text(view))


@app.command()
def send(lists: Lists = None) -> None:
    """Send now what waits for the digests of these lists, whatever their schedule."""
    from flows.settings import load_settings
    from tocsin.pipeline import run_digests

    run_digests(load_settings(), lists or [])


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False) -> None:
    """Show the last digests and how their deliveries stand."""
    from flows.settings import load_settings
    from tocsin.digests import digest_rows

    echo_rows(
        digest_rows(load_settings()), as_json=as_json, columns=("id", "created_at", "to", "deliveries", "subject")
    )


@app.command()
def resend(number: Annotated[int, typer.Argument(metavar="DIGEST", help="Its id, see `tocsin digest list`.")]) -> None:
    """Send a digest again as it was: the same bytes, the same Message-ID, to all of its channels."""
    from flows.settings import load_settings
    from tocsin.pipeline import resend_digest

    resend_digest(load_settings(), number)
