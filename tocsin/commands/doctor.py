"""`tocsin doctor`: what is wrong with this machine, and what to do."""

from typing import Annotated

import typer

from tocsin.output import echo, echo_rows


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False) -> None:
    """Examine this machine: versions, SQLite, clock, DNS, disk, rights, Prefect; exit 1 when something is wrong."""
    from tocsin.doctor import examine

    findings = examine()
    if as_json:
        echo_rows([finding.row() for finding in findings], as_json=True)
    else:
        for finding in findings:
            echo(str(finding))
    raise typer.Exit(code=any(finding.needs_a_person for finding in findings))
