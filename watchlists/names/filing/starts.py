"""With which letters the listed words begin: the first thing that is asked of a word, and mostly the last."""

from watchlists.fold import fold
from watchlists.names.filing.marks import mark
from watchlists.names.filing.table import Table

_MOST = 50_000


class Starts(dict[str, bool]):
    """Tells of the first letters of a word, as they stand in a text, whether anything is filed that begins so."""

    def __init__(self, table: Table, kind: str) -> None:
        super().__init__()
        self._table = table
        self._kind = kind

    def __missing__(self, letters: str) -> bool:
        folded = fold(letters)
        # An apostrophe is no letter, nor is what nobody sees: a word that begins with one is for a closer look.
        known = "'" in folded or len(folded) < len(letters) or self._table.has(mark(self._kind, folded[: len(letters)]))
        if len(self) >= _MOST:
            self.clear()
        self[letters] = known
        return known
