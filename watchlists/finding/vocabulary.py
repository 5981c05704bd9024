"""Which cells a word of a text fits: worked out once for each distinct word, then looked up."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import compress
from typing import NamedTuple, Protocol, cast

from watchlists.finding.names import Names
from watchlists.fold import APOSTROPHES, FILLERS, Text, fold, keep_case
from watchlists.names import NAME, Sight

_MOST_WORDS = 200_000
_LONGEST_WORD = 100
_START = 4
_JOINING = frozenset(APOSTROPHES + FILLERS)
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


_NAME = Meaning((), NAME)


class Expected(Protocol):
    """What is listed in a compiled list, and not learnt before it is met."""

    def has(self, cell: str) -> bool:
        """Tell whether a cell may be listed."""

    def may_begin(self, letters: str) -> bool:
        """Tell whether a cell may begin with the first letters of a folded word."""

    def meet(self, cell: str) -> None:
        """Take note of a cell that was met: what begins with it is to be learnt."""


class Vocabulary(dict[str, Meaning | None]):
    """Maps each word of a text to its meaning; most words have none.

    It fills itself as words are looked up, and forgets them all when it has
    grown large: a long-running watch must not keep every word ever written.
    """

    def __init__(self, names: Names) -> None:
        super().__init__()
        self._names = names
        self._begins = _Beginnings(self._may_begin)
        self._begins_cell = _Beginnings(self._may_begin_cell)
        self._entities: Expected | None = None
        self._words: set[str] = set()
        self._cased: set[str] = set()
        self._starts: set[str] = set()
        self._patterns: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def known(self, text: Text) -> dict[int, Meaning]:
        """Return the meanings of those words of a text that have one, by their places."""
        meanings = list(map(self.__getitem__, text.words))
        return dict(compress(cast("Iterator[tuple[int, Meaning]]", enumerate(meanings)), meanings))

    def learn(self, cell: str) -> None:
        """Make a cell known. To be done before the first look-up."""
        if "*" in cell or "?" in cell:
            self._learn_pattern(cell)
        elif cell.startswith("="):
            self._cased.add(cell[1:])
            self._starts.add(fold(cell[1:])[:_START])
        else:
            self._words.add(cell)
            self._starts.add(cell[:_START])

    def expect(self, entities: "Expected") -> None:
        """Look out for cells that are learnt only when they are met."""
        self._entities = entities

    def _may_begin(self, letters: str) -> bool:
        """Tell whether anything that is looked for may begin with the letters of a word that is in small ones."""
        return self._begins_cell[letters] or self._names.may_begin(letters)

    def _may_begin_cell(self, letters: str) -> bool:
        folded = fold(letters)[:_START]
        return (
            folded in self._starts
            or any(folded[:length] in self._patterns for length in range(_START))
            or (self._entities is not None and self._entities.may_begin(letters))
        )

    def __missing__(self, word: str) -> Meaning | None:
        # Nearly all words are in small letters and begin like nothing that is looked for.
        is_alpha = word.isalpha() and _JOINING.isdisjoint(word)
        if is_alpha and word.islower() and not self._begins[word[:_START]]:
            if len(self) >= _MOST_WORDS:
                self.clear()
            self[word] = None
            return None
        readings = self._read(word) if not is_alpha or self._begins_cell[word[:_START]] else ()
        sight = self._names.sight(word)
        if self._entities is not None:
            for reading in readings:
                self._entities.meet(reading.cell)
        if readings:
            meaning: Meaning | None = Meaning(readings, sight)
        else:
            meaning = _NAME if sight is NAME else Meaning((), sight) if sight else None
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
        entities = self._entities
        expected = entities is not None and entities.has(folded)
        if expected or folded in self._words:
            yield Reading(folded, lead, tail)
        if self._cased or expected:
            cased = keep_case(piece)
            if cased in self._cased or (entities is not None and entities.has("=" + cased)):
                yield Reading("=" + cased, lead, tail)
        if self._patterns and len(folded) <= _LONGEST_WORD:
            yield from (Reading(cell, lead, tail) for cell in self._fitting(folded))

    def _fitting(self, folded: str) -> Iterator[str]:
        for length in range(min(3, len(folded)) + 1):
            for cell, pattern in self._patterns.get(folded[:length], ()):
                if pattern.fullmatch(folded):
                    yield cell


class _Beginnings(dict[str, bool]):
    """Remembers, of the first letters of words, whether anything begins so."""

    def __init__(self, may_begin: Callable[[str], bool]) -> None:
        super().__init__()
        self._may_begin = may_begin

    def __missing__(self, letters: str) -> bool:
        known = self._may_begin(letters)
        if len(self) >= _MOST_WORDS:
            self.clear()
        self[letters] = known
        return known


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
