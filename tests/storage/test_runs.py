from given import DAY, MINUTE, NOW
from storage import Database, RunData, add_run, complete_run, last_run, runs_since


def test_before_the_first_run_there_is_nothing_to_tell(database: Database) -> None:
    with database.read() as session:
        assert (last_run(session), runs_since(session, NOW)) == (None, RunData())


def test_runs_are_added_up_from_a_moment_on(database: Database) -> None:
    accounts = [RunData(feeds_due=9, hits=1), RunData(feeds_due=5, feeds_read=4, hits=2), RunData(feeds_due=1, sent=3)]
    with database.session() as session:
        runs = [add_run(session, data, NOW + day * DAY, NOW + day * DAY + MINUTE) for day, data in enumerate(accounts)]
    with database.read() as session:
        assert runs_since(session, NOW + MINUTE) == RunData(feeds_due=6, feeds_read=4, hits=2, sent=3)
        assert runs_since(session, None) == RunData(feeds_due=15, feeds_read=4, hits=3, sent=3)
        assert last_run(session) == runs[-1]


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
