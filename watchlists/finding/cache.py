"""Compiled lists on disk: made once for a content and a state of the rules, and read by every process."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from unicodedata import unidata_version

import numpy as np

from watchlists.names import Listed
from watchlists.names.filing.arrays import Arrays
from watchlists.names.filing.store import DamagedError, load, save

_RULES = (".py", ".txt")


def key_of(listed: Sequence[Listed], entities: str) -> str:
    """Return what tells a compiled list from others: its content and the rules it was made by.

    Args:
        listed: The names of its terms.
        entities: The digest of its entities.
    """
    content = sha256(f"{_rules()} {np.dtype('u8').str} {unidata_version} {entities}".encode())
    for one in listed:
        content.update(repr(one).encode("utf-8", "backslashreplace"))
    return content.hexdigest()[:32]


@cache
def _rules() -> str:
    """Return the digest of the code and the data by which names are read."""
    content = sha256()
    for file in _files(files("watchlists")):
        content.update(file.read_bytes())
    return content.hexdigest()


def _files(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _files(entry)
        elif entry.name.endswith(_RULES):
            yield entry


def cached(folder: Path, name: str, key: str, build: Callable[[], Arrays]) -> Arrays:
    """Return the arrays that are kept in a folder under a name and a key, built first where they are not there.

    Two processes may build at once: both write the same, each whole. What was
    kept under the name with another key goes; whoever still reads it keeps it.
    A folder that cannot be written only costs the time of building.
    """
    slot = sha256(name.encode()).hexdigest()[:12]
    path = folder / f"{slot}-{key}.list"
    with suppress(OSError, DamagedError):
        return load(path)
    arrays = build()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        save(path, arrays)
        _forget(folder, slot, path)
        # Read back: the pages are shared with other processes, and are the system's to give up.
        with suppress(DamagedError):
            return load(path)
    return arrays


def _forget(folder: Path, slot: str, kept: Path) -> None:
    for other in folder.glob(f"{slot}-*"):
        if other != kept and other.suffix == ".list":
            with suppress(OSError):
                other.unlink()
