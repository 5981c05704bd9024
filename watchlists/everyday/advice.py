"""Terms that are right and yet of no use: so common that nobody would read all that they find.

It rests on how often words are used, not on any archive: it is what can be told of a list before its first article.
"""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from watchlists.errors import Problem
from watchlists.everyday.rates import Rate, highest
from watchlists.everyday.words import LANGUAGES, dictionary
from watchlists.finding.forms import parse_form
from watchlists.finding.nodes import Node, Words
from watchlists.fold import SPACELESS, Text, fold
from watchlists.query import parse_query
from watchlists.schema import Term, Watchlist
from watchlists.yamltree import Path as Where
from watchlists.yamltree import Tree

_TOO_MANY = 0.01
"""The share of articles above which a term is too common: where 5,000 are read a day, 50 hits."""
_CONTEXT = "`context` with `context_required: true`"


class Advice(NamedTuple):
    """What is too common, where, and what can be done."""

    problem: Problem
    todo: str


class _Remark(NamedTuple):
    where: Where
    message: str
    todo: str


def advise(path: Path, watchlist: Watchlist) -> list[Advice]:
    """Return what in a list, loaded from the file, is too common to be useful, in the order of the file."""
    remarks = [
        remark._replace(where=("terms", index, *remark.where))
        for index, term in enumerate(watchlist.terms)
        if not term.context_required
        for remark in _about(term, _languages(watchlist, term))
    ]
    places = Places(path) if remarks else None
    return [Advice(places.problem(remark.where, remark.message), remark.todo) for remark in remarks if places]


class Places:
    """Where the terms of a list stand in its file, which is read once more for that."""

    def __init__(self, path: Path) -> None:
        self._tree = Tree(path.read_bytes().decode("utf-8-sig"), str(path))

    def problem(self, where: Where, message: str) -> Problem:
        """Return what is to be said of a place."""
        return self._tree.problem(where, message)


def _languages(watchlist: Watchlist, term: Term) -> Collection[str]:
    """Return the languages that the term meets: its own, else those of the feeds, where each of them tells."""
    of_feeds = [feed.language for feed in watchlist.feeds]
    told = term.languages or (of_feeds if all(of_feeds) else ())
    known = {code.split("-")[0].casefold() for code in told if code}
    return (known & LANGUAGES.keys() if known else None) or LANGUAGES


def _about(term: Term, languages: Collection[str]) -> Iterator[_Remark]:
    names: list[tuple[Where, str]] = [(("name",), term.name)]
    names += [(("aliases", number), alias) for number, alias in enumerate(term.aliases)]
    if term.kind == "query":
        yield from _about_query(term.query or "", languages)
    elif term.kind == "phrase":
        yield from _about_words(names, languages)
    elif term.kind == "person":
        yield from _about_person(names)
    for number, acronym in enumerate(term.acronyms):
        language = next((code for code in languages if fold(acronym) in dictionary(code)), None)
        if language:
            word = f"{acronym!r} in small letters is an everyday word of {LANGUAGES[language]}"
            message = f"{word}: it is found wherever that stands in capitals"
            yield _Remark(("acronyms", number), message, f"give it {_CONTEXT}, or leave it out: the full name is found")


def _about_query(query: str, languages: Collection[str]) -> Iterator[_Remark]:
    rate = _too_common(parse_query(query), languages)
    if rate:
        message = f"everyday words are enough for it: it is found in {rate}"
        yield _Remark(("query",), message, "require a rarer word or an @term beside them: AND, NEAR/15")


def _about_words(names: Iterable[tuple[Where, str]], languages: Collection[str]) -> Iterator[_Remark]:
    for where, name in names:
        rate = _too_common(Words(name, parse_form(name, wildcards="*")), languages)
        if rate:
            message = f"{name!r} is everyday language: it is found in {rate}"
            yield _Remark(where, message, f"add a word to it, or give it {_CONTEXT}, or make it a query with NEAR/15")


def _about_person(names: Iterable[tuple[Where, str]]) -> Iterator[_Remark]:
    for where, name in names:
        if len(Text(name).words) == 1 and not SPACELESS.search(name):
            message = f"{name!r} is one word: it finds everybody who is called so"
            todo = f"list the full name, after which a surname alone is found; or give it {_CONTEXT}"
            yield _Remark(where, message, todo)


def _too_common(node: Node, languages: Collection[str]) -> Rate | None:
    rate = highest(node, languages)
    return rate if rate.share > _TOO_MANY else None
