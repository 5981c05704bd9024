"""Family names that stand alone: whom they mean in an article that names somebody in full."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from watchlists.names.page import Page
from watchlists.names.people.full import FullName, in_double_name, middle
from watchlists.names.people.index import COMMON
from watchlists.names.people.names import CONJUNCTIONS, PARTICLES, Person, generation, initial_keys, is_patronymic
from watchlists.names.spelling.cases import Reading, readings
from watchlists.names.spelling.evidence import TRANSLITERATION, Evidence
from watchlists.names.spelling.given import is_given
from watchlists.names.spelling.lexicon import lexicon
from watchlists.names.words import Word

_LEAST = 0.84
_CYRILLIC = "\u0400"
_LEAST_SPELT = 0.86
_LONG_ENOUGH = 5
_PLACES = lexicon("places")
_NOBLE = PARTICLES - CONJUNCTIONS
_VOWELS = "aeiouyаеиоуыэюяєії"


class Place(NamedTuple):
    """Where a word that may be a family name stands."""

    field: int
    word: int


class Anchor(NamedTuple):
    """A full name, and the field it is in."""

    field: int
    name: FullName


class Alone(NamedTuple):
    """A family name by itself, and the full name that says whose it is; None where only the context does."""

    field: int
    word: int
    evidence: Evidence
    anchor: Anchor | None


def alone(person: Person, places: Iterable[Place], pages: Sequence[Page], anchors: Sequence[Anchor]) -> list[Alone]:
    """Return the places where the person's family name stands alone and means the person.

    It means whoever was named in full last before it, or whom the article names
    more often than all others of that name; before the first, whoever comes first.

    Args:
        person: Whose family name it is.
        places: Of words that may be it, in order.
        pages: The title and the text.
        anchors: Each full name of the person; empty where the context vouches for the family name.
    """
    own = {(anchor.field, anchor.name.family): anchor for anchor in anchors}
    owner = anchors[0] if anchors else None
    bare: list[tuple[int, Alone]] = []
    mine: list[int] = []
    others: list[int] = []
    for order, (field, index) in enumerate(places):
        if (field, index) in own:
            owner = own[field, index]
            mine.append(order)
        elif (evidence := _may_be(person, pages[field], index)) and _is_spelt_as(
            pages, anchors, field, index, evidence
        ):
            if _has_other_owner(person, pages[field], index, evidence):
                others.append(order)
            elif _is_of_other_gender(person, evidence):
                if not _is_ambiguous(pages[field].word(index)):
                    others.append(order)
            else:
                bare.append((order, Alone(field, index, evidence, owner)))
    return [one for order, one in bare if _is_mine(order, mine, others)]


def looks_like_family_name(page: Page, index: int) -> bool:
    """Tell whether the word does not rather begin a name: Хънтър Байдън is nobody called Хънтър."""
    return not page.word(index).is_given and not (_starts_name(page, index) and page.text.gap(index) == " ")


def may_stand_alone(person: Person) -> bool:
    """Tell whether the family name is one that little else is called by."""
    return len(person.family) >= _LONG_ENOUGH and person.family not in _PLACES and not is_given(person.family)


def addressed(person: Person, page: Page) -> Iterator[int]:
    """Yield the places of the given name with a patronymic and no family name: Борис Николаевич."""
    patronymics = [name for name in person.middle if is_patronymic(name)]
    for index, text in enumerate(page.text.words[1:], 1):
        if not text[0].isupper() or not is_patronymic(page.word(index).folded) or not page.begins_name(index - 1):
            continue
        if page.begins_name(index) or (index > 1 and page.joined(index - 2) and _is_part(page.word(index - 2))):
            continue
        given = page.word(index - 1)
        fits = given.is_name and page.compare(person.given, index - 1, given=True)
        if fits and (not patronymics or middle(page, person, index)):
            yield index - 1


def _is_part(word: Word) -> bool:
    return word.is_name and len(word.folded) > 1 and word.folded not in COMMON


def _is_mine(order: int, mine: Sequence[int], others: Sequence[int]) -> bool:
    if not others or not mine:
        return not others
    if len(mine) != len(others):
        return len(mine) > len(others)
    before = max((place for place in mine if place < order), default=-1)
    other = max((place for place in others if place < order), default=-1)
    return before > other if before != other else min(mine) < min(others)


def _may_be(person: Person, page: Page, index: int) -> Evidence | None:
    word = page.word(index)
    evidence = page.compare(person.family, index) if word.is_name else None
    if evidence is None or evidence.score < (_LEAST_SPELT if evidence.rule == TRANSLITERATION else _LEAST):
        return None
    if (following := page.generation_after(index)) and generation(following.core) not in {"", person.generation}:
        return None
    return None if in_double_name(page, person, index, index) else evidence


def _is_spelt_as(pages: Sequence[Page], anchors: Sequence[Anchor], field: int, index: int, evidence: Evidence) -> bool:
    """Tell whether the word is spelt as in a full name of the article: one writer has one spelling in one script."""
    word = pages[field].word(index)
    full = [pages[one.field].word(one.name.family) for one in anchors if evidence.rule == TRANSLITERATION]
    same_script = [other for other in full if (other.folded < _CYRILLIC) == (word.folded < _CYRILLIC)]
    return not same_script or any(not set(word.lemmas).isdisjoint(other.lemmas) for other in same_script)


def _is_of_other_gender(person: Person, evidence: Evidence) -> bool:
    return (person.is_woman and evidence.gender == "m") or (person.is_man and evidence.gender == "f")


def _is_ambiguous(word: Word) -> bool:
    """Tell whether the form is a man's in one language and a woman's in another: Trumpovi is Czech and Slovene."""
    return word.folded.endswith(("ovi", "evi"))


def _has_other_owner(person: Person, page: Page, index: int, evidence: Evidence) -> bool:
    before = index - 1
    while before > 0 and page.joined(before) and page.word(before).folded in _NOBLE:
        before -= 1
    if before >= 0 and page.joined(before) and "\n" not in page.text.gap(before):
        word = page.word(before)
        if word.is_initial and page.dotted(before):
            return True
        if word.is_name and (page.word(index).is_upper or not word.is_upper):
            owner = _is_given_of(word, evidence) or is_patronymic(word.folded)
            return owner or _is_followed_by_other(person, page, index)
    return _is_followed_by_other(person, page, index)


def _is_given_of(word: Word, evidence: Evidence) -> bool:
    """Tell whether the word may be a given name in the case of the family name."""
    return word.folded not in COMMON and any(
        is_given(reading.lemma) and _agree(word.folded, reading, evidence)
        for reading in readings(word.folded, spelt=word.spelt)
        if reading.case not in {"possessive", "nominative"}
    )


def _agree(given: str, reading: Reading, evidence: Evidence) -> bool:
    # Names of men in a consonant are declined wherever their family names are.
    return bool(reading.case) or not evidence.case or given[-1] in _VOWELS


def _is_followed_by_other(person: Person, page: Page, index: int) -> bool:
    after = index + 1
    if after >= len(page) or not page.spaced(index):
        return False
    word = page.word(after)
    if word.is_initial and page.dotted(after):
        return word.folded[0] not in initial_keys(person)
    if not word.is_given or page.compare(person.given, after, given=True):
        return False
    # In "after Trump Joe Biden came" the given name belongs to what follows.
    return not _starts_name(page, after)


def _starts_name(page: Page, index: int) -> bool:
    return page.begins_name(index) and not is_patronymic(page.word(index + 1).folded)
