"""Which names a word may be an inflected form of, by the endings of Russian, Ukrainian, Polish, Czech and Slovene.

The rules run backwards, from the form to the name: nothing has to be generated
for a list of a million names, and a form nobody has listed is still understood.
They work on folded words (`watchlists.fold.fold`), so Latin endings stand here
without their diacritics.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple


class Reading(NamedTuple):
    """A name that a word may stand for."""

    lemma: str
    case: str
    """What the ending says: `genitive`, `possessive` …; empty for the word as it is."""
    gender: str = ""
    """`m` or `f` where the ending tells it."""


class _Rule(NamedTuple):
    ending: str
    lemma: str
    case: str
    gender: str
    before: tuple[str, ...]
    """What the stem must end in."""


_SHORTEST_STEM = 2
_LONGEST = 40

# One line a set of rules: the case, the gender (- for either), what the stem must end in, then ENDING>NOMINATIVE….
# C is a consonant, V a vowel, H a hushing consonant or ц, X anything; `0` is no ending.
_CYRILLIC = """
genitive m C а>0,о я>ь
genitive m V я>й
dative m C у>0,о ю>ь ові>0,о еві>0,ь
dative m V ю>й єві>й
instrumental m C ом>0,о ем>ь
instrumental m H ем>0 ом>0
instrumental m V ем>й єм>й
instrumental m ов,ев,єв,ин,ын,ін,їн ым>0 им>0
prepositional m C е>0,о,ь і>0,о,ь
prepositional m V е>й ї>й
prepositional m и и>й
vocative m C у>0 ю>ь
genitive m C ья>ей ья>ий
dative m C ью>ей ью>ий
instrumental m C ьем>ей ьем>ий
prepositional m C ье>ей ье>ий
definite m C ът>0 а>0
definite - C ата>а ото>о ето>е ите>и ете>е
definite - V ята>я ият>и,ий ите>и та>0 то>0
genitive - C ы>а и>а,я
genitive - V и>я ї>я
dative - C е>а,я і>а,я
dative - V и>я ї>я е>я
dative - V ці>ка зі>га
dative - C ці>ка зі>га сі>ха
accusative - C у>а ю>я
accusative - V ю>я
instrumental - C ой>а ою>а ей>а,я ею>а,я
instrumental - V ей>я єю>я ею>я
vocative - C о>а
genitive f C и>ь і>ь
instrumental f C ью>ь
genitive m C ого>ый,ий,ой его>ий ього>ій
dative m C ому>ый,ий,ой ему>ий ьому>ій
instrumental m C ым>ый,ий,ой им>ый,ий,ой,ій
prepositional m C ом>ый,ий,ой ем>ий ім>ий,ій
genitive f C ой>ая,а ей>яя,ая ої>а,ая
dative f C ій>а,я,ая
accusative f C ую>ая юю>яя у>ая
instrumental f C ою>ая
"""
_LATIN = """
genitive - C s>0
genitive - V s>0
nominative m C as>0 is>0,y us>0 ius>0
genitive m C a>0,o,e ia>0 ja>0 eta>e,o
genitive m V ja>0 a>0 go>0
genitive m i,e a>0,o
dative m C u>0,o owi>0,o,a ovi>0,o,a,e iowi>0 ju>0 i>0 etu>e,o
dative m V ju>0 mu>0 ovi>0 u>0
instrumental m C em>0,o,e om>0,o iem>0 jem>0 im>0 etom>e,o
instrumental m V jem>0 m>0 em>0 om>0
locative m C ie>0,o e>0,o u>0
locative m X cie>t dzie>d rze>r,ro scie>st sle>sl
genitive m C iego>i,y ego>y,i,0,e eho>y,i,e,0 iho>i yho>y ega>i,y
dative m C iemu>i,y emu>y,i,0,e imu>i ymu>y
genitive m V ego>0 ho>0 ega>0,i
dative m V emu>0 mu>0
instrumental m C ym>y im>i em>y,i
genitive - C y>a,o i>a,ia,o,e e>a,o ie>ia
genitive - i,e,y i>a,e,o ji>ja je>ja
genitive - a,e,o,u i>ja
dative - C ie>a i>a,ia,o
dative - X dzie>da cie>ta rze>ra le>la ce>ka dze>ga sze>cha ze>ha,ga se>cha re>ra sce>ska
accusative - C u>a o>a e>a
instrumental - C ou>a,0 o>a
genitive f C iej>a ej>a
possessive - C ov>0,o,a ova>0,o,a ovo>0,o,a ovi>0,o,a ove>0,o,a ovega>0,o,a ovemu>0,o,a ovem>0,o,a
possessive - C ovih>0,o,a ovim>0,o,a ovimi>0,o,a ovu>0,o,a ovy>0,o,a ovych>0,o,a ovym>0,o,a ovymi>0,o,a uv>0,o,a
possessive - C ev>0,a eva>0,a evo>0,a evi>0,a eve>0,a evega>0,a evem>0,a evih>0,a evim>0,a evimi>0,a
possessive - C jev>0 jeva>0 jevo>0 jevi>0 jeve>0 jevega>0 jevem>0 jevih>0 jevim>0 jevimi>0
possessive - V jev>0 jeva>0 jevo>0 jevi>0 jeve>0 jevega>0 jevem>0 jevih>0 jevim>0 jevimi>0
possessive f C in>a,0 ina>a ino>a inu>a ine>a iny>a ini>a inega>a inem>a inih>a inim>a inych>a
"""
_FEMININE = """
nominative f C ova>0,a,e,o,y,i
genitive f C ove>0,a,e,o,y,i
accusative f C ovou>0,a,e,o,y,i
nominative f V ova>0
genitive f V ove>0
accusative f V ovou>0
"""
_CLASSES: dict[str, dict[str, Iterable[str]]] = {
    "cyrillic": {"C": "бвгґджзйклмнпрстфхцчшщьъў", "V": "аеєиіїоуыэюя", "H": "жшчщц", "X": ("",)},
    "latin": {"C": "bcdfghjklmnpqrstvwxz", "V": "aeiouy", "X": ("",)},
}


def _compile(table: str, script: str) -> dict[str, tuple[_Rule, ...]]:
    rules: dict[str, list[_Rule]] = {}
    for line in table.strip().splitlines():
        case, gender, before, *pairs = line.split()
        letters = tuple(_CLASSES[script].get(before, before.split(",")))
        for pair in pairs:
            ending, _, lemmas = pair.partition(">")
            for lemma in lemmas.split(","):
                rule = _Rule(ending, lemma.strip("0"), case, gender.strip("-"), letters)
                rules.setdefault(ending, []).append(rule)
    return {ending: tuple(found) for ending, found in rules.items()}


_RULES = {
    "cyrillic": _compile(_CYRILLIC, "cyrillic"),
    "latin": _compile(_LATIN, "latin"),
}
_WOMEN = _compile(_FEMININE, "latin")
ENDINGS = frozenset({*_RULES["cyrillic"], *_RULES["latin"], *_WOMEN})
"""The endings of all inflected forms that are known."""
LONGEST_ENDING = 5
_SOUNDLESS = "aeiouyаеиоуыэюяєіїьй"


def _endings(rules: Mapping[str, Iterable[_Rule]]) -> dict[str, tuple[str, ...]]:
    """Return the endings that change the consonants of a word, with what they leave of them."""
    found: dict[str, tuple[str, ...]] = {}
    for ending, some in rules.items():
        left = {rule.lemma.rstrip(_SOUNDLESS) for rule in some}
        if ending.rstrip(_SOUNDLESS):
            found[ending] = tuple(sorted(left))
    return found


_CONSONANT_ENDINGS = {"cyrillic": _endings(_RULES["cyrillic"]), "latin": _endings(_WOMEN) | _endings(_RULES["latin"])}
_IS_CYRILLIC = re.compile("[\u0400-\u04ff]")
_IS_LATIN = re.compile("[a-z]")
_WOMAN = re.compile("ov(?:á|é|ou)$")
# A vowel that is there in the nominative only: Павла is Павел, Льва Лев, Marka Marek, Bidna Biden.
_CLUSTER = {
    "cyrillic": re.compile(r"^(.*[бвгґджзклмнпрстфхцчшщ])([цклвнрт])$"),
    "latin": re.compile(r"^(.*[bcdfghjklmnprstvwz])([cklnrw])$"),
}
_SOFT = re.compile(r"^(.*)[ьй]([цклв])$")
_ROUNDED = re.compile(r"^(.*[бвгґджзклмнпрстфхцчшщ])[ое]([рвнк])$")


def readings(word: str, *, spelt: str = "") -> tuple[Reading, ...]:
    """Return the names that a word may stand for, the word itself first.

    Args:
        word: Folded.
        spelt: The same word in lower case with its diacritics: Czech tells Trumpová from Trumpova.
    """
    return _readings(word, bool(spelt and _WOMAN.search(spelt)))


def stems(word: str) -> set[str]:
    """Return what may be left of a folded word without an ending, as far as its consonants are concerned.

    It is a quick way to a superset: each name among the readings of the word is one of these and vowels.
    """
    found = {word.rstrip(_SOUNDLESS) or word}
    script = "cyrillic" if word[:1] > "\u0400" else "latin"
    endings = _CONSONANT_ENDINGS[script]
    for length in range(1, min(LONGEST_ENDING, len(word) - _SHORTEST_STEM) + 1):
        for left in endings.get(word[-length:], ()):
            stem = word[:-length] + left
            found.add(stem.rstrip(_SOUNDLESS) or stem)
    # Two letters that are one sound together are two in the nominative: Dvořáčka is Dvořáček.
    found |= {stem[:-1] + "e" + stem[-1] for stem in tuple(found) if stem.endswith("ck")}
    return found


@lru_cache(maxsize=65_536)
def _readings(word: str, woman: bool) -> tuple[Reading, ...]:
    found = {word: Reading(word, "")}
    if len(word) <= _LONGEST:
        for reading in _oblique(word, woman=woman):
            found.setdefault(reading.lemma, reading)
    return tuple(found.values())


def _oblique(word: str, *, woman: bool) -> Iterator[Reading]:
    head, mark, tail = word.rpartition("'")
    if mark and len(tail) <= LONGEST_ENDING and len(head) >= _SHORTEST_STEM:
        yield Reading(head, "genitive")
    word = word.replace("'", "")
    script = "cyrillic" if _IS_CYRILLIC.search(word) else "latin" if _IS_LATIN.search(word) else ""
    if not script:
        return
    rules = _WOMEN if woman else _RULES[script]
    for length in range(1, min(LONGEST_ENDING, len(word) - _SHORTEST_STEM) + 1):
        stem = word[:-length]
        fuller: tuple[str, ...] | None = None
        for rule in rules.get(word[-length:], ()):
            if stem.endswith(rule.before):
                yield Reading(stem + rule.lemma, rule.case, rule.gender)
                if not rule.lemma:
                    fuller = tuple(_fuller(stem, script)) if fuller is None else fuller
                    yield from (Reading(lemma, rule.case, rule.gender) for lemma in fuller)


def _fuller(stem: str, script: str) -> Iterator[str]:
    if cluster := _CLUSTER[script].match(stem):
        yield from (cluster[1] + vowel + cluster[2] for vowel in ("ео" if script == "cyrillic" else "e"))
    if script == "cyrillic":
        if soft := _SOFT.match(stem):
            yield soft[1] + "е" + soft[2]
        if rounded := _ROUNDED.match(stem):
            yield rounded[1] + "і" + rounded[2]
