"""OpenSanctions' `targets.simple.csv`: a target a row, its lists inside a column separated by semicolons.

Its column `aliases` holds names, aliases and weak aliases alike: which is which only the JSON lines tell.
"""

import csv
from collections import deque
from collections.abc import Iterator, Sequence

from watchlists.importing.lines import LONGEST, Lines
from watchlists.importing.records import Record, Unread

NEEDED = ("id", "schema", "name")
_LONGEST_FIELD = 1 << 20
LINK = "https://www.opensanctions.org/entities/{id}/"
"""Where OpenSanctions shows an entity."""


def is_header(line: str) -> bool:
    """Tell whether a line names the columns of such a file."""
    return set(NEEDED) <= set(_columns(line))


def read_targets(lines: Lines) -> Iterator[Record | Unread]:
    """Yield each row after the header. A row that is broken takes no other one with it."""
    rows = _rows(lines)
    place: dict[str, int] = {}
    for number, row in rows:
        if isinstance(row, str):
            yield Unread(number, row)
        elif not place:
            place = {name.strip().lower(): index for index, name in enumerate(row)}
        elif len(row) != len(place):
            yield Unread(number, f"another number of columns than the header's {len(place)}")
        else:
            yield _record(number, row, place)


def _record(line: int, row: Sequence[str], place: dict[str, int]) -> Record:
    def get(column: str) -> str:
        return row[place[column]].strip() if column in place else ""

    return Record(
        line,
        id=get("id"),
        schema=get("schema"),
        name=get("name"),
        names=_listed(get("aliases")),
        countries=_listed(get("countries")),
        dataset="; ".join(_listed(get("dataset"))),
    )


def _columns(line: str) -> list[str]:
    try:
        return [name.strip().lower() for name in next(csv.reader([line]), [])]
    except csv.Error:
        return []


def _listed(text: str) -> tuple[str, ...]:
    if '"' not in text:
        return tuple(text.split(";")) if text else ()
    try:
        return tuple(next(csv.reader([" ".join(text.splitlines())], delimiter=";"), []))
    except csv.Error:
        return tuple(text.split(";"))


class _BrokenError(Exception):
    """A line that can be in no row."""


class _Feed:
    """Lines as text, for a CSV reader; those of a row that broke are given again, but for its first."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._again: deque[tuple[int, bytes | None]] = deque()
        self.taken: list[tuple[int, bytes | None]] = []

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        if line[1] is None:
            raise _BrokenError(f"a line longer than {LONGEST >> 20} MB")
        try:
            return line[1].decode()
        except UnicodeDecodeError as e:
            raise _BrokenError("not UTF-8") from e

    def give_again(self) -> None:
        self._again.extendleft(reversed(self.taken[1:]))


def _rows(lines: Lines) -> Iterator[tuple[int, list[str] | str]]:
    """Yield the number of each row's first line, and its columns or what is wrong with it."""
    before = csv.field_size_limit(_LONGEST_FIELD)
    feed = _Feed(lines)
    reader = csv.reader(feed, strict=True)
    try:
        while True:
            feed.taken.clear()
            try:
                row = next(reader)
            except StopIteration:
                return
            except (csv.Error, _BrokenError) as e:
                # A quote that is never closed must not swallow the rows after it.
                feed.give_again()
                yield feed.taken[0][0], _reason(e)
                continue
            if any(map(str.strip, row)):
                yield feed.taken[0][0], row
    finally:
        csv.field_size_limit(before)


def _reason(error: Exception) -> str:
    if isinstance(error, _BrokenError):
        return str(error)
    return f"a field longer than {_LONGEST_FIELD >> 20} MB" if "limit" in str(error) else "broken CSV"
