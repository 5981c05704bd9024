"""Look for the terms of a list in one article: the one way, for the flow that stores hits and for a list on trial."""

from collections.abc import Sequence
from dataclasses import replace

from flows.steps.tell.hits import hits_from_matches
from storage import Article, Feed, HitData
from watchlists import Matcher, Watchlist


def looks_into(watchlist: Watchlist, feed_url: str) -> bool:
    """Say whether the list looks into the feed: it names it, or it names no feed at all."""
    return not watchlist.feeds or any(source.url == feed_url for source in watchlist.feeds)


def hits_in(watchlist: Watchlist, matcher: Matcher, article: Article, feed: Feed) -> list[HitData]:
    """Return what the list finds in an article of the feed, a hit a term.

    An article that does not tell its language is taken to be in its feed's.
    """
    language = article.language or feed.language
    matches = matcher.find(title=article.title, text=article.text, language=language)
    if article.fringe:
        # Apart from the text: what stands there lends the article's names no support, and has none of theirs.
        known = {match.term for match in matches if not match.possible}
        beside = matcher.find(title="", text=article.fringe, language=language)
        matches += [replace(match, field="fringe") for match in beside if match.term not in known]
    return hits_from_matches(watchlist, matches, title=article.title, text=article.text, fringe=article.fringe)


class Finder:
    """A list made ready to find its terms in articles that several feeds may have brought.

    Args:
        watchlist: The list.
        all_feeds: Whether to look into every feed, whichever the list names.
    """

    def __init__(self, watchlist: Watchlist, *, all_feeds: bool = False) -> None:
        self._watchlist = watchlist
        self._feeds = None if all_feeds or not watchlist.feeds else {source.url for source in watchlist.feeds}
        self._matcher = Matcher(watchlist)
        # What is built at first use is built now: workers share what is there when they start.
        self._matcher.find(title="", text="")

    def own(self, feeds: Sequence[Feed]) -> list[Feed]:
        """Return those of the feeds that the list looks into."""
        return [feed for feed in feeds if self._feeds is None or feed.url in self._feeds]

    def find(self, article: Article, feeds: Sequence[Feed]) -> dict[str, HitData]:
        """Return the hits by term, links to other stories aside: of two feeds that have it, the first one's stands.

        Args:
            article: With its text.
            feeds: Those that brought it and that the list looks into, the first one first.
        """
        # The feed matters for what an article does not tell, its language: it is read once in each.
        languages = {article.language or feed.language: feed for feed in reversed(feeds)}
        found: dict[str, HitData] = {}
        for feed in reversed(languages.values()):
            for hit in hits_in(self._watchlist, self._matcher, article, feed):
                if hit.zone != "fringe":
                    found.setdefault(hit.term, hit)
        return found
