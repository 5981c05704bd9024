"""Which cells a word of a text fits: worked out once for each distinct word, then looked up."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from watchlists.fold import APOSTROPHES, fold, keep_case
from watchlists.names import Sight

_MOST_WORDS = 200_000
_LONGEST_WORD = 100
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
# What may stand before an apostrophe and be another word: d'Almaz, dell'FSB, qu'Omelk.
_BEFORE = "l d j m n s t c qu jusqu lorsqu puisqu dell nell all sull dall coll un quest quell degl negl agl sugl dagl"
# What may stand after one: the English possessive, and the Turkish case endings, which follow every name so.
_AFTER = (
    "s in ın un ün nin nın nun nün i ı u ü yi yı yu yü e a ye ya de da te ta den dan ten tan le la yle yla"
    " deki daki teki taki li lı lu lü"
)
_ELISIONS = frozenset(map(fold, _BEFORE.split()))
_ENDINGS = frozenset(map(fold, _AFTER.split()))


class Reading(NamedTuple):
    """A cell that a word fits, and how much of the word is not part of it."""

    cell: str
    lead: int = 0
    """Characters before it: the d' of d'Almaz."""
    tail: int = 0
    """Characters after it: the 's of Rostec's."""


class Meaning(NamedTuple):
    """What a word of a text may be of all that is looked for."""

    readings: tuple[Reading, ...]
    sight: Sight | None


class Vocabulary(dict[str, Meaning | None]):
    """Maps each word of a text to its meaning; most words have none.

    It fills itself as words are looked up, and forgets them all when it has
    grown large: a long-running watch must not keep every word ever written.
    """

    def __init__(self, spot: Callable[[str], Sight | None]) -> None:
        super().__init__()
        self._spot = spot
        self._listed: Callable[[str], bool] = _nothing
        self._met: Callable[[str], None] | None = None
        self._words: set[str] = set()
        self._cased: set[str] = set()
        self._patterns: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def learn(self, cell: str) -> None:
        """Make a cell known. To be done before the first look-up."""
        if cell.startswith("="):
            self._cased.add(cell[1:])
        elif "*" in cell or "?" in cell:
            self._learn_pattern(cell)
        else:
            self._words.add(cell)

    def expect(self, listed: Callable[[str], bool], met: Callable[[str], None]) -> None:
        """Make it known which cells may be listed without having been learnt, and who is to be told of those met."""
        self._listed, self._met = listed, met

    def __missing__(self, word: str) -> Meaning | None:
        readings, sight = self._read(word), self._spot(word)
        if self._met is not None:
            for reading in readings:
                self._met(reading.cell)
        meaning = Meaning(readings, sight) if readings or sight else None
        if len(self) >= _MOST_WORDS:
            self.clear()
        if len(word) <= _LONGEST_WORD:
            self[word] = meaning
        return meaning

    def _learn_pattern(self, cell: str) -> None:
        letters = {"*": ".*", "?": "."}
        pattern = re.compile("".join(letters.get(c, re.escape(c)) for c in cell), re.DOTALL)
        start = re.split(r"[*?]", cell, maxsplit=1)[0][:3]
        known = self._patterns.setdefault(start, [])
        if all(cell != other for other, _ in known):
            known.append((cell, pattern))

    def _read(self, word: str) -> tuple[Reading, ...]:
        if _APOSTROPHE.search(word):
            return tuple(reading for piece in pieces(word) for reading in self._read_piece(*piece))
        return tuple(self._read_piece(word, 0, 0))

    def _read_piece(self, piece: str, lead: int, tail: int) -> Iterator[Reading]:
        folded = fold(piece)
        if folded in self._words or self._listed(folded):
            yield Reading(folded, lead, tail)
        if self._met is not None or self._cased:
            cased = keep_case(piece)
            if cased in self._cased or self._listed("=" + cased):
                yield Reading("=" + cased, lead, tail)
        if self._patterns and len(folded) <= _LONGEST_WORD:
            yield from (Reading(cell, lead, tail) for cell in self._fitting(folded))

    def _fitting(self, folded: str) -> Iterator[str]:
        for length in range(min(3, len(folded)) + 1):
            for cell, pattern in self._patterns.get(folded[:length], ()):
                if pattern.fullmatch(folded):
                    yield cell


def _nothing(cell: str) -> bool:  # noqa: ARG001  the answer for every cell
    return False


def pieces(word: str) -> Sequence[tuple[str, int, int]]:
    """Return the word and, where an apostrophe joins two, the one that matters; with what it leaves on both sides."""
    marks = [mark.start() for mark in _APOSTROPHE.finditer(word)]
    if not marks:
        return ((word, 0, 0),)
    found = [(word, 0, 0)]
    first, last = marks[0], marks[-1]
    # D'Angelo is a surname, l'Angelo and d'angelo are not.
    elided = fold(word[:first]) in _ELISIONS and word[:first] != "D"
    ended = fold(word[last + 1 :]) in _ENDINGS
    if elided:
        found.append((word[first + 1 :], first + 1, 0))
    if ended:
        found.append((word[:last], 0, len(word) - last))
    if elided and ended and first < last:
        found.append((word[first + 1 : last], first + 1, len(word) - last))
    return found
