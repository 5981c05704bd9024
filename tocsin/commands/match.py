"""`tocsin match`: match texts without storing anything."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tocsin.output import echo, echo_rows, fail

if TYPE_CHECKING:
    from watchlists import Match

COLUMNS = ("document", "term", "field", "start", "end", "text", "form", "rule", "score", "possible")


def match(
    files: Annotated[list[str] | None, typer.Argument(metavar="[FILE|-]…", help="Texts; `-` or none is stdin.")] = None,
    watchlist: Annotated[str, typer.Option("-w", "--watchlist", metavar="LIST", help="A file, or a list's name.")] = "",
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Files hold lines {"id", "title", "text"}, not plain text.')
    ] = False,
    possible: Annotated[
        bool, typer.Option("--possible", help="Show also surnames that nothing vouches for: they never alert.")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say in words why each match is one.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """Match texts without storing: one row a match, with offsets in Python characters."""
    from flows.lists import find_watchlist, own_watchlists
    from flows.settings import load_settings
    from watchlists import Matcher, load_watchlist

    if not watchlist:
        fail("which watchlist? Name it with -w LIST", code=2)
    settings = load_settings()
    matcher = Matcher(load_watchlist(find_watchlist(watchlist, own_watchlists(settings))), cache=settings.cache)
    matches = (
        (name, found)
        for name, title, text in _documents(files or ["-"], jsonl=jsonl)
        for found in matcher.find(title=title, text=text, possible=possible)
    )
    if explain:
        for name, found in matches:
            echo(_explain(name, found))
    else:
        rows = ({"document": name, **{c: getattr(found, c) for c in COLUMNS[1:]}} for name, found in matches)
        echo_rows(rows, as_json=as_json, columns=COLUMNS)


def _explain(name: str, found: "Match") -> str:
    sure = "possible, does not alert" if found.possible else f"score {found.score:.2f}"
    head = f"{name} {found.field} {found.start}-{found.end}: «{' '.join(found.text.split())}» is {found.form} ({sure})"
    if not found.reasons:
        return f"{head}\n    {found.rule}"
    parts = (
        f"    {reason.listed}: {', '.join(filter(None, [reason.rule, reason.detail]))}" for reason in found.reasons
    )
    return "\n".join([head, *parts])


def _documents(files: Sequence[str], *, jsonl: bool) -> Iterator[tuple[str, str, str]]:
    for name in files:
        content = _read(name)
        if jsonl:
            for number, line in enumerate(content.split("\n"), start=1):
                if line.strip():
                    yield _document(line, f"{name}:{number}")
        else:
            yield name, "", content


def _read(name: str) -> str:
    if name == "-":
        return sys.stdin.buffer.read().decode("utf-8", errors="replace")
    try:
        # No newline translation: offsets are those of the file.
        return Path(name).read_bytes().decode("utf-8", errors="replace")
    except OSError as error:
        fail(f"{name}: {error.strerror}")


def _document(line: str, place: str) -> tuple[str, str, str]:
    import json

    try:
        row: dict[str, Any] = json.loads(line)
        return str(row["id"]), str(row.get("title") or ""), str(row.get("text") or "")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        fail(f'{place}: expected a line {{"id", "title", "text"}}: {error}')
