"""Which words, and which two that stand together, may be of a listed name: nothing else is looked at closely."""

from collections.abc import Iterator, Sequence

from watchlists.fold import Text, fold
from watchlists.names.organizations.index import Beside, OrganizationIndex
from watchlists.names.people.index import REACH, PeopleIndex
from watchlists.names.people.names import PARTICLES
from watchlists.names.sights import Filed, Named, Sight, Sights
from watchlists.names.words import Words

_MOST_PAIRS = 300_000
_MOST_WORDS = 100_000
_LONGEST_WORD = 60


class Spotter:
    """Finds the candidates of an article."""

    def __init__(self, people: PeopleIndex, organizations: OrganizationIndex) -> None:
        self._people = people
        self._organizations = organizations
        self.words = Words()
        self._beside: dict[str, Beside] = {}
        self._pairs: dict[tuple[str, str], tuple[int, ...]] = {}

    def sight(self, text: str) -> Sight | None:
        """Return what a word may be; None if it is nothing."""
        # Under a heap of marks there may be a short word.
        if len(text) > _LONGEST_WORD and len(fold(text)) > _LONGEST_WORD:
            return None
        if text.isalnum() and not text[0].isupper() and not text[0].istitle() and not self._may_be_small(text):
            return None
        word = self.words[text]
        heads = self._organizations.heads(word)
        alone = self._organizations.alone(word, heads)
        several = self._organizations.several(heads)
        is_small = not word.is_name and self._people.is_listed_small(word.folded)
        if word.is_name or several or alone or is_small:
            return Sight(word, heads=several, alone=alone, is_small=is_small)
        return None

    def _may_be_small(self, text: str) -> bool:
        """Tell whether a word in small letters may be in a name; nearly all are in none."""
        if self._people.may_be(text):
            return True
        return self._organizations.may_be(text) and self._organizations.is_head(
            self._organizations.spelt_heads(fold(text))
        )

    def candidates(self, texts: Sequence[Text], sights: Sequence[Sights]) -> tuple[list[Named], list[Filed]]:
        """Return the words of the texts that may be family names, and those that organizations are filed under."""
        named: list[Named] = []
        filed: list[Filed] = []
        for field, text in enumerate(texts):
            for at, sight in sights[field].items():
                if (sight.is_name or sight.is_small) and (people := self._named(at, sight, text.words, sights[field])):
                    named.append(Named(field, at, people))
                if (sight.heads or sight.alone) and (rows := self._filed(at, sight, text.words)):
                    filed.append(Filed(field, at, rows))
        return named, filed

    def _named(self, at: int, sight: Sight, words: Sequence[str], sights: Sights) -> dict[int, tuple[int, ...]]:
        """Return the people whose family name the word may be, by the places of their given names."""
        found: dict[int, tuple[int, ...]] = {}
        if not sight.is_small and (sight.families == () or not _has_company(at, words, sights)):
            return found
        for place in _places(at, words, sights):
            given = sights.get(place)
            if given and given.is_name and sight.is_name:
                rows = self._pair(given, sight)
            elif sight.is_small:
                rows = self._people.small_pair(self.words[words[place]], sight.word)
            else:
                continue
            if rows:
                found[place] = rows
        return found

    def _pair(self, given: Sight, family: Sight) -> tuple[int, ...]:
        if family.families is None:
            family.families = self._people.families(family.word)
        if not family.families:
            return ()
        key = given.word.text, family.word.text
        found = self._pairs.get(key)
        if found is None:
            if given.givens is None:
                given.givens = self._people.givens(given.word)
            found = self._people.pair(given.word, given.givens, family.word, family.families)
            if len(self._pairs) >= _MOST_PAIRS:
                self._pairs.clear()
            self._pairs[key] = found
        return found

    def _filed(self, at: int, sight: Sight, words: Sequence[str]) -> list[int]:
        """Return the organizations that are filed under the word and may be there."""
        rows = set(sight.alone)
        if sight.heads and at:
            rows |= self._organizations.together(sight.heads, self._marks_beside(words[at - 1]).before)
        if sight.heads and at + 1 < len(words):
            rows |= self._organizations.together(sight.heads, self._marks_beside(words[at + 1]).after)
        return sorted(rows)

    def _marks_beside(self, text: str) -> Beside:
        beside = self._beside.get(text)
        if beside is None:
            beside = self._organizations.beside(self.words[text])
            if len(self._beside) >= _MOST_WORDS:
                self._beside.clear()
            if len(text) <= _LONGEST_WORD:
                self._beside[text] = beside
        return beside


def _has_company(at: int, words: Sequence[str], sights: Sights) -> bool:
    """Tell whether a word beside one with a capital letter has one too, or may join it to a name."""
    after, before = sights.get(at + 1), sights.get(at - 1)
    return (
        (after is not None and after.is_name)
        or (before is not None and before.is_name)
        or (at > 0 and words[at - 1] in PARTICLES)
    )


def _places(at: int, words: Sequence[str], sights: Sights) -> Iterator[int]:
    """Yield where the given name of a family name may stand."""
    if at + 1 < len(words):
        yield at + 1
    for place in range(at - 1, max(-1, at - 1 - REACH), -1):
        yield place
        before = sights.get(place)
        if not (before and before.is_name) and words[place] not in PARTICLES:
            return
