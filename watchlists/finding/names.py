"""The names of a list's people and organizations, found however they are spelt or declined."""

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

from watchlists.finding.index import Occurrence
from watchlists.fold import Text
from watchlists.names import Found, Listed, NameEngine, Sight, Sights
from watchlists.names.organizations.names import parse_organization
from watchlists.names.people.names import parse_person


class Names:
    """Takes the names of a list, each under a number of the index, and finds them in articles."""

    def __init__(self) -> None:
        self._listed: list[Listed] = []
        self._contexts: dict[int, list[int]] = {}
        """The terms by the numbers of what vouches for their family names."""

    def add(self, number: int, kind: str, names: Sequence[str], context: Collection[int]) -> Sequence[str]:
        """Add a term's names and return those that have no parts to know: they are to be found as they are written.

        Args:
            number: Of the index; its places are found under it.
            kind: `person` or `organization`.
            names: The name and its aliases.
            context: The numbers of what vouches for a family name that stands alone.
        """
        parse = parse_person if kind == "person" else parse_organization
        known = tuple(name for name in names if parse(name, number))
        self._listed.append(Listed(number, kind, known, context=bool(context)))
        for support in context:
            self._contexts.setdefault(support, []).append(number)
        return [name for name in names if name not in known]

    def sight(self, word: str) -> Sight | None:
        """Return what a word may be of the names; all are added before the first is looked for."""
        return self._engine.sight(word)

    def scan(
        self,
        texts: Sequence[Text],
        sights: Sequence[Sights],
        language: str | None,
        found: Collection[int],
        *,
        possible: bool,
    ) -> Iterator[tuple[Found, Occurrence]]:
        """Yield every name with its place; `found` are the numbers of the forms that the article holds."""
        supported = {term for number in found for term in self._contexts.get(number, ())}
        for name in self._engine.find(texts, sights, language=language, supported=supported, possible=possible):
            yield name, Occurrence(name.field, *name.words, *name.span)

    @cached_property
    def _engine(self) -> NameEngine:
        return NameEngine(self._listed)
