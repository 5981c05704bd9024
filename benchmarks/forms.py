"""The case forms of a name, generated for searches that know only strings. Tocsin reads forms backwards instead."""

from collections.abc import Iterator
from itertools import product

# What a word ends in, and what stands there in the genitive, dative, accusative, instrumental and locative.
_TABLES = {
    "cyrillic": """
        ский ского скому ского ским ском
        ський ського ському ського ським ському
        цкий цкого цкому цкого цким цком
        цький цького цькому цького цьким цькому
        ый ого ому ого ым ом
        ская ской ской скую ской ской
        ська ської ській ську ською ській
        ова овой овой ову овой овой
        ева евой евой еву евой евой
        ов ова ову ова овым,овом ове
        ев ева еву ева евым,евом еве
        ин ина ину ина иным,ином ине
        ий ия ию ия ием ии
        ия ии ии ию ией ии
        й я ю я ем е
        ь я ю я ем е
        а ы,и е,і у ой,ою е,і
        я и е ю ей е
        _ а у а ом е
    """,
    "latin": """
        ski skiego skiemu skiego skim skim
        cki ckiego ckiemu ckiego ckim ckim
        ska skiej skiej ską ską skiej
        ek ka kowi,kovi ka kiem,kem ku
        ec ca covi ca cem ci
        ý ého ému ého ým ém
        ová ové ové ovou ovou ové
        a y,i e,ie ę,u,o ą,ou,o e,ie
        _ a u,owi,ovi a em,om ie,u,ovi
    """,
}
_ROWS = {
    script: [
        (row[0].strip("_"), [case.split(",") for case in row[1:]]) for row in map(str.split, table.strip().splitlines())
    ]
    for script, table in _TABLES.items()
}
_VOWELS = "eioóuyąęěíůúаеиоуыэюяєії"


def forms(name: str) -> Iterator[str]:
    """Yield a name as it is, and with all its words in each case in turn."""
    yield name
    for words in zip(*map(_cases, name.split()), strict=True):
        yield from map(" ".join, product(*words))


def _cases(word: str) -> list[list[str]]:
    """Return the forms of a word, a list for each of the five cases; of what does not decline, the word."""
    rows = _ROWS["cyrillic" if "\u0400" <= word[-1] <= "\u04ff" else "latin"]
    ending, cases = next(row for row in rows if word.endswith(row[0]))
    if not word[-1].isalpha() or word.isupper() or (not ending and word[-1] in _VOWELS):
        return [[word]] * 5
    return [[word.removesuffix(ending) + form for form in case] for case in cases]
