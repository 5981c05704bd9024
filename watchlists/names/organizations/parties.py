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
    "partia strana stranka": (
        ("(.*demokra)(?:ta?|ci|te|ti)", ("tyczna", "ticka", "tska")),
        ("(republikan)(?:|ie|in|i|ec|ci)", ("ska",)),
        ("(.*(?:soc[ij]al|komun|na[ct][ij]onal)[iy])(?:sta|sci|ste|sti)", ("styczna", "sticka", "sticna")),
        ("(kon[sz]er[wv]at)(?:ysci|ysta|ivec|ivci)", ("ywna", "ivni", "ivna")),
        ("(liberal)(?:i|owie|ove|ci|ec)", ("na", "ni")),
    ),
    "party": (("(.*democrat)s", ("ic",)), ("(republican|conservative|liberal|.*socialist|communist)s", ("",))),
}
_READ = [
    (parties.split(), re.compile(members), endings) for parties, rules in _MEMBERS.items() for members, endings in rules
]


def is_members(name: str) -> bool:
    """Tell whether a folded name is a word for a party's members that may be written in small letters."""
    return any(parties != ["party"] and members.fullmatch(name) for parties, members, _ in _READ)


def parties_of(name: str) -> Iterator[tuple[str, str]]:
    """Yield the names of the party whose members a folded word names."""
    for parties, members, endings in _READ:
        if of := members.fullmatch(name):
            for party in parties:
                yield from ((of[1] + ending, party) for ending in endings)
