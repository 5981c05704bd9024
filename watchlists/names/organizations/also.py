"""Other names that follow from a listed one: Минобороны РФ from Министерство обороны России."""

import re
from collections.abc import Iterator, Sequence
from importlib.resources import files

from watchlists.fold import Text, fold
from watchlists.names.spelling.lexicon import lexicon

_DATA = files("watchlists.names.organizations") / "data"
_BRACKETS = re.compile(r"\s*(.*\S)\s*\(([^()]+)\)\s*")
_JOINED = re.compile(r"([A-ZА-Я][a-zа-я]{3,})([A-ZА-Я][a-zа-я]{3,})")
_AFTER = re.compile(r"(?:имени|им\.|імені|ім\.)\s*(.+)")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.\s*)+")
_COUNTRY_CODES = lexicon("country codes")
_STATE = lexicon("bodies of a state")
_LATIN = dict(zip("АБВГДЕЗИЙКЛМНОПРСТУФХЦЭІ", "ABVGDEZIYKLMNOPRSTUFKCEI", strict=True))
_CYRILLIC = {latin: letter for letter, latin in reversed(_LATIN.items())} | {"H": "Х", "J": "Й"}
_QUOTES = "\"'«»„“”‟‘’‚‹›`"
_SHORTEST_ACRONYM = 3


def also_known(listed: str) -> Iterator[str]:
    """Yield the other names of a listed organization that everybody who knows the language would know."""
    names = dict.fromkeys([listed])
    if brackets := _BRACKETS.fullmatch(listed):
        names = dict.fromkeys([brackets[1]])
        if brackets[2].isupper() and brackets[2].isalpha() and fold(brackets[2]) not in _COUNTRY_CODES:
            yield brackets[2]
    for change in (same_body, _of_country, _named_after, _parted) if _may_have_others(*names) else ():
        for name in tuple(names):
            names |= dict.fromkeys(change(name))
    if (fold(listed),) in _EQUIVALENTS and not listed.isupper():
        # Минюст is no acronym, and as often минюст.
        yield listed.lower()
    yield from (name for name in names if name != listed)


def _may_have_others(name: str) -> bool:
    """Tell at little cost whether anything follows from a name: nothing does from most of a million."""
    words = name.split()
    if not words:
        return False
    return (
        fold(words[0].strip(_QUOTES)) in _FIRST
        or fold(words[-1].strip(_QUOTES)) in _LAST
        or bool(_AFTER.search(name) or _JOINED.fullmatch(name))
    )


def other_script(acronym: str) -> str:
    """Return an acronym in the other script, letter by letter: KTRV for КТРВ; nothing for one that has none."""
    table = _CYRILLIC if acronym.isascii() else _LATIN
    known = len(acronym) >= _SHORTEST_ACRONYM and all(letter in table for letter in acronym)
    return "".join(table[letter] for letter in acronym) if known else ""


def same_body(name: str) -> Iterator[str]:
    """Yield the other names of a public body that a name begins with: министерство обороны for Минобороны."""
    words = Text(name).words
    folded = tuple(map(fold, words))
    for length in range(1, min(_LONGEST, len(words)) + 1):
        for same in _EQUIVALENTS.get(folded[:length], ()):
            yield " ".join([same, *words[length:]])


def _of_country(name: str) -> Iterator[str]:
    """Yield the name with its country called otherwise: МИД РФ and российский МИД for МИД России."""
    words = Text(name).words
    folded = tuple(map(fold, words))
    for forms, adjective in _COUNTRIES:
        of = next((form for form in forms if len(words) > len(form) and folded[-len(form) :] == _fold(form)), None)
        if of:
            rest = words[: -len(of)]
            yield from (" ".join([*rest, *form]) for form in forms if form is not of)
            if fold(rest[0]) in _STATE or fold(rest[-1]) in _STATE:
                yield " ".join([adjective, *rest])
        elif len(words) > 1 and folded[0] == fold(adjective) and folded[1] in _STATE:
            yield from (" ".join([*words[1:], *form]) for form in forms)


def _named_after(name: str) -> Iterator[str]:
    """Yield its kind and whom it is named after: центр имени Гамалеи is enough to know a long name."""
    if not (named := _AFTER.search(name)):
        return
    kinds = [word for word in Text(name[: named.start()]).words if fold(word) in _KINDS]
    whom = named[1].strip(' "»”')
    for kind in kinds[:1]:
        for person in dict.fromkeys([whom, _INITIALS.sub("", whom)]):
            yield from (f"{kind} {after}{person}" for after in ("имени ", "им. ", "імені ", "ім. ", ""))


def _parted(name: str) -> Iterator[str]:
    if joined := _JOINED.fullmatch(name):
        yield f"{joined[1]} {joined[2]}"


def _fold(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(fold, words))


def _lines(file: str) -> Iterator[str]:
    return (line for line in (_DATA / file).read_text("utf-8").splitlines() if not line.startswith("#"))


def _read_equivalents() -> dict[tuple[str, ...], list[str]]:
    found: dict[tuple[str, ...], list[str]] = {}
    for line in _lines("equivalents.txt"):
        names = line.split("|")
        for name in names:
            others = found.setdefault(_fold(Text(name).words), [])
            others += [other for other in names if other != name and other not in others]
    return found


def _read_countries() -> list[tuple[list[list[str]], str]]:
    lines = (line.split(" | ") for line in _lines("countries.txt"))
    return [([form.split() for form in forms.split(", ")], adjective) for forms, adjective in lines]


_EQUIVALENTS = _read_equivalents()
_LONGEST = max(map(len, _EQUIVALENTS))
_COUNTRIES = _read_countries()
_FIRST = {body[0] for body in _EQUIVALENTS} | {fold(adjective) for _, adjective in _COUNTRIES}
_LAST = {fold(form[-1]) for forms, _ in _COUNTRIES for form in forms}
_KINDS = lexicon("kinds that may be named after somebody")
