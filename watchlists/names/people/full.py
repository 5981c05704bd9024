"""Full names of listed people in a text: given and family name in either order, initials, and what stands between."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from watchlists.names.found import Part
from watchlists.names.page import Page
from watchlists.names.people.index import COMMON, LEAST_FAMILY, LEAST_SYLLABLES, REACH
from watchlists.names.people.names import PARTICLES, Person, generation, is_patronymic, may_begin
from watchlists.names.spelling.evidence import EXACT, INITIAL, SHORT_FORM, Evidence

_FAMILY_WEIGHT = 0.6
LEAST_FULL_NAME = 0.84
_LEAST_FAMILY_OF_SHORT = 0.88
_LEAST_GIVEN = 0.72
_LEAST_AFTER_COMMA = 0.9
_INITIAL_SCORE = 0.9
_STRANGE_MIDDLE_COST = 0.04
_TURNED_COST = 0.02
_MOST_AFTER = 2
_OBLIQUE = "aаяuуюi"
_VOWELS = "aeiouyаеиоуыэюяєії"


class FullName(NamedTuple):
    """A place where a text writes a listed person's name in full or with initials."""

    person: Person
    first: int
    last: int
    family: int
    parts: tuple[Part, ...]
    score: float


class _Pair(NamedTuple):
    """A given and a family name that stand together."""

    person: Person
    family_at: int
    family: Evidence
    given_at: int
    given: Evidence

    @property
    def initials(self) -> bool:
        return self.given.rule == INITIAL


class _Rest(NamedTuple):
    """What else belongs to the name."""

    first: int
    last: int
    cost: float = 0.0
    parts: tuple[Part, ...] = ()


def full_names(page: Page, at: int, candidates: Mapping[int, Sequence[Person]]) -> Iterator[FullName]:
    """Yield the full names whose family name is the word at a place.

    Args:
        page: Where it stands.
        at: The place.
        candidates: The people it may name, by the places of words that may be their given names.
    """
    if not _has_company(page, at, candidates):
        return
    named: set[Person] = set()
    for place in range(at - 1, max(-1, at - 1 - REACH), -1):
        word = page.word(place)
        people = [person for person in candidates.get(place, ()) if person not in named]
        if people and not all(map(page.joined, range(place, at))):
            break
        for person in people:
            if (pair := _pair(page, person, at, place)) and (rest := _between(page, pair)):
                # The nearest given name is the one that belongs to it.
                named.add(person)
                yield from _whole(page, pair, rest)
        if not (word.is_name or word.folded in PARTICLES):
            break
    yield from _turned_names(page, at, candidates.get(at + 1, ()))


def _turned_names(page: Page, at: int, people: Sequence[Person]) -> Iterator[FullName]:
    """Yield the full names with the given name after the family name."""
    if not people or not (page.spaced(at) or page.hyphened(at) or page.comma(at)):
        return
    for person in people:
        if (pair := _pair(page, person, at, at + 1)) and (rest := _after(page, pair)):
            yield from _whole(page, pair, rest)


def weigh(family: float, given: float) -> float:
    """Return how alike a name is whose two parts are so alike."""
    return _FAMILY_WEIGHT * family + (1 - _FAMILY_WEIGHT) * given


def middle(page: Page, person: Person, at: int) -> Part | None:
    """Return why the word at a place may be a middle name of the person."""
    for name in person.middle:
        evidence = page.compare(name, at, given=True)
        if evidence and evidence.score >= LEAST_FAMILY:
            return Part(at, name, evidence)
    return None


def in_double_name(page: Page, person: Person, first: int, last: int) -> bool:
    """Tell whether a hyphen joins another name to it: Ivanov-Petrov is not Ivanov."""
    return not page.compounds and any(
        page.hyphened(gap) and page.word(place).is_title and middle(page, person, place) is None
        for gap, place in ((first - 1, first - 1), (last, last + 1))
        if gap >= 0 and place < len(page)
    )


def _has_company(page: Page, at: int, candidates: Collection[int]) -> bool:
    """Tell whether a word beside it may be a part of a name too; of words in small letters any may."""
    if not page.word(at).is_name:
        return True
    beside = ((place, page.word(place)) for place in (at - 1, at + 1) if 0 <= place < len(page))
    return any(
        (word.is_name and (word.is_initial or word.folded not in COMMON or place in candidates))
        or word.folded in PARTICLES
        for place, word in beside
    )


def _pair(page: Page, person: Person, family_at: int, given_at: int) -> _Pair | None:
    family_word, given_word = page.word(family_at), page.word(given_at)
    family = page.compare(person.family, family_at)
    given = _given(page, person, given_at, dotted=given_at < family_at)
    if family is None or family.score < LEAST_FAMILY or given is None:
        return None
    # Names in small letters are read as they are listed or not at all.
    if not (family_word.is_name and given_word.is_name) and not (family.rule == given.rule == EXACT):
        return None
    # Two weak parts are of somebody else: Джо Байдън is no Joseph Bowden.
    if given.rule in {SHORT_FORM, INITIAL} and family.score < _LEAST_FAMILY_OF_SHORT:
        return None
    pair = _Pair(person, family_at, family, given_at, given)
    return None if _disagree(page, pair) else pair


