"""One article as the queries of a list see it: which of their words it holds, and where."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain, compress, pairwise
from typing import TYPE_CHECKING

from watchlists.finding.document import Finding
from watchlists.finding.index import Occurrence
from watchlists.finding.nodes import Words
from watchlists.fold import Text, gap_key, trim

if TYPE_CHECKING:
    from watchlists.finding.queries.leaves import Reader

TITLE = "title:"
# The words of the title and then those of the text are numbered in one row, with more between than NEAR can cross.
_BETWEEN = 1_000


class Place:
    """Where a part of a query stands: its first and last word by number, and the words or finding that it is."""

    __slots__ = ("first", "last", "part")

    def __init__(self, first: int, last: int, part: Words | Finding) -> None:
        self.first = first
        self.last = last
        self.part = part


class Page:
    """The title and the text of an article, and which cells of the queries their words fit."""

    def __init__(self, texts: Sequence[Text], reader: "Reader") -> None:
        title, text = (list(map(reader.__getitem__, text.words)) for text in texts)
        self._texts = texts
        self._reader = reader
        self._title = len(title)
        self._begin = len(title) + _BETWEEN
        self._row = [*title, *((),) * _BETWEEN, *text] if title else text
        if not title:
            self._begin = 0
        self._places: dict[int, Sequence[Place]] = {}

    @cached_property
    def present(self) -> set[str]:
        """The cells that words fit and the pairs that neighbours fit; of the title also with `title:` before them."""
        row, pairs = self._row, self._reader.pairs
        found = set(chain.from_iterable(row))
        if pairs:
            found.update(_pairs(row, pairs))
        if self._title:
            title = row[: self._title]
            found.update(TITLE + cell for cell in chain(chain.from_iterable(title), _pairs(title, pairs)))
        return found

    def places(self, words: Words) -> Sequence[Place]:
        """Return where words of a query stand, in order; asked twice it is worked out once."""
        # Two equal nodes may be worked out twice: to compare them takes as long.
        key = id(words)
        if key not in self._places:
            self._places[key] = self._find(words)
        return self._places[key]

    def place(self, finding: Finding) -> Place:
        """Return the place of what another term has found."""
        begin = self._begin if finding.place.field else 0
        return Place(begin + finding.place.first, begin + finding.place.last, finding)

    def in_title(self, place: Place) -> bool:
        """Tell whether a place is in the title."""
        return place.first < self._title

    def finding(self, place: Place) -> Finding:
        """Return a place as a finding of the query."""
        if isinstance(place.part, Finding):
            return place.part._replace(rule="query")
        field, first, last = self._numbers(place)
        text, cells = self._texts[field], place.part.form.cells
        start = text.spans[first][0] + self._reader.left(text.words[first], cells[0])[0]
        end = text.spans[last][1] - self._reader.left(text.words[last], cells[-1])[1]
        occurrence = Occurrence(field, first, last, *trim(text.original, start, end))
        return Finding(occurrence, place.part.text, "query")

    def _numbers(self, place: Place) -> tuple[int, int, int]:
        if self.in_title(place):
            return 0, place.first, place.last
        return 1, place.first - self._begin, place.last - self._begin

    def _find(self, words: Words) -> Sequence[Place]:
        where, cells = self._where, words.form.cells
        if len(cells) == 1:
            return [Place(number, number, words) for number in where.get(cells[0], ())]
        if not all(cell in where for cell in cells):
            return ()
        rarest = min(range(len(cells)), key=lambda i: len(where[cells[i]]))
        last = len(cells) - 1
        places = (Place(number - rarest, number - rarest + last, words) for number in where[cells[rarest]])
        return [place for place in places if self._fits(cells, place) and self._is_phrase(words, place)]

    def _fits(self, cells: Sequence[str], place: Place) -> bool:
        row = self._row[place.first : place.last + 1] if place.first >= 0 else ()
        return len(row) == len(cells) and all(cell in fitting for cell, fitting in zip(cells, row, strict=True))

    def _is_phrase(self, words: Words, place: Place) -> bool:
        """Tell whether what stands between and around the words may stand there."""
        field, first, last = self._numbers(place)
        text, form = self._texts[field], words.form
        for number, cell in enumerate(form.cells):
            lead, tail = self._reader.left(text.words[first + number], cell)
            # Only the outer words may leave something of a word over.
            if (lead and number) or (tail and first + number < last):
                return False
        return all(gap_key(text.gap(first + i)) in gap for i, gap in enumerate(form.gaps))

    @cached_property
    def _where(self) -> Mapping[str, Sequence[int]]:
        """The numbers of the words that fit each cell."""
        found: dict[str, list[int]] = {}
        for number, cells in compress(enumerate(self._row), self._row):
            for cell in cells:
                found.setdefault(cell, []).append(number)
        return found


def pair(first: str, second: str) -> str:
    """Return what stands for two cells that are neighbours."""
    return f"{first} {second}"


def _pairs(row: Iterable[Sequence[str]], pairs: Mapping[str, Mapping[str, str]]) -> Iterable[str]:
    """Yield the pairs of cells that neighbours fit."""
    for lefts, rights in pairwise(row):
        if lefts and rights:
            for left in lefts:
                if seconds := pairs.get(left):
                    yield from (seconds[right] for right in rights if right in seconds)
