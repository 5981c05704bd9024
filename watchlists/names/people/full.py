"""Full names of listed people in a text: given and family name in either order, initials, and what stands between."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from watchlists.names.found import Part
from watchlists.names.page import Page
from watchlists.names.people.index import COMMON, LEAST_FAMILY, LEAST_SYLLABLES, REACH
from watchlists.names.people.names import CONJUNCTIONS, JOINING, PARTICLES, Person, generation, is_patronymic, may_begin
from watchlists.names.people.pairs import Pair, pair_of, weigh

LEAST_FULL_NAME = 0.84
_LEAST_AFTER_COMMA = 0.9
_STRANGE_MIDDLE_COST = 0.04
_TURNED_COST = 0.02
_MOST_AFTER = 2


class FullName(NamedTuple):
    """A place where a text writes a listed person's name in full or with initials."""

    person: Person
    first: int
    last: int
    family: int
    parts: tuple[Part, ...]
    score: float


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
            if (pair := pair_of(page, person, at, place)) and (rest := _between(page, pair)):
                # The nearest given name is the one that belongs to it.
                named.add(person)
                yield from _whole(page, pair, rest)
        if not (word.is_name or word.folded in JOINING):
            break
    yield from _turned_names(page, at, candidates.get(at + 1, ()))


def _turned_names(page: Page, at: int, people: Sequence[Person]) -> Iterator[FullName]:
    """Yield the full names with the given name after the family name."""
    if not people or not (page.spaced(at) or page.hyphened(at) or page.comma(at)):
        return
    for person in people:
        if (pair := pair_of(page, person, at, at + 1)) and (rest := _after(page, pair)):
            yield from _whole(page, pair, rest)


def middle(page: Page, person: Person, at: int) -> Part | None:
    """Return why the word at a place may be a middle name of the person."""
    least = LEAST_SYLLABLES if person.family_first else LEAST_FAMILY
    for name in person.middle:
        evidence = page.compare(name, at, given=True)
        if evidence and evidence.score >= least:
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


def _whole(page: Page, pair: Pair, rest: _Rest) -> Iterator[FullName]:
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


def _between(page: Page, pair: Pair) -> _Rest | None:
    """Return the name with what stands between given and family name, if that may stand there."""
    if pair.initials and _is_named(page, pair.given_at - 1):
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
        elif word.folded in CONJUNCTIONS and not _joins(page, pair, at):
            return None
        elif word.folded not in JOINING:
            if part := middle(page, pair.person, at):
                parts.append(part)
            elif pair.initials or (is_patronymic(word.folded) and any(map(is_patronymic, pair.person.middle))):
                return None
            elif not is_patronymic(word.folded):
                cost += _STRANGE_MIDDLE_COST
    return _Rest(pair.given_at, pair.family_at, cost, tuple(parts))


def _joins(page: Page, pair: Pair, at: int) -> bool:
    """Tell whether a conjunction joins two people of one family name, or the halves of it, but not two full names."""
    if at == pair.given_at + 1 and pair.family_at == at + 2:
        return True
    middles = pair.person.middle
    return bool(middles) and page.compare(middles[-1], at - 1) is not None


def _is_named(page: Page, at: int) -> bool:
    """Tell whether a given name or its initial stands before the initials, so that these are middle ones."""
    if at < 0 or not page.joined(at):
        return False
    word = page.word(at)
    return (word.is_initial and page.dotted(at)) or (word.is_given and page.text.gap(at).isspace())


def _after(page: Page, pair: Pair) -> _Rest | None:
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
    # Kim Jong Un is not Kim Jong Il: the syllables are one name.
    if person.family_first and last - pair.given_at < len(person.middle):
        return None
    if not person.family_first and _is_named(page, pair.family_at - 1):
        return None
    return _Rest(pair.family_at, last, _TURNED_COST)


def _last_after(page: Page, pair: Pair) -> int:
    last = pair.given_at
    while last + 1 < len(page) and last < pair.given_at + _MOST_AFTER and page.joined(last):
        word = page.word(last + 1)
        if pair.initials:
            belongs = word.is_initial and page.dotted(last)
        else:
            may_be = word.is_name or (pair.person.family_first and page.hyphened(last))
            belongs = is_patronymic(word.folded) or (may_be and middle(page, pair.person, last + 1) is not None)
        if not belongs:
            break
        last += 1
    return last


def _begins_another(page: Page, at: int) -> bool:
    """Tell whether the next word is the family name of the given name here: "replaced Chemezov Sergei Shoigu"."""
    return at + 1 < len(page) and page.spaced(at) and page.word(at + 1).is_name and not page.word(at + 1).is_upper
