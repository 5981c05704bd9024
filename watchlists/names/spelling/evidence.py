"""Why a word of a text may be a part of a listed name, and how much that counts."""

from functools import lru_cache
from typing import NamedTuple

from watchlists.names.spelling.cases import Reading, readings
from watchlists.names.spelling.given import are_one_name, are_short_and_full, share_spelling
from watchlists.names.spelling.likeness import is_other_slavic, likeness
from watchlists.names.spelling.sounds import keys

EXACT, CASE_FORM, SPELLING, SHORT_FORM, INITIAL = "exact", "case form", "given name", "short form", "initial"
TRANSLITERATION = "transliteration"

_CASE_COST = 0.02
_POSSESSIVE_COST = 0.05
_SHORT = 4
_CYRILLIC = "\u0400"
_LEAST_GIVEN = 0.55
_LEAST_FAMILY = 0.75


class Evidence(NamedTuple):
    """What makes a word a listed part."""

    rule: str
    score: float
    case: str = ""
    """The case the word stands in; empty where its ending says nothing."""
    gender: str = ""


@lru_cache(maxsize=131_072)
def compare(
    listed: str, word: str, spelt: str | None = None, *, given: bool = False, least: float = 0.0
) -> Evidence | None:
    """Return the best reason why `word` may stand for the `listed` part, if there is one.

    Args:
        listed: Folded.
        word: Folded.
        spelt: The word in lower case with its diacritics, which tell some genders; None for a language without cases.
        given: Whether the part is a given name, which has other spellings in other languages.
        least: What a spelling must score to be looked at.
    """
    if listed == word:
        return Evidence(EXACT, 1.0)
    best: Evidence | None = None
    filed = keys(listed)
    least = max(least, _LEAST_GIVEN if given else _LEAST_FAMILY)
    for reading in readings(word, spelt=spelt) if spelt is not None else (Reading(word, ""),):
        if reading.lemma == listed:
            cost = _POSSESSIVE_COST if reading.case == "possessive" else _CASE_COST
            return Evidence(CASE_FORM, 1.0 - cost, reading.case, reading.gender)
        alike = not filed.isdisjoint(keys(reading.lemma))
        if not alike and not given:
            continue
        cost = _POSSESSIVE_COST if reading.case == "possessive" else _CASE_COST if reading.case else 0.0
        found = _equal(listed, reading.lemma, given=given, alike=alike, least=max(least, best.score if best else 0.0))
        if found and (best is None or found[1] - cost > best.score):
            best = Evidence(found[0], found[1] - cost, reading.case, reading.gender)
    return best


def _equal(listed: str, lemma: str, *, given: bool, alike: bool, least: float) -> tuple[str, float] | None:
    known: tuple[str, float] | None = None
    if given and are_one_name(listed, lemma):
        known = SPELLING, 0.96
    elif given and are_short_and_full(listed, lemma):
        # Al and Эл are one short form in two scripts.
        known = (SPELLING, 0.94) if alike and (listed < _CYRILLIC) != (lemma < _CYRILLIC) else (SHORT_FORM, 0.88)
    if not alike or (not given and is_other_slavic(listed, lemma)):
        return known
    if given and known is None and share_spelling(listed, lemma):
        known = (SPELLING, 0.94)
    score = likeness(listed, lemma, least)
    if len(lemma) < _SHORT or len(listed) < _SHORT:
        # Two or three letters are alike by chance.
        score -= 0.05
    if score >= least and (known is None or score > known[1]):
        return TRANSLITERATION, min(score, 0.98)
    return known
