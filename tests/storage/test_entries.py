from pathlib import Path
from typing import Any

from sqlalchemy import event

from given import DAY, MINUTE, NOW, article_data, stored_article, stored_entry, stored_feed
from storage import Database, add_article, mark_matched, remove_feed, unmatched_entries, unread_entries


def test_a_new_entry_waits_to_be_read_even_of_a_feed_no_longer_listed(database: Database) -> None:
    with database.session() as session:
        feed = stored_feed(session)
        entries = [stored_entry(session, feed) for _ in range(3)]
        remove_feed(session, feed.url)
    with database.read() as session:
        assert unread_entries(session, NOW, limit=2) == entries[:2]
        assert unread_entries(session, NOW - MINUTE, limit=2) == []


def test_an_entry_whose_page_could_not_be_had_waits_with_its_reason_while_the_feeds_words_are_matched(
    database: Database,
) -> None:
    with database.session() as session:
        entry = stored_entry(session)
        data = article_data("busy.test/1", text_source="feed summary")
        for wait in (1, 2):
            add_article(session, entry.id, data, NOW, trouble="503", again_at=NOW + wait * MINUTE)
        assert [row.id for row, _, _ in unmatched_entries(session, limit=9)] == [entry.id]
    with database.session() as session:
        assert unread_entries(session, NOW, limit=9) == []
        (waiting,) = unread_entries(session, NOW + 2 * MINUTE, limit=9)
        add_article(session, waiting.id, article_data("busy.test/1", text="At length."), NOW)
        assert unread_entries(session, NOW + DAY, limit=9) == []
    assert (waiting.read_attempts, waiting.read_error) == (2, None)


def test_a_leased_entry_is_given_to_nobody_else_until_the_lease_has_run_out(database: Database) -> None:
    with database.session() as session:
        entry = stored_entry(session)
        leased = unread_entries(session, NOW, limit=9, lease_seconds=60)
    with database.read() as session:
        meanwhile = unread_entries(session, NOW, limit=9)
        after = unread_entries(session, NOW + MINUTE, limit=9)
    assert ([row.id for row in leased], meanwhile, [row.id for row in after]) == ([entry.id], [], [entry.id])


def test_an_entry_that_was_read_waits_to_be_matched_with_its_article_and_feed(database: Database) -> None:
    with database.session() as session:
        feed = stored_feed(session)
        first, second, _unread = (stored_entry(session, feed) for _ in range(3))
        articles = [stored_article(session, entry=entry) for entry in (first, second)]
    with database.session() as session:
        assert unmatched_entries(session, limit=1) == [(first, articles[0], feed)]
        mark_matched(session, [first.id], NOW)
    with database.read() as session:
        assert unmatched_entries(session, limit=9) == [(second, articles[1], feed)]
        assert len(unread_entries(session, NOW, limit=9)) == 1


def test_the_queues_are_read_from_their_indexes_and_not_sorted(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "tocsin.db"
    path.write_bytes(sqlite_template.read_bytes())
    asked: list[tuple[str, Any]] = []
    with Database(f"sqlite:///{path}") as database, database.read() as session:
        event.listen(database.engine, "before_cursor_execute", lambda _c, _k, *sent: asked.append(sent[:2]))
        unread_entries(session, NOW, limit=9)
        unmatched_entries(session, limit=9)
        (unread, unmatched) = [
            session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
            for statement, values in asked[-2:]
        ]
    assert [row[3] for row in unread] == ["SEARCH entry USING INDEX ix_entry_unread (next_read_at<?)"]
    assert unmatched[0][3] == "SCAN entry USING INDEX ix_entry_unmatched"
