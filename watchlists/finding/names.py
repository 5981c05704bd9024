"""The names of a list's people and organizations, found however they are spelt or declined."""

from collections.abc import Collection, Iterator, Sequence

from watchlists.finding.places import Occurrence
from watchlists.fold import Text
from watchlists.names import Found, Listed, NameEngine, Sight, Sights, has_parts
from watchlists.names.filing.arrays import Arrays


class Names:
    """Takes the names of a list, each under a number of the index, and finds them in articles."""

    def __init__(self) -> None:
        self.listed: list[Listed] = []
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
        known = tuple(name for name in names if has_parts(kind, name))
        rest = [name for name in names if name not in known]
        if number < 0:  # An entity, which is filed already.
            return rest
        self.listed.append(Listed(number, kind, known, context=bool(context)))
        for support in context:
            self._contexts.setdefault(support, []).append(number)
        return rest

    def open(self, arrays: Arrays) -> None:
        """Take the compiled list that is to be looked for."""
        self._engine = NameEngine(arrays)

    def sight(self, word: str) -> Sight | None:
        """Return what a word may be of the names."""
        return self._engine.sight(word)

    def may_begin(self, letters: str) -> bool:
        """Tell whether a name may begin with the first letters of a word in small ones."""
        return self._engine.may_begin(letters)

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
