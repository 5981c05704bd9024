"""A title or a text, as the matching of names reads it: words, and what joins or parts them."""

import re

from watchlists.fold import Text, trim
from watchlists.names.spelling.evidence import Evidence, compare
from watchlists.names.spelling.lexicon import lexicon
from watchlists.names.words import Word, Words

_SPACES = re.compile(r"[^\S\n]*\n?[^\S\n]*")
_NAME_GAP = re.compile(r"\s*[-‐‑–]?\s*|\s*[(\"«„“\[]\s*|[)\"»”“\]]\s*")
_INITIAL_GAP = re.compile(r"\.?[^\S\n]*-?\n?[^\S\n]*")
_COMMA = re.compile(r",[^\S\n]*\n?[^\S\n]*")
_GENERATION_GAP = re.compile(r",?\s*[-‐‑–—(]?\s*")
_HYPHENS = frozenset("-‐‑")
_LONGEST_SHORTENED = 3
_LATIN = "\u024f"
_COMPOUNDING = frozenset({"de", "nl", "sv", "da", "nb", "no", "fi", "hu"})
_DECLINING = frozenset({"pl", "cs", "sk", "sl", "hr", "sr", "bs", "lt", "lv", "et", "fi", "hu", "tr", "ru", "uk", "bg"})
_WESTERN_WORDS = lexicon("western words")
_DECLINING_WORDS = lexicon("declining words")


class Page:
    """One field of an article."""

    __slots__ = ("_declines", "_language", "_words", "text")

    def __init__(self, text: Text, words: Words, language: str | None = None) -> None:
        self.text = text
        self._words = words
        self._language = language
        self._declines: bool | None = None

    @property
    def compounds(self) -> bool:
        """Whether its language joins anything to a name by a hyphen: der Putin-Vertraute."""
        return self._language in _COMPOUNDING

    @property
    def declines(self) -> bool:
        """Whether its language may decline names in Latin letters: Rostecom is Rostec in Slovene, not in English."""
        if self._declines is None:
            self._declines = self._guess() if self._language is None else self._language in _DECLINING
        return self._declines

    def _guess(self) -> bool:
        words = set(self.text.words)
        return len(words & _DECLINING_WORDS) >= len(words & _WESTERN_WORDS)

    def __len__(self) -> int:
        return len(self.text.words)

    def word(self, index: int) -> Word:
        """Return the word at a place."""
        return self._words[self.text.words[index]]

    def compare(self, listed: str, index: int, *, given: bool = False, least: float = 0.0) -> Evidence | None:
        """Return the best reason why the word at a place may stand for a listed part of a name."""
        word = self.word(index)
        evidence = compare(listed, word.folded, word.spelt, given=given, least=least)
        if evidence is None or not evidence.case or word.folded > _LATIN or self.declines:
            return evidence
        # The genitive of German and the nominative of the Baltic languages are met wherever names are.
        if word.folded == listed + "s" or evidence.case == "nominative":
            return evidence
        return compare(listed, word.folded, given=given, least=least)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return where the words stand, without what an apostrophe joins to the first and the last one."""
        start = self.text.spans[first][0] + self.word(first).lead
        end = self.text.spans[last][1] - self.word(last).tail
        return trim(self.text.original, start, end)

    def joined(self, index: int) -> bool:
        """Tell whether the word at a place and the next one may be parts of one name."""
        gap = self.text.gap(index)
        if gap in {" ", "-"}:
            return True
        word = self.word(index)
        if word.is_initial or (gap.startswith(".") and len(word.folded) <= _LONGEST_SHORTENED):
            return bool(_INITIAL_GAP.fullmatch(gap))
        return bool(_NAME_GAP.fullmatch(gap)) and "\n\n" not in gap

    def spaced(self, index: int) -> bool:
        """Tell whether nothing but space, and at most one line break, follows the word."""
        return bool(_SPACES.fullmatch(self.text.gap(index)))

    def hyphened(self, index: int) -> bool:
        """Tell whether a hyphen follows the word."""
        return self.text.gap(index) in _HYPHENS

    def comma(self, index: int) -> bool:
        """Tell whether a comma follows the word."""
        return bool(_COMMA.fullmatch(self.text.gap(index)))

    def dotted(self, index: int) -> bool:
        """Tell whether a dot follows the word."""
        return self.text.original.startswith(".", self.text.spans[index][1])

    def generation_after(self, index: int) -> Word | None:
        """Return the next word, if it may tell a son from a father: Trump Jr., Буш (мл.), Дюма-сын."""
        if index + 1 >= len(self) or not _GENERATION_GAP.fullmatch(self.text.gap(index)):
            return None
        return self.word(index + 1)

    def begins_name(self, index: int) -> bool:
        """Tell whether the next word is joined to the word and has a capital letter too."""
        return index + 1 < len(self) and self.joined(index) and self.word(index + 1).is_name
