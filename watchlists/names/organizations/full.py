"""Full names of listed organizations in a text, and names that are acronyms."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from watchlists.names.found import Part
from watchlists.names.organizations.index import LATIN, LEAST_LIKE, sounded
from watchlists.names.organizations.marks import is_marked, is_name, is_titled
from watchlists.names.organizations.names import (
    FUNCTION,
    LONG_ENOUGH,
    Organization,
    are_everyday,
    is_adjective,
    is_type,
    kind,
    kinds,
    sign,
)
from watchlists.names.page import Page
from watchlists.names.spelling.evidence import CASE_FORM, EXACT, TRANSLITERATION, Evidence, compare
from watchlists.names.spelling.sounds import keys
from watchlists.names.spelling.stems import stems

_INCLUDED = frozenset({"", "&", "+"})
SHORT_ACRONYM = 4
SAME_KIND = "kind of organization"
_ACRONYM_SCORE = 0.95
_AS_LISTED = Evidence(EXACT, _ACRONYM_SCORE)
_DOT = re.compile(r"\.[^\S\n]?")
_INFLECTED_SCORE = 0.96
_SMALL_LETTERS_COST = 0.05
_SHORTENED_COST = 0.1
_LONG_WORD = 3
_LONGEST_SHORTENED = 3
_PARTING = (frozenset("()[]"), frozenset(","))
_AROUND = 6


class OrganizationName(NamedTuple):
    """A place where a text names a listed organization."""

    organization: Organization
    first: int
    last: int
    parts: tuple[Part, ...]
    score: float
    unsure: bool = False
    """Whether it may be any words, and counts only where the article has the name in full or the term's context."""


def organization_names(page: Page, at: int, filed: Iterable[Organization]) -> Iterator[OrganizationName]:
    """Yield the organizations whose filed word is the one at a place."""
    for organization in filed:
        name = _acronym(page, organization, at) if organization.acronym else _spelt(page, organization, at)
        if name:
            yield name


def in_capitals(words: Sequence[str], at: int) -> bool:
    """Tell whether the words around are all in capitals, where an acronym is like any other word."""
    around = (*words[max(0, at - _AROUND) : at], *words[at + 1 : at + 1 + _AROUND])
    long = [word for word in around if len(word) > _LONG_WORD and word.isalpha()]
    return sum(map(str.isupper, long)) * 2 > len(long)


def _acronym(page: Page, organization: Organization, at: int) -> OrganizationName | None:
    word, acronym = page.word(at), organization.acronym
    if word.core != acronym and not (word.core.startswith(acronym) and word.core[len(acronym) :].islower()):
        return None
    if len(acronym) <= SHORT_ACRONYM and in_capitals(page.text.words, at):
        return None
    rule = EXACT if word.core == acronym else CASE_FORM
    part = Part(at, acronym, Evidence(rule, _ACRONYM_SCORE))
    return OrganizationName(organization, at, at, (part,), _ACRONYM_SCORE)


def _dotted(page: Page, organization: Organization, first: int) -> OrganizationName | None:
    """Return an acronym with a dot after each letter: F.S.B., Ф. С. Б."""
    letters, last = organization.dotted, first + len(organization.words) - 1
    if last >= len(page) or any(page.word(first + place).core != letter for place, letter in enumerate(letters)):
        return None
    if not all(_DOT.fullmatch(page.text.gap(place)) for place in range(first, last)) or not page.dotted(last):
        return None
    if (first and page.text.gap(first - 1) == ".") or (last + 1 < len(page) and page.text.gap(last) == "."):
        # A longer one: A.F.S.B.
        return None
    parts = tuple(Part(first + place, letter.lower(), _AS_LISTED) for place, letter in enumerate(letters))
    return OrganizationName(organization, first, last, parts, _ACRONYM_SCORE)


def _spelt(page: Page, organization: Organization, at: int) -> OrganizationName | None:
    words, key = organization.words, organization.key
    if organization.dotted:
        return _dotted(page, organization, at)
    if (whole := _run(page, organization, words, at - key)) or len(words) == 1:
        return whole
    # "Концерн «Калашников»" is also "Kalashnikov Concern", but never "Kalashnikov".
    before, after = kinds(words), kinds(words[::-1])
    if before:
        core, key = words[before:], key - before
        turned, start = (*core, *words[:before]), at - key
    elif after:
        core = words[:-after]
        turned, start = (*words[-after:], *core), at - key - after
    else:
        return None
    if name := _run(page, organization, turned, start):
        return name
    if len(core) > 1 and any(len(word) >= LONG_ENOUGH for word in core) and not is_adjective(core[-1]):
        short = _run(page, organization, core, at - key)
        # Without its kind a name is told from a phrase by its capitals: tactical missiles are not their corporation.
        if short and all(page.word(part.word).is_name for part in short.parts if part.listed in organization.capitals):
            unsure = are_everyday(core) and not is_marked(page, short.first, short.last)
            return short._replace(score=round(short.score - _SHORTENED_COST, 3), unsure=unsure)
    return None


