"""A listed organization's name as the words that are looked for."""

import re
from dataclasses import dataclass
from functools import lru_cache

from watchlists.fold import Text, fold, gap_key
from watchlists.names.organizations.legal import without_legal_forms
from watchlists.names.spelling.lexicon import lexicon
from watchlists.names.spelling.stems import stems

FUNCTION = lexicon("function words")
LEGAL = lexicon("legal forms")
_TYPES = frozenset().union(*map(stems, lexicon("kinds of organization")))
_LONGEST_ACRONYM = 8
_MEANINGLESS = re.compile(r"[-—.,/()\[\]]+")
LONG_ENOUGH = 5


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
    capitals: frozenset[str] = frozenset()
    """Those of the words that are written with a capital letter."""


def parse_organization(listed: str, term: int) -> Organization | None:
    """Return the words to look for; None for a name without any."""
    spelt = Text(listed).words
    words = [fold(word).replace("'", "") for word in spelt]
    if not words:
        return None
    if len(spelt) == 1 and is_acronym(spelt[0]):
        return Organization(term, listed, (words[0],), acronym=spelt[0])
    core = _core(words)
    key = max(range(len(core)), key=lambda place: _telling(core[place]))
    capital = any(word[:1].isupper() for word in spelt)
    capitals = frozenset(fold(word).replace("'", "") for word in spelt if word[:1].isupper())
    signs = _signs(listed) if len(core) == len(words) else ()
    return Organization(term, listed, tuple(core), "", capital, key, signs, len(core) == 1 < len(words), capitals)


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
    # What is left must still be a name: "Asset Ltd" is never shortened to "asset".
    removed = set(words) - set(kept)
    return kept if len(kept) > 1 or (kept and removed <= LEGAL | {"the"} and len(kept[0]) >= LONG_ENOUGH) else words


@lru_cache(maxsize=65_536)
def is_type(word: str) -> bool:
    """Tell whether a folded word says what kind of organization it is."""
    return bool(stems(word) & _TYPES)
