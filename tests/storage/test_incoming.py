from typing import Any

from sqlmodel import Session, col, select

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


def test_an_entry_to_which_the_feed_gives_another_key_each_time_is_one_entry(database: Database) -> None:
    with database.session() as session:
        for poll in range(9):
            new = give(session, key=f"guid {poll}", url="https://wire.test/1", summary="s")
        other = give(session, key="guid 9", url="https://wire.test/1", title="Another")
        session.expire_all()
        keys = [entry.key for entry in session.exec(select(Entry).order_by(col(Entry.id)))]
    assert (new, [entry.key for entry in other], keys) == ([], ["guid 9"], ["guid 0", "guid 9"])


def test_an_entry_under_another_key_with_other_words_is_matched_again(database: Database) -> None:
    with database.session() as session:
        entry = stored_entry(session, key="a", url="https://wire.test/1", title="Old", summary="s")
        stored_article(session, entry=entry)
        mark_matched(session, [entry.id], NOW)
        assert give(session, key="b", url="https://wire.test/1", summary="Rostec") == []
        session.expire_all()
        assert [waiting.summary for waiting, _, _ in unmatched_entries(session, limit=9)] == ["Rostec"]
