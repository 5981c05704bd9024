"""Listed organizations: those of several words filed by two that stand together, the others by their word."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from watchlists.names.filing.arrays import Arrays
from watchlists.names.filing.known import KnownMarks
from watchlists.names.filing.marks import mark
from watchlists.names.filing.rows import Row, Rows
from watchlists.names.filing.starts import START, Starts
from watchlists.names.filing.table import ANYTHING, Filing, Table
from watchlists.names.organizations.names import (
    FUNCTION,
    LONG_ENOUGH,
    Organization,
    is_type,
    kind,
    kinds,
    parse_organizations,
)
from watchlists.names.spelling.evidence import CASE_FORM, Evidence, compare
from watchlists.names.spelling.likeness import is_unlike
from watchlists.names.spelling.sounds import keys
from watchlists.names.spelling.stems import stems
from watchlists.names.words import Word

LEAST_LIKE = 0.9
_LEAST_ALONE = 0.9
LATIN = "\u024f"
_SPOKEN_OTHERWISE = "tec"
_MOST_ORGANIZATIONS = 50_000
_SHORTEST = 2
_ACRONYM_ENDING = re.compile("(?:а|у|ом|ем|е|і|ові|ів|и|ы|ов|ами|ах|a|u|em|om|ie|owi|ovi|y|i|ja|ju|jem|s)$")
# Where the second word stands, or that there is none.
BEFORE, AFTER, _ALONE, _ALONE_SMALL = (mark("place", place) for place in ("before", "after", "alone", "small"))


class Beside(NamedTuple):
    """The marks of a word that stands beside the one an organization is filed under."""

    before: tuple[int, ...]
    after: tuple[int, ...]


def file_organizations(filing: Filing, row: int, organizations: Sequence[Organization]) -> Row:
    """File a listed name and those that follow from it, and return their row."""
    for organization in organizations:
        _file(filing, row, organization)
    alone = {one.words[0] for one in organizations if len(one.words) == 1 and not one.acronym}
    return Row(organizations[0].term, organizations[0].listed, alone.pop() if len(alone) == 1 else "")


def _file(filing: Filing, row: int, organization: Organization) -> None:
    if organization.acronym:
        filing.file(row, (mark("a", organization.acronym),))
        return
    word = organization.words[organization.key]
    filing.begin("head", (word, *stems(word)))
    heads = _heads(word, heard=organization.capital and len(word) >= LONG_ENOUGH)
    if len(organization.words) == 1:
        filing.file(row, heads, (_ALONE if organization.capital else _ALONE_SMALL,))
    else:
        filing.note(heads)
        for place, beside in _beside(organization):
            marks = [place ^ one for one in _filed_beside(beside)]
            filing.note(marks)
            filing.file(row, heads, marks)


def _beside(organization: Organization) -> Iterator[tuple[int, str]]:
    """Yield which words may stand beside the one it is filed under, of which one does wherever its name is written.

    The word that says what kind of organization it is may be at either end of a name, or left out.
    """
    words, key = organization.words, organization.key
    before, after = kinds(words), kinds(words[::-1])
    core = range(before, len(words)) if before else range(len(words) - after)
    near = [place for place in (key - 1, key + 1) if place in core] or [1 if key == 0 else key - 1]
    best = max(near, key=lambda place: (words[place] not in FUNCTION, len(words[place])))
    yield (BEFORE if best < key else AFTER), words[best]
    if len(core) == 1:
        yield (AFTER, words[0]) if best < key else (BEFORE, words[-1])


@lru_cache(maxsize=65_536)
def _heads(word: str, *, heard: bool) -> tuple[int, ...]:
    spelt = [mark("s", stem) for stem in sorted(stems(word))]
    return *spelt, *(mark("k", key) for key in sorted(keys(sounded(word))) if heard)


@lru_cache(maxsize=65_536)
def _filed_beside(word: str) -> tuple[int, ...]:
    return tuple(_marks_beside(word, keys(word)))


def _marks_beside(word: str, sounds: Iterable[str]) -> Iterator[int]:
    yield mark("e", word)
    if number := kind(word):
        yield mark("kind", str(number))
    if word not in FUNCTION:
        yield from (mark("r", stem) for stem in stems(word))
        yield from (mark("h", key) for key in sounds)


class OrganizationIndex:
    """Knows which listed organizations a word, or two that stand together, may be of."""

    def __init__(self, arrays: Arrays, table: Table, rows: Rows) -> None:
        self._table = table
        self._rows = rows
        self._starts = Starts(arrays, "head", shortest=_SHORTEST)
        self._heard = KnownMarks(table, ("k", ANYTHING), ("k", _ALONE))
        self.least = rows.least(_LEAST_ALONE)
        """The score that a word which is only like a name of one word must have."""
        self._organizations: dict[int, tuple[Organization, ...]] = {}

    def organizations(self, row: int) -> tuple[Organization, ...]:
        """Return the name of a row and those that follow from it."""
        known = self._organizations.get(row)
        if known is None:
            if len(self._organizations) >= _MOST_ORGANIZATIONS:
                self._organizations.clear()
            known = tuple(parse_organizations(self._rows.listed[row], self._rows.terms[row]))
            self._organizations[row] = known
        return known

    def may_be(self, text: str) -> bool:
        """Tell whether a word begins like one that is looked for."""
        return self._starts[text[:START]]

    def heads(self, word: Word) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return where the organizations are filed that a word is in.

        Returns:
            The marks of those of several words, and the rows of those whose whole name it may be.
        """
        spelt = self._spelt(word.folded) if self.may_be(word.folded) else ()
        several = self._table.known(spelt)
        rows = self._table.together(spelt, (_ALONE_SMALL,)) if spelt else set()
        if word.is_name:
            named = self._table.together(spelt, (_ALONE,)) if spelt else set()
            if len(word.folded) >= LONG_ENOUGH:
                for head, alone in map(self._heard.__getitem__, self._sounds(word)):
                    if head:
                        several += (head,)
                    if alone:
                        named.update(self._table.rows(alone))
            rows |= self._like(named, word) if named else named
            rows |= self._acronyms(word)
        return several, tuple(sorted(rows))

    def is_head(self, folded: str) -> bool:
        """Tell whether a word in small letters, which is heard as nothing but what it is, may be in a name."""
        has = self._table.has
        return any(has(head) or has(head ^ _ALONE_SMALL) for head in self._spelt(folded))

    @staticmethod
    def _spelt(folded: str) -> list[int]:
        return [mark("s", stem) for stem in stems(folded)]

    @staticmethod
    def _sounds(word: Word) -> frozenset[str]:
        spoken = sounded(word.folded)
        return word.keys if spoken == word.folded else word.keys | keys(spoken)

    def _like(self, rows: Iterable[int], word: Word) -> set[int]:
        """Return the rows of those names of one word that a word is like."""
        parts = {self._rows.families[row] for row in rows}
        lemmas = word.lemmas
        like = {part for part in parts if self._is_like(part, word, lemmas)}
        return {row for row in rows if self._rows.families[row] in like}

    def _acronyms(self, word: Word) -> set[int]:
        if word.core[1:2].islower():
            return set()
        acronyms = {word.core, _ACRONYM_ENDING.sub("", word.core)}
        return {row for acronym in acronyms if len(acronym) > 1 for row in self._table.rows(mark("a", acronym))}

    def _is_like(self, part: int, word: Word, lemmas: Iterable[str]) -> bool:
        """Tell whether a word may be a name of one word, which may not become another one."""
        listed, least = self._rows.parts[part], max(LEAST_LIKE, self.least)
        # Where several names of one word follow from a listed one, each is looked at where it stands.
        if listed in {"", word.folded}:
            return True
        if all(is_unlike(listed, lemma, least) for lemma in lemmas) and not listed.endswith(_SPOKEN_OTHERWISE):
            return False
        return any(way and (way.rule == CASE_FORM or way.score >= least) for way in ways_alone(listed, word, least))

    def beside(self, word: Word) -> Beside:
        """Return the marks of a word that may stand before or after the one that an organization is filed under."""
        # A word in small letters is heard only where it says what kind of organization it is, or in Cyrillic letters,
        # which write what Latin ones romanise: the Northern Shipyard is the Северная верфь.
        sounds = word.keys if word.is_name or word.folded > LATIN or is_type(word.folded) else ()
        marks = list(_marks_beside(word.folded, sounds))
        return Beside(self._table.known(BEFORE ^ one for one in marks), self._table.known(AFTER ^ one for one in marks))

    def together(self, heads: Iterable[int], beside: Sequence[int]) -> set[int]:
        """Return the rows of the organizations that may hold two words."""
        return self._table.together(heads, beside)


def ways_alone(listed: str, word: Word, least: float) -> Iterator[Evidence | None]:
    """Yield how a word compares with a name of one word, where it is like it at least so much."""
    yield compare(listed, word.folded, word.spelt, least=least)
    heard = sounded(listed)
    if heard != listed:
        yield compare(heard, word.folded, word.spelt, least=least)
    spoken = sounded(word.folded)
    if spoken != word.folded:
        yield compare(heard, spoken, least=least)


def sounded(word: str) -> str:
    """Return the word with -tec as it is spoken: Rostec is Ростех."""
    return word + "h" if word.endswith(_SPOKEN_OTHERWISE) else word
