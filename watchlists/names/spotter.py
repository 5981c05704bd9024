"""Which words, and which two that stand together, may be of a listed name: nothing else is looked at closely."""

from collections.abc import Sequence

from watchlists.fold import Text, fold
from watchlists.names.organizations.index import Beside, OrganizationIndex
from watchlists.names.people.index import REACH, PeopleIndex
from watchlists.names.people.names import JOINING
from watchlists.names.sights import NAME, Filed, Named, Sight, Sights
from watchlists.names.words import Word, Words

_MOST_PAIRS = 300_000
_MOST_WORDS = 100_000
_LONGEST_WORD = 60


class Spotter:
    """Finds the candidates of an article."""

    def __init__(self, people: PeopleIndex, organizations: OrganizationIndex) -> None:
        self._people = people
        self._organizations = organizations
        self.words = Words()
        self._givens: dict[str, tuple[int, ...]] = {}
        self._beside: dict[str, Beside] = {}
        self._pairs: dict[tuple[str, str], tuple[int, ...]] = {}

    def sight(self, text: str) -> Sight | None:
        """Return what a word may be; None if it is nothing."""
        # Under a heap of marks there may be a short word.
        if len(text) > _LONGEST_WORD and len(fold(text)) > _LONGEST_WORD:
            return None
        if text.isalnum() and not text[0].isupper() and not text[0].istitle() and not self._may_be_small(text):
            return None
        word = Word(text)
        heads, alone = self._organizations.heads(word)
        if word.is_name:
            families = self._people.families(word)
            if not (families or heads or alone):
                return NAME
            return Sight(is_name=True, families=families, heads=heads, alone=alone)
        is_small = self._people.is_listed_small(word.folded)
        if not (is_small or heads or alone):
            return None
        return Sight(is_name=False, is_small=is_small, heads=heads, alone=alone)

    def _may_be_small(self, text: str) -> bool:
        """Tell whether a word in small letters may be in a name; nearly all are in none."""
        if self._people.may_be(text):
            return True
        return self._organizations.may_be(text) and self._organizations.is_head(fold(text))

    def candidates(self, texts: Sequence[Text], sights: Sequence[Sights]) -> tuple[list[Named], list[Filed]]:
        """Return the words of the texts that may be family names, and those that organizations are filed under."""
        named: list[Named] = []
        filed: list[Filed] = []
        for field, text in enumerate(texts):
            some, words = sights[field], text.words
            for at, sight in some.items():
                if sight is NAME:
                    continue
                if sight.families and (people := self._named(at, sight, words, some)):
                    named.append(Named(field, at, people))
                if sight.is_small and (people := self._named_small(at, words, some)):
                    named.append(Named(field, at, people))
                if (sight.heads or sight.alone) and (rows := self._filed(at, sight, words)):
                    filed.append(Filed(field, at, rows))
        return named, filed

    def _named(self, at: int, sight: Sight, words: Sequence[str], sights: Sights) -> dict[int, tuple[int, ...]]:
        """Return the people whose family name the word may be, by the places of their given names."""
        found: dict[int, tuple[int, ...]] = {}
        after = sights.get(at + 1)
        if after and after.is_name and (rows := self._pair(words[at + 1], words[at], sight)):
            found[at + 1] = rows
        for place in range(at - 1, max(-1, at - 1 - REACH), -1):
            before = sights.get(place)
            if before and before.is_name:
                if rows := self._pair(words[place], words[at], sight):
                    found[place] = rows
            elif words[place] not in JOINING:
                break
        return found

    def _named_small(self, at: int, words: Sequence[str], sights: Sights) -> dict[int, tuple[int, ...]]:
        """Return the people whose family name a word in small letters is."""
        places = [at + 1] if at + 1 < len(words) else []
        for place in range(at - 1, max(-1, at - 1 - REACH), -1):
            places.append(place)
            before = sights.get(place)
            if not (before and before.is_name) and words[place] not in JOINING:
                break
        family = self.words[words[at]]
        found = {place: self._people.small_pair(self.words[words[place]], family) for place in places}
        return {place: rows for place, rows in found.items() if rows}

    def _pair(self, given: str, family: str, sight: Sight) -> tuple[int, ...]:
        givens = self._givens.get(given)
        if givens is None:
            givens = self._people.givens(self.words[given])
            if len(self._givens) >= _MOST_WORDS:
                self._givens.clear()
            self._givens[given] = givens
        if not givens:
            return ()
        key = given, family
        found = self._pairs.get(key)
        if found is None:
            found = self._people.pair(self.words[given], givens, self.words[family], sight.families)
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
