"""Stems of ordinary words, as they stand in the names of organizations: Корпорации and Корпорация have one."""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from watchlists.names.spelling.lexicon import lexicon

_SHORTEST_STEM = 3
_ARTICLES = ("ията", "ята", "ата", "ото", "ето", "ите", "ия", "ът", "ят", "та", "то", "те")
_HARD = {"c": ("k", "t"), "dz": ("g", "d"), "sz": ("ch",), "rz": ("r",), "ci": ("t",), "dzi": ("d",), "z": ("h", "g")}
# Of Ukrainian: безпека, безпеці.
_SOFTENED = {"ці": "к", "зі": "г", "сі": "х"}
_VOWELS = frozenset("аеиоуыэюяєіїaeiouy")
_FLEETING = frozenset("оеёe")
_SOFT = tuple(_HARD)
# One of a people or a party has a longer stem than all of them: Republikanin, Republikanie; гражданин, граждане.
_ONE_OF_MANY = ("anin", "анин", "янин")
# A rule is no ruler: демократия is not of the демократы.
_RULE = re.compile("(крат)[иі][яїіиюей]|(kra[ct])(?:i[aeioju]|j)")
_OWN_STEMS = lexicon("words with stems of their own")
_ENDINGS = {
    script: (endings := lexicon(f"{script} endings"), range(max(map(len, endings)), 0, -1))
    for script in ("cyrillic", "latin")
}


@lru_cache(maxsize=65_536)
def stems(word: str) -> frozenset[str]:
    """Return the stems a folded word may have. Two forms of a word share one; a short word is its own."""
    if len(word) <= _SHORTEST_STEM or not word.isalpha() or word in _OWN_STEMS:
        return frozenset({word})
    if ("кра" in word or "kra" in word) and (rule := _RULE.search(word)):
        return frozenset({word[: rule.start()] + "kratia"})
    cyrillic = "\u0400" <= word[0] <= "\u04ff"
    endings = _ENDINGS["cyrillic" if cyrillic else "latin"]
    found = {_strip(word, endings)}
    if cyrillic:
        if word[-2:] in _SOFTENED:
            found.add(word[:-2] + _SOFTENED[word[-2:]])
        if word.endswith(_ARTICLES):
            found |= {_strip(word.removesuffix(article), endings) for article in _ARTICLES if _fits(word, article)}
    else:
        found |= set(_hardened(*found))
    found |= {stem[:-2] for stem in tuple(found) if stem.endswith(_ONE_OF_MANY)}
    found |= {stem[:-2] + stem[-1] for stem in tuple(found) if _has_fleeting(stem)}
    return frozenset(stem for stem in found if len(stem) >= _SHORTEST_STEM - 1)


def _strip(word: str, endings: tuple[Collection[str], Iterable[int]]) -> str:
    known, lengths = endings
    for length in lengths:
        if word[-length:] in known and len(word) - length >= _SHORTEST_STEM:
            return word[:-length]
    return word


def _has_fleeting(stem: str) -> bool:
    """Tell whether the last vowel may be missing in other cases: отец, отца."""
    if len(stem) < _SHORTEST_STEM or stem[-2] not in _FLEETING:
        return False
    return stem[-3] not in _VOWELS and stem[-1] not in _VOWELS and stem[-1] not in "ьй"


def _hardened(stem: str) -> Iterator[str]:
    """Yield the stem as it is in the nominative: the c of Czech and Polish endings is a k there."""
    for soft, hards in _HARD.items() if stem.endswith(_SOFT) else ():
        if stem.endswith(soft) and len(stem) > len(soft) + 1:
            yield from (stem.removesuffix(soft) + hard for hard in hards)


def _fits(word: str, article: str) -> bool:
    shortest = _SHORTEST_STEM if article == "ът" else _SHORTEST_STEM + 1
    return word.endswith(article) and len(word) - len(article) >= shortest
