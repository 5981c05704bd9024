"""Find all terms of a watchlist in an article."""

from collections import defaultdict

from watchlists.finding.document import Document, Finding, Seeker
from watchlists.finding.index import Index
from watchlists.finding.names import Names
from watchlists.finding.queries import LANG, Cell, Leaves, QueryTerm, Routes
from watchlists.finding.terms import NamedTerm
from watchlists.match import Match
from watchlists.schema import Term, Watchlist


class Matcher:
    """Finds the terms of one watchlist.

    Made once for a list, it reads any number of articles, in any number of
    threads. A match never begins or ends inside a word.
    """

    def __init__(self, watchlist: Watchlist) -> None:
        self._index = Index()
        self._names = Names()
        self._leaves = Leaves()
        self._seekers: dict[str, Seeker] = {}
        for term in watchlist.terms:
            self._seekers[term.id] = self._seeker(term)
        self._triggered: dict[int, list[str]] = defaultdict(list)
        for term_id, seeker in self._seekers.items():
            for form in seeker.triggers:
                self._triggered[form].append(term_id)
        self._queries = {key: seeker for key, seeker in self._seekers.items() if isinstance(seeker, QueryTerm)}
        nodes = {key: query.node for key, query in self._queries.items()}
        self._routes = Routes(nodes, self._triggers) if nodes else None

    def find(self, *, title: str, text: str, language: str | None = None, possible: bool = False) -> list[Match]:
        """Return every match, in the order of field (the title first), start, end and term.

        Args:
            title: Of the article; may be empty.
            text: Plain text, as it will be shown: offsets are into it as it is.
            language: As the feed or the page tells it, such as `ru` or `ru-RU`; None where it is not known.
            possible: Whether to return also family names that nothing in the article vouches for, marked so.
        """
        document = Document(self._index, self._names, self._leaves, title, text, language, possible=possible)
        concerned = {term for form in document.found for term in self._triggered.get(form, ())}
        concerned |= self._asked(document)
        matches = [
            _match(term, finding, document) for term in concerned for finding in document.findings(self._seekers[term])
        ]
        return sorted(matches, key=lambda match: (match.field == "text", match.start, match.end, match.term))

    def _asked(self, document: Document) -> set[str]:
        """Return the queries that the article may fulfil."""
        if not self._routes:
            return set()
        page = document.page
        present: set[Cell] = {None, f"{LANG}{document.language}", *document.found}
        asked = self._routes.open_to(present.union(page.present()))
        page.expect({cell for query in asked for cell in self._queries[query].cells})
        return asked

    def _triggers(self, term: str) -> frozenset[int]:
        return self._seekers[term].triggers

    def _seeker(self, term: Term) -> Seeker:
        # A query may name a term that comes after it: it is given the table, not the term.
        return (
            QueryTerm(term, self._leaves, self._seekers)
            if term.kind == "query"
            else NamedTerm(term, self._index, self._names)
        )


def _match(term: str, finding: Finding, document: Document) -> Match:
    place = finding.place
    return Match(
        term=term,
        field="text" if place.field else "title",
        start=place.start,
        end=place.end,
        text=document.texts[place.field].original[place.start : place.end],
        form=finding.form,
        rule=finding.rule,
        score=finding.score,
        possible=finding.possible,
        reasons=finding.reasons,
    )
