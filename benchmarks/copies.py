"""A day of news with its copies: texts wrapped, cut, edited, put together, and notices that only look alike.

Made from the texts of the corpora beside the checkout, the same for the same seed.
"""

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

SHARED = Path(__file__).parents[2] / "shared"
_LEAST, _MOST = 80, 1_500
_ALIKE = 0.1


class Piece(NamedTuple):
    """An article, and what it is a copy of."""

    story: str
    kind: str
    site: str
    title: str
    text: str


def base_texts(least: int = _LEAST) -> list[str]:
    """Return the news of the corpora, each once."""
    texts: dict[str, str] = {}
    for path in sorted((SHARED / "names").glob("*.docs.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            text = json.loads(line)["text"]
            if least <= len(text.split()) <= _MOST:
                texts.setdefault(re.sub(r"\W+", " ", text[:400]).casefold(), text)
    return list(texts.values())


def different(texts: Sequence[str]) -> list[str]:
    """Return the texts without those that share a tenth of their triples of words with one before them.

    The corpora hold papers' takes of one agency text, and no generator knows that they are one story.
    """
    kept: list[str] = []
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for text in texts:
        words = re.findall(r"\w+", text.casefold())
        triples = set(zip(words, words[1:], words[2:], strict=False))
        shared = Counter(number for triple in triples for number in holders[triple])
        if shared and max(shared.values()) >= _ALIKE * len(triples):
            continue
        for triple in triples:
            holders[triple].append(len(kept))
        kept.append(text)
    return kept


def day_of_news(stories: int, *, seed: int = 1, round_ups: bool = True) -> list[Piece]:
    """Return the articles of a day in the order of their coming.

    Args:
        stories: How many texts it is made from; as many as there are, at most.
        seed: Another one makes another day.
        round_ups: Whether some articles are put together from several others.
    """
    chance = random.Random(seed)
    texts = chance.sample(texts, min(stories, len(texts))) if (texts := different(base_texts())) else []
    pieces: list[Piece] = []
    for number, text in enumerate(texts):
        pieces.append(_piece(f"story {number}", "original", text, chance))
        for kind, vary in _VARIANTS.items():
            if chance.random() < _SHARE:
                pieces.append(_piece(f"story {number}", kind, vary(text, chance), chance))
    if round_ups:
        pieces += [_round_up(number, texts, chance) for number in range(len(texts) // 20)]
    pieces += [*_notices(chance), *_briefs(texts, chance)]
    chance.shuffle(pieces)
    return pieces


_SHARE = 0.8
_SITES = [f"paper{number}.example" for number in range(60)]
_MENU = (
    "Home Politics Business World Sport Culture Weather Horoscope Subscribe Log in",
    "Share this article on all networks. Print. Send to a friend.",
    "Read also: our favourites of the week. Follow us on every channel. All rights reserved.",
    "By entering your address you agree to our terms. You can leave the newsletter at any time.",
)
_FILLING = ("again", "before", "between", "city", "market", "morning", "people", "report", "several", "water", "region")


def _piece(story: str, kind: str, text: str, chance: random.Random) -> Piece:
    return Piece(story, kind, chance.choice(_SITES), " ".join(text.split()[:9]), text)


def _wrapped(text: str, chance: random.Random) -> str:
    return "\n".join((chance.choice(_MENU), text, *chance.sample(_MENU, 2)))


def _with_read_more(text: str, chance: random.Random) -> str:
    lines = re.split(r"(?<=[.!?])\s+", text)
    for _ in range(max(1, len(lines) // 6)):
        lines.insert(chance.randrange(len(lines)), f"READ MORE: {' '.join(chance.sample(_FILLING, 5))}")
    return f"PRAGUE, {chance.randint(1, 28)} March (Wire) — " + "\n".join(lines)


def _restyled(text: str, chance: random.Random) -> str:
    marks = str.maketrans({'"': chance.choice("“«„"), "-": "\u2013", "'": "\u2019", ",": ", "})
    return text.translate(marks).replace("\n", "\n\n")


def _first(share: float) -> Callable[[str, random.Random], str]:
    def cut(text: str, chance: random.Random) -> str:  # noqa: ARG001  one of the variants
        words = text.split()
        return " ".join(words[: max(40, int(len(words) * share))])

    return cut


def _edited(share: float) -> Callable[[str, random.Random], str]:
    def edit(text: str, chance: random.Random) -> str:
        words = text.split()
        for place in range(len(words)):
            if chance.random() < share:
                words[place] = chance.choice((chance.choice(_FILLING), "", chance.choice(words)))
        return " ".join(words)

    return edit


_VARIANTS: dict[str, Callable[[str, random.Random], str]] = {
    "wrapped": _wrapped,
    "read more": _with_read_more,
    "restyled": _restyled,
    "first half": _first(0.5),
    "first quarter": _first(0.25),
    "5 % edited": _edited(0.05),
    "15 % edited": _edited(0.15),
    "half, edited": lambda text, chance: _edited(0.05)(_first(0.5)(text, chance), chance),
}


def _round_up(number: int, texts: Sequence[str], chance: random.Random) -> Piece:
    some = chance.sample(texts, chance.randint(4, 8))
    text = "\n\n".join(" ".join(text.split()[:120]) for text in some)
    return Piece(f"round-up {number}", "round-up", chance.choice(_SITES), f"The day in brief {number}", text)


_TEMPLATES = """
The district court in {a} has ruled on the case of {b} against {c}. The parties were heard on {d} and the court found \
that the claim of {e} crowns is justified in part. The costs are borne by both parties in equal shares. An appeal may \
be lodged with the regional court within fifteen days of the delivery of the written judgment.
The price of {a} on the {b} exchange closed at {d} today, {e} points from yesterday, while {c} traded lower in thin \
volumes. Analysts expect the market to stay calm until the meeting of the central bank. The index of the largest \
companies was little changed and the currency held its value against the dollar and the euro.
Road works near {a} begin on {d} and will last until the end of the month. Drivers from {b} are asked to take the \
detour by {c}. The town hall has set aside {e} for the repair of the surface, the kerbs and the drains, and asks the \
residents to move their cars. Buses will stop at temporary stops that are marked with yellow signs.
{a} beat {b} by {e} last night in front of their own crowd. The goals were scored by {c}. The coach praised the team \
for its patience and said that the season was still long. The next match will be played on {d}, when the team travels \
to the leaders of the table, and tickets are on sale at the usual places from Monday morning.
""".strip().splitlines()


def _notices(chance: random.Random) -> Iterator[Piece]:
    """Yield notices of one form each: what they say is told by a few words only."""
    names = [
        "".join(chance.choice(("ba", "ko", "mi", "ra", "ste", "no", "vi", "lu")) for _ in range(3)).title()
        for _ in range(400)
    ]
    for number in range(200):
        form = number % len(_TEMPLATES)
        words = {key: " ".join(chance.sample(names, 2)) for key in "abc"}
        text = _TEMPLATES[form].format(
            **words, d=chance.randint(1, 900), e=f"{chance.randint(1, 99)}:{chance.randint(1, 99)}"
        )
        site = f"notices{form}.example" if number % 2 else chance.choice(_SITES)
        yield Piece(f"notice {number}", "notice", site, f"Notice {number}", text)


def _briefs(texts: Sequence[str], chance: random.Random) -> Iterator[Piece]:
    """Yield short items, each on top of the same standing paragraph of its site."""
    standing = {site: " ".join(chance.choices(_FILLING, k=45)) for site in _SITES[:10]}
    for number, site in zip(range(200), _SITES[:10] * 20, strict=False):
        words = [word for text in chance.sample(texts, 12) for word in chance.sample(text.split(), 4)]
        yield Piece(f"brief {number}", "brief", site, f"Brief {number}", f"{' '.join(words)}.\n{standing[site]}")
