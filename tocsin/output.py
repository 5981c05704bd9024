"""How a command speaks: rows on stdout, as a table or as JSON Lines; everything else on stderr."""

import json
import re
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NoReturn

Row = Mapping[str, Any]
_NOT_IN_A_LINE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""What JSON lets stand for itself, though some programs break lines there, terminals obey it, or UTF-8 lacks it."""


def echo_rows(
    rows: Iterable[Row], *, as_json: bool, columns: Sequence[str] = (), unbroken: Collection[str] = ()
) -> None:
    """Print the rows: every key as JSON Lines, or the named columns as a table for people, the unbroken ones whole."""
    if as_json:
        for row in rows:
            line = json.dumps(row, ensure_ascii=False, default=_plain)
            sys.stdout.write(_NOT_IN_A_LINE.sub(lambda found: f"\\u{ord(found[0]):04x}", line) + "\n")
    else:
        _echo_table(list(rows), columns, unbroken)


def echo(text: str = "") -> None:
    """Print one line that is the command's answer."""
    sys.stdout.write(f"{text}\n")


def say(message: str) -> None:
    """Print a message for the person at the terminal, apart from the answer."""
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()


def fail(message: str, *, code: int = 1) -> NoReturn:
    """End the command with a message on stderr."""
    say(f"tocsin: {message}")
    raise SystemExit(code)


def _echo_table(rows: Sequence[Row], columns: Sequence[str], unbroken: Collection[str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold", no_wrap=column in unbroken)
    for row in rows:
        # Text, not str: what came from a feed must not be read as markup.
        table.add_row(*(Text(_cell(row.get(column))) for column in columns))
    console = Console(soft_wrap=not sys.stdout.isatty(), highlight=False)
    console.print(table)


def _cell(value: Any) -> str:
    from flows.steps.clean import clean_text

    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return clean_text("" if value is None else str(value), 300)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
