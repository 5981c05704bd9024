from datetime import timedelta

import pytest

from flows.errors import SendError
from flows.steps.deliver.retries import next_try
from given import DAY, MINUTE, NOW

SECOND = timedelta(seconds=1)


def tried(
    error: SendError, attempts: int = 1, unanswered: int = 0, chance: float = 0, hours: float = 0
) -> tuple[str, timedelta]:
    now = NOW + timedelta(hours=hours)
    state, at = next_try(error, attempts=attempts, unanswered=unanswered, first_at=NOW, now=now, chance=chance)
    return state, at - now


def test_what_was_refused_for_good_is_dead_at_once() -> None:
    assert tried(SendError("no such user", permanent=True)) == ("dead", timedelta(0))


@pytest.mark.parametrize(
    ("attempts", "wait"), [(1, 30 * SECOND), (2, MINUTE), (3, 2 * MINUTE), (8, 60 * MINUTE), (99, 60 * MINUTE)]
)
def test_the_wait_doubles_up_to_an_hour_and_a_fifth_of_it_is_chance(attempts: int, wait: timedelta) -> None:
    assert tried(SendError("busy"), attempts) == ("retry", wait)
    assert tried(SendError("busy"), attempts, chance=1) == ("retry", wait * 0.8)


def test_a_server_that_asks_for_more_time_gets_it_up_to_a_day() -> None:
    assert tried(SendError("429", retry_after=7_200)) == ("retry", timedelta(hours=2))
    assert tried(SendError("429", retry_after=2)) == ("retry", 30 * SECOND)
    assert tried(SendError("429", retry_after=1e9)) == ("retry", DAY)


def test_a_day_after_the_first_try_it_is_given_up() -> None:
    assert tried(SendError("busy"), 30, hours=23.9)[0] == "retry"
    assert tried(SendError("busy"), 30, hours=24)[0] == "dead"


def test_what_may_have_arrived_is_sent_once_more_and_no_more() -> None:
    lost = SendError("no answer", uncertain=True)
    assert tried(lost) == ("uncertain", 30 * SECOND)
    assert tried(lost, 2, unanswered=1)[0] == "dead"
    assert tried(SendError("busy"), 2, unanswered=1)[0] == "retry"
