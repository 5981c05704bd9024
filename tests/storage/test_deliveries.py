from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlmodel import Session

from given import MINUTE, NOW, new_delivery, stored_digest
from storage import (
    Database,
    Delivery,
    abandon_deliveries,
    claim_deliveries,
    count_deliveries,
    failing_channels,
    find_delivery,
    known_dead,
    list_deliveries,
    mark_failed,
    mark_sent,
    resend_deliveries,
    retry_deliveries,
    untold_dead,
)


def claim(database: Database, after: int = 0, limit: int = 99) -> list[int]:
    """Claim for a minute, so many minutes after NOW."""
    with database.session() as session:
        return [row.id for row in claim_deliveries(session, NOW + after * MINUTE, lease_seconds=60, limit=limit)]


def store(database: Database, *deliveries: Delivery) -> list[int]:
    with database.session() as session:
        stored_digest(session, *deliveries)
        return [delivery.id for delivery in deliveries]


def fail(session: Session, number: int, state: str, **fields: Any) -> None:
    mark_failed(session, number, **{"state": state, "error": "503", "next_at": NOW + 5 * MINUTE, "now": NOW, **fields})


def test_a_claimed_delivery_is_nobody_elses_until_its_lease_has_run_out(database: Database) -> None:
    (number,) = store(database, new_delivery())
    assert [claim(database), claim(database), claim(database, after=1)] == [[number], [], [number]]
    with database.read() as session:
        (row,) = list_deliveries(session)
    assert (row.state, row.attempts, row.possible_repeat, row.lease_until) == ("claimed", 2, True, NOW + 2 * MINUTE)


def test_deliveries_are_claimed_the_longest_waiting_first_and_none_before_its_time(database: Database) -> None:
    late, early, future = store(database, *(new_delivery(channel=c, next_at=NOW + w * MINUTE) for c, w in (("a", 0), ("b", -1), ("c", 1))))  # fmt: skip
    assert [claim(database, limit=1), claim(database), claim(database, after=1)] == [
        [early],
        [late],
        [early, late, future],
    ]


def test_a_part_waits_until_the_one_before_it_was_sent_and_other_channels_do_not(database: Database) -> None:
    first, second, other = store(database, new_delivery(part=0), new_delivery(part=1), new_delivery(channel="other"))
    assert claim(database) == [first, other]
    with database.session() as session:
        mark_sent(session, first, NOW)
    assert claim(database) == [second]


def test_a_sent_delivery_is_never_claimed_again(database: Database) -> None:
    (number,) = store(database, new_delivery())
    claim(database)
    with database.session() as session:
        mark_sent(session, number, NOW)
        fail(session, number, "retry")
    assert claim(database, after=60) == []
    with database.read() as session:
        (row,) = list_deliveries(session)
    assert (row.state, row.sent_at, row.lease_until, row.error) == ("sent", NOW, None, None)


@pytest.mark.parametrize(("state", "repeat"), [("retry", False), ("uncertain", True)])
def test_a_failed_delivery_waits_and_says_whether_it_may_have_arrived(
    database: Database, state: str, repeat: bool
) -> None:
    (number,) = store(database, new_delivery())
    claim(database)
    with database.session() as session:
        fail(session, number, state)
    with database.read() as session:
        (row,) = list_deliveries(session, states=[state])
    assert (row.error, row.attempts, row.next_at) == ("503", 1, NOW + 5 * MINUTE)
    assert [claim(database, after=4), claim(database, after=5)] == [[], [number]]
    with database.read() as session:
        assert list_deliveries(session)[0].possible_repeat is repeat


def test_the_parts_behind_a_dead_one_are_dead_too_and_counted(database: Database) -> None:
    first, _, _ = store(database, new_delivery(part=0), new_delivery(part=1), new_delivery(channel="other"))
    claim(database, limit=1)
    with database.session() as session:
        fail(session, first, "dead", error="550 no such user", next_at=None)
    with database.read() as session:
        dead = list_deliveries(session, states=["dead"])
        counts = count_deliveries(session)
    assert [row.error for row in dead] == ["550 no such user", "part 0 before it could not be delivered"]
    assert counts == {"dead": 2, "pending": 1}


def test_a_digest_is_sent_again_whole_on_request(database: Database) -> None:
    sent, dead = store(database, new_delivery(channel="a"), new_delivery(channel="b"))
    claim(database)
    with database.session() as session:
        mark_sent(session, sent, NOW)
        fail(session, dead, "dead")
        (digest,) = {row.digest_id for row in list_deliveries(session)}
        again = [resend_deliveries(session, number, NOW + MINUTE) for number in (digest, 404)]
    assert (again, claim(database), claim(database, after=1)) == ([2, 0], [], [sent, dead])


