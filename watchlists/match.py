"""What the matcher returns."""

from dataclasses import dataclass
from typing import Literal

from watchlists.names import Reason


@dataclass(frozen=True, slots=True)
class Match:
    """Where a term was found in an article, and why."""

    term: str
    """The term's id."""
    field: Literal["title", "text", "fringe"]
    start: int
    """In characters of that field."""
    end: int
    text: str
    """What stands there: `field[start:end]`."""
    form: str
    """What the list says that was found: the name, the alias, the acronym, the word of a query."""
    rule: str
    """`exact`, `alias`, `acronym`, `phrase`, `query`; of a name also why its weakest part counts: `case form`, …"""
    score: float = 1.0
    """How alike it is to what is listed, from 0 to 1; `watchlists.names.found.SCORES` says what it means."""
    possible: bool = False
    """True for a match that is too weak to alert."""
    reasons: tuple[Reason, ...] = ()
    """Part by part, why it stands for the listed name; empty for what stands as it is listed."""
