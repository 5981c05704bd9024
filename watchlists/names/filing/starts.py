"""With which letters the listed words begin: the first thing that is asked of a word, and mostly the last."""

from collections.abc import Iterable, Mapping

import numpy as np

from watchlists.fold import fold
from watchlists.names.filing.arrays import Arrays

START = 4
"""Letters at the beginning of a word that are asked for."""
_MOST = 100_000
_NONE = np.zeros(0, np.uint8)


def start_arrays(begun: Mapping[str, Iterable[str]]) -> Arrays:
    """Return what `Starts` reads, from the beginnings of each kind."""
    joined = {kind: "\n".join(sorted(some)).encode("utf-8", "surrogatepass") for kind, some in begun.items()}
    return {f"starts {kind}": np.frombuffer(some, np.uint8) for kind, some in joined.items()}


class Starts(dict[str, bool]):
    """Tells of the first four letters of a word, as they stand in a text, whether anything is listed that begins so.

    Args:
        arrays: The list.
        kind: What is asked for.
        shortest: Of how few letters what is listed may be for a longer word to be a form of it.
    """

    def __init__(self, arrays: Arrays, kind: str, *, shortest: int = START) -> None:
        super().__init__()
        listed = arrays.get(f"starts {kind}", _NONE)
        self._listed = frozenset(str(listed.data, "utf-8", "surrogatepass").split("\n"))
        self._lengths = range(shortest, START + 1)

    def __missing__(self, letters: str) -> bool:
        folded = fold(letters)
        # An apostrophe is no letter, nor is what nobody sees: a word that begins with one is for a closer look.
        known = (
            "'" in folded
            or len(folded) < len(letters)
            or any(folded[:length] in self._listed for length in self._lengths)
        )
        if len(self) >= _MOST:
            self.clear()
        self[letters] = known
        return known
