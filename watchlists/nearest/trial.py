"""Ask the matcher again, with one thing changed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum

from watchlists.match import Match
from watchlists.matcher import Matcher
from watchlists.nearest.article import Article
from watchlists.schema import Watchlist
from watchlists.term import Term

_AROUND = 600
"""Characters on both sides of a place that a trial reads: no rule looks further from a name."""


class Outcome(IntEnum):
    """What the matcher makes of a place; more is nearer to counting."""

    NOTHING = 0
    POSSIBLE = 1
    COUNTED = 2


class Trial:
    """One term, asked about texts.

    Args:
        term: What is looked for.
        others: The terms that its query names.
    """

    def __init__(self, term: Term, others: Iterable[Term] = ()) -> None:
        self._term = term.id
        self._matcher = Matcher(Watchlist(name="trial", terms=(term, *others)))

    def find(self, article: Article) -> list[Match]:
        """Return the matches of the term, those that are only possible with them."""
        found = self._matcher.find(title=article.title, text=article.text, language=article.language, possible=True)
        return [match for match in found if match.term == self._term]

    def counted(self, article: Article) -> list[Match]:
        """Return the matches that count."""
        return [match for match in self.find(article) if not match.possible]

    def outcome(self, spot: "Spot") -> Outcome:
        """Return what becomes of a place."""
        article = Article("", spot.source, spot.language)
        found = [match for match in self.find(article) if match.start < spot.end and spot.start < match.end]
        if not found:
            return Outcome.NOTHING
        return Outcome.POSSIBLE if all(match.possible for match in found) else Outcome.COUNTED


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with the text round it, which may be changed for a trial."""

    source: str
    start: int
    end: int
    language: str | None

    @classmethod
    def of(cls, source: str, start: int, end: int, language: str | None) -> "Spot":
        """Return the place with what is near it."""
        first = max(0, start - _AROUND)
        # A name is not to be cut where the piece begins.
        first = source.rfind(" ", 0, first) + 1 if first else 0
        return cls(source[first : end + _AROUND], start - first, end - first, language)

    @property
    def text(self) -> str:
        """What stands at the place."""
        return self.source[self.start : self.end]

    def with_text(self, text: str) -> "Spot":
        """Return the place with something else there."""
        source = self.source[: self.start] + text + self.source[self.end :]
        return replace(self, source=source, end=self.start + len(text))

    def with_before(self, text: str, length: int = 0) -> "Spot":
        """Return the place with `text` right before it, instead of so many characters."""
        first = self.start - length
        source = self.source[:first] + text + self.source[self.start :]
        shift = len(text) - length
        return replace(self, source=source, start=self.start + shift, end=self.end + shift)

    def with_after(self, text: str, length: int = 0) -> "Spot":
        """Return the place with `text` right after it, instead of so many characters."""
        return replace(self, source=self.source[: self.end] + text + self.source[self.end + length :])
