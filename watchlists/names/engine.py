"""All listed names of people and organizations in an article, in one pass over its words."""

from collections.abc import Collection, Iterable, Sequence
from typing import Self

from watchlists.fold import Text
from watchlists.names.filing.arrays import Arrays
from watchlists.names.filing.rows import Rows
from watchlists.names.filing.table import Table
from watchlists.names.found import Found, Listed, longest
from watchlists.names.listing import file_names
from watchlists.names.organizations.article import OrganizationsInArticle
from watchlists.names.organizations.index import OrganizationIndex
from watchlists.names.page import Page
from watchlists.names.people.article import PeopleInArticle
from watchlists.names.people.index import PeopleIndex
from watchlists.names.sights import Sight, Sights
from watchlists.names.spotter import Spotter


class NameEngine:
    """Finds listed names however they are spelt or declined.

    Made once for a list, it reads any number of articles, in any number of
    threads. It remembers words it has met, up to a bound.

    Args:
        arrays: The list, as `file_names` returned it.
    """

    def __init__(self, arrays: Arrays) -> None:
        table, rows = Table(arrays), Rows(arrays)
        self._people = PeopleIndex(arrays, table, rows)
        self._organizations = OrganizationIndex(arrays, table, rows)
        self._spotter = Spotter(self._people, self._organizations)

    @classmethod
    def of(cls, listed: Iterable[Listed]) -> Self:
        """Return the engine of these names."""
        return cls(file_names(listed))

    def sight(self, word: str) -> Sight | None:
        """Return what a word may be of what is listed. Worth remembering: most words are nothing."""
        return self._spotter.sight(word)

    def may_begin(self, letters: str) -> bool:
        """Tell whether what is listed may begin with the first four letters of a word in small ones."""
        return self._organizations.may_be(letters) or self._people.may_begin(letters)

    def find(
        self,
        texts: Sequence[Text],
        sights: Sequence[Sights] | None = None,
        *,
        language: str | None = None,
        supported: Collection[int] = (),
        possible: bool = False,
    ) -> list[Found]:
        """Return every place of every name, in order.

        Args:
            texts: The title and the text.
            sights: What `sight` returns for their words, if it is known.
            language: Its code, if it is known.
            supported: The terms whose context the article holds, which vouches for a part of a name alone.
            possible: Whether to return family names, and firms without their legal forms, that nothing vouches for.
        """
        if sights is None:
            sights = [self._read(text) for text in texts]
        people, organizations = self._spotter.candidates(texts, sights)
        if not (people or organizations or supported or possible):
            return []
        pages = [Page(text, self._spotter.words, language) for text in texts]
        firms = OrganizationsInArticle(pages, least=self._organizations.least)
        for field, at, rows in organizations:
            firms.look(field, at, (one for row in rows for one in self._organizations.organizations(row)))
        named = PeopleInArticle(pages, sights, self._people)
        for field, at, candidates in people:
            named.look(field, at, candidates)
        return longest(
            [*firms.found(supported=supported, possible=possible), *named.found(supported=supported, possible=possible)]
        )

    def _read(self, text: Text) -> Sights:
        sights = {word: self.sight(word) for word in dict.fromkeys(text.words)}
        return {at: sight for at, word in enumerate(text.words) if (sight := sights[word])}
