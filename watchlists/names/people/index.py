"""Listed people, filed by the sounds of their family names and by their given names."""

import re
from collections.abc import Sequence

from watchlists.names.people.names import Person, given_keys, initial_keys
from watchlists.names.spelling.evidence import compare
from watchlists.names.spelling.given import groups
from watchlists.names.spelling.lexicon import lexicon
from watchlists.names.spelling.sounds import keys
from watchlists.names.words import Word

COMMON = lexicon("no names")
LEAST_FAMILY = 0.76
LEAST_SYLLABLES = 0.55
# A word filed with more people than this is looked at only together with its neighbours.
_MANY = 24
_PLAIN = re.compile("[a-zа-я]+")

Bucket = dict[str, list[Person]]
"""People with family names of one sound, by their given names and initials."""


class PeopleIndex:
    """Files people by the sounds of their family name, and then by their given name."""

    def __init__(self) -> None:
        self._families: dict[str, Bucket] = {}
        self._givens: dict[str | int, set[str]] = {}
        self._given_names: set[str] = set()
        self._lower: set[str] = set()
        self._bearers: dict[str, set[int]] = {}
        self.with_context: set[Person] = set()

    def add(self, person: Person, *, context: bool = False) -> None:
        """File a person.

        Args:
            person: One name of the person.
            context: Whether the context of the term may vouch for the family name alone.
        """
        if context:
            self.with_context.add(person)
        self._given_names.add(person.given)
        for key in given_keys(person):
            self._givens.setdefault(key, set()).add(person.given)
        for key in keys(person.family):
            bucket = self._families.setdefault(key, {})
            for given in (person.given, *(f".{letter}" for letter in initial_keys(person))):
                bucket.setdefault(given, []).append(person)
        self._lower.add(person.family)
        self._bearers.setdefault(person.family, set()).add(person.term)

    def is_shared(self, person: Person) -> bool:
        """Tell whether the list holds somebody else with the same family name."""
        return len(self._bearers[person.family]) > 1

    def may_be(self, text: str) -> bool:
        """Tell whether a word in small letters may be a family name."""
        return text in self._lower or not _PLAIN.fullmatch(text)

    def buckets(self, word: Word) -> tuple[Bucket, ...]:
        """Return the people whose family name a word may be."""
        if not (word.is_name or word.folded in self._lower):
            return ()
        # Edgar Allan Poe is По in Russian, which begins many sentences.
        if word.folded in COMMON and not (word.is_name and word.folded in self._lower):
            return ()
        return tuple(bucket for key in word.keys if (bucket := self._families.get(key)))

    def is_near(self, word: Word, buckets: Sequence[Bucket]) -> bool:
        """Tell whether a word looks like the family name of anybody filed with it."""
        if word.near is None:
            word.near = sum(map(len, buckets)) > _MANY or any(
                compare(family, word.folded, word.spelt)
                for family in {person.family for bucket in buckets for some in bucket.values() for person in some}
            )
        return word.near

    def has_given(self, name: str) -> bool:
        """Tell whether somebody listed has this given name."""
        return name in self._given_names

    def givens(self, word: Word) -> tuple[str, ...]:
        """Return the listed given names that a word may stand for."""
        if word.givens is None:
            word.givens = self._find_givens(word)
        return word.givens

    def _find_givens(self, word: Word) -> tuple[str, ...]:
        initial = (f".{word.folded[0]}",) if word.is_initial else ()
        if len(word.folded) == 1:
            return initial
        if word.is_name and word.folded in COMMON:
            return (*initial, word.folded) if self.has_given(word.folded) else initial
        filed: set[str | int] = set(word.keys).union(*map(groups, word.lemmas))
        candidates = {given for key in filed for given in self._givens.get(key, ())}
        return (*initial, *(given for given in candidates if _may_be_given(given, word)))


def _may_be_given(given: str, word: Word) -> bool:
    evidence = compare(given, word.folded, word.spelt, given=True)
    return evidence is not None and evidence.score >= LEAST_SYLLABLES
