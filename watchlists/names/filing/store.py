"""Arrays in one file, mapped by every process that reads them."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from zlib import crc32

import numpy as np

from watchlists.names.filing.arrays import Array, Arrays

_MAGIC = b"tocsin 1"
_ALIGNED = 64
_ENDS = 4096
_LONGEST_HEAD = 1 << 20


class DamagedError(ValueError):
    """A file is not what `save` wrote."""


def save(path: Path, arrays: Arrays) -> None:
    """Write the arrays to a file. Whoever reads it meanwhile sees the old one or the new one.

    Raises:
        OSError: It cannot be written.
    """
    head = json.dumps({name: [a.dtype.str, len(a), _sum(a)] for name, a in arrays.items()}).encode()
    with NamedTemporaryFile(dir=path.parent, prefix=path.name, suffix=".part", delete=False) as file:
        try:
            file.write(_MAGIC + len(head).to_bytes(8, "little") + crc32(head).to_bytes(8, "little") + head)
            for array in arrays.values():
                file.write(bytes(-file.tell() % _ALIGNED))
                file.write(np.ascontiguousarray(array).data)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(file.name).unlink()
            raise


def load(path: Path) -> Arrays:
    """Return the arrays of a file, mapped: what nobody looks at is not even read.

    Raises:
        DamagedError: The file is cut off or not of this kind.
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(len(_MAGIC) + 16)
        size = int.from_bytes(start[-16:-8], "little")
        head = file.read(size) if start.startswith(_MAGIC) and size <= _LONGEST_HEAD else b""
    if not head or crc32(head) != int.from_bytes(start[-8:], "little"):
        raise DamagedError(f"{path}: expected a compiled list")
    whole = np.memmap(path, np.uint8, "r")
    return dict(_cut(whole, len(start) + len(head), json.loads(head)))


def _cut(whole: Array, place: int, head: dict[str, tuple[str, int, int]]) -> Iterator[tuple[str, Array]]:
    for name, (kind, length, total) in head.items():
        place += -place % _ALIGNED
        end = place + length * np.dtype(kind).itemsize
        if end > len(whole):
            raise DamagedError(f"{name}: cut off")
        array = np.asarray(whole[place:end]).view(kind)
        if _sum(array) != total:
            raise DamagedError(f"{name}: expected other content")
        yield name, array
        place = end


def _sum(array: Array) -> int:
    """Return a checksum of both ends: all of it would have to be read at every start."""
    raw = np.ascontiguousarray(array).view(np.uint8)
    return crc32(raw[-_ENDS:].data, crc32(raw[:_ENDS].data))
