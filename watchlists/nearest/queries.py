"""Which part of a query an article does not fulfil."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from watchlists.finding.document import primary_language
from watchlists.fold import fold
from watchlists.match import Match
from watchlists.nearest.article import Article, Miss, where
from watchlists.nearest.conditions import condition_misses
from watchlists.nearest.trial import Trial
from watchlists.nearest.words import likest_word
from watchlists.query import MAX_DISTANCE, query_tree
from watchlists.term import Term

if TYPE_CHECKING:
    from lark import Token, Tree

_NAME = "a part of a query"
_STANDING = 0.95
_APART = 0.9
_MOST = 100
_ELSEWHERE = 0.8
_MISSING = 0.5

Reasoner = Callable[[Sequence[Term], Term, Article], str]
"""Says why another term is not found."""


def query_misses(term: Term, others: Sequence[Term], article: Article, reason: Reasoner) -> list[Miss]:
    """Return the parts of a query that are false of an article, those that nearly are true first.

    Args:
        term: Of the kind `query`.
        others: The terms that it names.
        article: In which it finds nothing.
        reason: Says why one of the others is not found.
    """
    source = term.query or ""
    part = _Part(query_tree(source), source, others, reason)
    misses = [*condition_misses(term, article, others), *part.misses(article)]
    return sorted(misses, key=lambda miss: -miss.nearness)


class _Part:
    """A part of a query, with where it stands in it."""

    def __init__(self, tree: "Tree[Token]", source: str, others: Sequence[Term], reason: Reasoner) -> None:
        self._tree = tree
        self.kind = tree.data
        """`both`, `either`, `negation`, `close`, `title`, `lang`, `ref`, `word` or `cased`."""
        self._source = source
        self._others = others
        self._reason = reason

    @property
    def end(self) -> int:
        """Where it ends in the query, with the parentheses round it."""
        end: int = getattr(self._tree.meta, "container_end_pos", self._tree.meta.end_pos)
        return end

    def __str__(self) -> str:
        meta = self._tree.meta
        return " ".join(self._source[meta.start_pos : meta.end_pos].split())

    def misses(self, article: Article) -> Iterator[Miss]:
        """Yield why it is false of an article; nothing if it is true."""
        if self.is_true(article):
            return
        match self.kind:
            case "both":
                for part in self._parts:
                    yield from part.misses(article)
            case "either":
                yield from self._none(article)
            case "negation":
                yield from self._standing(article)
            case "close":
                yield from self._apart(article)
            case "title":
                yield from self._not_in_title(article)
            case "lang":
                language = f"is in {article.language}" if article.language else "tells no language"
                yield Miss(f"{self}: the article {language}", _STANDING)
            case "ref":
                term = next(term for term in self._others if f"@{term.id}" == str(self))
                yield Miss(f"{self} is not found: {self._reason(self._others, term, article)}", _MISSING)
            case _:
                yield self._missing(article)

    def is_true(self, article: Article) -> bool:
        """Tell whether it is true of an article."""
        match self.kind:
            case "negation":
                return not self._parts[0].is_true(article)
            case "both":
                return all(part.is_true(article) for part in self._parts)
            case "either":
                return any(part.is_true(article) for part in self._parts)
            case "lang":
                return primary_language(article.language) == str(self).removeprefix("lang:").split("-")[0].casefold()
            case "title":
                return self._parts[0].is_true(_title_of(article))
            case _:
                return bool(self.find(article))

    def find(self, article: Article) -> list[Match]:
        """Return where the words stand by which it is true of an article; a language and a NOT have none."""
        match self.kind:
            case "negation" | "lang":
                return []
            case "both" | "either":
                return [match for part in self._parts if part.is_true(article) for match in part.find(article)]
            case "title":
                return self._parts[0].find(_title_of(article))
            case _:
                return self._ask(str(self), article)

    def _ask(self, query: str, article: Article) -> list[Match]:
        return Trial(Term(kind="query", name=_NAME, query=query), self._others).counted(article)

    @cached_property
    def _parts(self) -> list["_Part"]:
        children: list[Any] = self._tree.children
        trees = (child for child in children if hasattr(child, "data"))
        return [_Part(tree, self._source, self._others, self._reason) for tree in trees]

    def _none(self, article: Article) -> Iterator[Miss]:
        """Yield why no arm of an OR is true."""
        words = [part for part in self._parts if part.kind in {"word", "cased"}]
        if len(words) > 1:
            *most, last = map(str, words)
            said = f"none of {', '.join(most)} and {last} stands in the article"
            yield likest_word((fold(str(word).strip('*"?')) for word in words), article, said)
        for part in self._parts:
            if len(words) == 1 or part not in words:
                yield from part.misses(article)

    def _standing(self, article: Article) -> Iterator[Miss]:
        """Yield what an article holds that it must not."""
        part = self._parts[0]
        found = part.find(article)
        if not found:
            yield Miss(f"{self}: {part} is true of the article", _STANDING)
        for match in found[:1]:
            place = f"«{match.text}» stands at {where(match.field, match.start)}"
            yield Miss(f"{self}: {place}", _STANDING, match.field, match.start, match.end, match.text)

    def _not_in_title(self, article: Article) -> Iterator[Miss]:
        part = self._parts[0]
        if part.is_true(article) and (found := part.find(article)):
            match = found[0]
            reason = f"{self}: «{match.text}» stands in the text at {match.start}, not in the title"
            yield Miss(reason, _ELSEWHERE, match.field, match.start, match.end, match.text)
        else:
            yield from part.misses(_title_of(article))

    def _missing(self, article: Article) -> Miss:
        if self.kind == "cased" and (found := self._ask(str(self).removeprefix("case:"), article)):
            match = found[0]
            reason = f"{self}: «{match.text}» stands at {where(match.field, match.start)}, in another case"
            return Miss(reason, _ELSEWHERE, match.field, match.start, match.end, match.text)
        words = str(self).removeprefix("case:").strip('"“”„«»').split()
        longest = max(words, key=len, default="")
        return likest_word([fold(longest.strip("*?"))], article, f"{self} stands nowhere in the article")

    def _apart(self, article: Article) -> Iterator[Miss]:
        """Yield what of a NEAR is missing, or how far it is apart."""
        lacking = [miss for part in self._parts for miss in part.misses(article)]
        yield from lacking
        children: list[Any] = self._tree.children
        operators = [] if lacking else [child for child in children if not hasattr(child, "data")]
        for operator, operand in zip(operators, self._parts[1:], strict=False):
            left = self._source[self._tree.meta.start_pos : operator.start_pos]
            right = self._source[operator.end_pos : operand.end]
            if not self._ask(left + operator + right, article):
                yield self._distance(left, str(operator), right, article)
                return

    def _distance(self, left: str, operator: str, right: str, article: Article) -> Miss:
        """Return how far apart the two sides of an operator stand, or in which order."""
        name, _, allowed = operator.partition("/")
        sides = self._ask(left, article), self._ask(right, article)

        def apart(distance: int) -> list[Match]:
            return self._ask(f"{left}NEAR/{distance}{right}", article)

        if name == "ONEAR" and (found := apart(int(allowed))):
            return _between(found, sides, f"{operator}: {{}} stand in the other order")
        if not apart(MAX_DISTANCE):
            said = f"{left.strip()} and {right.strip()} stand more than {MAX_DISTANCE} words apart or not in one field"
            return Miss(f"{operator}: {said}", _MISSING)
        low, high = int(allowed), MAX_DISTANCE
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if apart(middle) else (middle, high)
        return _between(apart(high), sides, f"{operator}: {{}} are {high} words apart, at most {allowed} are allowed")


def _title_of(article: Article) -> Article:
    return Article(article.title, "", article.language)


def _between(found: Sequence[Match], sides: tuple[Sequence[Match], Sequence[Match]], reason: str) -> Miss:
    """Return a miss whose reason names the two of the matches, one of each side, that are nearest to each other."""
    places = [{(match.field, match.start) for match in side} for side in sides]
    left, right = ([match for match in found[:_MOST] if (match.field, match.start) in place] for place in places)
    pairs = [(one, other) for one in left for other in right if one.field == other.field and one != other]
    pair = min(pairs, key=lambda pair: abs(pair[0].start - pair[1].start), default=tuple(found[:1]))
    first, *_ = pair = tuple(sorted(pair, key=lambda match: match.start))
    said = " and ".join(f"«{match.text}» at {where(match.field, match.start)}" for match in pair)
    return Miss(reason.format(said), _APART, first.field, first.start, first.end, first.text)
