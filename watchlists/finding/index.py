"""All forms of a list, found in one pass over the words of a text."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import NamedTuple

from watchlists.finding.forms import Form
from watchlists.finding.places import Occurrence
from watchlists.finding.vocabulary import Meaning, Vocabulary
from watchlists.fold import Text, gap_key, keep_case, trim


class _Candidate(NamedTuple):
    """Words that fit the cells of a form, and what the outer two leave over."""

    first: int
    last: int
    lead: int
    tail: int


class _Node:
    """The forms that begin with the same cells."""

    __slots__ = ("forms", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.forms: list[tuple[int, Form]] = []


class Index:
    """Finds every occurrence of every form that was added; a form is known by the number that `add` returned."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._numbers: dict[Form, int] = {}
        self._used = count()
        self._root = _Node()
        self._vocabulary = vocabulary

    def add(self, form: Form) -> int:
        """Return the form's number; two equal forms have one. All forms are added before the first scan."""
        if form in self._numbers:
            return self._numbers[form]
        node = self._root
        for cell in form.cells:
            self._vocabulary.learn(cell)
            node = node.next.setdefault(cell, _Node())
        number = self._numbers[form] = self.reserve()
        node.forms.append((number, form))
        return number

    def reserve(self) -> int:
        """Return a number for something that is found in another way."""
        return next(self._used)

    def scan(self, text: Text, field: int, known: Mapping[int, Meaning]) -> Iterator[tuple[int, Occurrence]]:
        """Yield the number and place of each form found, in the order of their first words.

        Args:
            text: Where to look.
            field: Its number.
            known: What the vocabulary says of the words it knows, by their places.
        """
        for first, meaning in known.items():
            if meaning.readings:
                for number, form, candidate in self._starting_at(first, known):
                    if place := _verify(form, text, candidate):
                        yield number, Occurrence(field, candidate.first, candidate.last, *place)

    def _starting_at(self, first: int, known: Mapping[int, Meaning]) -> Iterator[tuple[int, Form, _Candidate]]:
        """Yield the forms whose cells fit the words from `first` on."""
        reached = [(self._root, 0)]
        for last in count(first):
            further = []
            meaning = known.get(last)
            if meaning is None:
                return
            for node, begun in reached:
                for reading in meaning.readings:
                    following = node.next.get(reading.cell)
                    # Only the outer words of a form may leave something of a word over.
                    if following is None or (reading.lead and last > first):
                        continue
                    lead = reading.lead if last == first else begun
                    for number, form in following.forms:
                        yield number, form, _Candidate(first, last, lead, reading.tail)
                    if following.next and not reading.tail:
                        further.append((following, lead))
            if not further:
                return
            reached = further


def _verify(form: Form, text: Text, candidate: _Candidate) -> tuple[int, int] | None:
    """Return the span of the form if what stands between its words may stand there."""
    first, last, lead, tail = candidate
    if any(gap_key(text.gap(first + i)) not in gap for i, gap in enumerate(form.gaps)):
        return None
    start, end = text.spans[first][0] + lead, text.spans[last][1] - tail
    if not form.dotted:
        return trim(text.original, start, end)
    if _is_dotted(text, first - 1, first - 1) or _is_dotted(text, last, last + 1):
        return None
    return start, end + text.original.startswith(".", end)


def _is_dotted(text: Text, left: int, other: int) -> bool:
    """Tell whether a dot alone joins the word at `left` to the next one, and `other` of them is a single letter."""
    if left < 0 or left + 1 >= len(text.words):
        return False
    return text.gap(left) == "." and len(keep_case(text.words[other])) == 1
