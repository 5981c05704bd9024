"""Places that would count but for a condition of the term: its languages, its context, its excludes."""

from collections.abc import Iterator, Sequence

from watchlists.match import Match
from watchlists.nearest.article import Article, Miss, where
from watchlists.nearest.trial import Trial
from watchlists.term import Term

_MOST = 20
"""Places of one term that are looked at: a person reads five."""


def condition_misses(term: Term, article: Article, others: Sequence[Term] = ()) -> Iterator[Miss]:
    """Yield the places where the term would be found without its conditions, with those that it fails.

    Args:
        term: Of any kind.
        article: Where it is not found.
        others: The terms that its query names.
    """
    if not (term.languages or term.context_required or term.exclude):
        return
    bare = Trial(_with(term), others).counted(article)
    if not bare:
        return
    failed = [said for said in (_languages(term, article, others), _context(term, article)) if said]
    excluded_here = list(excluded_places(term, article))
    for match in bare[:_MOST]:
        excluded = _exclude(term, article, match, excluded_here)
        reason = "; ".join([*failed, *([excluded] if excluded else [])])
        if reason:
            yield Miss(reason, 1.0, match.field, match.start, match.end, match.text)


def excluded_places(term: Term, article: Article) -> Iterator[tuple[str, Match]]:
    """Yield what the term excludes and the article holds: the pattern, and where."""
    for pattern in term.exclude:
        found = Trial(Term(kind="phrase", name=pattern, id="pattern")).counted(article)
        yield from ((pattern, match) for match in found[:_MOST])


def _with(term: Term, **conditions: object) -> Term:
    """Return the term with these of its conditions only."""
    return term.model_copy(update={"exclude": (), "languages": (), "context_required": False} | conditions)


def _languages(term: Term, article: Article, others: Sequence[Term]) -> str:
    if not term.languages or Trial(_with(term, languages=term.languages), others).counted(article):
        return ""
    return f"the term is looked for in {', '.join(term.languages)} only, and the article is in {article.language}"


def _context(term: Term, article: Article) -> str:
    if not term.context_required or Trial(_with(term, context_required=True)).counted(article):
        return ""
    words = ", ".join(f"«{word}»" for word in term.context)
    return f"the name counts only with its context, and none stands in the article: {words} would do"


def _exclude(term: Term, article: Article, match: Match, places: Sequence[tuple[str, Match]]) -> str:
    for pattern, place in places:
        if place.field != match.field or place.start >= match.end or match.start >= place.end:
            continue
        alone = Trial(_with(term, exclude=(pattern,))).counted(article)
        if not any((one.field, one.start) == (match.field, match.start) for one in alone):
            return f"excluded by «{pattern}»: «{place.text}» at {where(place.field, place.start)}"
    return ""
