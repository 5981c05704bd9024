"""What the matching of names is asked for, and what it answers."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from watchlists.names.page import Page
from watchlists.names.spelling.evidence import Evidence


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
    """The case of a case form, or where the full name stands."""


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
    """From 0 to 1: how alike the parts are to the listed ones, the family name counting most.

    1 is the name as it is listed, 0.98 its other cases, 0.9 and more its usual
    spellings in other languages; a part of a name alone has at most 0.8, in its
    context at most 0.75, and with nothing that vouches for it 0.6 or less.
    """
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
    return tuple(Reason(*page.span(p.word, p.word), p.listed, p.evidence.rule, p.evidence.case) for p in parts)


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
