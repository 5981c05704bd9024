"""Why a term is not found: the places that come nearest to it, and why each was refused.

Nothing here decides what a match is. Each reason is tried out instead: the
matcher is asked again with one thing changed (`trial`), in the text (another
given name, a capital letter) or in the term (without its excludes, in any
language); what makes it find the term is why it had not. It costs some hundred
short searches and is done only when somebody asks:

    answer = nearest(watchlist.terms, term, Article("", "Екатерина Чемезова пела."))
    answer.misses[0].reason
"""

from watchlists.nearest.answer import Answer, nearest
from watchlists.nearest.article import Article, Miss

__all__ = ["Answer", "Article", "Miss", "nearest"]
