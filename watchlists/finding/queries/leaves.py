"""The words that the queries of a list name, and which of them each word of a text is."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from watchlists.finding.forms import INFLECTED, LONGEST_WORD, Form
from watchlists.finding.queries.languages import languages
from watchlists.finding.queries.lemmas import Lemmas
from watchlists.finding.queries.page import Page, pair
from watchlists.finding.queries.wildcards import Wildcards
from watchlists.finding.vocabulary import pieces
from watchlists.fold import Text, fold, keep_case

_MOST_WORDS = 100_000
_BEGINNING = 3
"""Letters at the beginning of a name that its forms keep."""


class Leaves:
    """Takes the words and phrases of all queries, and reads articles for them."""

    def __init__(self) -> None:
        self._listed = _Listed()
        self._readers: dict[tuple[str, ...], Reader] = {}

    def add(self, form: Form) -> None:
        """Make the words of a form known. All are added before the first article is read."""
        self._listed.add(form)

    def read(self, texts: Sequence[Text], language: str | None) -> Page:
        """Return the words of an article as the queries see them."""
        # The language tells only which words are forms of one another.
        known = languages(texts, language) if self._listed.inflected else ()
        reader = self._readers.get(known)
        if reader is None:
            reader = self._readers[known] = Reader(self._listed, Lemmas(known))
        return Page(texts, reader)


class _Listed:
    """The cells of the forms that queries name, by their kinds."""

    def __init__(self) -> None:
        self.exact: set[str] = set()
        self.cased: set[str] = set()
        self.inflected: dict[str, None] = {}
        self.patterns: set[str] = set()
        self.wildcards = Wildcards()
        self.pairs: dict[str, dict[str, str]] = {}

    def add(self, form: Form) -> None:
        for first, second in pairwise(form.cells):
            self.pairs.setdefault(first, {}).setdefault(second, pair(first, second))
        for cell in form.cells:
            if cell.startswith("="):
                self.cased.add(cell)
            elif cell.startswith(INFLECTED):
                self.inflected[cell] = None
            elif "*" not in cell and "?" not in cell:
                self.exact.add(cell)
            elif cell not in self.patterns:
                self.patterns.add(cell)
                self.wildcards.add(cell)


class Reader(dict[str, tuple[str, ...]]):
    """Maps each word of a text to the cells it fits; most words fit none.

    It fills itself as words are looked up. Words are read in the languages of the article.
    """

    def __init__(self, listed: _Listed, lemmas: Lemmas) -> None:
        super().__init__()
        self.seconds: dict[str, dict[str, str]] = {}
        """For each word that may begin a phrase the cells that may follow, and the pairs that they make."""
        self._left: dict[tuple[str, str], tuple[int, int]] = {}
        self._listed = listed
        self._lemmas = lemmas
        self._forms: dict[str, tuple[str, ...]] = {}
        for cell in listed.inflected:
            word = cell.removeprefix(INFLECTED)
            for key in {fold(word)} | lemmas.of(word):
                self._forms[key] = (*self._forms.get(key, ()), cell)
        self._beginnings = {key[:_BEGINNING] for key in self._forms}

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(word) > LONGEST_WORD:
            return ()
        if len(self) > _MOST_WORDS:
            # A long-running watch must not keep every word ever written.
            self.clear()
        found = dict.fromkeys(self._cells(word), (0, 0))
        for piece, *left in pieces(word)[1:]:
            for cell in self._cells(piece):
                found.setdefault(cell, (left[0], left[1]))
        return self._keep(word, found) if found else self.setdefault(word, ())

    def left(self, word: str, cell: str) -> tuple[int, int]:
        """Return how much of a word stands before and after a cell that it fits: 2 characters after it in Rostec's."""
        return self._left.get((word, cell), (0, 0))

    def _keep(self, word: str, found: Mapping[str, tuple[int, int]]) -> tuple[str, ...]:
        for cell, left in found.items():
            if any(left):
                self._left[word, cell] = left
            if cell in self._listed.pairs:
                self.seconds.setdefault(word, {}).update(self._listed.pairs[cell])
        return self.setdefault(word, tuple(found))

    def _cells(self, piece: str) -> list[str]:
        folded, listed = fold(piece), self._listed
        found = listed.wildcards.fitting(folded)
        if folded in listed.exact:
            found.append(folded)
        if listed.cased and (cased := "=" + keep_case(piece)) in listed.cased:
            found.append(cased)
        if self._forms:
            shown = keep_case(piece)
            found += self._forms.get(folded, ())
            lemmas = self._lemmas.of(shown)
            for lemma in lemmas:
                found += self._forms.get(lemma, ())
            # No dictionary has all names.
            if not lemmas and folded[:_BEGINNING] in self._beginnings:
                for name in self._lemmas.names(shown):
                    found += self._forms.get(name, ())
        return found
