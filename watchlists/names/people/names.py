"""A listed person's name in parts: given name, patronymic and middle names, family name."""

import re
from dataclasses import dataclass
from functools import lru_cache

from watchlists.fold import Text, fold
from watchlists.names.spelling.given import groups, is_given, spellings
from watchlists.names.spelling.lexicon import lexicon
from watchlists.names.spelling.sounds import keys

PARTICLES = lexicon("particles")
CONJUNCTIONS = lexicon("conjunctions")
JOINING = PARTICLES | CONJUNCTIONS
"""What may stand in small letters between a given and a family name."""
_TITLES = lexicon("titles")
_FAMILY_FIRST = lexicon("family names that stand first")
_MEN = lexicon("men with names in -a")
_WOMEN = lexicon("women")
_YOUNGER = re.compile("jr|jun|junior.*|mladsi.*|mlajs.*|mlods.*|мл|младш.*|молодш.*|hijo|fils")
_ELDER = re.compile("sr|sen|senior.*|starsi.*|starejs.*|stars.*|ст|старш.*")
_ORDINALS = frozenset(["ii", "iii", "iv"])
_PATRONYMIC = re.compile(
    r".{2,}(?:(?:ов|ев|єв|йов|ьов)ич|(?:ов|ев|єв|їв|йов|ьов|ов|ев)н[аы]|івн[аи]|їв[н][аи]|ична|инична|ьич|мич|"
    r"(?:ov|ev|yev|iev|jov|ow|ew)(?:i[ct]?ch|yc?h|ic|itsch|icz|itch|itj)|(?:ov|ev|iv|yiv|ow|ew)na|ichna|inichna|"
    r"yovych|ovych|evych)$"
)
_PATRONYMIC_CASE = re.compile(
    r".{2,}(?:(?:(?:ов|ев|єв|йов|ьов)ич|[ьм]ич)(?:а|у|ем|е|ові|еві|і)|"
    r"(?:ов|ев|єв|їв|ів|йов|ьов|ич|инич)н(?:ы|е|у|ой|ою|і|и))$"
)
_SYLLABLES = re.compile(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:[aeiou]{1,3})(?:ng|n|r)?){1,2}|"
    r"(?:(?:чж|цз|ч|ш|[бпмфдтнлгкхжцсй])?ь?(?:[аеиоуыэюя]{1,2}й?|ё)(?:н|нь|н[г])?){1,2}"
)
_TOO_LONG = 8
_WOMENS_ENDINGS = ("ova", "eva", "ska", "ова", "ева", "єва", "ина", "ская", "цкая", "ська", "цька")


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """One listed name of a person, in folded parts."""

    term: int
    listed: str
    given: str
    middle: tuple[str, ...]
    family: str
    generation: str = ""
    """`jr` or `sr` where the name says so."""
    family_first: bool = False
    """Whether the family name stands first wherever the name is written."""

    @property
    def is_woman(self) -> bool:
        """Whether the name tells that the person is a woman."""
        if self.given in _MEN:
            return False
        return self.given.endswith(("a", "а", "я")) or self.given in _WOMEN or self.family.endswith(_WOMENS_ENDINGS)

    @property
    def is_man(self) -> bool:
        """Whether the name tells that the person is a man."""
        return is_given(self.given) and not self.is_woman


def parse_person(listed: str, term: int) -> Person | None:
    """Return the parts of a name; None for one that has no two parts and must be found as it is."""
    head, _, tail = listed.partition(",")
    turned = _parts(tail) if tail else []
    words = turned + _parts(head) if turned else _parts(listed)
    if not 2 <= len(words) <= _TOO_LONG:  # noqa: PLR2004  a given and a family name
        return None
    last = generation(Text(listed).words[-1])
    if not turned and _is_family_first(words):
        return Person(term, listed, words[1], tuple(words[2:]), words[0], last, family_first=True)
    words = words if turned else _given_first(words)
    return Person(term, listed, words[0], tuple(words[1:-1]), words[-1], last)


