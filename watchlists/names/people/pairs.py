"""Two words of a text that may be the given and the family name of a listed person."""

from typing import NamedTuple

from watchlists.names.page import Page
from watchlists.names.people.index import FAMILY_WEIGHT, LEAST_FAMILY, LEAST_SYLLABLES
from watchlists.names.people.names import Person
from watchlists.names.spelling.evidence import CASE_FORM, EXACT, INITIAL, SHORT_FORM, Evidence

_LEAST_FAMILY_OF_SHORT = 0.88
_LEAST_GIVEN = 0.72
_INITIAL_SCORE = 0.9
_MENS_POSSESSIVES = ("ov", "uv")
_OBLIQUE = "aаяuуюi"
_VOWELS = "aeiouyаеиоуыэюяєії"


class Pair(NamedTuple):
    """A given and a family name that stand together."""

    person: Person
    family_at: int
    family: Evidence
    given_at: int
    given: Evidence

    @property
    def initials(self) -> bool:
        """Whether the given name is an initial."""
        return self.given.rule == INITIAL


def weigh(family: float, given: float) -> float:
    """Return how alike a name is whose two parts are so alike."""
    return FAMILY_WEIGHT * family + (1 - FAMILY_WEIGHT) * given


def pair_of(page: Page, person: Person, family_at: int, given_at: int) -> Pair | None:
    """Return the two words as a name of the person, if they are alike enough and of one gender and case."""
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
    pair = Pair(person, family_at, family, given_at, given)
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


def _disagree(page: Page, pair: Pair) -> bool:
    """Tell whether the endings are of two people: Paula Smith is no genitive of Paul Smith."""
    given, family = page.word(pair.given_at).folded, page.word(pair.family_at).folded
    if pair.family.gender == "m" and pair.person.is_woman and given[-1] in _VOWELS:
        return True
    # Petra Pavlová is a woman, whatever Petra may be of Petr; nobody says Petrov of Petr Pavel's.
    if pair.given.gender == "m" and pair.family.gender == "f" and pair.given.rule == pair.family.rule == CASE_FORM:
        return True
    if pair.family.case == "possessive" and family.endswith(_MENS_POSSESSIVES):
        return True
    oblique = pair.given.case not in {"", "nominative", "possessive"}
    declines = family[-1] not in _VOWELS and not pair.family.case
    return oblique and declines and given[-1] in _OBLIQUE and pair.person.given[-1] not in _VOWELS
