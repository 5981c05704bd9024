from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlmodel import func, select

from given import DAY, NOW, article_data, stored_article, stored_entry
from storage import (
    Article,
    ArticleData,
    Database,
    Entry,
    StorageError,
    Story,
    add_article,
    find_article,
    mark_matched,
    unmatched_entries,
)

URL, OTHER, THIRD = "https://wire.test/1", "https://paper.test/2", "https://blog.test/3"

SAME_STORY = [
    ({"canonical_key": "c"}, {"canonical_key": "c"}, True),
    ({"canonical_key": OTHER}, {}, True),
    ({}, {"canonical_key": URL}, True),
    ({"text_hash": "h"}, {"text_hash": "h"}, True),
    ({"text_hash": "h"}, {"text_hash": "i"}, False),
    ({"text_hash": None}, {"text_hash": None}, False),
    ({"canonical_key": None}, {"canonical_key": None}, False),
    ({"canonical_key": ""}, {"canonical_key": ""}, False),
]
NAMES = [
    "one canonical address",
    "the first names the second",
    "the second names the first",
    "one text",
    "two texts",
    "texts too short",
    "no canonical addresses",
    "empty canonical addresses",
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "same"), SAME_STORY, ids=NAMES)
def test_copies_are_one_story(database: Database, first: dict[str, Any], second: dict[str, Any], same: bool) -> None:
    with database.session() as session:
        stories = [stored_article(session, URL, **first).story_id, stored_article(session, OTHER, **second).story_id]
    assert (stories[0] == stories[1]) == same


def test_an_address_in_common_decides_over_a_text_in_common(database: Database) -> None:
    with database.session() as session:
        stored_article(session, URL, text_hash="h")
        by_address = stored_article(session, OTHER, canonical_key="c", text_hash="i")
        copy = stored_article(session, THIRD, canonical_key="c", text_hash="h")
    assert copy.story_id == by_address.story_id


def test_an_article_is_stored_as_it_was_made_and_starts_a_story_of_its_title(database: Database) -> None:
    data = ArticleData(url=URL, url_key="k", canonical_key="c", title="Т", text="Чемезов", text_hash="h", language="ru", author="a", site="s", published_at=NOW)  # fmt: skip
    with database.session() as session:
        entry = stored_entry(session)
        add_article(session, entry.id, data, NOW)
    with database.read() as session:
        article = find_article(session, "k")
        story = session.exec(select(Story)).one()
        linked = session.exec(select(Entry.article_id)).one()
    assert article is not None
    assert ArticleData.model_validate(article.model_dump()) == data
    assert (story.title, story.found_at, article.read_at, article.id) == ("Т", NOW, NOW, linked)


def test_a_second_entry_of_one_address_is_linked_to_the_article_that_is_there(database: Database) -> None:
    with database.session() as session:
        first = stored_article(session, URL, text="First.")
        second = stored_article(session, URL, text="Second.", text_source="feed content")
        links = session.exec(select(Entry.article_id)).all()
    assert (second.id, second.text, links) == (first.id, "First.", [first.id, first.id])


def test_an_article_made_from_less_is_improved_by_the_page_and_matched_again(database: Database) -> None:
    with database.session() as session:
        early = stored_entry(session)
        poor = stored_article(session, URL, entry=early, text="Brief.", text_source="feed summary", author="A. Author")
        mark_matched(session, [early.id], NOW)
        data = article_data(URL, title="Full title", text="At length.", text_source="page", text_hash="h")
        better = add_article(session, stored_entry(session).id, data, NOW + DAY)
        waiting = [entry.id for entry, _, _ in unmatched_entries(session, limit=9)]
    assert (better.id, better.story_id, better.read_at) == (poor.id, poor.story_id, NOW + DAY)
    assert (better.title, better.text, better.text_source, better.text_hash, better.author) == (
        "Full title",
        "At length.",
        "page",
        "h",
        "A. Author",
    )
    assert (early.id in waiting, len(waiting)) == (True, 2)


@pytest.mark.parametrize("source", ["title", "feed summary", "feed content", "page"])
def test_a_page_is_not_made_worse_nor_matched_again(database: Database, source: str) -> None:
    with database.session() as session:
        entry = stored_entry(session)
        stored_article(session, URL, entry=entry, text="At length.")
        mark_matched(session, [entry.id], NOW)
        again = stored_article(session, URL, text="Other.", text_source=source)
        waiting = [waiting.id for waiting, _, _ in unmatched_entries(session, limit=9)]
    assert (again.text, again.text_source, entry.id in waiting) == ("At length.", "page", False)


def test_why_a_page_could_not_be_had_is_kept_where_the_article_is_the_feeds_words(database: Database) -> None:
    errors = []
    with database.session() as session:
        for source, trouble in (("title", "answers 403"), ("page", None)):
            entry = stored_entry(session)
            data = article_data(f"https://{source}.test", text_source=source)
            add_article(session, entry.id, article_data(data.url, text_source="title"), NOW, trouble="answers 503")
            add_article(session, entry.id, data, NOW, trouble=trouble)
            errors.append(session.exec(select(Entry.read_error).where(Entry.id == entry.id)).one())
    assert errors == ["answers 403", None]


def test_an_article_for_an_entry_that_is_not_there_is_refused_whole(database: Database) -> None:
    with pytest.raises(StorageError, match="entry 404: no such entry"), database.session() as session:
        add_article(session, 404, article_data(URL), NOW)
    with database.read() as session:
        assert find_article(session, URL) is None


@pytest.mark.parametrize("copies", ["of one address", "of one text"])
def test_processes_that_read_copies_at_once_make_one_story(database: Database, copies: str) -> None:
    with database.session() as session:
        entries = [stored_entry(session) for _ in range(24)]

    def read(number: int) -> None:
        data = article_data(URL if copies == "of one address" else f"https://{number}.test", text_hash="h")
        with database.session() as session:
            add_article(session, entries[number].id, data, NOW)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(read, range(24)))
    with database.read() as session:
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (Article, Story)]
    assert counts == [1 if copies == "of one address" else 24, 1]
