"""Listed people, filed by the sounds of their family names together with their given names."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from watchlists.fold import fold
from watchlists.names.filing.arrays import Arrays
from watchlists.names.filing.known import KnownMarks
from watchlists.names.filing.marks import mark
from watchlists.names.filing.rows import Row, Rows
from watchlists.names.filing.starts import START, Starts
from watchlists.names.filing.table import ANYTHING, Filing, Table
from watchlists.names.people.names import Person, given_keys, initial_keys, parse_person
from watchlists.names.spelling.evidence import EXACT, Evidence, compare
from watchlists.names.spelling.given import groups, may_be_given
from watchlists.names.spelling.lexicon import lexicon
from watchlists.names.spelling.sounds import keys
from watchlists.names.words import Word

COMMON = lexicon("no names")
LEAST_FAMILY = 0.76
LEAST_SYLLABLES = 0.55
REACH = 4
"""How many words before a family name a given name may stand."""
FAMILY_WEIGHT = 0.6
_LEAST = 0.84
_AS_LISTED = Evidence(EXACT, 1.0)
_ROUNDING = 0.001
_MOST_PEOPLE = 50_000


def file_person(filing: Filing, row: int, person: Person, *, context: bool) -> Row:
    """File a person under the marks of both names, and return the person's row.

    Args:
        filing: Takes it.
        row: The number of the row.
        person: One name of the person.
        context: Whether the context of the term may vouch for the family name alone.
    """
    families, givens = _family_marks(person.family), _given_marks(person.given)
    filing.file(row, families, (ANYTHING, *givens))
    # Names in small letters are read as they are listed or not at all.
    exact = mark("F", person.family)
    given = mark("G", person.given)
    filing.begin("family", (person.family,))
    filing.note((exact, given))
    filing.note(givens)
    filing.file(row, (exact,), (given,))
    return Row(person.term, person.listed, person.family, person.given, context and not person.generation)


@lru_cache(maxsize=65_536)
def _family_marks(family: str) -> tuple[int, ...]:
    return tuple(mark("f", key) for key in sorted(keys(family)))


@lru_cache(maxsize=65_536)
def _given_marks(given: str) -> tuple[int, ...]:
    person = Person(0, given, given, (), given)
    letters = (mark("i", letter) for letter in sorted(initial_keys(person)))
    return *(_filed_given(key) for key in sorted(given_keys(person), key=str)), *letters


def _filed_given(key: str | int) -> int:
    return mark("g", key) if isinstance(key, str) else mark("#", str(key))


class PeopleIndex:
    """Knows which listed people two words may name."""

    def __init__(self, arrays: Arrays, table: Table, rows: Rows) -> None:
        self._table = table
        self._rows = rows
        self._starts = Starts(arrays, "family")
        self._sounds = KnownMarks(table, ("f", ANYTHING), ("g", ANYTHING))
        self.least = rows.least(_LEAST)
        """The score that a name which is only like a listed one must have."""
        # With the best given name: a family name that is less alike is never enough, so it need not be weighed.
        self._least_family = max(0.0, (self.least - (1.0 - FAMILY_WEIGHT)) / FAMILY_WEIGHT - _ROUNDING)
        self._people: dict[int, Person] = {}

    def person(self, row: int) -> Person:
        """Return the person of a row."""
        if row not in self._people:
            if len(self._people) >= _MOST_PEOPLE:
                self._people.clear()
            person = parse_person(self._rows.listed[row], self._rows.terms[row])
            assert person is not None
            self._people[row] = person
            return person
        return self._people[row]

    def vouchable(self, terms: Iterable[int]) -> list[int]:
        """Return the rows of those terms whose context may vouch for a family name."""
        return [row for term in terms for row in self._rows.contexts.get(term, ())]

    def may_begin(self, letters: str) -> bool:
        """Tell whether a family name may begin with the first letters of a word."""
        return self._starts[letters]

    def may_be(self, text: str) -> bool:
        """Tell whether a word in small letters may be a family name, at a glance."""
        return self._starts[text[:START]] and self.is_listed_small(fold(text))

    def is_listed_small(self, folded: str) -> bool:
        """Tell whether a word in small letters may be a family name."""
        return self._table.has(mark("F", folded))

    def families(self, word: Word) -> tuple[int, ...]:
        """Return the marks of the listed family names that a word with a capital letter may be."""
        # Edgar Allan Poe is По in Russian, which begins many sentences: it is a name as it is listed, or none.
        if word.folded in COMMON and not self._table.has(mark("F", word.folded)):
            return ()
        return tuple(family for key in word.keys if (family := self._sounds[key][0]))

    def givens(self, word: Word) -> tuple[int, ...]:
        """Return the marks of the listed given names that a word with a capital letter may stand for."""
        initial = (mark("i", word.folded[0]),) if word.is_initial else ()
        if len(word.folded) == 1 or (word.folded in COMMON and not self._table.has(mark("G", word.folded))):
            return self._table.known(initial)
        known = {group for lemma in word.lemmas for group in groups(lemma)} if may_be_given(word.folded) else ()
        sounds = (given for key in word.keys if (given := self._sounds[key][1]))
        return *sounds, *self._table.known((*initial, *(mark("#", str(group)) for group in known)))

    def pair(self, given: Word, givens: Sequence[int], family: Word, families: Iterable[int]) -> tuple[int, ...]:
        """Return the rows of the people whose names two words with capital letters may be."""
        rows = self._table.together(families, givens)
        return tuple(row for row in sorted(rows) if self._fits(row, given, family)) if rows else ()

    def small_pair(self, given: Word, family: Word) -> tuple[int, ...]:
        """Return the rows of the people whose names two words are just as they are listed."""
        return tuple(self._table.together((mark("F", family.folded),), (mark("G", given.folded),)))

    def _fits(self, row: int, given: Word, family: Word) -> bool:
        as_family = self._as_family(self._rows.families[row], family, least=self._least_family)
        if as_family is None:
            return False
        if given.is_initial:
            return True
        listed = self._rows.parts[self._rows.givens[row]]
        if given.folded in COMMON:
            return given.folded == listed
        evidence = compare(listed, given.folded, given.spelt, given=True)
        return evidence is not None and evidence.score >= LEAST_SYLLABLES

    def _as_family(self, part: int, word: Word, *, least: float = 0.0) -> Evidence | None:
        """Return why a word may be a family name; what is only like it must score `least` to be looked at."""
        listed = self._rows.parts[part]
        if word.folded in COMMON:
            return _AS_LISTED if listed == word.folded else None
        evidence = compare(listed, word.folded, word.spelt, least=least)
        return evidence if evidence is not None and evidence.score >= LEAST_FAMILY else None

    def bearers(self, word: Word) -> list[int]:
        """Return the rows of the people whose family name a word may be, whatever their given names."""
        rows = sorted({row for family in self.families(word) for row in self._table.rows(family)})
        parts = {part for part in {self._rows.families[row] for row in rows} if self._as_family(part, word)}
        return [row for row in rows if self._rows.families[row] in parts]

    def is_shared(self, person: Person) -> bool:
        """Tell whether the list holds somebody else with the same family name."""
        rows = (row for family in _family_marks(person.family) for row in self._table.rows(family))
        return any(
            self._rows.terms[row] != person.term and self._rows.parts[self._rows.families[row]] == person.family
            for row in rows
        )