def _run(page: Page, organization: Organization, words: Sequence[str], first: int) -> OrganizationName | None:
    """Return the name if the words stand one after another from a place on."""
    last = first + len(words) - 1
    if first < 0 or last >= len(page):
        return None
    parts: list[Part] = []
    for place, listed in enumerate(words, first):
        evidence = _same(page, organization, listed, place, alone=len(words) == 1)
        if evidence is None:
            return None
        parts.append(Part(place, listed, evidence))
    signs = organization.signs if words is organization.words and organization.signs else ("",) * len(words)
    gaps = zip(range(first, last), signs, strict=False)
    if not all(_together(page, place, sign) and not _parts(page, place, organization.listed) for place, sign in gaps):
        return None
    if len(words) == 1 and not is_name(page, organization, first):
        return None
    if organization.title and not is_titled(page, parts):
        return None
    score = sum(part.evidence.score for part in parts) / len(parts)
    if organization.capital and not any(page.word(part.word).is_name for part in parts):
        score -= _SMALL_LETTERS_COST
    unsure = len(words) == 1 and organization.shortened and not is_marked(page, first)
    return OrganizationName(organization, first, last, tuple(parts), round(score, 3), unsure)


def _together(page: Page, at: int, needed: str) -> bool:
    gap = page.text.gap(at)
    if needed:
        return sign(gap) == needed
    return gap == " " or (sign(gap) in _INCLUDED and "\n\n" not in gap)


def _parts(page: Page, at: int, listed: str) -> bool:
    """Tell whether a sentence, a clause or a bracket ends or begins after a word, as it does not in the listed name."""
    gap = page.text.gap(at)
    if gap == " ":
        return False
    ends = gap.startswith(".") and len(page.word(at).folded) > _LONGEST_SHORTENED and "." not in listed
    return ends or any(not marks.isdisjoint(gap) and marks.isdisjoint(listed) for marks in _PARTING)


def _same(  # noqa: PLR0911  one return a rule
    page: Page, organization: Organization, listed: str, at: int, *, alone: bool
) -> Evidence | None:
    word = page.word(at)
    if listed == word.folded:
        return Evidence(EXACT, 1.0) if not alone or word.is_name or not organization.capital else None
    if listed in FUNCTION or word.folded in FUNCTION:
        return None
    if alone and organization.capital:
        return _same_alone(page, listed, at)
    if len(listed) > _LONG_WORD - 1 and stems(listed) & stems(word.folded):
        return Evidence(CASE_FORM, _INFLECTED_SCORE)
    if (number := kind(listed)) and number == kind(word.folded):
        return Evidence(SAME_KIND, LEAST_LIKE)
    if alone or word.keys.isdisjoint(keys(listed)):
        return None
    if is_type(listed) and is_type(word.folded) and listed.isascii() != word.folded.isascii():
        return Evidence(TRANSLITERATION, LEAST_LIKE)
    if not word.is_name and not (listed.isascii() and word.folded > LATIN):
        return None
    found = page.compare(listed, at, least=LEAST_LIKE)
    return found if found and found.score >= LEAST_LIKE else None


def _same_alone(page: Page, listed: str, at: int) -> Evidence | None:
    """Compare a name of one word, which may not become another word: Ростех is no Ростехнадзор."""
    word = page.word(at)
    if not word.is_name:
        return None
    heard, spoken = sounded(listed), sounded(word.folded)
    ways = (
        page.compare(listed, at, least=LEAST_LIKE),
        page.compare(heard, at, least=LEAST_LIKE) if heard != listed else None,
        compare(heard, spoken, least=LEAST_LIKE) if spoken != word.folded else None,
    )
    found = max((way for way in ways if way), key=lambda way: way.score, default=None)
    if found is None or found.rule != TRANSLITERATION:
        return found
    if word.is_given:
        return None
    return found if found.score >= LEAST_LIKE and len(listed) >= LONG_ENOUGH else None
