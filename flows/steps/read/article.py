"""An entry becomes an article: from its page where there is one to be had, else from what the feed says."""

from collections.abc import Iterator
from hashlib import sha256

from flows.steps.gather.dates import plausible
from flows.steps.gather.fetch import Page
from flows.steps.gather.urls import url_key
from flows.steps.read.extract import Extracted, text_hash
from flows.steps.read.plain import language_code, one_line, plain_text
from storage.tables import ArticleData, Entry, FeedData

_STUB = 250
"""Characters. Less than that of a page is a teaser before a wall, or a notice."""


def article_from_page(entry: Entry, page: Page, extracted: Extracted) -> ArticleData:
    """Return the article of a page. The feed's own title and date go before the page's.

    Where the page shows less than a paragraph, or says that it does not show everybody all of it, and the feed has
    more, the text is the feed's.
    """
    own = next(_feed_texts(entry), ("", ""))
    whole = len(extracted.text) >= _STUB and not extracted.walled
    enough = whole or len(extracted.text) >= len(own[1])
    text, source = (extracted.text, extracted.text_source) if enough else (own[1], own[0])
    return ArticleData(
        url=entry.url or page.final_url,
        url_key=_key(entry),
        canonical_key=url_key(extracted.canonical_url or "") or None,
        title=entry.title or extracted.title,
        text=text,
        fringe=extracted.fringe if enough else "",
        text_hash=text_hash(text),
        text_source=source,
        language=entry.language or extracted.language,
        author=entry.author or extracted.author,
        site=extracted.site,
        published_at=entry.published_at or plausible(extracted.published_at, entry.found_at),
    )


def article_from_entry(entry: Entry, feed: FeedData | None = None) -> ArticleData:
    """Return the article of an entry whose page is not to be had: from the feed's full text, its summary or the title.

    Args:
        entry: As stored.
        feed: With it, its title is the site's name and its language that of entries that name none.
    """
    source, text = next(_feed_texts(entry), ("title", one_line(entry.title)))
    return ArticleData(
        url=entry.url,
        url_key=_key(entry),
        title=entry.title,
        text=text,
        text_hash=text_hash(text),
        text_source=source,
        language=entry.language or language_code(feed.language if feed else None),
        author=entry.author,
        site=feed.title if feed else "",
        published_at=entry.published_at,
    )


def _feed_texts(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield where a text came from and the text, the fullest first."""
    for source, markup in (("feed content", entry.content), ("feed summary", entry.summary)):
        if text := plain_text(markup):
            yield source, text


def _key(entry: Entry) -> str:
    # An entry without an address is an article of its own: no other may be taken for it.
    return url_key(entry.url) or f"entry:{entry.feed_id}:{sha256(entry.key.encode()).hexdigest()}"
