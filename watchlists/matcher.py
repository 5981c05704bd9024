"""Find all terms of a watchlist in an article."""

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from watchlists.finding.cache import cached, key_of
from watchlists.finding.document import Document, Finding, Seeker
from watchlists.finding.entities import EntityIndex, compile_list
from watchlists.finding.lookout import Lookout
from watchlists.finding.queries import LANG, Cell, QueryTerm, Routes
from watchlists.finding.terms import NamedTerm
from watchlists.match import Match
from watchlists.names.filing.arrays import Arrays
from watchlists.schema import Watchlist
from watchlists.term import Term

_MOST_ENTITIES = 20_000


class Matcher:
    """Finds the terms of one watchlist.

    Made once for a list, it reads any number of articles, in any number of
    threads. A match never begins or ends inside a word.

    Args:
        watchlist: The list.
        cache: A folder for what a list with entities is compiled to; without one that is done at every start.
    """

    def __init__(self, watchlist: Watchlist, *, cache: Path | None = None) -> None:
        self._watchlist = watchlist
        self._cache = cache
        self._lookout = Lookout()
        self._seekers: dict[str, Seeker] = {}
        for term in watchlist.terms:
            self._seekers[term.id] = self._seeker(term)
        self._triggered: dict[int, list[str | int]] = defaultdict(list)
        for term_id, seeker in self._seekers.items():
            for form in seeker.triggers:
                self._triggered[form].append(term_id)
        self._queries = {key: seeker for key, seeker in self._seekers.items() if isinstance(seeker, QueryTerm)}
        nodes = {key: query.node for key, query in self._queries.items()}
        self._routes = Routes(nodes, self._triggers) if nodes else None
        arrays = self._compiled()
        self._lookout.names.open(arrays)
        self._entities = EntityIndex(arrays, self._entity)
        self._met: dict[int, Seeker] = {}
        self._meeting = Lock()
        if len(self._entities):
            self._lookout.vocabulary.expect(self._entities)

    def __reduce__(self) -> tuple[Callable[[Watchlist, Path | None], "Matcher"], tuple[Watchlist, Path | None]]:
        return _unpickled, (self._watchlist, self._cache)

    def find(self, *, title: str, text: str, language: str | None = None, possible: bool = False) -> list[Match]:
        """Return every match, in the order of field (the title first), start, end and term.

        Args:
            title: Of the article; may be empty.
            text: Plain text, as it will be shown: offsets are into it as it is.
            language: As the feed or the page tells it, such as `ru` or `ru-RU`; None where it is not known.
            possible: Whether to return also family names that nothing in the article vouches for, marked so.
        """
        document = Document(self._lookout, title, text, language, possible=possible)
        if not document.found and not self._routes:
            return []
        concerned: set[str | int] = {form for form in document.found if form < 0}
        concerned.update(term for form in document.found for term in self._triggered.get(form, ()))
        concerned |= self._asked(document)
        matches = [
            _match(term if isinstance(term, str) else self._entities.id(term), finding, document)
            for term in concerned
            for finding in document.findings(self._seekers[term] if isinstance(term, str) else self._entity(term))
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
            QueryTerm(term, self._lookout.leaves, self._seekers)
            if term.kind == "query"
            else NamedTerm(term, self._lookout.index, self._lookout.names)
        )

    def _compiled(self) -> Arrays:
        listed, entities = self._lookout.names.listed, self._watchlist.entities
        if entities is None:
            return compile_list(listed, ())
        if self._cache is None:
            return compile_list(listed, entities)
        key = key_of(listed, entities.digest)
        return cached(self._cache, self._watchlist.id, key, lambda: compile_list(listed, entities))

    def _entity(self, number: int) -> Seeker:
        with self._meeting:
            seeker = self._met.get(number)
            if seeker is None:
                term = self._watchlist.term(self._entities.id(number))
                assert term is not None, "the compiled list and its file are of one content"
                seeker = NamedTerm(term, self._lookout.index, self._lookout.names, number)
                for form in seeker.triggers:
                    if form >= 0 and number not in self._triggered[form]:
                        self._triggered[form].append(number)
                if len(self._met) >= _MOST_ENTITIES:
                    self._met.clear()
                self._met[number] = seeker
            return seeker


def _unpickled(watchlist: Watchlist, cache: Path | None) -> Matcher:
    return Matcher(watchlist, cache=cache)


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
