"""What dies is started again, at once at first, then after longer and longer pauses."""

import subprocess
import sys

import pytest

from deployments.supervisor import Supervised


@pytest.fixture
def told() -> list[str]:
    return []


def supervised(words: str, told: list[str]) -> Supervised:
    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", words], start_new_session=True)

    return Supervised("it", start, told.append)


def test_pauses_grow_while_it_dies_at_once_and_are_short_again_after_it_ran_well(told: list[str]) -> None:
    it = supervised("raise SystemExit(3)", told)
    now = 1.0
    for _ in range(8):
        it.look(now)
        assert it.process
        it.process.wait()
        it.look(now)
        now += 100
    it.look(now)
    assert it.process
    it.process.wait()
    it.look(now + 1_000)
    assert [line.split()[-2] for line in told] == ["2", "4", "8", "16", "32", "60", "60", "60", "1"]
    assert told[0] == "it stopped by itself (exit 3): started again in 2 s"


def test_it_is_not_started_before_its_pause_is_over(told: list[str]) -> None:
    it = supervised("pass", told)
    it.look(1.0)
    assert it.process
    it.process.wait()
    it.look(1.0)
    it.look(2.9)
    assert it.process is None
    it.look(3.0)
    assert it.process
    it.stop()


def test_one_that_does_not_do_its_work_is_stopped_and_started_again(told: list[str]) -> None:
    it = supervised("import time; time.sleep(60)", told)
    it.look(1.0)
    first = it.process
    it.restart("does not answer", 500.0)
    it.look(501.0)
    assert first
    assert first.returncode is not None
    assert it.process not in {None, first}
    assert told == ["it does not answer: started again in 1 s"]
    it.stop()
