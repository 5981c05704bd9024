"""In how many articles a word or a query is to be expected, by how often its words are used."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from fnmatch import fnmatchcase
from itertools import islice, takewhile
from math import prod
from typing import NamedTuple

from watchlists.everyday.words import LANGUAGES, in_order, table
from watchlists.finding.forms import INFLECTED
from watchlists.finding.nodes import And, Lang, Near, Node, Not, Or, Title, Words

_ARTICLE, _TITLE = 500, 10
"""Words that an article and its title are taken to have."""


class Rate(NamedTuple):
    """The share of a language's articles."""

    share: float
    language: str

    def __str__(self) -> str:
        often = "nearly every article" if self.share > 0.5 else f"one article in {round(1 / self.share)}"  # noqa: PLR2004
        return f"about {often} in {LANGUAGES[self.language]}"


def highest(node: Node, languages: Iterable[str]) -> Rate:
    """Return the largest share of articles that the node is to be expected in, over the languages."""
    return max(Rate(_share(node, language, _ARTICLE), language) for language in languages)


def _share(node: Node, language: str, length: int) -> float:
    """Words are taken to stand independently of each other; what no table has is taken to be in no article."""
    match node:
        case Words(_, form):
            # Of phrases nothing is known: a cell alone says little of "prime minister".
            return 1 - (1 - _use(form.cells[0], language)) ** length if len(form.cells) == 1 else 0
        case And(nodes):
            return prod(_share(part, language, length) for part in nodes if not isinstance(part, Not | Lang))
        case Near(first, others):
            return prod(_share(part, language, length) for part in (first, *(other for _, _, other in others)))
        case Or(nodes):
            return 1 - prod(1 - _share(part, language, length) for part in nodes)
        case Title(part):
            return _share(part, language, _TITLE)
        case _:
            return 0


def _use(cell: str, language: str) -> float:
    """Return how often the words that fit a cell are used; letters in their own case are no everyday word."""
    cell = cell.removeprefix(INFLECTED)
    if "*" not in cell and "?" not in cell:
        return table(language).get(cell, 0)
    start = re.split(r"[*?]", cell, maxsplit=1)[0]
    words = in_order(language)
    fitting = takewhile(lambda word: word.startswith(start), islice(words, bisect_left(words, start), None))
    return min(1, sum(table(language)[word] for word in fitting if fnmatchcase(word, cell)))
