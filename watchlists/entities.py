"""The entities of a big list: a file of JSON lines beside its YAML, sorted by id, each a term in fewer words.

    {"id": "Q1", "name": "…", "kind": "person", "aliases": ["…"], "source": {"dataset": "…", "countries": ["…"]}}

`tocsin list import` writes it. It is read line by line, and a single entity is
found by halving: a million of them need neither memory nor an index.
"""

from collections.abc import Iterator
from functools import cached_property
from hashlib import file_digest
from io import BufferedReader
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from pydantic import ValidationError

from watchlists.errors import Problem, WatchlistError
from watchlists.fields import SEVERITIES, check_id
from watchlists.finding.forms import check_listed
from watchlists.snapshot import Snapshot
from watchlists.term import Source, Term

KINDS = frozenset({"person", "organization"})
_KEYS = frozenset({"id", "name", "kind", "aliases", "acronyms", "severity", "source"})
_ONE_LINE = 4_096


class Entity(NamedTuple):
    """What is looked for of an entity."""

    id: str
    name: str
    kind: str
    """`person` or `organization`."""
    aliases: tuple[str, ...]
    acronyms: tuple[str, ...]


class Entities:
    """The entities in a file as it was when this was made; what takes the file's place later is not seen.

    Iterating yields each `Entity` in the order of the file, as often as one likes.

    Args:
        path: The file.
        severity: Of the entities that have none of their own.
        link: The address of a page about an entity, with `{id}` where its id goes.

    Raises:
        WatchlistError: The file cannot be read or is empty; or, while it is read, a line is damaged.
    """

    def __init__(self, path: Path, *, severity: str = "normal", link: str = "") -> None:
        self.path = path
        self.severity = severity
        self.link = link
        try:
            self._file = Snapshot(path)
        except OSError as e:
            raise self._error(1, f"cannot be read: {e.strerror or e}") from e
        if not self._file.size:
            raise self._error(1, "expected entities, a JSON object a line; the file is empty")

    def __iter__(self) -> Iterator[Entity]:
        for number, line in enumerate(self._file.reader(), start=1):
            try:
                yield entity(orjson.loads(line))
            except ValueError as e:
                raise self._error(number, _reason(e)) from e

    def __len__(self) -> int:
        return self._length

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Entities) and self.__reduce__() == other.__reduce__()

    def __hash__(self) -> int:
        return hash(self.path)

    def __reduce__(self) -> tuple[Any, ...]:
        return _opened, (self.path, self.severity, self.link)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the file's content."""
        return file_digest(self._file.reader(), "sha256").hexdigest()

    def get(self, key: str) -> Term | None:
        """Return the entity with this id as a term, or None where there is none.

        Raises:
            WatchlistError: A line on the way to it is damaged.
        """
        low, high = 0, self._file.size
        while low < high:
            middle = (low + high) // 2
            start, line = self._file.line_from(middle, low, _ONE_LINE)
            if start >= high:
                high = middle
                continue
            try:
                row = _row(line)
                if row["id"] == key:
                    return self._term(row)
            except ValueError as e:
                raise self._error(self._file.line_number(start), _reason(e)) from e
            low, high = (start + len(line), high) if row["id"] < key else (low, middle)
        return None

    def lines(self) -> BufferedReader:
        """Return a reader of its lines as they are."""
        return self._file.reader()

    def read(self, line: bytes, number: int) -> dict[str, Any]:
        """Return what stands in one of its lines.

        Raises:
            WatchlistError: It is damaged.
        """
        try:
            return _row(line)
        except ValueError as e:
            raise self._error(number, _reason(e)) from e

    def check(self) -> Iterator[Problem]:
        """Yield what is wrong in the file, line by line: damage, names that are none, ids twice or out of order."""
        last = ""
        for number, line in enumerate(self._file.reader(), start=1):
            try:
                row = _row(line)
                _examine(row)
            except ValueError as e:
                yield self._problem(number, _reason(e))
                continue
            if row["id"] <= last:
                yield self._problem(number, f"{row['id']!r}: expected each id once and in order; it is after {last!r}")
            last = row["id"]

    @cached_property
    def _length(self) -> int:
        return sum(1 for _ in self._file.reader())

    def _term(self, row: dict[str, Any]) -> Term:
        source = row.get("source") or {}
        if self.link and not source.get("url"):
            source["url"] = self.link.replace("{id}", row["id"])
        return Term.model_validate({"severity": self.severity, **row, "source": source or None})

    def _error(self, line: int, message: str) -> WatchlistError:
        return WatchlistError([self._problem(line, message)])

    def _problem(self, line: int, message: str) -> Problem:
        return Problem(str(self.path), line, 1, "", message)


def entity(row: Any) -> Entity:
    """Return what a line says is to be looked for.

    Raises:
        ValueError: It is no entity.
    """
    try:
        aliases, acronyms = row.get("aliases", []), row.get("acronyms", [])
        found = Entity(row["id"], row["name"], row["kind"], (*aliases,), (*acronyms,))
        # Joining is the quickest way to find that one of them is no text.
        "".join((found.id, found.name, *aliases, *acronyms))
        wrong = found.kind not in KINDS or not found.id or not found.name or not type(aliases) is type(acronyms) is list
    except KeyError as e:
        raise ValueError(f"expected the key {e}") from e
    except (TypeError, AttributeError) as e:
        raise ValueError(f"expected an entity: {e}") from e
    if wrong:
        raise ValueError(f"expected an id, a name, a kind of {', '.join(sorted(KINDS))}, and lists of names")
    if not row.keys() <= _KEYS:
        raise ValueError(f"unknown key {min(row.keys() - _KEYS)!r}; expected {', '.join(sorted(_KEYS))}")
    return found


def _row(line: bytes) -> dict[str, Any]:
    row: dict[str, Any] = orjson.loads(line)
    entity(row)
    return row


def _examine(row: dict[str, Any]) -> None:
    # As the model of a term would, and ten times as fast.
    check_id(row["id"])
    for name in (row["name"], *row.get("aliases", ()), *row.get("acronyms", ())):
        check_listed(name)
    if row.get("severity", "normal") not in SEVERITIES:
        raise ValueError(f"{row['severity']!r}: expected a severity of {', '.join(SEVERITIES)}")
    if "source" in row:
        Source.model_validate(row["source"])


def _opened(path: Path, severity: str, link: str) -> Entities:
    return Entities(path, severity=severity, link=link)


def _reason(error: ValueError) -> str:
    if isinstance(error, orjson.JSONDecodeError):
        return f"expected a JSON object: {error.msg}"
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first.get('ctx', {}).get('error') or first['msg']}"
