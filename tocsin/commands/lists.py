"""`tocsin list`: your watchlists, and big ones that others keep."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.output import echo_rows, fail, say

if TYPE_CHECKING:
    from watchlists.importing import Prepared, Target

app = typer.Typer(help="Your watchlists; import big ones that others keep.", rich_markup_mode=None)

COLUMNS = ("id", "name", "terms", "entities", "feeds", "file")


@app.callback(invoke_without_command=True)
def lists(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False
) -> None:
    """Show your watchlists."""
    if context.invoked_subcommand:
        return
    from flows.lists import own_watchlists
    from flows.settings import load_settings
    from watchlists import load_watchlists

    files = list(own_watchlists(load_settings()).values())
    rows = [
        {"id": w.id, "name": w.name, "terms": len(w.terms), "entities": len(w.entities or ()), "feeds": len(w.feeds)}
        | {"file": str(path)}
        for path, w in zip(files, load_watchlists(files), strict=True)
    ]
    echo_rows(rows, as_json=as_json, columns=COLUMNS)


@app.command("import")
def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="targets.simple.csv, FtM JSON lines, .gz; or -.")],
    name: Annotated[str, typer.Option("--as", metavar="NAME", help="The list: its name or file; or FILE's.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    shrink: Annotated[bool, typer.Option("--shrink", help="With --yes: even if over half of the list goes.")] = False,
    everybody: Annotated[bool, typer.Option("--all", help="Take also those that are no targets (of FtM).")] = False,
    severity: Annotated[str | None, typer.Option("--severity", help="Of a new list's entities.")] = None,
    problems: Annotated[bool, typer.Option("--problems", help="Name each row that cannot be used.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print every change as JSON Lines.")] = False,
) -> None:
    """Read people and organizations into a list, after showing what changes. The same file again changes nothing."""
    from tocsin.importing import refuse_to_shrink, show_account, show_changes
    from watchlists import SEVERITIES
    from watchlists.importing import prepare

    if severity is not None and severity not in SEVERITIES:
        fail(f"--severity {severity!r}: expected one of {', '.join(SEVERITIES)}", code=2)
    target = _target(name, file)
    if target.tree and severity:
        fail(f"--severity is for a new list; that of {target.path} stands in it", code=2)
    with prepare(file, target, everybody=everybody, tell=_progress) as prepared:
        show_account(file, prepared.account, one_by_one=problems)
        if not prepared.draft.count:
            fail(f"{file}: nobody in it can be looked for; nothing is changed")
        found = show_changes(target, prepared, as_json=as_json)
        if dry_run or not (found or target.tree is None):
            return
        if not yes:
            _ask(file, target)
        elif not shrink:
            refuse_to_shrink(target, found)
        _keep(target, prepared, severity=severity or "normal")


def _target(name: str, file: str) -> "Target":
    from pathlib import Path

    from flows.lists import own_watchlists
    from flows.settings import load_settings
    from watchlists.importing import find_target

    name = name or Path(file).name.split(".")[0]
    if not any(map(str.isalnum, name)):
        fail("which list? Name it with --as NAME", code=2)
    settings = load_settings()
    folder = settings.watchlists_path
    return find_target(name, folder.parent if folder.is_file() else folder, own_watchlists(settings))


def _progress(records: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{records:,} rows\r")
        sys.stderr.flush()


def _ask(file: str, target: "Target") -> None:
    if file == "-" or not sys.stdin.isatty():
        fail("nothing is changed: there is no terminal to ask on; --yes imports, --dry-run only shows", code=2)
    if not typer.confirm(f"Import into {target.path}?", err=True):
        fail("nothing is changed")


def _keep(target: "Target", prepared: "Prepared", *, severity: str) -> None:
    try:
        prepared.draft.keep()
        if target.tree is None:
            target.create(severity=severity, link=prepared.link)
    except OSError as error:
        fail(f"{target.path}: {error.strerror}")
    say(f"imported: {prepared.draft.count:,} entities are in {target.entities}")
