"""A new file of entities: written beside the old one, sorted, and put in its place at a stroke."""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import orjson

from watchlists.entities import Entities


class Draft:
    """The next version of a file of entities. Until `keep` is called nothing is changed, and after it all is.

    Only ids are held in memory, not entities. Use it as a context manager: what is not kept is removed.

    Args:
        target: The file to be; another one may be there.
        rows: Entities, in any order. They are not empty, or there is no draft.
        twice: Is called with each row whose id has been there before; the first one stands.

    Raises:
        OSError: The folder cannot be written to.
    """

    def __init__(
        self, target: Path, rows: Iterable[Mapping[str, Any]], twice: Callable[[Mapping[str, Any]], None]
    ) -> None:
        # A link stays a link: what it points to is replaced.
        self._target = target.resolve()
        self.path = self._target.with_name(f".{self._target.name}.{uuid4().hex}")
        self._target.parent.mkdir(parents=True, exist_ok=True)
        try:
            self.count = self._write(rows, twice)
        except BaseException:
            self.path.unlink(missing_ok=True)
            raise

    def entities(self) -> Entities:
        """Return what is in it."""
        return Entities(self.path)

    def keep(self) -> None:
        """Put it in the place of the file."""
        self.path.replace(self._target)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.path.unlink(missing_ok=True)

    def _write(self, rows: Iterable[Mapping[str, Any]], twice: Callable[[Mapping[str, Any]], None]) -> int:
        places: dict[str, int] = {}
        with TemporaryFile(dir=self._target.parent) as heap, self._created() as sorted_file:
            place = 0
            for row in rows:
                if places.setdefault(row["id"], place) != place:
                    twice(row)
                    continue
                place += heap.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
            for key in sorted(places):
                heap.seek(places[key])
                sorted_file.write(heap.readline())
            sorted_file.flush()
            os.fsync(sorted_file.fileno())
        return len(places)

    def _created(self) -> Any:
        file = self.path.open("xb")
        if self._target.exists():
            self.path.chmod(self._target.stat().st_mode & 0o777)
        return file
