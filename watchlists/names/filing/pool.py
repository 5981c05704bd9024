"""Very many strings as two arrays."""

from collections.abc import Iterable, Sequence

import numpy as np

from watchlists.names.filing.arrays import Arrays


class Pool:
    """Strings by their numbers, each made when it is asked for."""

    def __init__(self, arrays: Arrays, name: str) -> None:
        self._ends: Sequence[int] = arrays[f"{name} ends"].data
        self._letters = arrays[f"{name} letters"].data

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        start, end = self._ends[number], self._ends[number + 1]
        return str(self._letters[start:end], "utf-8", "surrogatepass")


def pool_arrays(name: str, strings: Iterable[str]) -> Arrays:
    """Return what `Pool` reads."""
    encoded = [string.encode("utf-8", "surrogatepass") for string in strings]
    ends = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)), out=ends[1:])
    return {f"{name} ends": ends, f"{name} letters": np.frombuffer(b"".join(encoded), np.uint8)}
