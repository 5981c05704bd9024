from datetime import UTC, datetime
from typing import Any

import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from flows.steps.gather.fetch import Page
from flows.steps.read.article import article_from_entry, article_from_page
from flows.steps.read.extract import Extracted, text_hash
from storage.tables import ArticleData, Entry, FeedData

URL = "https://wire.test/fined?utm_source=rss"
KEY = "wire.test/fined"
FOUND = datetime(2026, 3, 2, 12, tzinfo=UTC)
EARLIER = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 13, tzinfo=UTC)
LONG = "Rostec was fined on Tuesday, the ministry said, and its head will appeal against the decision. " * 5
PAGE = Page(url=URL, final_url="https://wire.test/moved", status=200, headers=CIMultiDictProxy(CIMultiDict()), body=b"", permanent=False)  # fmt: skip


def entry(**values: Any) -> Entry:
    usual: dict[str, Any] = {"feed_id": 7, "key": "n1", "url": URL, "title": "Rostec fined", "found_at": FOUND}
    return Entry(**usual | values)


def extracted(**values: Any) -> Extracted:
    usual: dict[str, Any] = {"title": "Fined | Wire", "text": LONG}
    return Extracted(**usual | values)


def test_a_page_becomes_an_article_under_the_feeds_title_and_date() -> None:
    article = article_from_page(
        entry(published_at=EARLIER),
        PAGE,
        extracted(
            language="en",
            author="Anna",
            site="Wire",
            published_at=datetime(2026, 3, 1, tzinfo=UTC),
            canonical_url="https://www.wire.test/fined",
        ),
    )
    assert article == ArticleData(
        url=URL,
        url_key=KEY,
        canonical_key="www.wire.test/fined",
        title="Rostec fined",
        text=LONG,
        text_hash=text_hash(LONG),
        text_source="page",
        language="en",
        author="Anna",
        site="Wire",
        published_at=EARLIER,
    )


def test_the_page_fills_in_what_the_feed_does_not_say() -> None:
    article = article_from_page(entry(title=""), PAGE, extracted(published_at=EARLIER, author="Anna"))
    assert (article.title, article.published_at, article.author) == ("Fined | Wire", EARLIER, "Anna")


def test_a_page_dated_after_it_was_found_has_no_date() -> None:
    assert article_from_page(entry(), PAGE, extracted(published_at=LATER)).published_at is None


@pytest.mark.parametrize(
    ("page_text", "content", "summary", "source"),
    [
        (LONG, f"<p>{LONG * 2}</p>", "", "page"),
        ("Subscribe to read on.", f"<p>{LONG}</p>", "Short", "feed content"),
        ("Subscribe to read on.", "", f"<p>{LONG}</p>", "feed summary"),
        ("Subscribe to read on.", "", "Short", "page"),
        ("Subscribe to read on.", "", "", "page"),
    ],
    ids=["page", "wall and content", "wall and summary", "wall and less", "wall alone"],
)
def test_a_teaser_before_a_wall_gives_way_to_the_feeds_own_text(
    page_text: str, content: str, summary: str, source: str
) -> None:
    article = article_from_page(entry(content=content, summary=summary), PAGE, extracted(text=page_text))
    assert article.text_source == source
    assert article.text == (page_text if source == "page" else LONG.strip())


@pytest.mark.parametrize(
    ("content", "summary", "text", "source"),
    [
        ("<p>One &amp; two</p><p>Three</p>", "Short", "One & two\nThree", "feed content"),
        ("<img src=x>", "<b>Ros</b>tec", "Rostec", "feed summary"),
        ("", " ", "Rostec fined", "title"),
    ],
)
def test_without_a_page_the_fullest_text_of_the_feed_is_taken(
    content: str, summary: str, text: str, source: str
) -> None:
    article = article_from_entry(
        entry(content=content, summary=summary, author="Anna", published_at=EARLIER),
        FeedData(url="https://wire.test/feed", title="The Wire", language="en-GB"),
    )
    assert article == ArticleData(
        url=URL,
        url_key=KEY,
        title="Rostec fined",
        text=text,
        text_hash=None,
        text_source=source,
        language="en",
        author="Anna",
        site="The Wire",
        published_at=EARLIER,
    )


def test_the_entrys_own_language_goes_before_the_feeds() -> None:
    feed = FeedData(url="https://wire.test/feed", language="en")
    assert article_from_entry(entry(language="uk"), feed).language == "uk"
    assert article_from_entry(entry()).language is None


def test_entries_without_an_address_are_articles_of_their_own() -> None:
    keys = {article_from_entry(entry(url="", key=key, feed_id=feed)).url_key for key in ("a", "b") for feed in (1, 2)}
    assert len(keys) == 4
