"""Who is watched, and how a name is found in a text.

A watchlist is a YAML file; `load_watchlist` reads it and refuses what is wrong
with file, line and column:

    watchlist = load_watchlist("defence.yaml")

A `Matcher` then reads articles, and says where each term stands and by which
form of its name:

    Matcher(watchlist).find(title="", text="Rostec's chief was replaced.")

It finds whole words only, whatever their case, accents, quotes, line breaks and
invisible characters; every offset is one into the text as it was given. The
language of terms of the kind `query` is described in `watchlists.query`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from watchlists.entities import Entities, Entity
from watchlists.errors import Problem, WatchlistError
from watchlists.fold import slug
from watchlists.loader import bundled_lists, load_watchlist, load_watchlists, parse_watchlist
from watchlists.schema import SEVERITIES, DigestRule, FeedSource, Watchlist
from watchlists.term import Source, Term

if TYPE_CHECKING:
    from watchlists.match import Match
    from watchlists.matcher import Matcher
    from watchlists.names import Reason

__all__ = [
    "SEVERITIES",
    "DigestRule",
    "Entities",
    "Entity",
    "FeedSource",
    "Match",
    "Matcher",
    "Problem",
    "Reason",
    "Source",
    "Term",
    "Watchlist",
    "WatchlistError",
    "bundled_lists",
    "load_watchlist",
    "load_watchlists",
    "parse_watchlist",
    "slug",
]

# What finds names brings numpy along: who only reads lists is not to wait for it.
_LATER = {"Match": "match", "Matcher": "matcher", "Reason": "names"}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value
