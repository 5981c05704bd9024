"""`tocsin status`: does it do its work?"""

from typing import Annotated

import typer

from tocsin.output import echo, echo_rows


def status(as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False) -> None:
    """Show what each stage last did, what waits and what is in trouble; exit 1 when something needs a person."""
    from datetime import UTC, datetime

    from flows.settings import load_settings
    from tocsin.status import look

    findings = look(load_settings(), datetime.now(UTC))
    if as_json:
        echo_rows([finding.row() for finding in findings], as_json=True)
    else:
        for finding in findings:
            echo(str(finding))
    raise typer.Exit(code=any(finding.needs_a_person for finding in findings))
