"""Under which keys a name is filed, so that its spellings in other languages and scripts are filed with it.

A key keeps the consonants in a dozen classes and whether the name begins with a
vowel: Chemezov, Tschemesow and Чемезов are all `SMSV`. Latin letters are read
differently by different languages, so a name has several keys. A key only says
what is worth comparing: `watchlists.names.spelling.likeness` decides.
"""

import re
from functools import lru_cache
from itertools import product

_MOST_KEYS = 12
_LONGEST = 60
_VOWEL = "A"

# Graphemes and the classes they may be read as, `|` between; longer ones first. `.` is nothing.
_LATIN = """
tc TS,S,TK|dch S,TS|dcz S,TS|dtsch S,TS|dtch S,TS|chtch S
shtch S|schtsch S|szcz S|shch S|stch S|tsch S|dsch S|tzsch S|sch S,SK|tch S|dzh S|ch S,H,K|sh S|zh S|kh H|cz S|sz S
rz RS,S|ts S,TS|tz S|dz S|dj S,T|ds TS,S|gh H,.|ph V|th T,S|ck K,SK|cq K|qu K,KV,S|dt T|x KS,S,H|gn N,HN|dg S,TH|tj S,T
wh V,.|lk LK,K|stl STL,SL
b B|d T|f V|k K|l L|m M|n N|p P|q K,S|r R|s S|t T|v V|z S|w V,.
"""
_CYRILLIC = """
дж S|дз S|тс S,TS|тц S|тч S|дц S|дт T|сх SH,S|хв HV,V|чж S|цз S|тз S|дч S,TS|рж RS,R
б B|в V|г H|ґ H|д T|ж S|з S|к K|л L|м M|н N|п P|р R|с S|т T|ф V|х H|ц S|ч S|ш S|щ S|ћ S|ђ S|џ S|љ L|њ N|ј .|ў V|й .
"""


def _table(text: str) -> dict[str, tuple[str, ...]]:
    entries = (entry.split() for entry in text.replace("\n", "|").split("|") if entry)
    return {letters: tuple("" if sound == "." else sound for sound in sounds.split(",")) for letters, sounds in entries}


_SOUNDS = _table(_LATIN) | _table(_CYRILLIC)


def _graphemes() -> str:
    """Return the pattern of what is read together, the longest first; sorted by first letters, it is tried faster."""
    starts: dict[str, list[str]] = {}
    for letters in sorted(_SOUNDS, key=len, reverse=True):
        starts.setdefault(letters[0], []).append(letters[1:])
    single = "".join(first for first, rest in starts.items() if rest == [""])
    longer = "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in starts.items() if rest != [""])
    return f"[aeiouyаеёиіїоуыэюяєъь]+|[{single}]|{longer}|."


_LETTERS = re.compile(_graphemes(), re.DOTALL)
_VOWELS = frozenset("aeiouyаеёиіїоуыэюяєъ")
_KNOWN = re.compile("[a-zа-яёіїєґўћђџљњј']+")
_SINGLE = {"j": ("", "S", "H"), "h": ("H", ""), "у": ("",)}
# Names without a sound that may be read otherwise, the most of those in Cyrillic, take a short way.
_ONE_WAY = re.compile("(?:(?!тс|сх|хв|тз|дч|рж|у[аеиоуыэюяєії])[а-яёіїєґў])+")
_ONE_WAY_PAIRS = [(letters, sounds[0]) for letters, sounds in _table(_CYRILLIC).items() if len(letters) > 1]
_ONE_WAY_LETTERS = str.maketrans(
    {letter: sounds[0] for letter, sounds in _table(_CYRILLIC).items() if len(letter) == 1}
    | dict.fromkeys(_VOWELS, "~")
    | {"ь": ""}
)
_FRONT = frozenset("eiy")
_SILENT = frozenset("tsx")
_FIXED = {
    letters: sounds[0]
    for letters, sounds in _SOUNDS.items()
    if len(sounds) == 1 and letters not in _SILENT | {"c", "g", "h"}
} | dict.fromkeys((*_VOWELS - {"у"}, *map("".join, product(_VOWELS - {"у"}, repeat=2))), "~")
"""The sounds of what is read in one way wherever it stands."""
_VOWEL_SOUNDS = str.maketrans("yаеёиіїоуыэюяєъ", "iaeeiiiouieuaea", "ь")
_SPOKEN = (
    {letters: sounds[0] for letters, sounds in _SOUNDS.items()}
    # Between English and Russian a w is a vowel.
    | {"c": "K", "g": "H", "h": "H", "j": "i", "й": "i", "w": "u"}
)


@lru_cache(maxsize=65_536)
def keys(name: str) -> frozenset[str]:
    """Return the keys of a folded name. A name in a script without a table has one key, which is itself."""
    if len(name) > _LONGEST or not _KNOWN.fullmatch(name):
        return frozenset({"=" + name[:_LONGEST]})
    if _ONE_WAY.fullmatch(name):
        return frozenset({_one_key(name)})
    found, sounds, place = [""], "", 0
    name = name.replace("'", "")
    for letters in _LETTERS.findall(name):
        # Most letters are read in one way wherever they stand.
        sound = _FIXED.get(letters)
        if sound is None:
            read = _read(letters, place, name)
            if len(found) * len(read) > _MOST_KEYS:
                read = read[:1]
            if len(read) == 1:
                sound = read[0]
            else:
                found = [start + sounds + further for start in found for further in read]
                sounds = sound = ""
        sounds += sound
        place += len(letters)
    return frozenset([_shorten(start + sounds) for start in found])


@lru_cache(maxsize=131_072)
def spoken(name: str) -> str:
    """Return a folded name as it is first read, with its vowels: what a glance at two names may compare."""
    return "".join([_SPOKEN.get(letters, letters) for letters in _LETTERS.findall(name)]).translate(_VOWEL_SOUNDS)


def _one_key(name: str) -> str:
    """Return the key of a Cyrillic name that is read in one way only."""
    for letters, sound in _ONE_WAY_PAIRS:
        if letters in name:
            name = name.replace(letters, sound)
    return _shorten(name.translate(_ONE_WAY_LETTERS))


def _read(letters: str, start: int, name: str) -> tuple[str, ...]:  # noqa: PLR0911  a table of cases
    following = name[start + len(letters) : start + len(letters) + 1]
    if letters[0] in _VOWELS:
        # English w before a vowel is a Russian у: Уолтер, Walter.
        if letters[0] == "у" and len(letters) > 1:
            return (_VOWEL, "V") if start == 0 else ("~", "V")
        return (_VOWEL if start == 0 else "~",)
    if letters == "c":
        return ("S",) if following in _FRONT and following else ("K", "S")
    if letters == "h" and start:
        return "", "H"
    if letters == "g" and name[start - 1 : start] == "n" and (not following or following not in _VOWELS):
        return "H", ""
    if letters == "g":
        return ("H", "S") if following in _FRONT and following else ("H",)
    if letters in _SILENT and start and not following and name[start - 1] in _VOWELS:
        return *_SOUNDS[letters], ""
    return _SOUNDS.get(letters) or _SINGLE.get(letters, ("",))


def _shorten(sounds: str) -> str:
    """Return the sounds without vowels but the first, and each double one once."""
    kept, last = "", ""
    for sound in sounds:
        if sound != last:
            if sound != "~":
                kept += sound
            elif not last:
                kept = _VOWEL
            last = sound
    return kept
