"""`tocsin db`: the database."""

from pathlib import Path
from typing import Annotated

import typer

from tocsin.output import echo, echo_rows

app = typer.Typer(
    help="Upgrade, measure, back up, restore, prune the database.", no_args_is_help=True, rich_markup_mode=None
)


@app.command()
def upgrade() -> None:
    """Bring the schema up to date. Every command does so by itself; this one only says so."""
    from flows.settings import load_settings
    from storage import schema_status
    from tocsin.store import opened

    settings = load_settings()
    with opened(settings):
        echo(f"schema {schema_status(settings.database).revision}")


@app.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False) -> None:
    """Show how much is kept."""
    from flows.settings import load_settings
    from storage import sizes
    from tocsin.store import reading

    with reading(load_settings()) as session:
        rows = [{"table": name, "rows": count} for name, count in sizes(session).items()]
    echo_rows(rows, as_json=as_json, columns=("table", "rows"))


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes; it must not exist.")],
) -> None:
    """Copy the database while everything runs."""
    from flows.settings import load_settings
    from storage import backup as copy

    copy(load_settings().database, target)
    echo(f"copied to {target}")


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="A copy that `tocsin db backup` made; it stays.")],
    replace: Annotated[bool, typer.Option("--replace", help="Put the database that is there aside.")] = False,
) -> None:
    """Put a backup in the place of the database, while nothing runs."""
    from deployments.server import only_one
    from flows.settings import load_settings
    from storage import restore as put_back

    settings = load_settings()
    with only_one(settings):
        aside = put_back(settings.database, source, replace=replace)
    echo(f"restored from {source}{f'; the old database is {aside}' if aside else ''}")


@app.command()
def prune(
    older_than: Annotated[
        str | None, typer.Option("--older-than", help="Age: 30d, 26w. Without it what TOCSIN_KEEP_… say.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """Drop old texts and what hangs on them; nothing that is still to be told. `tocsin up` does so once a day."""
    from datetime import UTC, datetime

    from flows.settings import load_settings
    from tocsin.moments import parse_moment
    from tocsin.pruning import prune_now

    now = datetime.now(UTC)
    before = parse_moment("--older-than", older_than, now) if older_than else None
    gone = prune_now(load_settings(), now, before=before, dry_run=dry_run)
    echo_rows(
        [{"what": name, "rows": count} for name, count in gone.items()], as_json=as_json, columns=("what", "rows")
    )
