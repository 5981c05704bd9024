import multiprocessing
import os

import pytest

from flows.errors import FlowError
from flows.parallel import cores, spread
from fragile import double_or_break


def test_results_come_in_order_from_other_processes() -> None:
    numbers = list(range(20))

    doubled = list(spread(double_or_break, numbers, workers=2))

    assert [number for number, _ in doubled] == [2 * number for number in numbers]
    assert os.getpid() not in {worker for _, worker in doubled}


@pytest.mark.parametrize(("numbers", "workers"), [([1], 8), ([1, 2], 1), ([], 8)], ids=["item", "worker", "nothing"])
def test_one_item_or_one_worker_needs_no_other_process(numbers: list[int], workers: int) -> None:
    assert {worker for _, worker in spread(double_or_break, numbers, workers=workers)} <= {os.getpid()}


def test_a_worker_that_is_ended_from_outside_is_told_in_a_sentence() -> None:
    with pytest.raises(FlowError, match="too little memory"):
        list(spread(double_or_break, [1, -1, 1], workers=2))


def test_no_worker_outlives_a_caller_that_stops() -> None:
    before = set(multiprocessing.active_children())

    results = spread(double_or_break, range(1000), workers=2)
    assert next(results)[0] == 0
    results.close()

    assert set(multiprocessing.active_children()) <= before


def test_there_is_a_core() -> None:
    assert cores() >= 1
