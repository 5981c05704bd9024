"""Spread pure computing over all cores."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.context import BaseContext
from multiprocessing.synchronize import Event
from typing import Any, Protocol, TypeVar

from flows.errors import FlowError

Item = TypeVar("Item")
Result = TypeVar("Result")


class Spread(Protocol):
    """What does a job with each of many items, somewhere, and gives the results in their order."""

    def __call__(
        self, job: Callable[[Item], Result], items: Sequence[Item], *, workers: int
    ) -> Generator[Result, None, None]:
        """Yield what the job makes of each item."""


_job: Callable[[Any], Any] | None = None
"""What this worker does with each item."""
_stopped: Event | None = None
"""Set when nobody waits for results any more: what is queued by then cannot be taken back."""


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(job: Callable[[Item], Result], items: Sequence[Item], *, workers: int) -> Generator[Result, None, None]:
    """Yield what the job makes of each item, in their order; with one worker, or one item, in this process.

    What the job holds is made once: on Linux the workers share it with this process, elsewhere each is sent a copy.
    When the caller stops, by Ctrl-C or otherwise, the workers end with the items they are at.

    Raises:
        FlowError: A worker was ended from outside, as for want of memory.
    """
    if min(workers, len(items)) <= 1:
        yield from map(job, items)
        return
    context = _context()
    stopped = context.Event()
    pool = ProcessPoolExecutor(min(workers, len(items)), context, _take, (job, stopped))
    try:
        with _interrupts_held():  # The workers are started in here, and so never see a Ctrl-C: it is for this process.
            results = pool.map(_work, items)
        yield from results
    except BrokenProcessPool as error:
        raise FlowError("a worker process was ended from outside; is there too little memory?") from error
    finally:
        stopped.set()
        pool.shutdown(cancel_futures=True)


def _context() -> BaseContext:
    # Only a process of one thread may be forked: a lock that another thread holds would never be free in the child.
    alone = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if alone else "spawn")


@contextmanager
def _interrupts_held() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    signals = {signal.SIGINT, signal.SIGHUP, signal.SIGTERM}
    held = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _take(job: Callable[[Any], Any], stopped: Event) -> None:
    global _job, _stopped
    _job, _stopped = job, stopped
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(item: Any) -> Any:
    assert _job is not None
    assert _stopped is not None
    return None if _stopped.is_set() else _job(item)
