"""Why a term is not found in a text: which term and which text are meant, and the answer."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any, NoReturn

from flows.lists import find_watchlist, own_watchlists
from flows.settings import load_settings
from flows.steps.clean import clean_text
from tocsin.explaining import explanation, marked, stands_for
from tocsin.output import fail
from tocsin.texts import read_text
from watchlists import Term, Watchlist, load_watchlist, load_watchlists
from watchlists.nearest import Answer, Article, Miss

_SHOWN = 3


def find_term(name: str, watchlist: str) -> tuple[Sequence[Term], Term]:
    """Return the terms of the list that is meant, and the one of this id or name.

    Args:
        name: The term's id or name, in any case.
        watchlist: A file or a list's name; empty for the first of the user's own lists that has the term.
    """
    own = own_watchlists(load_settings())
    lists = [load_watchlist(find_watchlist(watchlist, own))] if watchlist else load_watchlists(list(own.values()))
    if not lists:
        fail("which watchlist? Name it with -w LIST", code=2)
    found = (term_of(one, name) for one in lists)
    return next(filter(None, found), None) or _no_such_term(name, lists)


def term_of(watchlist: Watchlist, name: str) -> tuple[Sequence[Term], Term] | None:
    """Return the term of this id or name with what else the list has to say of it: an entity stands by itself."""
    wanted = name.casefold()
    for term in watchlist.terms:
        if wanted in {term.id.casefold(), term.name.casefold()}:
            return watchlist.terms, term
    entities = watchlist.entities or ()
    ids = (entity.id for entity in entities if wanted in {entity.id.casefold(), entity.name.casefold()})
    entity = watchlist.term(next(ids, ""))
    return ((*watchlist.terms, entity), entity) if entity else None


def _no_such_term(name: str, lists: Sequence[Watchlist]) -> NoReturn:
    near = get_close_matches(name, [term.name for one in lists for term in one.terms], n=1)
    guess = f" (did you mean {near[0]!r}?)" if near else ""
    fail(f"no term {name!r} in {', '.join(one.name for one in lists)}{guess}")


def find_article(source: str, language: str | None) -> Article:
    """Return the text that is meant: a file, `-` for what is typed, or the address of a stored article.

    Args:
        source: What the person named.
        language: Of the text; a stored article knows its own.
    """
    if not source.startswith(("http://", "https://")):
        return Article("", read_text(source), language)
    from sqlmodel import select

    from storage import Article as Stored
    from tocsin.store import reading

    with reading(load_settings()) as session:
        stored = session.exec(select(Stored).where(Stored.url == source)).first()
    if stored is None:
        fail(f"{source}: no article of this address is stored")
    return Article(stored.title, stored.text, language or stored.language)


def absence_rows(source: str, term: Term, answer: Answer) -> Iterator[dict[str, Any]]:
    """Yield a row for each match, or where there is none for each near place."""
    for match in answer.matches:
        reason = "; ".join(line.strip() for line in explanation(match, ""))
        yield _row(source, term, match.field, match, reason) | {"found": True}
    for miss in answer.misses:
        yield _row(source, term, miss.field, miss, miss.reason) | {"found": False}


def _row(source: str, term: Term, field: str | None, place: Any, reason: str) -> dict[str, Any]:
    span = {"field": field, "start": place.start, "end": place.end, "text": place.text}
    return {"document": source, "term": term.id, **(span if field else dict.fromkeys(span)), "reason": reason}


def absence_in_words(source: str, term: Term, article: Article, answer: Answer) -> Iterator[str]:
    """Yield the lines that a person reads."""
    name = clean_text(term.name, 120)
    if answer.matches:
        yield f"{name} is found in {source}:"
        for match in answer.matches[:_SHOWN]:
            yield stands_for(match)
            yield from explanation(match, marked(getattr(article, match.field), match.start, match.end))
        if len(answer.matches) > _SHOWN:
            yield f"and {len(answer.matches) - _SHOWN} more: tocsin match shows them"
    else:
        yield f"{name} is not found in {source}. The nearest, and why not:"
        yield from map(_line, answer.misses)


def _line(miss: Miss) -> str:
    place = f"{miss.field} at {miss.start}: «{clean_text(miss.text, 120)}»: " if miss.field else ""
    return f"    {place}{clean_text(miss.reason, 500)}"
