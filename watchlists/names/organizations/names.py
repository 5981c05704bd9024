"""A listed organization's name as the words that are looked for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from watchlists.everyday.words import LANGUAGES, dictionary
from watchlists.fold import Text, fold, gap_key, keep_case
from watchlists.names.organizations.also import also_known, other_script, same_body
from watchlists.names.organizations.legal import without_legal_forms
from watchlists.names.organizations.parties import is_members, is_plural, parties_of
from watchlists.names.spelling.lexicon import lexicon
from watchlists.names.spelling.stems import stems

FUNCTION = lexicon("function words")
LEGAL = lexicon("legal forms")
_TYPES = frozenset().union(*map(stems, lexicon("kinds of organization")))
_ANYBODYS = frozenset().union(*map(stems, lexicon("anybody's kinds of organization")))
_BODIES = _ANYBODYS | frozenset().union(*map(stems, lexicon("bodies")))
_LONGEST_ACRONYM = 8
_DECLINED = re.compile(r"(?<=[^\W\d_a-zа-яіїєґ]{2})[-‐‑’'][a-zа-яіїєґó]{1,3}$")
_ADJECTIVE = re.compile("(?:s[kc](?:[iyaeo]|e)|ськ(?:ий|а|е|ої)|ск(?:ий|ая|ое|ие|ой|и|а|о))$")
_DATA = files("watchlists.names.organizations") / "data"
_CYRILLIC_ADJECTIVE = re.compile("(?:ая|яя|ое|ый|ые)$")
_DOTTED = re.compile(r"(?:[^\W\d_]\.[^\S\n]?)+[^\W\d_]?")
_AROUND = " \"'«»„“”‟‘’‚‹›`"
_MEANINGLESS = re.compile(r"[-—.,/()\[\]]+")
LONG_ENOUGH = 5
_SHORTEST_CORE = 4


@dataclass(frozen=True, slots=True, eq=False)
class Organization:
    """One listed name of an organization, as the words that are looked for."""

    term: int
    listed: str
    words: tuple[str, ...]
    """Folded, without the legal form."""
    acronym: str = ""
    """The name where it is one, in its own case."""
    capital: bool = True
    """Whether the name is written with a capital letter."""
    key: int = 0
    """Which of the words it is filed under."""
    signs: tuple[str, ...] = ()
    """What must stand between each two words: the & of AT&T; empty where nothing must."""
    shortened: bool = False
    """Whether one word is all that is left without the legal form."""
    common: bool = False
    """Whether the name only says of what kind it is: the Institute."""
    capitals: frozenset[str] = frozenset()
    """Those of the words that are written with a capital letter."""
    title: bool = False
    """Whether each of several words has a capital letter, so that the same words in small letters are another thing."""
    members: bool = False
    """Whether the name is of all members of a party."""
    inferred: bool = False
    """Whether the name follows from the listed one and is not it."""
    dotted: str = ""
    """The acronym where a dot stands after each letter."""


def parse_organization(listed: str, term: int) -> Organization | None:
    """Return the words to look for; None for a name without any."""
    spelt = Text(listed).words
    if not spelt:
        return None
    if acronym := _acronym(listed):
        return Organization(term, listed, (fold(acronym),), acronym=acronym)
    return _named(listed, term, spelt)


def parse_organizations(listed: str, term: int) -> Iterator[Organization]:
    """Yield the words to look for, and those of the other names that follow from the name."""
    if name := parse_organization(listed, term):
        yield name
        yield from _others(name)
    for spelling in also_known(listed):
        if name := parse_organization(spelling, term):
            other = replace(name, listed=listed, inferred=spelling.casefold() != listed.casefold())
            yield other
            yield from _others(other)


def _others(name: Organization) -> Iterator[Organization]:
    if name.acronym:
        for acronym in filter(None, (name.acronym, other_script(name.acronym))):
            if acronym != name.acronym:
                name = replace(name, words=(fold(acronym),), acronym=acronym, inferred=True)
                yield name
            if acronym.isalpha():
                yield replace(name, words=tuple(fold(acronym)), acronym="", dotted=acronym)
    elif len(name.words) == 1:
        parties = list(parties_of(name.words[0]))
        for words in (*parties, *((other,) for party in parties for other in same_body(" ".join(party)))):
            yield replace(name, words=words, key=0, capital=False, capitals=frozenset(), members=False, inferred=True)


def _named(listed: str, term: int, spelt: list[str]) -> Organization:
    words = [fold(word).replace("'", "") for word in spelt]
    core = _core(words)
    key = max(range(len(core)), key=lambda place: _telling(core[place]))
    capital = any(word[:1].isupper() for word in spelt) and not (len(words) == 1 and is_members(words[0]))
    capitals = frozenset(fold(word).replace("'", "") for word in spelt if word[:1].isupper())
    return Organization(
        term,
        listed,
        tuple(core),
        capital=capital,
        key=key,
        signs=_signs(listed) if len(core) == len(words) else (),
        # An adjective names nobody without what it belongs to: japonski, канадский.
        shortened=len(core) == 1 and (len(words) > 1 or (not capital and bool(_ADJECTIVE.search(words[0])))),
        common=len(words) == 1 and bool(stems(words[0]) & _ANYBODYS),
        capitals=capitals,
        members=len(words) == 1 and is_members(words[0]) and is_plural(words[0]),
        title=len(core) > 1 and all(word in capitals for word in core if word not in FUNCTION),
    )


def _acronym(listed: str) -> str:
    """Return the name if it is an acronym, without the dots of F.S.B. and the ending of DPS-y; nothing otherwise."""
    name = _DECLINED.sub("", listed.strip(_AROUND))
    name = name.replace(".", "") if _DOTTED.fullmatch(name) else name
    return keep_case(name) if len(Text(name).words) == 1 and is_acronym(name) else ""


def is_acronym(word: str) -> bool:
    """Tell whether a word may be an acronym: two to eight capitals."""
    return word.isupper() and 2 <= len(word) <= _LONGEST_ACRONYM  # noqa: PLR2004


def _telling(word: str) -> tuple[bool, bool, int]:
    return word not in FUNCTION, not is_type(word), len(word)


def sign(gap: str) -> str:
    """Return what stands between two words and means something."""
    return _MEANINGLESS.sub("", gap_key(gap))


def _signs(listed: str) -> tuple[str, ...]:
    text = Text(listed)
    signs = tuple(sign(text.gap(place)) for place in range(len(text.words) - 1))
    return signs if any(signs) else ()


def _core(words: list[str]) -> list[str]:
    kept = [word for word in without_legal_forms(words) if word not in LEGAL and word != "the"]
    # What is left must still be a name: "Asset Ltd" is found as one only where something marks it as a name.
    return kept if len(kept) > 1 or (kept and len(kept[0]) >= _SHORTEST_CORE) else words


@lru_cache(maxsize=65_536)
def is_type(word: str) -> bool:
    """Tell whether a folded word says what kind of organization it is."""
    return bool(stems(word) & _TYPES)


@lru_cache(maxsize=65_536)
def kind(word: str) -> int:
    """Return the number of the kind that a folded word says in any of several languages; 0 for another word."""
    return next((_KINDS[stem] for stem in stems(word) if stem in _KINDS), 0)


def is_adjective(word: str) -> bool:
    """Tell whether a folded word is an adjective, as far as its ending says."""
    return bool(_ADJECTIVE.search(word) or _CYRILLIC_ADJECTIVE.search(word))


def are_everyday(words: Sequence[str]) -> bool:
    """Tell whether each of some folded words is an everyday word of one of twelve languages."""
    return all(any(word in dictionary(language) for language in LANGUAGES) for word in words)


def kinds(words: Sequence[str]) -> int:
    """Return how many words at the beginning only say what kind of organization it is; 0 if all of them do."""
    return next((count for count, word in enumerate(words) if not is_type(word)), 0)


def _read_kinds() -> dict[str, int]:
    lines = (_DATA / "kinds.txt").read_text("utf-8").splitlines()
    return {
        stem: number
        for number, line in enumerate(lines)
        if line[0] != "#"
        for word in line.split()
        for stem in stems(word)
    }


def is_body(word: str) -> bool:
    """Tell whether a folded word is a kind of organization, be it one that stands for nothing without the rest."""
    return is_type(word) or bool(stems(word) & _BODIES)


_KINDS = _read_kinds()
