"""`tocsin check`: what is wrong, with file and line."""

from typing import Annotated

import typer

from tocsin.commands.run import Lists
from tocsin.output import echo, echo_rows


def check(
    lists: Lists = None,
    online: Annotated[
        bool, typer.Option("--online", help="Ask the feeds too, and Apprise whether it understands each channel.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """Check settings, watchlists, channels, database and Prefect; exit 1 when something needs a person."""
    from tocsin.diagnosis import diagnose

    findings = diagnose(lists or [], online=online)
    if as_json:
        echo_rows([finding.row() for finding in findings], as_json=True)
    else:
        for finding in findings:
            echo(str(finding))
    raise typer.Exit(code=any(finding.needs_a_person for finding in findings))
