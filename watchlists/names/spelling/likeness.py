"""How likely two spellings are of one name, from spellings of 60,000 names that Wikidata knows to be the same."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz.distance import Levenshtein

from watchlists.names.spelling.sounds import spoken

_LONGEST = 32
_MOST_SYLLABLES = 2
_LONGEST_CHUNK = 4
_LONGEST_PIECE = 2
_VOWEL_GROUPS = re.compile("[aeiouyаеиоуыэюяєіїьй]+")
_SLAVIC = re.compile("(?:[оеє]в|[ои]вич|[иыії]н|[сц][ькл]?к[иі]й|енко|[oe][vw]|[oe]vich|in|[sc]k[iy]y?|enko)$")
_SLAVIC_VOWELS = re.compile("[aeiouyаеиоуыэюяєіїъ]+")
_U, _A = frozenset("uую"), frozenset("aая")
_INFINITY = 99.0
_VOWEL_COST = 0.55
_WEAK_COST = 0.45
_DOUBLED_COST = 0.1
_CONSONANT_COST = 2.0
# How much less alike than they are two names may look at a glance.
_GLANCE = 0.5
_LEAST_GLANCED = 0.7
_SHORTEST_GLANCED = 10
_LEAST_STRICT = 0.9
_STRICT_GLANCE = 0.25
_STRICT_GLANCE_ACROSS = 0.4
_PRICES = dict.fromkeys("aeiouyаеиоуыэюяєії", _VOWEL_COST) | dict.fromkeys("hjwьъй", _WEAK_COST)

_ENDING_COST = 0.08
# What the last letter says of the gender; й, j and silent letters say little.
_ENDINGS = (
    dict.fromkeys("aая", "a")
    | dict.fromkeys("oо", "o")
    | dict.fromkeys("iyиіїый", "weak")
    | dict.fromkeys("jhwuьюуeеэє", "weak")
)

_Costs = Mapping[str, Mapping[str, float]]


@cache
def _tables() -> dict[str, dict[str, dict[str, float]]]:
    tables: dict[str, dict[str, dict[str, float]]] = {"cl": {}, "cc": {}, "ll": {}}
    for line in (files("watchlists.names.spelling") / "data" / "spellings.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            scripts, letters, others = line.split("\t")
            for other in others.split():
                spelling, cost = other.rsplit(":", 1)
                tables[scripts].setdefault(letters.strip("-"), {})[spelling.strip("-")] = int(cost) / 100
    return tables


@lru_cache(maxsize=262_144)
def likeness(name: str, other: str, least: float = 0.5) -> float:
    """Return how alike two folded names are, from 0 to 1: 1 for the usual spelling in another script or language.

    What is less alike than `least` may come out as 0, and sooner.
    """
    if name == other:
        return 1.0
    # The longest ways to write щ.
    name, other = (spelt.replace("schtsch", "shch").replace("chtch", "shch") for spelt in (name, other))
    if not name or not other or max(len(name), len(other)) > _LONGEST:
        return 0.0
    if abs(_syllables(name) - _syllables(other)) > _MOST_SYLLABLES or is_unlike(name, other, least):
        return 0.0
    first, second = _is_cyrillic(name), _is_cyrillic(other)
    if first == second:
        table = _tables()["cc" if first else "ll"]
        # Pieces of the shorter one become longer ones: c is tsch.
        if (len(name), name) > (len(other), other):
            name, other = other, name
    else:
        table = _tables()["cl"]
        if second:
            name, other = other, name
    unlike = _ending_cost(name[-1], other[-1])
    budget = (1.0 - least - unlike) * (len(name) + len(other)) / 2
    cost = _distance(name.replace("'", ""), other.replace("'", ""), table, budget)
    return max(0.0, 1.0 - 2.0 * cost / (len(name) + len(other)) - unlike)


def is_unlike(name: str, other: str, least: float) -> bool:
    """Tell at a glance that two names are not alike: most that have the same consonants are not."""
    if least < _LEAST_GLANCED or len(name) + len(other) < _SHORTEST_GLANCED:
        return False
    one, two = spoken(name), spoken(other)
    blur = _GLANCE
    if least >= _LEAST_STRICT:
        blur = _STRICT_GLANCE if name.isascii() == other.isascii() else _STRICT_GLANCE_ACROSS
    most = int((1.0 - least + blur) * (len(one) + len(two)) / 2)
    return Levenshtein.distance(one, two, score_cutoff=most) > most


def _ending_cost(last: str, other: str) -> float:
    """Return what unlike last letters cost beside their distance: Mario is not Maria, nor Valerie Valeri."""
    kinds = {_ENDINGS.get(last, ""), _ENDINGS.get(other, "")}
    return _ENDING_COST if len(kinds) > 1 and not kinds <= {"", "weak"} else 0.0


def is_other_slavic(name: str, other: str) -> bool:
    """Tell whether two family names with Slavic endings differ in a syllable: Belkov is not Belikov.

    Two in Cyrillic letters also differ where one has an а or у and the other has not: Умеров is
    not Умаров. In Latin letters a j may be a vowel, so that nothing is said of names with one.
    """
    one, two = _slavic_vowels(name), _slavic_vowels(other)
    if not (one and two):
        return False
    # Bulgarian ъ is any vowel elsewhere.
    same = _is_cyrillic(name) and _is_cyrillic(other) and "ъ" not in name + other
    return one != two if same else len(one) != len(two)


@lru_cache(maxsize=65_536)
def _slavic_vowels(name: str) -> str:
    """Return the kind of each vowel of a name with a Slavic ending, nothing for others."""
    # Мак is Mc in English.
    if "j" in name or name.startswith("mc") or not _SLAVIC.search(name):
        return ""
    groups = _SLAVIC_VOWELS.findall(name)
    return "".join("u" if _U & set(group) else "a" if _A & set(group) else "e" for group in groups)


@lru_cache(maxsize=65_536)
def _syllables(name: str) -> int:
    return len(_VOWEL_GROUPS.findall(name))


def _is_cyrillic(name: str) -> bool:
    return any("\u0400" <= letter <= "\u04ff" for letter in name)


def _distance(name: str, other: str, table: _Costs, budget: float) -> float:  # noqa: C901  the inner loop
    """Return the cheapest way to write `name` as `other`, piece by piece; infinity where it is beyond the budget."""
    size, length = len(name), len(other)
    rows = [[_INFINITY] * (length + 1) for _ in range(size + 1)]
    rows[0][0] = 0.0
    added = table.get("", {})
    prices = [min(price, added.get(letter, _INFINITY)) for price, letter in zip(_prices(other), other, strict=True)]
    own, fulls = _prices(name), [_PRICES.get(letter, _CONSONANT_COST) for letter in other]
    reached = 0
    for i, row in enumerate(rows):
        if i > reached:
            return _INFINITY
        letter = name[i] if i < size else ""
        full = _price(letter)
        price = own[i] if letter else 0.0
        below = rows[i + 1] if letter else row
        pieces: list[tuple[int, Mapping[str, float]]] | None = None
        for j, here in enumerate(row):
            if here > budget:
                continue
            if j < length:
                following = other[j]
                cost = here + prices[j]
                row[j + 1] = min(row[j + 1], cost)
                if letter:
                    cost = here if letter == following else here + max(full, fulls[j])
                    below[j + 1] = min(below[j + 1], cost)
            if letter:
                below[j] = min(below[j], here + price)
                if pieces is None:
                    pieces = [
                        (n, t)
                        for n in range(1, _LONGEST_PIECE + 1)
                        if (t := table.get(name[i : i + n])) and i + n <= size
                    ]
                    reached = max(reached, i + 1, *(i + n for n, _ in pieces))
                for n, spellings in pieces:
                    target = rows[i + n]
                    for end in range(j, min(j + _LONGEST_CHUNK, length) + 1):
                        spelt = other[j:end]
                        if spelt in spellings and here + spellings[spelt] < target[end]:
                            target[end] = here + spellings[spelt]
    return rows[-1][-1]


@lru_cache(maxsize=65_536)
def _prices(name: str) -> tuple[float, ...]:
    """Return what each letter costs that the other name lacks; the second of a double one costs little."""
    return tuple(
        _DOUBLED_COST if place and name[place - 1] == letter else _price(letter) for place, letter in enumerate(name)
    )


def _price(letter: str) -> float:
    return _PRICES.get(letter, _CONSONANT_COST)
