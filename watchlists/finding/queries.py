"""Terms that are queries: whether an article fulfils them, and by which of its words."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from watchlists.finding.document import Document, Finding, Seeker
from watchlists.finding.index import Index
from watchlists.finding.nodes import And, Lang, Near, Node, Not, Or, Ref, Title, Words, walk
from watchlists.finding.terms import longest
from watchlists.query import parse_query
from watchlists.term import Term

_FIELDS = (0, 1)
# No article says one thing more often. A flood must not make NEAR compare everything with everything.
_MOST_NEIGHBOURS = 1_000


class _Stretch(NamedTuple):
    """The words from the first to the last of what NEAR has put together, and which findings these are."""

    field: int
    first: int
    last: int
    findings: tuple[Finding, ...]


class QueryTerm:
    """A query, made ready to decide.

    Args:
        term: Of the kind `query`.
        index: Takes the words and phrases of the query.
        seekers: All terms of the list by their ids; not all need be there yet.
    """

    def __init__(self, term: Term, index: Index, seekers: Mapping[str, Seeker]) -> None:
        assert term.query is not None
        self._node = parse_query(term.query)
        self._numbers: dict[Words, int] = {}
        self._seekers = seekers
        self._languages = frozenset(code.split("-")[0] for code in term.languages)
        for node in walk(self._node):
            if isinstance(node, Words):
                self._numbers[node] = index.add(node.form)

    @property
    def triggers(self) -> frozenset[int]:
        """The fewest forms of which an article must hold one to fulfil the query."""
        return self._needed(self._node) or frozenset()

    def find(self, document: Document) -> Sequence[Finding]:
        """Return the words that fulfil the query, or nothing."""
        if not document.speaks(self._languages):
            return ()
        found = self._decide(self._node, document, _FIELDS) or ()
        return longest(finding._replace(rule="query") for finding in found)

    def _decide(self, node: Node, document: Document, fields: Collection[int]) -> Sequence[Finding] | None:
        """Return what makes the node true, which may be nothing that can be shown, or None where it is false."""
        match node:
            case And(nodes):
                parts = [self._decide(part, document, fields) for part in nodes]
                return None if None in parts else [finding for found in parts for finding in found or ()]
            case Or(nodes):
                true = [found for part in nodes if (found := self._decide(part, document, fields)) is not None]
                return [finding for found in true for finding in found] if true else None
            case Not(part):
                return () if self._decide(part, document, fields) is None else None
            case Lang(code):
                return () if document.language == code else None
            case Title(part):
                return self._decide(part, document, (0,))
            case _:
                found = [f for stretch in self._stretches(node, document, fields) for f in stretch.findings]
                return found or None

    def _stretches(self, node: Node, document: Document, fields: Collection[int]) -> Iterable[_Stretch]:
        """Return the places of a node that has places."""
        match node:
            case Near(first, others):
                row = self._stretches(first, document, fields)
                for distance, ordered, other in others:
                    row = _neighbours(row, self._stretches(other, document, fields), distance, ordered=ordered)
                return row
            case Or(nodes):
                return [stretch for part in nodes for stretch in self._stretches(part, document, fields)]
            case Title(part):
                return self._stretches(part, document, (0,))
            case Ref(term):
                findings = [finding for finding in document.findings(self._seekers[term]) if not finding.possible]
            case Words(text) as words:
                places = document.found.get(self._numbers[words], ())
                findings = [Finding(place, text, "query") for place in places]
            case _:
                raise TypeError(f"{node} has no place in a text")
        return [_Stretch(*f.place[:3], (f,)) for f in findings if f.place.field in fields]

    def _needed(self, node: Node) -> frozenset[int] | None:  # noqa: PLR0911  a case of the language each
        """Return forms of which every article that makes the node true holds one; None where there are none such."""
        match node:
            case Words():
                return frozenset({self._numbers[node]})
            case Ref(term):
                return self._seekers[term].triggers
            case Title(part):
                return self._needed(part)
            case And(nodes):
                return min(filter(None, map(self._needed, nodes)), key=len, default=None)
            case Near(first, others):
                return self._needed(And((first, *(other for _, _, other in others))))
            case Or(nodes):
                arms = [self._needed(part) for part in nodes]
                return None if None in arms else frozenset().union(*filter(None, arms))
            case _:
                return None


def _neighbours(
    lefts: Iterable[_Stretch], rights: Iterable[_Stretch], distance: int, *, ordered: bool
) -> list[_Stretch]:
    """Return each left with each right that is at most `distance` words from it."""
    rights = _first_ones(rights)
    starts = [(right.field, right.first) for right in rights]
    longest_right = max((right.last - right.first for right in rights), default=0)
    pairs: dict[tuple[int, int, int], dict[Finding, None]] = {}
    for left in _first_ones(lefts):
        low = bisect_left(starts, (left.field, left.first - distance - longest_right))
        high = bisect_right(starts, (left.field, left.last + distance))
        for right in rights[low:high]:
            if _is_near(left, right, distance, ordered=ordered):
                ends = (left.field, min(left.first, right.first), max(left.last, right.last))
                pairs.setdefault(ends, {}).update(dict.fromkeys(left.findings + right.findings))
    return [_Stretch(*ends, tuple(findings)) for ends, findings in pairs.items()]


def _first_ones(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    return sorted(stretches, key=lambda stretch: stretch[:3])[:_MOST_NEIGHBOURS]


def _is_near(left: _Stretch, right: _Stretch, distance: int, *, ordered: bool) -> bool:
    after = right.first - left.last
    before = left.first - right.last
    if after > 0 or before > 0:
        return after <= distance and (after > 0 or (before <= distance and not ordered))
    # One lies within the other: near, unless they are the same words.
    return not ordered and not any(
        one.place.first <= other.place.last and other.place.first <= one.place.last
        for one in left.findings
        for other in right.findings
    )
