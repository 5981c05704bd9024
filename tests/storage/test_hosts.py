from concurrent.futures import ThreadPoolExecutor

from given import MINUTE, NOW
from storage import Database, reserve_hosts
from storage.hosts import MOST_AHEAD


def test_a_host_is_given_to_one_run_after_the_other(database: Database) -> None:
    waits = []
    for moment in (NOW, NOW, NOW + MINUTE / 2, NOW + 9 * MINUTE):
        with database.session() as session:
            waits.append(reserve_hosts(session, {"a.test": 60.0, "b.test": 1.0}, moment))
    assert [wait["a.test"] for wait in waits] == [0, 60, 90, 0]
    assert [wait["b.test"] for wait in waits] == [0, 1, 0, 0]


def test_no_run_keeps_a_host_for_longer_than_an_hour(database: Database) -> None:
    with database.session() as session:
        reserve_hosts(session, {"a.test": 1e6}, NOW)
        assert reserve_hosts(session, {"a.test": 1.0}, NOW) == {"a.test": MOST_AHEAD.total_seconds()}


def test_runs_that_ask_at_once_get_different_times(database: Database) -> None:
    def reserve(_: int) -> float:
        with database.session() as session:
            return reserve_hosts(session, {"a.test": 5.0, "b.test": 5.0}, NOW)["a.test"]

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(reserve, range(8))) == [5.0 * number for number in range(8)]
