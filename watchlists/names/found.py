"""What the matching of names is asked for, and what it answers."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from watchlists.fold import Text
from watchlists.names.page import Page
from watchlists.names.spelling.evidence import Evidence

SCORES = (
    (0.6, "a family name, or a firm without its legal form, that nothing vouches for; it never alerts"),
    (0.8, "a part of the name, which the article vouches for"),
    (0.899, "a rarer spelling, a short form, or an acronym after the full name"),
    (0.999, "another case, initials, or a usual spelling in another language"),
    (1.0, "as it is listed"),
)
"""What a score means: the highest of each kind, and the kind."""


class Listed(NamedTuple):
    """What is looked for under one term."""

    term: int
    """The term's place in its list."""
    kind: str
    """`person` or `organization`."""
    names: tuple[str, ...]
    """The name and its aliases."""
    context: bool = False
    """Whether the term has words that tell it from its namesakes."""


class Reason(NamedTuple):
    """Why one place of a text stands for one part of a listed name."""

    start: int
    end: int
    listed: str
    """The part, folded."""
    rule: str
    """`exact`, `case form`, `given name`, `short form`, `transliteration`, `initial`, or why a part stands alone."""
    detail: str = ""
    """The case of a case form, or what vouches for a part that stands alone and where: `«Rostec» at 30`."""
    score: float = 1.0
    """How alike the part and the word are, from 0 to 1; 1 for why a part stands alone."""


class Found(NamedTuple):
    """A listed name in a text."""

    term: int
    field: int
    """0 is the title, 1 the text."""
    words: tuple[int, int]
    """The first and the last word of it, by their places in the field."""
    span: tuple[int, int]
    """In characters of the field."""
    form: str
    """The listed name it stands for."""
    rule: str
    """The rule of its weakest part, or why a part of the name was enough."""
    score: float
    """From 0 to 1: how alike the parts are to the listed ones, the family name counting most; see `SCORES`."""
    reasons: tuple[Reason, ...]
    possible: bool = False
    """Whether nothing but a family name speaks for it."""


class Part(NamedTuple):
    """Which word stands for which listed part, and why."""

    word: int
    listed: str
    evidence: Evidence


def reasons(page: Page, parts: Iterable[Part]) -> tuple[Reason, ...]:
    """Return the parts of a match with their places in the text."""
    return tuple(reason(page, part) for part in parts)


def reason(page: Page, part: Part) -> Reason:
    """Return one part of a match with its place in the text."""
    evidence = part.evidence
    return Reason(*page.span(part.word, part.word), part.listed, evidence.rule, evidence.case, round(evidence.score, 3))


def quote(text: Text, field: int, start: int, end: int) -> str:
    """Return what vouches for a part that stands alone, and where: `«Sergei Chemezov» at 120`."""
    return f"«{' '.join(text.original[start:end].split())}» at {start}{'' if field else ' of the title'}"


def weakest(parts: Sequence[Part]) -> str:
    """Return the rule of the part that counts least."""
    return min((part.evidence for part in parts), key=lambda evidence: evidence.score).rule


def longest(found: Iterable[Found]) -> list[Found]:
    """Return what was found in the order of the text, of each term nothing that overlaps."""
    kept: list[Found] = []
    ends: dict[tuple[int, int], int] = {}
    for one in sorted(found, key=lambda f: (f.term, f.field, f.span[0], -f.span[1], -f.score)):
        if one.span[0] >= ends.get((one.term, one.field), 0):
            ends[one.term, one.field] = one.span[1]
            kept.append(one)
    return sorted(kept, key=lambda f: (f.field, f.span, f.term))