@lru_cache(maxsize=65_536)
def generation(word: str) -> str:
    """Return `jr` or `sr` for a word that tells a son or a father, else nothing."""
    folded = fold(word)
    return "jr" if _YOUNGER.fullmatch(folded) else "sr" if _ELDER.fullmatch(folded) else ""


def is_patronymic(word: str) -> bool:
    """Tell whether a folded word looks like a patronymic, in any case."""
    return bool(_PATRONYMIC.match(word) or _PATRONYMIC_CASE.match(word))


def given_keys(person: Person) -> frozenset[str | int]:
    """Return what the person's given name is filed under: the keys of its sound and its groups."""
    return frozenset(keys(person.given)) | groups(person.given)


def initial_keys(person: Person) -> frozenset[str]:
    """Return the first letters that may stand for the given name, in any script."""
    known = {name for group in groups(person.given) for name in spellings(group) if keys(name) & keys(person.given)}
    letters = {name[0] for name in known}
    return frozenset(letters | _other_letters(person.given, known=bool(letters)) | {person.given[0]})


_LETTERS = {
    entry[0]: entry[2:]
    for entry in re.split(
        " ",
        "а:a б:b в:vw г:ghj ґ:g д:dj е:eyj є:yej ж:zj з:zs и:iy і:i ї:yij й:yij к:kcq л:l м:m н:n о:o п:p р:r с:scz т:t"
        " у:uw ф:fp х:hkcj ц:tcz ч:ctz ш:sc щ:s э:e ю:yij я:yij",
    )
}
"""The Latin letters that a Cyrillic one may become at the beginning of a name."""


def _other_letters(name: str, *, known: bool) -> set[str]:
    if known:
        return set()
    if name[0] in _LETTERS:
        return set(_LETTERS[name[0]])
    return {letter for letter, others in _LETTERS.items() if name[0] in others}


def may_begin(letter: str, other: str) -> bool:
    """Tell whether two initials may be of one name, in any scripts."""
    return letter == other or other in _LETTERS.get(letter, "") or letter in _LETTERS.get(other, "")


def _parts(text: str) -> list[str]:
    read = ((word, fold(word).replace("'", "")) for word in Text(text).words)
    words = [(word, part) for word, part in read if part and not generation(part) and part not in _ORDINALS | _TITLES]
    # Al Gore has a given name that is a particle elsewhere, and И. Л. Шестаков an initial.
    kept = [
        part
        for place, (word, part) in enumerate(words)
        if part not in PARTICLES or (len(word) == 1 and word.isupper()) or (place == 0 and is_given(part))
    ]
    return kept if len(kept) > 1 or not kept else [part for _, part in words[-1:]]


def _is_family_first(words: list[str]) -> bool:
    if words[0] not in _FAMILY_FIRST or not all(map(_SYLLABLES.fullmatch, words[1:])):
        return False
    return len(words) > 2 or not (is_given(words[0]) or is_given(words[1]))  # noqa: PLR2004


def _given_first(words: list[str]) -> list[str]:
    if len(words[-1]) == 1 and len(words[0]) > 1:
        return [*words[1:], words[0]]
    if len(words) > 2 and is_patronymic(words[-1]) and not is_patronymic(words[1]):  # noqa: PLR2004
        return [*words[1:], words[0]]
    if len(words) == 2 and is_given(words[1]) and not is_given(words[0]) and _FAMILY.search(words[0]):  # noqa: PLR2004
        return [words[1], words[0]]
    return words


_FAMILY = re.compile(
    "(?:ов|ев|єв|ин|ын|ін|їн|ский|цкий|ський|цький|енко|чук|швили|дзе|ова|ева|єва|ина|іна|ская|цкая|ська|цька|"
    "ov|ev|ow|ew|off|in|ski|sky|skyi|skiy|skij|enko|chuk|czuk|ova|eva|owa|ewa|ina|ska|skaya|dze|shvili|yan)$"
)
