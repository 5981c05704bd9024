"""The people of one article: who is named in full, and whom the names that stand alone mean."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from watchlists.names.found import Found, Part, Reason, quote, reason, reasons, weakest
from watchlists.names.page import Page
from watchlists.names.people.full import FullName, full_names
from watchlists.names.people.index import COMMON, PeopleIndex
from watchlists.names.people.names import Person
from watchlists.names.people.surnames import (
    Alone,
    Anchor,
    Place,
    addressed,
    alone,
    looks_like_family_name,
    may_stand_alone,
)
from watchlists.names.sights import Sights
from watchlists.names.spelling.evidence import CASE_FORM, EXACT, TRANSLITERATION
from watchlists.names.spelling.sounds import keys
from watchlists.names.words import Word

AFTER_FULL_NAME = "surname after full name"
IN_CONTEXT = "surname in context"
UNVOUCHED = "surname alone"
ADDRESS = "given name and patronymic after full name"
_AFTER_FULL_NAME = 0.8
_IN_CONTEXT = 0.75
_REPEATED = 0.6
_ONCE = 0.4
_LEAST_UNVOUCHED = 0.93


class PeopleInArticle:
    """Collects full names, then decides about the family names that stand alone."""

    def __init__(self, pages: Sequence[Page], sights: Sequence[Sights], index: PeopleIndex) -> None:
        self._pages = pages
        self._sights = sights
        self._index = index
        self._people: dict[int, Person] = {}
        self._named: dict[Person, list[Anchor]] = {}

    def look(self, field: int, at: int, candidates: Mapping[int, Sequence[int]]) -> None:
        """Take note of the full names that a word is the family name of.

        Args:
            field: Of the word.
            at: Its place.
            candidates: The rows of the people it may name, by the places of words that may be their given names.
        """
        people = {place: list(map(self._person, rows)) for place, rows in candidates.items()}
        for name in full_names(self._pages[field], at, people):
            if name.score < self._index.least and any(part.evidence.rule == TRANSLITERATION for part in name.parts):
                continue
            self._named.setdefault(name.person, []).append(Anchor(field, name))

    def _person(self, row: int) -> Person:
        # A person is one object within an article, however much the index forgets meanwhile.
        return self._people.setdefault(row, self._index.person(row))

    def found(self, *, supported: Iterable[int], possible: bool) -> Iterator[Found]:
        """Yield every place that names a listed person."""
        for person, anchors in self._named.items():
            yield from (self._full(field, name) for field, name in anchors)
            anchors.sort(key=lambda anchor: (anchor.field, anchor.name.first))
            for one in alone(person, self._places(person), self._pages, anchors):
                yield self._surname(person, one, AFTER_FULL_NAME, _AFTER_FULL_NAME)
            yield from self._addressed(person, anchors[0])
        vouched = [
            person for person in map(self._person, self._index.vouchable(supported)) if person not in self._named
        ]
        for person in vouched:
            for one in alone(person, self._places(person), self._pages, ()):
                yield self._surname(person, one, IN_CONTEXT, _IN_CONTEXT)
        if possible:
            for person in self._unnamed():
                if person not in vouched and may_stand_alone(person):
                    yield from self._possible(person)

    def _unnamed(self) -> list[Person]:
        """Return the people whose family name the article may hold, but not their full name."""
        pages = zip(self._pages, self._sights, strict=True)
        words = {page.word(at) for page, sights in pages for at, sight in sights.items() if sight.families}
        rows = {row for word in words for row in self._index.bearers(word)}
        people = map(self._person, sorted(rows))
        return [person for person in people if person not in self._named and not person.generation]

    def _places(self, person: Person) -> list[Place]:
        """Return the places of the words that may be the person's family name."""
        filed = keys(person.family)
        anchors = {(anchor.field, anchor.name.family) for anchor in self._named.get(person, ())}
        return [
            Place(field, at)
            for field, sights in enumerate(self._sights)
            for at, sight in sights.items()
            if (field, at) in anchors or (sight.families and self._may_be(self._pages[field].word(at), filed))
        ]

    @staticmethod
    def _may_be(word: Word, filed: frozenset[str]) -> bool:
        """Tell whether a word may be the family name that is filed under the keys."""
        return word.folded not in COMMON and not filed.isdisjoint(word.keys)

    def _full(self, field: int, name: FullName) -> Found:
        page = self._pages[field]
        return Found(
            term=name.person.term,
            field=field,
            words=(name.first, name.last),
            span=page.span(name.first, name.last),
            form=name.person.listed,
            rule=weakest(name.parts),
            score=name.score,
            reasons=reasons(page, name.parts),
        )

    def _surname(self, person: Person, one: Alone, rule: str, score: float, *, possible: bool = False) -> Found:
        span = self._pages[one.field].span(one.word, one.word)
        form = reason(self._pages[one.field], Part(one.word, person.family, one.evidence))
        why = Reason(*span, person.family, rule, self._where(one.anchor))
        score = round(score * one.evidence.score, 3)
        return Found(
            person.term, one.field, (one.word, one.word), span, person.listed, rule, score, (form, why), possible
        )

    def _possible(self, person: Person) -> Iterator[Found]:
        ones = [
            one
            for one in alone(person, self._places(person), self._pages, ())
            # Through sounds alone half of them would be somebody else.
            if (one.evidence.rule in {EXACT, CASE_FORM} or one.evidence.score >= _LEAST_UNVOUCHED)
            and looks_like_family_name(self._pages[one.field], one.word)
        ]
        score = _REPEATED if len(ones) > 1 and not self._index.is_shared(person) else _ONCE
        yield from (self._surname(person, one, UNVOUCHED, score, possible=True) for one in ones)

    def _addressed(self, person: Person, anchor: Anchor) -> Iterator[Found]:
        for field, page in enumerate(self._pages):
            for first in addressed(person, page):
                span = page.span(first, first + 1)
                why = Reason(*span, person.given, ADDRESS, self._where(anchor))
                yield Found(
                    person.term, field, (first, first + 1), span, person.listed, ADDRESS, _AFTER_FULL_NAME, (why,)
                )

    def _where(self, anchor: Anchor | None) -> str:
        if anchor is None:
            return ""
        page = self._pages[anchor.field]
        return quote(page.text, anchor.field, *page.span(anchor.name.first, anchor.name.last))