def test_a_channel_gets_one_message_at_a_time_in_the_order_they_were_made(database: Database) -> None:
    first = store(database, new_delivery(part=0))
    second = store(database, new_delivery(part=0, next_at=NOW - MINUTE), new_delivery(channel="other"))
    taken = claim(database)
    assert taken == [second[0], second[1]]
    with database.session() as session:
        mark_sent(session, second[0], NOW, answer="250 queued")
    assert claim(database) == first


def test_what_waits_for_its_next_try_holds_the_channel_but_not_for_ever(database: Database) -> None:
    (failing,) = store(database, new_delivery())
    (behind,) = store(database, new_delivery())
    for attempt in range(5):
        assert claim(database, after=5 * attempt) == [failing]
        with database.session() as session:
            fail(session, failing, "retry", next_at=NOW + 5 * (attempt + 1) * MINUTE)
        assert claim(database, after=5 * attempt) == []
    assert claim(database, after=25) == [failing]
    with database.session() as session:
        fail(session, failing, "retry", next_at=NOW + 60 * MINUTE)
    assert claim(database, after=25) == [behind]


def test_what_failed_goes_before_what_was_made_after_it(database: Database) -> None:
    (failed,) = store(database, new_delivery())
    (later,) = store(database, new_delivery(next_at=NOW + MINUTE))
    claim(database)
    with database.session() as session:
        fail(session, failed, "retry")
    assert claim(database, after=5) == [failed]
    with database.session() as session:
        mark_sent(session, failed, NOW)
    assert claim(database, after=5) == [later]


def test_the_first_try_the_tries_without_answer_and_who_has_it_are_kept(database: Database) -> None:
    (number,) = store(database, new_delivery())
    for after in (0, 5):
        claim(database, after=after)
        with database.session() as session:
            fail(session, number, "uncertain", next_at=NOW + (after + 5) * MINUTE, taken={"b", "a"})
    with database.read() as session:
        row = find_delivery(session, number)
    assert row is not None
    assert (row.first_at, row.unanswered, row.taken) == (NOW, 2, "a b")


def test_a_dead_delivery_is_tried_again_with_the_parts_behind_it(database: Database) -> None:
    first, second, sent = store(database, new_delivery(part=0), new_delivery(part=1), new_delivery(channel="b"))
    claim(database)
    with database.session() as session:
        fail(session, first, "dead", next_at=None)
        mark_sent(session, sent, NOW)
        again = retry_deliveries(session, [first, sent], NOW + MINUTE)
    assert (again, claim(database, after=1)) == (2, [first])
    with database.session() as session:
        assert retry_deliveries(session, [first], NOW) == 1
        mark_sent(session, first, NOW)
    assert claim(database, after=1) == [second]


def test_an_abandoned_delivery_is_never_sent_and_lets_the_parts_behind_it_go(database: Database) -> None:
    first, second = store(database, new_delivery(part=0), new_delivery(part=1))
    with database.session() as session:
        assert abandon_deliveries(session, [first, 404], NOW) == 1
    assert claim(database, after=1) == [second]
    with database.session() as session:
        assert abandon_deliveries(session, [first, second], NOW) == 0


def test_a_dead_channel_is_told_once_until_it_takes_something_again(database: Database) -> None:
    def kill(*numbers: int) -> list[int]:
        with database.session() as session:
            for number in numbers:
                fail(session, number, "dead")
            untold = untold_dead(session)
            for row in untold:
                row.told = True
            return [row.id for row in untold]

    one, two, three = (store(database, new_delivery())[0] for _ in range(3))
    with database.read() as session:
        assert known_dead(session) == set()
    assert kill(one) == [one]
    with database.session() as session:
        assert known_dead(session) == {"analysts/slack/1"}
        mark_sent(session, two, NOW)
    with database.read() as session:
        assert (known_dead(session), failing_channels(session, ["analysts/slack/1"])) == (set(), set())
    assert kill(three) == [three]


def test_six_senders_at_once_claim_each_of_300_deliveries_once(database: Database) -> None:
    numbers = store(database, *(new_delivery(channel=f"channel {number}") for number in range(300)))
    start = Barrier(6)

    def send(_: int) -> list[int]:
        start.wait()
        mine: list[int] = []
        while part := claim(database, limit=7):
            mine += part
            with database.session() as session:
                mark_sent(session, part[0], NOW)
        return mine

    with ThreadPoolExecutor(6) as threads:
        claimed = [number for mine in threads.map(send, range(6)) for number in mine]
    assert Counter(claimed) == Counter(numbers)