def _given(page: Page, person: Person, at: int, *, dotted: bool) -> Evidence | None:
    word = page.word(at)
    if word.is_initial and (page.dotted(at) or not dotted):
        return Evidence(INITIAL, _INITIAL_SCORE)
    # Ал is an initial with a dot and a name without one.
    if word.is_initial and len(word.folded) == 1:
        return None
    given = page.compare(person.given, at, given=True)
    least = LEAST_SYLLABLES if person.family_first else _LEAST_GIVEN
    return given if given and given.score >= least else None


def _disagree(page: Page, pair: _Pair) -> bool:
    """Tell whether the endings are of two people: Paula Smith is no genitive of Paul Smith."""
    given, family = page.word(pair.given_at).folded, page.word(pair.family_at).folded
    if pair.family.gender == "m" and pair.person.is_woman and given[-1] in _VOWELS:
        return True
    oblique = pair.given.case not in {"", "nominative", "possessive"}
    declines = family[-1] not in _VOWELS and not pair.family.case
    return oblique and declines and given[-1] in _OBLIQUE and pair.person.given[-1] not in _VOWELS


def _whole(page: Page, pair: _Pair, rest: _Rest) -> Iterator[FullName]:
    if in_double_name(page, pair.person, rest.first, rest.last):
        return
    following = page.generation_after(rest.last)
    if (generation(following.core) if following else "") != pair.person.generation:
        return
    score = weigh(pair.family.score, pair.given.score) - rest.cost
    if score < (LEAST_FAMILY if pair.person.family_first else LEAST_FULL_NAME):
        return
    parts = (
        Part(pair.given_at, pair.person.given, pair.given),
        Part(pair.family_at, pair.person.family, pair.family),
        *rest.parts,
    )
    yield FullName(pair.person, rest.first, rest.last, pair.family_at, tuple(sorted(parts)), round(score, 3))


def _between(page: Page, pair: _Pair) -> _Rest | None:
    """Return the name with what stands between given and family name, if that may stand there."""
    if pair.initials and pair.given_at and _is_named(page, pair.given_at - 1):
        return None
    parts: list[Part] = []
    cost = 0.0
    initials = [name[0] for name in pair.person.middle]
    for at in range(pair.given_at + 1, pair.family_at):
        word = page.word(at)
        if word.is_initial:
            # George W. Bush is not George H. W. Bush.
            if initials and not may_begin(word.folded[0], initials.pop(0)):
                return None
        elif word.folded not in PARTICLES:
            if part := middle(page, pair.person, at):
                parts.append(part)
            elif pair.initials or (is_patronymic(word.folded) and any(map(is_patronymic, pair.person.middle))):
                return None
            elif not is_patronymic(word.folded):
                cost += _STRANGE_MIDDLE_COST
    return _Rest(pair.given_at, pair.family_at, cost, tuple(parts))


def _is_named(page: Page, at: int) -> bool:
    """Tell whether a given name stands before the initials, so that these are middle ones."""
    return page.joined(at) and page.word(at).is_given and page.text.gap(at).isspace()


def _after(page: Page, pair: _Pair) -> _Rest | None:
    """Return the name with what follows a given name that stands after the family name, if that may follow."""
    last = _last_after(page, pair)
    person = pair.person
    if pair.initials:
        if not page.dotted(last):
            return None
    elif last == pair.given_at and not person.family_first and _begins_another(page, last):
        return None
    if page.comma(pair.family_at) and pair.given.score < _LEAST_AFTER_COMMA:
        return None
    if pair.family_at and not person.family_first and _is_named(page, pair.family_at - 1):
        return None
    return _Rest(pair.family_at, last, _TURNED_COST)


def _last_after(page: Page, pair: _Pair) -> int:
    last = pair.given_at
    while last + 1 < len(page) and last < pair.given_at + _MOST_AFTER and page.joined(last):
        word = page.word(last + 1)
        if pair.initials:
            belongs = word.is_initial and page.dotted(last)
        else:
            belongs = is_patronymic(word.folded) or (word.is_name and middle(page, pair.person, last + 1) is not None)
        if not belongs:
            break
        last += 1
    return last


def _begins_another(page: Page, at: int) -> bool:
    """Tell whether the next word is the family name of the given name here: "replaced Chemezov Sergei Shoigu"."""
    return at + 1 < len(page) and page.spaced(at) and page.word(at + 1).is_name and not page.word(at + 1).is_upper
