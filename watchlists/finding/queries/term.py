"""A term that is a query: whether an article fulfils it, and by which of its words."""

from collections.abc import Iterable, Mapping, Sequence

from watchlists.finding.document import Document, Finding, Seeker
from watchlists.finding.nodes import And, Lang, Near, Node, Not, Or, Ref, Title, Words, walk
from watchlists.finding.queries.leaves import Leaves
from watchlists.finding.queries.near import Stretch, neighbours
from watchlists.finding.queries.page import Place
from watchlists.finding.terms import longest
from watchlists.term import Term


class QueryTerm:
    """A query, made ready to decide.

    Args:
        term: Of the kind `query`.
        leaves: Takes the words and phrases of the query.
        seekers: All terms of the list by their ids; not all need be there yet.
    """

    triggers: frozenset[int] = frozenset()
    """No forms: what a query needs is told by `Routes`."""

    def __init__(self, term: Term, leaves: Leaves, seekers: Mapping[str, Seeker]) -> None:
        assert term.tree is not None
        self.node = term.tree
        self._seekers = seekers
        self._languages = frozenset(code.split("-")[0] for code in term.languages)
        forms = [node.form for node in walk(self.node) if isinstance(node, Words)]
        for form in forms:
            leaves.add(form)
        self.cells = tuple({cell for form in forms for cell in form.cells})
        """All cells that the query names."""

    def find(self, document: Document) -> Sequence[Finding]:
        """Return the words that fulfil the query, or nothing."""
        if not document.speaks(self._languages):
            return ()
        return longest(map(document.page.finding, self._decide(self.node, document) or ()))

    def _decide(  # noqa: PLR0911  a case of the language each
        self, node: Node, document: Document, *, title: bool = False
    ) -> Sequence[Place] | None:
        """Return what makes the node true, which may be nothing that can be shown, or None where it is false."""
        match node:
            case And(nodes):
                found: list[Place] = []
                for part in nodes:
                    if (places := self._decide(part, document, title=title)) is None:
                        return None
                    found += places
                return found
            case Or(nodes):
                true = [places for part in nodes if (places := self._decide(part, document, title=title)) is not None]
                return [place for places in true for place in places] if true else None
            case Not(part):
                return () if self._decide(part, document, title=title) is None else None
            case Lang(code):
                return () if document.language == code else None
            case Title(part):
                return self._decide(part, document, title=True)
            case Near():
                return [place for row in self._stretches(node, document, title=title) for place in row.places] or None
        return self._places(node, document, title=title) or None

    def _stretches(self, node: Node, document: Document, *, title: bool) -> Iterable[Stretch]:
        """Return the places of a node that has places."""
        match node:
            case Near(first, others):
                row = self._stretches(first, document, title=title)
                for distance, ordered, other in others:
                    if row:
                        others_ = self._stretches(other, document, title=title)
                        row = neighbours(row, others_, distance, ordered=ordered)
                return row
            case Or(nodes):
                return [stretch for part in nodes for stretch in self._stretches(part, document, title=title)]
            case Title(part):
                return self._stretches(part, document, title=True)
        return [Stretch(place.first, place.last, (place,)) for place in self._places(node, document, title=title)]

    def _places(self, node: Node, document: Document, *, title: bool) -> Sequence[Place]:
        """Return the places of words or of another term."""
        page = document.page
        if isinstance(node, Words):
            places = page.places(node)
        else:
            assert isinstance(node, Ref)
            findings = document.findings(self._seekers[node.term])
            places = [page.place(finding) for finding in findings if not finding.possible]
        return [place for place in places if page.in_title(place)] if title else places
