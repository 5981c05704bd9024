"""Names as a big watchlist holds them, made of word parts: any number, all different, the same for the same seed.

    python -m benchmarks.listed [COUNT] [SEED]      prints them, a line each: the kind, a tab, the name

45 % are people in Latin letters, 20 % people in Cyrillic ones, 35 % organizations. Family and given names are drawn as
in life, a few often and most seldom, so that there are namesakes.
"""

import random
import re
import sys
import tomllib
from bisect import bisect
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, product
from pathlib import Path
from typing import Any, NamedTuple

PARTS = Path(__file__).with_suffix(".toml")
_GIVEN_RANK, _FAMILY_RANK, _WORD_RANK = 6, 25, 40
_LARGEST_NUMBER = 999
_FINAL_Y = re.compile(r"[\u0438\u0456]\u0439\b")


class Name(NamedTuple):
    """One name to list."""

    kind: str
    """`person` or `organization`."""
    name: str


def names(count: int, seed: int = 1) -> Iterator[Name]:
    """Yield `count` different names; a longer list of the same seed begins with the shorter one."""
    rng = random.Random(seed)
    shares, makers = zip(*_makers(tomllib.loads(PARTS.read_text(encoding="utf-8")), rng), strict=True)
    bounds = list(accumulate(shares))
    seen: set[str] = set()
    while len(seen) < count:
        make = makers[bisect(bounds, rng.random() * bounds[-1])]
        made = make(rng)
        # Drawn again from the same source: otherwise the rich sources would push out the poor ones.
        while made.name in seen:
            made = make(rng)
        seen.add(made.name)
        yield made


Maker = Callable[[random.Random], Name]


class _Bag:
    """Words to draw from, the earlier ones more often: the word of rank r with a weight of 1 / (r + offset)."""

    def __init__(self, words: Sequence[str], offset: int) -> None:
        self._words = words
        self._bounds = list(accumulate(1 / (rank + offset) for rank in range(len(words))))

    def draw(self, rng: random.Random) -> str:
        return self._words[bisect(self._bounds, rng.random() * self._bounds[-1])]


def _makers(parts: Mapping[str, Any], rng: random.Random) -> Iterator[tuple[float, Maker]]:
    roman = _roman(parts["romanized"]["letters"])
    for people in parts["people"].values():
        formation = _People(people, rng, roman if "cyrillic" in people else {})
        for script in ("cyrillic", "latin"):
            if share := people.get(script):
                yield share, formation.make if script == "cyrillic" else formation.romanized
    for script, organizations in parts["organizations"].items():
        families = _People(parts["people"]["russian" if script == "cyrillic" else "english"], rng, {}).families
        yield organizations["share"], _Organizations(organizations, families, rng).make


class _People:
    """People of one language."""

    def __init__(self, parts: Mapping[str, Any], rng: random.Random, roman: Mapping[int, str]) -> None:
        endings = parts["endings"].split()
        known = [_ended(root, ending) for root in parts["roots"].split() for ending in endings]
        made = [_ended(root, ending) for root in _joined(parts.get("made", ())) for ending in endings]
        self.families = _Bag([*rng.sample(known, len(known)), *rng.sample(made, len(made))], _FAMILY_RANK)
        given = _joined(parts.get("given_made", ()))
        self._given = [
            _Bag(given or parts[sex].split(), _WORD_RANK if given else _GIVEN_RANK) for sex in ("men", "women")
        ]
        self._middle = _Bag(parts.get("middle", "").split(), _GIVEN_RANK)
        self._middle_share = parts["middle_share"] / 100
        self._roman = roman
        self._family_first = parts.get("family_first", False)

    def make(self, rng: random.Random) -> Name:
        woman = rng.random() < 0.3  # noqa: PLR2004  as many as in the news
        given = self._given[woman].draw(rng)
        family = _of(self.families.draw(rng), woman=woman)
        if self._family_first:
            return Name("person", f"{family} {given}")
        if rng.random() < self._middle_share:
            return Name("person", f"{given} {_of(self._middle.draw(rng), woman=woman)} {family}")
        return Name("person", f"{given} {family}")

    def romanized(self, rng: random.Random) -> Name:
        kind, name = self.make(rng)
        return Name(kind, _FINAL_Y.sub("y", name).translate(self._roman))


def _roman(letters: str) -> dict[int, str]:
    pairs = dict(pair.split(":") for pair in letters.split())
    return str.maketrans(pairs | {letter.upper(): roman.capitalize() for letter, roman in pairs.items()})


class _Organizations:
    """Organizations of one script, by templates."""

    def __init__(self, parts: Mapping[str, Any], families: _Bag, rng: random.Random) -> None:
        self._templates = _Bag(parts["templates"], 3)
        self._words = {key: _Bag(parts[key].split(), _GIVEN_RANK) for key in ("form", "kind", "trade", "matter")}
        for key in ("place", "brand"):
            made = _joined(parts[f"{key}_made"])
            self._words[key] = _Bag(rng.sample(made, len(made)), _WORD_RANK)
        self._families = families

    def make(self, rng: random.Random) -> Name:
        def word(key: str) -> str:
            if key == "number":
                return f"№ {rng.randint(1, _LARGEST_NUMBER)}"
            return _of(self._families.draw(rng), woman=False) if key == "family" else self._words[key].draw(rng)

        name = re.sub(r"\{(\w+)\}", lambda blank: word(blank[1]), self._templates.draw(rng))
        return Name("organization", name[0].upper() + name[1:])


def _joined(parts: Sequence[str]) -> list[str]:
    if not parts:
        return []
    return ["".join(row) for row in product(*([word.strip("_") for word in part.split()] for part in parts))]


def _ended(root: str, ending: str) -> str:
    """Return a family name, and after `/` what a woman is called where that differs: Орлов/Орлова."""
    return "/".join(root + form.strip("_") for form in ending.split("/"))


def _of(word: str, *, woman: bool) -> str:
    return word.split("/")[-1 if woman else 0]


def main(arguments: Sequence[str]) -> None:
    """Print names."""
    count, seed = [*map(int, arguments), *(1_000, 1)[len(arguments) :]]
    for kind, name in names(count, seed):
        print(f"{kind}\t{name}")


if __name__ == "__main__":
    main(sys.argv[1:])
