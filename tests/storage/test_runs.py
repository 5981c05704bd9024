from given import DAY, MINUTE, NOW, stored_feed
from storage import Database, RunData, add_run, complete_run, last_run, runs_since


def test_before_the_first_run_there_is_nothing_to_tell(database: Database) -> None:
    with database.read() as session:
        assert (last_run(session), runs_since(session, NOW)) == (None, RunData())


def test_runs_are_added_up_from_a_moment_on(database: Database) -> None:
    accounts = [RunData(articles=9, hits=1), RunData(articles=5, hits=2), RunData(articles=1, sent=3)]
    with database.session() as session:
        runs = [add_run(session, data, NOW + day * DAY, NOW + day * DAY + MINUTE) for day, data in enumerate(accounts)]
    with database.read() as session:
        assert runs_since(session, NOW + MINUTE) == RunData(articles=6, hits=2, sent=3)
        assert runs_since(session, None) == RunData(articles=15, hits=3, sent=3)
        assert last_run(session) == runs[-1]


def test_a_feed_counts_once_however_often_it_was_polled(database: Database) -> None:
    with database.session() as session:
        for moment in (0, 1):
            add_run(session, RunData(feeds_due=3, feeds_read=3), NOW, NOW + moment * MINUTE)
        for url, day, status in (
            ("https://a.test/", 1, "ok"),
            ("https://b.test/", 1, "gone"),
            ("https://c.test/", -1, "ok"),
        ):
            feed = stored_feed(session, url)
            feed.polled_at, feed.status = NOW + day * DAY, status
    with database.read() as session:
        told = runs_since(session, NOW)
        assert (told.feeds_due, told.feeds_read, told.feeds_failing) == (2, 1, 1)
        assert runs_since(session, None).feeds_due == 3


def test_what_a_run_did_after_it_was_added_is_written_into_its_account(database: Database) -> None:
    with database.session() as session:
        run = add_run(session, RunData(hits=2), NOW, NOW)
    with database.session() as session:
        complete_run(session, run.id, RunData(hits=2, digests=1, sent=3), NOW + MINUTE)
    with database.read() as session:
        completed = last_run(session)
    assert completed is not None
    assert (completed.hits, completed.digests, completed.sent, completed.started_at, completed.finished_at) == (
        2,
        1,
        3,
        NOW,
        NOW + MINUTE,
    )
