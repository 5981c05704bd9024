"""Which names of a record can be looked for: one that is in every second text tells nobody."""

import re
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files
from typing import NamedTuple

from watchlists.finding.forms import FormError, check_listed
from watchlists.fold import SPACELESS, fold
from watchlists.names.organizations.names import FUNCTION, LEGAL, is_acronym
from watchlists.names.spelling.given import is_given
from watchlists.names.spelling.lexicon import lexicon

_MOST_NAMES = 1_000
_OWN = (files("watchlists.importing") / "data" / "common_words.txt").read_text("utf-8").split("\n", 1)[1]
_LISTED = ("kinds of organization", "no names", "places")
_COMMON = frozenset(_OWN.split()).union(FUNCTION, LEGAL, *map(lexicon, _LISTED))
_SHORTEST_WORD = 3
_LONG_WORD = re.compile(r"[^\W\d_]{2,}")


class Names(NamedTuple):
    """The names of an entity that can be looked for."""

    name: str
    aliases: tuple[str, ...]
    acronyms: tuple[str, ...]


def usable_names(kind: str, names: Iterable[str], short: Iterable[str], left_out: Counter[str]) -> Names | None:
    """Return the names that can be looked for, or None where there is none.

    Args:
        kind: `person` or `organization`.
        names: The best one first. Where it cannot be looked for, the next one that can takes its place.
        short: Abbreviations; those in capitals are looked for in exactly this case.
        left_out: Is given one more for each name that cannot be looked for, by the reason.
    """
    found: dict[str, str] = {}
    for name in names:
        clean = " ".join(name.split())
        key = clean.casefold() if " " in clean else clean
        if not clean or key in found:
            continue
        if len(found) == _MOST_NAMES:
            left_out[f"beyond the first {_MOST_NAMES:,} of an entity"] += 1
        elif reason := unusable(kind, clean):
            left_out[reason] += 1
        else:
            found[key] = clean
    if not found:
        return None
    name, *aliases = found.values()
    acronyms = {word for word in short if is_acronym(word) and word not in found and not unusable(kind, word)}
    return Names(name, tuple(sorted(aliases)), tuple(sorted(acronyms)))


def unusable(kind: str, name: str) -> str:
    """Return why a name cannot be looked for; nothing where it can."""
    try:
        check_listed(name)
    except FormError:
        return "no name that can be looked for"
    if not name.isascii() and SPACELESS.search(name):
        return ""
    words = _LONG_WORD.findall(name)
    if kind == "person":
        if " " not in name.strip():
            return "a person's name of one word"
        return "" if len(words) > 1 else "a surname with an initial"
    if len(words) <= 1 and (" " not in name or not any(map(str.isdigit, name))):
        return "" if _is_telling(name) else "one common word"
    return "" if not all(fold(word) in _COMMON for word in words) else "common words only"


def _is_telling(name: str) -> bool:
    word = fold(name)
    return word not in _COMMON and (is_acronym(name) or (len(word) >= _SHORTEST_WORD and not is_given(word)))
