"""The names of a list's people and organizations, found however they are spelt or declined."""

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

from watchlists.finding.index import Occurrence
from watchlists.fold import Text
from watchlists.names import Found, Listed, NameEngine
from watchlists.names.organizations.names import parse_organization
from watchlists.names.people.names import parse_person


class Names:
    """Takes the names of a list, each under a number of the index, and finds them in articles."""

    def __init__(self) -> None:
        self._listed: list[Listed] = []
        self._contexts: dict[int, frozenset[int]] = {}

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
        self._contexts[number] = frozenset(context)
        return [name for name in names if name not in known]

    def scan(
        self, texts: Sequence[Text], language: str | None, found: Collection[int], *, possible: bool
    ) -> Iterator[tuple[Found, Occurrence]]:
        """Yield every name with its place; `found` are the numbers of the forms that the article holds."""
        if not self._listed:
            return

        def supported(number: int) -> bool:
            return not self._contexts[number].isdisjoint(found)

        for name in self._engine.find(texts, language=language, supported=supported, possible=possible):
            yield name, Occurrence(name.field, *name.words, *name.span)

    @cached_property
    def _engine(self) -> NameEngine:
        return NameEngine(self._listed)
