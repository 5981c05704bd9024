"""`tocsin match`: match texts without storing anything."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tocsin.output import echo, echo_rows, fail
from tocsin.texts import read_text

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
    texts = _documents(files or ["-"], jsonl=jsonl)
    matches = (
        (name, {"title": title, "text": text}[found.field], found)
        for name, title, text in texts
        for found in matcher.find(title=title, text=text, possible=possible)
    )
    if explain and not as_json:
        _echo_explanations(matches)
    else:
        rows = (_row(name, found, explain=explain) for name, _, found in matches)
        echo_rows(rows, as_json=as_json, columns=COLUMNS)


def _row(name: str, found: "Match", *, explain: bool) -> dict[str, Any]:
    row = {"document": name, **{column: getattr(found, column) for column in COLUMNS[1:]}}
    if explain:
        from watchlists.explanation import explain as in_words

        row |= {"reasons": [reason._asdict() for reason in found.reasons], "why": in_words(found)}
    return row


def _echo_explanations(matches: Iterable[tuple[str, str, "Match"]]) -> None:
    from tocsin.explaining import explanation, marked, stands_for

    for name, source, found in matches:
        echo(f"{name}, {stands_for(found)}")
        for line in explanation(found, marked(source, found.start, found.end)):
            echo(line)


def _documents(files: Sequence[str], *, jsonl: bool) -> Iterator[tuple[str, str, str]]:
    for name in files:
        content = read_text(name)
        if jsonl:
            for number, line in enumerate(content.split("\n"), start=1):
                if line.strip():
                    yield _document(line, f"{name}:{number}")
        else:
            yield name, "", content


def _document(line: str, place: str) -> tuple[str, str, str]:
    import json

    try:
        row: dict[str, Any] = json.loads(line)
        return str(row["id"]), str(row.get("title") or ""), str(row.get("text") or "")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        fail(f'{place}: expected a line {{"id", "title", "text"}}: {error}')
