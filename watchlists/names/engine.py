"""All listed names of people and organizations in an article, in one pass over its words."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any, NamedTuple

from watchlists.fold import Text
from watchlists.names.found import Found, Listed, longest
from watchlists.names.organizations.article import OrganizationsInArticle
from watchlists.names.organizations.index import Bucket as OrganizationBucket
from watchlists.names.organizations.index import OrganizationIndex
from watchlists.names.organizations.names import Organization, parse_organizations
from watchlists.names.page import Page
from watchlists.names.people.article import PeopleInArticle
from watchlists.names.people.index import Bucket, PeopleIndex
from watchlists.names.people.names import parse_person
from watchlists.names.words import Words

__all__ = ["Found", "Listed", "NameEngine"]

_MOST_WORDS = 300_000
_UNKNOWN: Any = object()


class _Entry(NamedTuple):
    """What one word of a text may belong to."""

    people: tuple[Bucket, ...]
    organizations: tuple[Organization, ...]
    sounds: tuple[OrganizationBucket, ...]


class NameEngine:
    """Finds listed names however they are spelt or declined.

    Made once for a list, it reads any number of articles, in any number of
    threads. It remembers words it has met, up to a bound.
    """

    def __init__(self, listed: Iterable[Listed]) -> None:
        self._people = PeopleIndex()
        self._organizations = OrganizationIndex()
        self._words = Words()
        self._entries: dict[str, _Entry | None] = {}
        for term in listed:
            for name in term.names:
                self._add(term, name)

    def _add(self, term: Listed, name: str) -> None:
        if term.kind == "person" and (person := parse_person(name, term.term)):
            self._people.add(person, context=term.context)
        else:
            for organization in parse_organizations(name, term.term):
                self._organizations.add(organization)

    def find(
        self,
        texts: Sequence[Text],
        *,
        language: str | None = None,
        supported: Callable[[int], bool] | None = None,
        possible: bool = False,
    ) -> list[Found]:
        """Return every place of every name, in order.

        Args:
            texts: The title and the text.
            language: Its code, if it is known.
            supported: Tells whether the article holds the context of a term, which vouches for a family name alone.
            possible: Whether to return family names that nothing vouches for, marked so.
        """
        entries = [(field, *entry) for field, text in enumerate(texts) for entry in self._read(text)]
        if not entries:
            return []
        pages = [Page(text, self._words, language) for text in texts]
        organizations = OrganizationsInArticle(pages)
        for field, index, entry in entries:
            if entry.organizations or entry.sounds:
                organizations.look(field, index, entry.organizations, entry.sounds)
        people = PeopleInArticle(pages, self._people)
        for field, index, entry in entries:
            if entry.people and not people.look(field, index, entry.people):
                # Filed alike, but like nobody: not to be looked at again.
                self._entries[texts[field].words[index]] = entry._replace(people=()) if any(entry[1:]) else None
        found = [*organizations.found(), *people.found(supported=supported, possible=possible)]
        return longest(found)

    def _read(self, text: Text) -> Iterator[tuple[int, _Entry]]:
        """Yield the words that may belong to a name, by their places."""
        known = self._entries
        found = list(map(known.get, text.words, repeat(_UNKNOWN)))
        if _UNKNOWN in found:
            if len(known) > _MOST_WORDS:
                known.clear()
            found = [
                self._learn(word) if entry is _UNKNOWN else entry for word, entry in zip(text.words, found, strict=True)
            ]
        return ((index, entry) for index, entry in enumerate(found) if entry)

    def _learn(self, text: str) -> _Entry | None:
        if text in self._entries:
            return self._entries[text]
        # Most words are in small letters and begin like nothing that is looked for.
        if text.islower() and not self._people.may_be(text) and not self._organizations.may_be(text):
            entry = None
        else:
            word = self._words[text]
            entry = _Entry(self._people.buckets(word), *self._organizations.of(word))
            entry = entry if any(entry) else None
        self._entries[text] = entry
        return entry
