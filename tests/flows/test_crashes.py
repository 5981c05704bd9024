"""What a kill does to a digest: nothing is lost, nothing invented, and what comes twice is known by its key."""

from collections.abc import Iterator
from contextlib import nullcontext

import pytest

from crashing import Crashing


@pytest.fixture(scope="module")
def crashing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crashing]:
    with Crashing(tmp_path_factory.mktemp("crashing"), seed=1) as made:
        yield made


def test_30_kills_lose_nothing_and_repeat_no_more_than_there_were_kills(crashing: Crashing) -> None:
    crashing.kill(30)
    outcome = crashing.finish()
    assert outcome.hits >= 60
    assert outcome.holds, outcome


def test_a_sender_killed_before_it_could_mark_sends_the_same_message_again(crashing: Crashing) -> None:
    before = crashing.finish()
    assert crashing.fail_at_receiver("on_message", crashing.hook) != 0
    after = crashing.finish()
    assert after.holds, after
    assert after.repeated > before.repeated


@pytest.mark.parametrize(
    ("design", "said"),
    [("little-room", "the disk cannot be written: is it full"), ("no-patience", "another process has been writing")],
    ids=["full disk", "locked database"],
)
def test_a_run_that_cannot_write_says_why_and_the_next_one_tells_it_all(
    crashing: Crashing, design: str, said: str
) -> None:
    trouble = crashing.locked() if design == "no-patience" else nullcontext()

    assert said in crashing.fail_in(trouble, design=design, articles=20)

    before, after = crashing.finish(), crashing.finish()
    assert (after.holds, after.lost, after.repeated) == (True, 0, before.repeated)
