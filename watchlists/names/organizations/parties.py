"""Parties called by their members: the Democrats are the Democratic Party, Republikanie the Partia Republikańska."""

import re
from collections.abc import Iterator

# What a party's members are called, the stem of it in brackets, and how it ends as an adjective.
_MEMBERS = {
    "партия": (
        ("(.*демократ)(?:|ы|и)", ("ическая", "ична")),
        ("(.*республ[иі]кан|.*републикан)(?:ец|ц[ыиі])", ("ская", "ська")),
        ("(.*(?:соц[иі]ал|коммун|комун|нац[иі]онал)[иі]ст)(?:|ы|и)", ("ическая", "ична")),
        ("(консерват)(?:ор|ори|оры)", ("ивная", "ивна")),
        ("(лейборист)(?:|ы|и)", ("ская", "ська")),
        ("(л[иі]берал)(?:|ы|и)", ("ьная", "ьна", "на")),
    ),
    "partia": (
        ("(demokra)(?:ta?|ci)", ("tyczna",)),
        ("(republikan)(?:|ie|in)", ("ska",)),
        ("(.*(?:socjal|komun|nacjonal)i)(?:sta|sci)", ("styczna",)),
        ("(konserwat)(?:ysci|ysta)", ("ywna",)),
        ("(liberal)(?:owie)", ("na",)),
    ),
    "strana": (
        ("(.*demokra)(?:t|te|ti)", ("ticka",)),
        ("(republikan)(?:|i)", ("ska",)),
        ("(.*(?:social|komun|national)i)(?:sta|ste)", ("sticka",)),
        ("(konzervat)(?:ivec|ivci)", ("ivni",)),
        ("(liberal)(?:ove)", ("ni",)),
    ),
    "stranka": (
        ("(.*demokra)(?:t|ti)", ("tska",)),
        ("(republikan)(?:ec|ci)", ("ska",)),
        ("(.*(?:social|komun|nacional)i)(?:st|sti)", ("sticna",)),
        ("(konservat)(?:ivec|ivci)", ("ivna",)),
        ("(liberal)(?:ci|ec)", ("na",)),
    ),
    "party": (("(.*democrat)s", ("ic",)), ("(republican|conservative|liberal|.*socialist|communist)s", ("",))),
}
_PLURAL = re.compile("(?:[иыіie]|[оі]в|ами?|ах|ите|o[vw]|ami|ach)$")
_READ = [(party, re.compile(members), endings) for party, rules in _MEMBERS.items() for members, endings in rules]


def is_members(name: str) -> bool:
    """Tell whether a folded name is a word for a party's members that may be written in small letters."""
    return any(party != "party" and members.fullmatch(name) for party, members, _ in _READ)


def is_plural(members: str) -> bool:
    """Tell whether a word for members is for all of them, so that one of them is not the party."""
    return bool(_PLURAL.search(members))


def parties_of(name: str) -> Iterator[tuple[str, str]]:
    """Yield the names of the party whose members a folded word names."""
    for party, members, endings in _READ:
        if of := members.fullmatch(name):
            yield from ((of[1] + ending, party) for ending in endings)
