"""One article as the queries of a list see it: which of their words it holds, and where."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from watchlists.finding.document import Finding
from watchlists.finding.nodes import Words
from watchlists.finding.places import Occurrence
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
        self._texts = texts
        self._reader = reader
        self._rows = [list(map(reader.__getitem__, text.words)) for text in texts]
        self._title = len(self._rows[0])
        self._begins = 0, self._title + _BETWEEN
        self._expected: set[str] = set()
        self._where: dict[str, list[int]] = {}
        self._places: dict[int, Sequence[Place]] = {}

    def present(self) -> set[str]:
        """Return the cells and pairs that the words fit; for those in the title also with `title:` before them."""
        title, text = (set(chain.from_iterable(row)) for row in self._rows)
        title.update(self._pairs(0))
        text.update(self._pairs(1), title, map(TITLE.__add__, title))
        return text

    def expect(self, cells: set[str]) -> None:
        """Look for the places of these cells alone, which takes less time; others may still be asked for."""
        self._expected, self._where = cells, {}
        for begin, row in zip(self._begins, self._rows, strict=True):
            for number, apart in enumerate(map(cells.isdisjoint, row)):
                if not apart:
                    for cell in row[number]:
                        self._where.setdefault(cell, []).append(begin + number)

    def places(self, words: Words) -> Sequence[Place]:
        """Return where words of a query stand, in order; asked twice it is worked out once."""
        # Two equal nodes may be worked out twice: to compare them takes as long.
        key = id(words)
        if key not in self._places:
            self._places[key] = self._find(words)
        return self._places[key]

    def place(self, finding: Finding) -> Place:
        """Return the place of what another term has found."""
        begin = self._begins[finding.place.field]
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
        """Return the field of a place, and the numbers of its first and last word there."""
        field = int(place.first >= self._title)
        begin = self._begins[field]
        return field, place.first - begin, place.last - begin

    def _find(self, words: Words) -> Sequence[Place]:
        cells = words.form.cells
        if not self._expected.issuperset(cells):
            self.expect(self._expected | set(cells))
        where = self._where
        if len(cells) == 1:
            return [Place(number, number, words) for number in where.get(cells[0], ())]
        if not all(cell in where for cell in cells):
            return ()
        rarest = min(range(len(cells)), key=lambda i: len(where[cells[i]]))
        last = len(cells) - 1
        places = (Place(number - rarest, number - rarest + last, words) for number in where[cells[rarest]])
        return [place for place in places if self._is_phrase(words, place)]

    def _is_phrase(self, words: Words, place: Place) -> bool:
        """Tell whether the words stand at a place, with nothing between them but what may stand there."""
        field, first, last = self._numbers(place)
        row, text, form = self._rows[field], self._texts[field], words.form
        if first < 0 or last >= len(row) or any(cell not in row[first + i] for i, cell in enumerate(form.cells)):
            return False
        for number, cell in enumerate(form.cells):
            lead, tail = self._reader.left(text.words[first + number], cell)
            # Only the outer words may leave something of a word over.
            if (lead and number) or (tail and first + number < last):
                return False
        return all(gap_key(text.gap(first + i)) in gap for i, gap in enumerate(form.gaps))

    def _pairs(self, field: int) -> Iterable[str]:
        """Yield the pairs of cells that neighbours in a field fit."""
        row, starts = self._rows[field], map(self._reader.seconds.get, self._texts[field].words[:-1])
        for number, seconds in enumerate(starts, 1):
            if seconds:
                for cell in row[number]:
                    if cell in seconds:
                        yield seconds[cell]


def pair(first: str, second: str) -> str:
    """Return what stands for two cells that are neighbours."""
    return f"{first} {second}"
