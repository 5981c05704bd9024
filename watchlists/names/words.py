"""What the matching of names needs to know of a word, worked out once for each distinct word."""

import re

from watchlists.fold import APOSTROPHES, fold
from watchlists.names.spelling.cases import readings, stems
from watchlists.names.spelling.given import is_given
from watchlists.names.spelling.lexicon import lexicon
from watchlists.names.spelling.sounds import keys

_MOST_WORDS = 100_000
_LONGEST_WORD = 60
_LONGEST_INITIAL = 2
# Letters of another script hidden in a word: Кaртър is written with a Latin a, Хinhua with a Cyrillic Х.
_MIXED = re.compile("[a-z][\u0400-\u04ff]|[\u0400-\u04ff][a-z]")
_IS_LATIN = re.compile("[a-z]")
_LATIN_ALONE = re.compile("[dfgjlnqrsuvwz]")
_LATIN, _CYRILLIC = "aceopxyikmthb", "асеорхуікмтнв"
_TO_CYRILLIC, _TO_LATIN = str.maketrans(_LATIN, _CYRILLIC), str.maketrans(_CYRILLIC, _LATIN)
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_ELISIONS = lexicon("elisions")
_ENDINGS = lexicon("apostrophe endings")
_INITIALS = lexicon("initials of two letters")


class Word:
    """One distinct word of a text."""

    __slots__ = ("_is_given", "_keys", "core", "folded", "is_name", "lead", "tail", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        start, end = _core(text)
        self.lead = start
        """How many characters before it belong to another word: the d' of d'Almaz."""
        self.tail = len(text) - end
        """How many characters after it are no part of a name: the 's of Rostec's."""
        self.core = core = text[start:end]
        """The word without what an apostrophe joins to it."""
        self.is_name = core[:1].isupper() or core[:1].istitle()
        """Whether it begins with a capital letter, as names do."""
        folded = fold(core).replace("'", "")
        is_mixed = not folded.isascii() and _IS_LATIN.search(folded) and _MIXED.search(folded)
        self.folded = _in_one_script(folded) if is_mixed else folded
        """The core as names are compared."""
        self._keys: frozenset[str] | None = None
        self._is_given: bool | None = None

    @property
    def is_upper(self) -> bool:
        """Whether it is all capitals, and more than one."""
        return len(self.core) > 1 and self.core.isupper()

    @property
    def is_title(self) -> bool:
        """Whether a capital letter begins it and small ones follow."""
        return self.is_name and not self.is_upper

    @property
    def spelt(self) -> str:
        """The core in lower case, with its diacritics."""
        return self.core.lower()

    @property
    def lemmas(self) -> tuple[str, ...]:
        """The names it may be a form of."""
        return tuple(reading.lemma for reading in readings(self.folded, spelt=self.spelt))

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the sounds of its lemmas."""
        if self._keys is None:
            self._keys = frozenset().union(*map(keys, stems(self.folded)))
        return self._keys

    @property
    def is_given(self) -> bool:
        """Whether it is a form of a known given name."""
        if self._is_given is None:
            self._is_given = self.is_name and any(map(is_given, self.lemmas))
        return self._is_given

    @property
    def is_initial(self) -> bool:
        """Whether it can be the first letter of a name."""
        return (
            len(self.core) <= _LONGEST_INITIAL and self.is_name and (len(self.folded) == 1 or self.folded in _INITIALS)
        )


def _in_one_script(folded: str) -> str:
    """Return a word in Latin letters if it has some that no Cyrillic one looks like, otherwise in Cyrillic ones."""
    return folded.translate(_TO_LATIN if _LATIN_ALONE.search(folded) else _TO_CYRILLIC)


def _core(text: str) -> tuple[int, int]:
    if text.isalpha():
        return 0, len(text)
    marks = [mark.start() for mark in _APOSTROPHE.finditer(text)]
    if not marks:
        return 0, len(text)
    lead = marks[0] + 1 if text[0].islower() and fold(text[: marks[0]]) in _ELISIONS else 0
    tail = marks[-1] if fold(text[marks[-1] + 1 :]) in _ENDINGS else len(text)
    return (lead, tail) if lead < tail else (0, len(text))


class Words(dict[str, Word]):
    """Every distinct word met, up to a bound: a watch that runs for months must not keep all that was ever written."""

    def __missing__(self, text: str) -> Word:
        if len(self) >= _MOST_WORDS:
            self.clear()
        word = Word(text)
        if len(text) <= _LONGEST_WORD:
            self[text] = word
        return word
