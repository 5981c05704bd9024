"""The marks of sounds, as far as anything is filed under them: many words sound alike."""

from watchlists.names.filing.marks import marks
from watchlists.names.filing.table import Table

_MOST = 100_000


class KnownMarks(dict[str, tuple[int, ...]]):
    """Maps a text to its marks of some kinds, each together with another one: 0 where nothing is filed under that."""

    def __init__(self, table: Table, *kinds: tuple[str, int]) -> None:
        super().__init__()
        self._table = table
        self._kinds = tuple(kind for kind, _ in kinds)
        self._others = tuple(other for _, other in kinds)

    def __missing__(self, text: str) -> tuple[int, ...]:
        together = (one ^ other for one, other in zip(marks(self._kinds, text), self._others, strict=True))
        known = tuple(one if self._table.has(one) else 0 for one in together)
        if len(self) >= _MOST:
            self.clear()
        self[text] = known
        return known
