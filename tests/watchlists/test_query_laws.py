"""Laws of the query language: on trees put together at random, and beside an evaluator that knows no shortcut."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from watchlists import Matcher, Term, Watchlist
from watchlists.finding.nodes import And, Lang, Near, Node, Not, Or, Ref, Title, Words, has_places, is_positive
from watchlists.query import parse_query

# What is written in a query, and the words of a text that it stands for.
LEAVES = {
    "arrest": {"arrest", "arrests", "arrested"},
    '"arrest"': {"arrest"},
    "plant*": {"plant", "planting"},
    "pl?nt": {"plant"},
    "*ing": {"planting", "spying"},
    "case:FSB": {"FSB"},
    "SPY": {"spy"},
    '"missile plant"': {"missile plant"},
    '"spy plan*"': {"spy plant", "spy planting"},
    "missile-arrest": {"missile arrest", "missile arrests", "missile arrested"},
}
WORDS = ["arrest", "arrests", "arrested", "plant", "planting", "spying", "spy", "FSB", "missile", "other"]
PHRASE = Term(name="missile plant", id="phrase", kind="phrase")
LAWS = settings(deadline=None, max_examples=300)
Span = tuple[int, int, int]
Row = tuple[int, int, int, frozenset[Span]]


def leaf(written: str) -> Node:
    return parse_query(written)


def nears(operands: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    others = st.lists(st.tuples(st.integers(1, 4), st.booleans(), operands), min_size=1, max_size=2)
    return st.builds(Near, operands, others.map(tuple))


def compounds(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(And, several),
        st.builds(Or, several),
        st.builds(Not, parts),
        st.builds(Title, parts),
        nears(parts.filter(has_places)),
        nears(leaves.filter(has_places)),
    )


leaves = st.sampled_from([*map(leaf, LEAVES), Ref("phrase"), Ref("first"), Lang("en"), Lang("ru")])
trees = st.recursive(leaves, compounds, max_leaves=8).filter(is_positive)
free_trees = trees.filter(lambda node: "@first" not in written(node))
texts = st.lists(st.sampled_from(WORDS), max_size=12)


def written(node: Node) -> str:  # noqa: PLR0911  a case of the language each
    match node:
        case Words(text, form):
            return next((w for w in LEAVES if leaf(w) == node), f"{text}{form}")
        case Ref(term):
            return f"@{term}"
        case Lang(code):
            return f"lang:{code}"
        case Title(part):
            return f"title:({written(part)})"
        case Not(part):
            return f"NOT {grouped(part)}"
        case And(nodes):
            return " AND ".join(map(grouped, nodes))
        case Or(nodes):
            return " OR ".join(map(grouped, nodes))
        case Near(first, others):
            row = [f"{'O' * ordered}NEAR/{distance} {grouped(other)}" for distance, ordered, other in others]
            return " ".join([grouped(first), *row])


def grouped(node: Node) -> str:
    return written(node) if isinstance(node, Words | Ref | Lang) else f"({written(node)})"


class Asked:
    """An article, and what is true of it, worked out by trying everything."""

    def __init__(self, title: list[str], text: list[str], first: Node) -> None:
        self.fields = (title, text)
        self.first = first

    def true(self, node: Node, fields: tuple[int, ...] = (0, 1)) -> set[Span] | None:
        """Return the words that make the node true, or None."""
        match node:
            case And(nodes):
                parts = [self.true(part, fields) for part in nodes]
                return None if None in parts else set().union(*filter(None, parts))
            case Or(nodes):
                true = [part for part in (self.true(part, fields) for part in nodes) if part is not None]
                return set().union(*true) if true else None
            case Not(part):
                return set() if self.true(part, fields) is None else None
            case Lang(code):
                return set() if code == "en" else None
            case Title(part):
                return self.true(part, (0,))
        return {span for row in self.rows(node, fields) for span in row[3]} or None

    def rows(self, node: Node, fields: tuple[int, ...]) -> set[Row]:
        match node:
            case Near(first, others):
                rows = self.rows(first, fields)
                for distance, ordered, other in others:
                    rights = self.rows(other, fields)
                    rows = {joined(a, b) for a, b in product(rows, rights) if near(a, b, distance, ordered=ordered)}
                return rows
            case Or(nodes):
                return set().union(*(self.rows(part, fields) for part in nodes))
            case Title(part):
                return self.rows(part, (0,))
            case Ref("first"):
                spans = {span for span in self.shown(self.first) if span[0] in fields}
            case Ref(_):
                spans = self.spans({"missile plant"}, fields)
            case _:
                spans = self.spans(LEAVES[written(node)], fields)
        return {(*span, frozenset({span})) for span in spans}

    def spans(self, forms: set[str], fields: tuple[int, ...]) -> set[Span]:
        return {
            (field, first, first + size - 1)
            for field in fields
            for size in (1, 2)
            for first in range(len(self.fields[field]) - size + 1)
            if " ".join(self.fields[field][first : first + size]) in forms
        }

    def shown(self, node: Node) -> set[Span]:
        """Return what a match of the node shows: no words inside others."""
        spans = self.true(node) or set()
        return {a for a in spans if not any(a != b and a[0] == b[0] and b[1] <= a[1] and a[2] <= b[2] for b in spans)}


def joined(left: Row, right: Row) -> Row:
    return left[0], min(left[1], right[1]), max(left[2], right[2]), left[3] | right[3]


def near(left: Row, right: Row, distance: int, *, ordered: bool) -> bool:
    if left[0] != right[0]:
        return False
    if right[1] > left[2]:
        return right[1] - left[2] <= distance
    if left[1] > right[2]:
        return left[1] - right[2] <= distance and not ordered
    return not ordered and not any(a[1] <= b[2] and b[1] <= a[2] for a in left[3] for b in right[3])


@given(tree=trees)
@LAWS
def test_a_query_that_is_written_out_means_the_same(tree: Node) -> None:
    assert parse_query(written(tree)) == tree


@given(first=free_trees, tree=st.one_of(trees, nears(leaves.filter(has_places))), title=texts, text=texts)
@LAWS
def test_a_query_finds_what_trying_everything_finds(first: Node, tree: Node, title: list[str], text: list[str]) -> None:
    asked = Asked(title, text, first)
    queries = {"first": first, "query": tree}
    terms = [Term(name=key, kind="query", query=written(node)) for key, node in queries.items()]
    matcher = Matcher(Watchlist(name="test", terms=[*terms, PHRASE]))
    matches = matcher.find(title=" ".join(title), text=" ".join(text), language="en")
    for key, node in queries.items():
        found = [(match.field, match.text) for match in matches if match.term == key]
        shown = sorted(asked.shown(node))
        assert found == [(("title", "text")[f], " ".join(asked.fields[f][a : b + 1])) for f, a, b in shown]
