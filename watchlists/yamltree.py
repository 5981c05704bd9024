"""YAML as a watchlist uses it: mappings, lists and text, each with its place in the file.

Every scalar stays the text that was written (`NO` is "NO", `0777` is "0777").
Anchors, aliases, tags, duplicate keys, tabs and deep nesting are refused: they
serve no watchlist, and each of them has been an attack or a silent mistake.
"""

from typing import Any, TypeAlias

import yaml

from watchlists.errors import Problem

Path: TypeAlias = tuple[str | int, ...]
Place: TypeAlias = tuple[int, int]
"""Line and column, from 1."""

_MAX_DEPTH = 20
# Missing only where PyYAML was built without libyaml; it reads the same, ten times slower.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Tree:
    """A YAML file as plain data (dicts, lists, strings), with where everything stands and what is wrong with it.

    `data` is None where the file could not be read to its end; `problems` then says why.
    """

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.data: Any = None
        self.problems: list[Problem] = []
        self._keys: dict[Path, Place] = {}
        self._values: dict[Path, Place] = {}
        for number, line in enumerate(text.split("\n"), start=1):
            indent = len(line) - len(line.lstrip(" "))
            if line.startswith("\t", indent):
                self._add((number, indent + 1), "", "a tab in the indentation; use spaces")
        if not self.problems:
            self._read(text)

    def problem(self, path: Path, message: str, *, at_key: bool = False) -> Problem:
        """Return a problem with the value at `path`, or with its key; a path that is not there counts as its parent."""
        place = self._keys.get(path) if at_key else None
        known = path
        while place is None and known:
            place = self._values.get(known)
            known = known[:-1]
        line, column = place or self._values.get((), (1, 1))
        return Problem(self.file, line, column, ".".join(map(str, path)), message)

    def _add(self, place: Place, where: str, message: str) -> None:
        self.problems.append(Problem(self.file, *place, where, message))

    def _read(self, text: str) -> None:
        try:
            self.data = _Builder(self, self._keys, self._values).build(text)
        except yaml.MarkedYAMLError as e:
            mark = e.problem_mark or e.context_mark
            place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            self._add(place, "", " ".join(filter(None, (e.context, e.problem))))
        except yaml.reader.ReaderError as e:
            self._add(_place_of(text, int(e.position)), "", f"character {e.character:#06x} is not allowed")
        except UnicodeEncodeError as e:
            self._add(_place_of(text, e.start), "", "half of a surrogate pair is not a character")
        except _EndError as e:
            self._add(e.place, "", e.message)


class _EndError(Exception):
    """Reading on makes no sense."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.place = place
        self.message = message


class _Builder:
    """Builds the data from parse events, with a stack of its own: nesting never becomes recursion."""

    def __init__(self, tree: Tree, keys: dict[Path, Place], values: dict[Path, Place]) -> None:
        self._tree = tree
        self._keys = keys
        self._values = values
        self._open: list[tuple[Any, Path]] = []
        self._key: list[str | None] = []
        self._root: Any = None

    def build(self, text: str) -> Any:
        for event in yaml.parse(text, Loader=_LOADER):
            assert event.start_mark is not None
            place = (event.start_mark.line + 1, event.start_mark.column + 1)
            match event:
                case yaml.NodeEvent():
                    self._take(event, place)
                case yaml.CollectionEndEvent():
                    self._open.pop()
                    self._key.pop()
                case yaml.DocumentStartEvent() if self._values:
                    raise _EndError(place, "a second document; a watchlist file holds one")
        return self._root

    def _take(self, event: yaml.NodeEvent, place: Place) -> None:
        container, path = self._open[-1] if self._open else (None, ())
        self._check(event, place, path)
        if isinstance(container, dict) and self._key[-1] is None:
            self._key[-1] = self._read_key(event, place, path)
            return
        value: Any = event.value if isinstance(event, yaml.ScalarEvent) else ""
        if isinstance(event, yaml.CollectionStartEvent):
            value = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self._put(container, path, value, place)
        if isinstance(event, yaml.CollectionStartEvent):
            if len(self._open) >= _MAX_DEPTH:
                raise _EndError(place, f"nested more than {_MAX_DEPTH} deep")
            self._open.append((value, path))
            self._key.append(None)

    def _put(self, container: Any, path: Path, value: Any, place: Place) -> Path:
        """Put the value where it belongs and return its path."""
        if isinstance(container, dict):
            path = (*path, str(self._key[-1]))
            self._key[-1] = None
            # Of a key that is here twice the first value stands, and is the one that is checked.
            container.setdefault(path[-1], value)
        elif isinstance(container, list):
            path = (*path, len(container))
            container.append(value)
        else:
            self._root = value
        self._values.setdefault(path, place)
        return path

    def _read_key(self, event: yaml.NodeEvent, place: Place, path: Path) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            raise _EndError(place, "expected a word as key")
        key: str = event.value
        first = self._keys.setdefault((*path, key), place)
        if first is not place:
            self._refuse(place, (*path, key), f"the key {key!r} is here twice; first on line {first[0]}")
        return key

    def _check(self, event: yaml.NodeEvent, place: Place, path: Path) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._refuse(place, path, f"the alias *{event.anchor} is not supported; write the value out")
        elif event.anchor:
            self._refuse(place, path, f"the anchor &{event.anchor} is not supported; write the value out")
        if tag := getattr(event, "tag", None):
            self._refuse(place, path, f"the tag {tag!r} is not supported")

    def _refuse(self, place: Place, path: Path, message: str) -> None:
        self._tree.problems.append(Problem(self._tree.file, *place, ".".join(map(str, path)), message))


def _place_of(text: str, index: int) -> Place:
    line_start = text.rfind("\n", 0, index) + 1
    return text.count("\n", 0, index) + 1, index - line_start + 1
