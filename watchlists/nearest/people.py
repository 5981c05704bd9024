"""Places that come near to a person's name, and why each is nobody, or somebody else."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from watchlists.fold import Text
from watchlists.names.page import Page
from watchlists.names.people.index import LEAST_FAMILY
from watchlists.names.people.names import Person, parse_person
from watchlists.names.people.pairs import weigh
from watchlists.names.words import Words
from watchlists.nearest.article import Article, FieldName, Miss
from watchlists.nearest.namesakes import Namesakes, written
from watchlists.nearest.words import Vocabulary, too_little
from watchlists.term import Term

_MOST_PLACES = 30
_LIKE = 0.55
"""What is less like the family name is not near."""
_MOST_UNLIKE = 3


class _Place(NamedTuple):
    """Where a word that may be the family name stands."""

    field: FieldName
    page: Page
    at: int
    alike: float


def person_misses(term: Term, article: Article) -> Iterator[Miss]:
    """Yield the places that are like the family name of a person, each with why it does not count."""
    words = Words()
    pages = [(field, Page(Text(source), words, article.language)) for field, source in article.fields]
    for name in (term.name, *term.aliases):
        if person := parse_person(name, 0):
            namesakes = Namesakes(term, person, article.language)
            known = Vocabulary(article)
            found = (place for field, page in pages for place in _places(person, field, page))
            places = list(islice(found, _MOST_PLACES))
            yield from (_miss(place, namesakes) for place in places)
            yield from _unlike(person, known, pages)


def _places(person: Person, field: FieldName, page: Page) -> Iterator[_Place]:
    for at in range(len(page)):
        if evidence := page.compare(person.family, at):
            yield _Place(field, page, at, evidence.score)


def _miss(place: _Place, namesakes: Namesakes) -> Miss:
    page = place.page
    refusal = namesakes.refusal(page, place.at, place.alike)
    start, end = page.span(refusal.first, refusal.last)
    nearness = weigh(place.alike, refusal.given)
    return Miss(refusal.reason, nearness, place.field, start, end, page.text.original[start:end])


def _unlike(person: Person, known: Vocabulary, pages: Sequence[tuple[FieldName, Page]]) -> Iterator[Miss]:
    """Yield the words with a capital letter that are a little like the family name."""
    for score, text in known.likest(person.family, _MOST_UNLIKE):
        field, page = next((field, page) for field, page in pages if text in page.text.words)
        at = page.text.words.index(text)
        if score < _LIKE or not page.word(at).is_name or page.compare(person.family, at):
            continue
        before = at and page.joined(at - 1) and page.compare(person.given, at - 1, given=True)
        first = at - 1 if before else at
        start, end = page.span(first, at)
        yield Miss(
            _unlike_reason(person, text, score),
            weigh(score, before.score if before else 0.0),
            field,
            start,
            end,
            page.text.original[start:end],
        )


def _unlike_reason(person: Person, text: str, score: float) -> str:
    family = written(person, person.family)
    if score < LEAST_FAMILY:
        return f"«{text}» is spelt too far from {family} ({too_little(score, LEAST_FAMILY)})"
    return f"the consonants of «{text}» are not those of {family}"
