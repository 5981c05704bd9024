"""`tocsin deliveries`: what is not delivered, why, and what to do about it."""

from typing import Annotated

import typer

from tocsin.output import echo, echo_rows

app = typer.Typer(
    help="List, explain, retry or abandon what is not delivered.", invoke_without_command=True, rich_markup_mode=None
)

Numbers = Annotated[list[int] | None, typer.Argument(metavar="[ID]…", help="Deliveries, see `tocsin deliveries`.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON Lines.")]


@app.callback()
def list_(
    context: typer.Context,
    state: Annotated[
        list[str] | None,
        typer.Option(
            "--state",
            help="Only pending, claimed, retry, uncertain, dead, sent or abandoned; default: undelivered.",
        ),
    ] = None,
    channel: Annotated[str | None, typer.Option("--channel", help="Only this channel, by its key.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List what is not delivered, the newest digest first."""
    if context.invoked_subcommand:
        return
    from flows.settings import load_settings
    from tocsin.deliveries import delivery_rows

    rows = delivery_rows(load_settings(), states=state or [], channel=channel, limit=limit)
    echo_rows(
        rows,
        as_json=as_json,
        columns=("id", "state", "channel", "digest", "part", "attempts", "next_at", "error"),
        unbroken=("channel", "error"),
    )


@app.command()
def show(
    number: Annotated[int, typer.Argument(metavar="ID", help="See `tocsin deliveries`.")], as_json: AsJson = False
) -> None:
    """Say how one delivery stands, why, and what comes next."""
    from flows.settings import load_settings
    from tocsin.deliveries import delivery_in_words, delivery_row

    row = delivery_row(load_settings(), number)
    if as_json:
        echo_rows([row], as_json=True)
    else:
        for line in delivery_in_words(row):
            echo(line)


@app.command()
def retry(
    numbers: Numbers = None,
    dead: Annotated[bool, typer.Option("--dead", help="All that was refused for good.")] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Leave the sending to the next run.")] = False,
) -> None:
    """Send these again now, with the parts behind them; whoever has one already does not get it twice."""
    from flows.settings import load_settings
    from tocsin.deliveries import act
    from tocsin.pipeline import send_outbox_now

    settings = load_settings()
    echo(f"{act(settings, 'retry', numbers or [], dead=dead)} due now")
    if not wait:
        send_outbox_now(settings)


@app.command()
def abandon(
    numbers: Numbers = None,
    dead: Annotated[bool, typer.Option("--dead", help="All that was refused for good.")] = False,
) -> None:
    """Give these up; the parts behind them go on."""
    from flows.settings import load_settings
    from tocsin.deliveries import act

    echo(f"{act(load_settings(), 'abandon', numbers or [], dead=dead)} abandoned")
