"""Terms that are queries, by the ten thousand.

`Leaves` reads each article once for the words of all queries; `Routes` tells
from these words which queries it may fulfil; each `QueryTerm` of them decides.
"""

from watchlists.finding.queries.leaves import Leaves
from watchlists.finding.queries.page import Page
from watchlists.finding.queries.routes import LANG, Cell, Routes
from watchlists.finding.queries.term import QueryTerm

__all__ = ["LANG", "Cell", "Leaves", "Page", "QueryTerm", "Routes"]
