"""Which queries an article may fulfil, told from the words it holds and nothing else.

Each query is filed under two words that no article can do without if it is to
fulfil it, the rarest ones; so of a hundred thousand queries an article meets a
few hundred, and most of these fail for another word that is not there.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise, product
from typing import NamedTuple, TypeAlias

from watchlists.finding.forms import Form
from watchlists.finding.nodes import And, Lang, Near, Node, Or, Ref, Title, Words, walk
from watchlists.finding.queries.page import TITLE, pair

Cell: TypeAlias = str | int | None
"""A cell of a form, with `title:` before it where it must be in the title; `lang:` and a language; a form's number.

None is in every article.
"""
Clause: TypeAlias = frozenset[Cell]
"""Cells of which an article must hold at least one."""
Route: TypeAlias = tuple[Cell, Cell]
"""Two cells, both of which an article must hold."""

LANG = "lang:"
_MOST_PAIRS = 32
# A language says next to nothing: a query is filed under it only beside something else.
_LANGUAGE_COST = 1_000_000


class Needs(NamedTuple):
    """What an article must hold to fulfil a query."""

    single: Clause
    """Each of these."""
    others: tuple[Clause, ...]
    """One of each of these."""


class Routes:
    """Files queries, and tells which of them an article may fulfil.

    Args:
        queries: The trees of all queries of a list by their ids.
        triggers: Returns what an article must hold one of, for a term that is no query to be found.
    """

    def __init__(self, queries: Mapping[str, Node], triggers: Callable[[str], AbstractSet[int]]) -> None:
        self._queries = queries
        self._triggers = triggers
        # What many queries name is common, as far as a list can tell.
        words = (part for node in queries.values() for part in walk(node) if isinstance(part, Words))
        self._shared = Counter(cell for part in words for cell in _cells(part.form))
        self._firsts: dict[str, Clause] = {}
        self._needs: dict[str, Needs] = {}
        self._filed: dict[Cell, dict[Cell, list[str]]] = {}
        for query, node in queries.items():
            self._needs[query] = self._needed(node)
            for first, second in self._routes(node):
                self._filed.setdefault(first, {}).setdefault(second, []).append(query)

    def open_to(self, present: AbstractSet[Cell]) -> set[str]:
        """Return the queries for which nothing is missing among the cells and numbers that an article holds."""
        found: set[str] = set()
        for first in self._filed.keys() & present:
            for second, queries in self._filed[first].items():
                if second in present:
                    found.update(query for query in queries if self._is_open(self._needs[query], present))
        return found

    @staticmethod
    def _is_open(needs: Needs, present: AbstractSet[Cell]) -> bool:
        return needs.single <= present and not any(map(present.isdisjoint, needs.others))

    def _needed(self, node: Node) -> Needs:
        found = self._clauses(node)
        single = frozenset().union(*(clause for clause in found if len(clause) == 1))
        return Needs(single, tuple(clause for clause in found if clause.isdisjoint(single)))

    def _routes(self, node: Node) -> set[Route]:
        """Return pairs, of which every article that makes the node true holds one."""
        if isinstance(node, Or):
            return {route for part in node.nodes for route in self._routes(part)}
        first, second, *_ = [*sorted(self._clauses(node), key=self._cost), frozenset({None})]
        if len(first) * len(second) > _MOST_PAIRS:
            second = frozenset({None})
        return set(product(first, second))

    def _clauses(self, node: Node, *, title: bool = False) -> set[Clause]:  # noqa: PLR0911  a case of the language each
        """Return sets of cells, of each of which an article must hold one to make the node true."""
        match node:
            case Words(_, form):
                return {frozenset({TITLE + cell if title else cell}) for cell in _cells(form)}
            case Ref(term) if term in self._queries:
                return {self._first(term)}
            case Ref(term):
                return {frozenset(self._triggers(term))}
            case Lang(code):
                return {frozenset({LANG + code})}
            case Title(part):
                return self._clauses(part, title=True)
            case And(nodes):
                return self._of_all(nodes, title=title)
            case Near(first, others):
                return self._of_all([first, *(other for _, _, other in others)], title=title)
            case Or(nodes):
                arms = [self._clauses(part, title=title) for part in nodes]
                return {frozenset().union(*(min(arm, key=self._cost) for arm in arms))} if all(arms) else set()
        return set()  # NOT asks for nothing to be there.

    def _first(self, query: str) -> Clause:
        """Return what an article must hold one of to fulfil a query that others name; worked out once."""
        if query not in self._firsts:
            self._firsts[query] = frozenset(first for first, _ in self._routes(self._queries[query]))
        return self._firsts[query]

    def _of_all(self, nodes: Iterable[Node], *, title: bool) -> set[Clause]:
        return set().union(*(self._clauses(node, title=title) for node in nodes))

    def _cost(self, clause: Collection[Cell]) -> tuple[int, Collection[str]]:
        return sum(map(self._cell_cost, clause)), sorted(map(str, clause))

    def _cell_cost(self, cell: Cell) -> int:
        if not isinstance(cell, str):
            return 1
        return _LANGUAGE_COST if cell.startswith(LANG) else 1 + self._shared[cell.removeprefix(TITLE)]


def _cells(form: Form) -> Sequence[str]:
    """Return the cell of a word, or the pairs of a phrase."""
    return [pair(*cells) for cells in pairwise(form.cells)] or form.cells
