"""What is looked into, and what is answered of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

FieldName = Literal["title", "text", "fringe"]


@dataclass(frozen=True, slots=True)
class Article:
    """An article, as the matcher is given it."""

    title: str
    text: str
    language: str | None = None

    def head(self, length: int) -> "Article":
        """Return the article with so many characters of each field."""
        return replace(self, title=self.title[:length], text=self.text[:length])

    @property
    def fields(self) -> Iterator[tuple[FieldName, str]]:
        """The title and the text."""
        yield "title", self.title
        yield "text", self.text


@dataclass(frozen=True, slots=True)
class Miss:
    """A place that comes near to a term, and why it is none of it."""

    reason: str
    """As a person reads it."""
    nearness: float
    """From 0 to 1, to put the misses in order; 1 is a place that would count but for a condition of the term."""
    field: FieldName | None = None
    """None where nothing in the article is meant."""
    start: int = 0
    end: int = 0
    text: str = ""
    """What stands there."""


def where(field: FieldName | None, start: int) -> str:
    """Return a place in words: `12`, or `12 of the title`."""
    return f"{start} of the title" if field == "title" else str(start)
