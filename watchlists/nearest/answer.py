"""The nearest places of a term of any kind."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from watchlists.finding.nodes import Ref, walk
from watchlists.match import Match
from watchlists.nearest.acronyms import acronym_misses
from watchlists.nearest.article import Article, Miss
from watchlists.nearest.conditions import condition_misses, excluded_places
from watchlists.nearest.people import person_misses
from watchlists.nearest.queries import query_misses
from watchlists.nearest.rows import row_misses
from watchlists.nearest.trial import Trial
from watchlists.nearest.words import nearest_word
from watchlists.query import parse_query
from watchlists.term import Term

_MOST = 5
_READ = 50_000
"""Characters in which near places are looked for, fifteen articles; conditions and queries are tried on the whole."""
_FAR = 0.5
"""What is this much less near than the nearest only hides it."""


class Answer(NamedTuple):
    """Whether a term is found, and if not, why not."""

    matches: list[Match]
    """Those that count."""
    misses: list[Miss]
    """Where none counts: the nearest places, the nearest first. There is always one."""


def nearest(terms: Iterable[Term], term: Term, article: Article, *, most: int = _MOST) -> Answer:
    """Return where an article has a term, or what comes nearest to it and why that was refused.

    Args:
        terms: Of the list; a query may name others of them.
        term: The one that is asked about.
        article: Where it is looked for.
        most: How many misses at most.
    """
    others = _named({one.id: one for one in terms}, term)
    matches = Trial(term, others).counted(article)
    if matches:
        return Answer(matches, [])
    if term.kind == "query":
        return Answer([], query_misses(term, others, article, _reason)[:most])
    misses = [*condition_misses(term, article), *_near_names(_bare(term), head := article.head(_READ))]
    excluded = list(excluded_places(term, head))
    misses = [_with_excludes(miss, excluded) for miss in _apart(misses)]
    return Answer([], misses[:most] or [nearest_word(term, head)])


def _reason(terms: Sequence[Term], term: Term, article: Article) -> str:
    return nearest(terms, term, article, most=1).misses[0].reason


def _bare(term: Term) -> Term:
    """Return the term without the conditions that are explained by themselves."""
    return term.model_copy(update={"exclude": (), "languages": (), "context_required": False})


def _near_names(term: Term, article: Article) -> Iterator[Miss]:
    if term.kind == "person":
        yield from person_misses(term, article)
    yield from row_misses(term, article)
    yield from acronym_misses(term, article)


def _named(terms: dict[str, Term], term: Term) -> list[Term]:
    """Return the terms that a query names, and those that they name."""
    named: dict[str, Term] = {}
    left = [term]
    while left:
        query = left.pop().query
        for node in walk(parse_query(query)) if query else ():
            if isinstance(node, Ref) and node.term not in named and node.term != term.id:
                named[node.term] = terms[node.term]
                left.append(terms[node.term])
    return list(named.values())


def _apart(misses: Iterable[Miss]) -> list[Miss]:
    """Return the misses, the nearest first, and of those at one place the nearest only."""
    kept: list[Miss] = []
    for miss in sorted(misses, key=lambda miss: (-miss.nearness, miss.field == "text", miss.start)):
        if kept and miss.nearness < kept[0].nearness * _FAR:
            break
        if not any(one.field == miss.field and one.start < miss.end and miss.start < one.end for one in kept):
            kept.append(miss)
    return kept


def _with_excludes(miss: Miss, excluded: Sequence[tuple[str, Match]]) -> Miss:
    """Return the miss with the exclude it also stands in: what is near may be no match for two reasons."""
    if miss.nearness == 1:
        return miss
    for pattern, match in excluded:
        if match.field == miss.field and match.start < miss.end and miss.start < match.end:
            also = f"; it stands in «{match.text}», too, which the term excludes by «{pattern}»"
            return replace(miss, reason=miss.reason + also)
    return miss
