"""What an import has read and what it changes, as it is shown before anything is written."""

from collections import Counter

from flows.steps.clean import clean_text
from tocsin.output import echo, echo_rows, fail, say
from watchlists import Entities, WatchlistError
from watchlists.importing import Account, Changes, Prepared, Target, changes, compare

_SAMPLES = 5
_LINES = 6
_KINDS = ("new", "changed", "gone")


def show_account(file: str, account: Account, *, one_by_one: bool) -> None:
    """Tell what became of the rows of a file; each row that cannot be used by its line, if asked for."""
    say(f"{file}: {account.records:,} rows, {account.entities:,} people and organizations")
    if account.schemas:
        say(f"  not watched for: {_counts(account.schemas)}")
    if account.others:
        say(f"  no targets: {account.others:,}; --all takes them too")
    if account.names:
        say(f"  names left out: {_counts(account.names)}")
    for reason, count in account.reasons.most_common():
        lines = [str(problem.line) for problem in account.problems if problem.reason == reason]
        more = ", …" if count > _LINES else ""
        say(f"  unusable: {reason} ({count:,}), line {', '.join(lines[:_LINES])}{more}")
    for problem in account.problems if one_by_one else ():
        shown = f": {clean_text(problem.shown, 80)}" if problem.shown else ""
        say(f"{file}:{problem.line}: {problem.reason}{shown}")


def show_changes(target: Target, prepared: Prepared, *, as_json: bool) -> Changes:
    """Show what an import changes in a list, and return it."""
    new = prepared.draft.entities()
    old, found = _compare(target, new)
    parts = [f"{found.counts[kind]:,} {kind}" for kind in _KINDS if found.counts[kind]] or ["nothing changes"]
    line = f"{target.path}: {', '.join(parts)}, {found.counts['same']:,} as before"
    if as_json:
        say(line)
        echo_rows((change._asdict() for change in changes(old, new) if change.change != "same"), as_json=True)
        return found
    echo(line)
    for kind in _KINDS:
        shown = [change for change in found.samples if change.change == kind]
        for change in shown:
            what = f": {change.what}" if change.what else ""
            echo(f"  {kind:<8} {change.id}  {clean_text(change.name + what, 160)}")
        if found.counts[kind] > len(shown):
            echo(f"  {kind:<8} … and {found.counts[kind] - len(shown):,} more")
    return found


def refuse_to_shrink(target: Target, found: Changes) -> None:
    """End the command where over half of what the list has would be gone: more often than not, a file was cut off."""
    had = found.counts["gone"] + found.counts["changed"] + found.counts["same"]
    if found.counts["gone"] * 2 > had:
        fail(
            f"{target.path}: {found.counts['gone']:,} of {had:,} entities would be gone, and nothing is changed;"
            " if that is right, add --shrink"
        )


def _compare(target: Target, new: Entities) -> tuple[Entities | None, Changes]:
    try:
        old = target.present()
        return old, compare(old, new, samples=_SAMPLES)
    except WatchlistError as error:
        say(f"{error}\nwhat is there now is damaged: all of it is replaced")
        return None, compare(None, new, samples=_SAMPLES)


def _counts(counted: Counter[str]) -> str:
    return ", ".join(f"{what} ({count:,})" for what, count in counted.most_common())
