from typing import Any

from sqlmodel import Session, select

from given import DAY, NOW, poll_data, stored_article, stored_entry, stored_feed
from storage import Article, Database, Entry, EntryData, mark_matched, record_poll, unmatched_entries
from storage.incoming import MOST_CHANGES


def give(session: Session, **fields: Any) -> list[Entry]:
    feed = stored_feed(session)
    return record_poll(session, feed.id, poll_data(entries=[EntryData(**{"key": "k", "title": "Old", **fields})]), NOW)


def test_an_entry_whose_title_the_feed_changes_is_one_entry_and_is_matched_again(database: Database) -> None:
    with database.session() as session:
        entry = stored_entry(session, key="k", title="Old")
        article = stored_article(session, entry=entry, title="Old")
        mark_matched(session, [entry.id], NOW)
        assert unmatched_entries(session, limit=9) == []
        new = give(session, title="Rostec raided")
    with database.read() as session:
        ((stored, read, _),) = unmatched_entries(session, limit=9)
    assert (new, stored.title, stored.changes, read.id) == ([], "Rostec raided", 1, article.id)
    assert read.title == "Rostec raided"


def test_a_page_keeps_the_title_that_it_gave_itself(database: Database) -> None:
    with database.session() as session:
        entry = stored_entry(session, key="k", title="Old")
        stored_article(session, entry=entry, title="The page's own")
        give(session, title="New")
    with database.read() as session:
        assert session.exec(select(Article)).one().title == "The page's own"


def test_the_same_words_again_change_nothing(database: Database) -> None:
    with database.session() as session:
        entry = stored_entry(session, key="k", title="Old", summary="s", content="c")
        mark_matched(session, [entry.id], NOW)
        give(session, summary="s", content="c", author="another", published_at=NOW - DAY)
    with database.read() as session:
        stored = session.exec(select(Entry)).one()
    assert (stored.changes, stored.matched_at) == (0, NOW)


def test_an_entry_that_flaps_is_let_be_in_the_end(database: Database) -> None:
    with database.session() as session:
        for number in range(MOST_CHANGES + 5):
            give(session, title=f"Title {number % 2}")
    with database.read() as session:
        assert session.exec(select(Entry)).one().changes == MOST_CHANGES
