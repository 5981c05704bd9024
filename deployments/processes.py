"""Processes that we start, and that never outlive us: `python -m deployments.processes PID MODULE …`.

Between us and each of them stands a keeper, the leader of their process group.
Ended with us the group is by `stop_process`. Should we be killed before, the
kernel tells the keeper (on Linux a process can ask to be told when its parent
ends), and the keeper ends the group; should the keeper be killed, we do.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

_STOP_SECONDS = 5
_PARENT_DEATH_SIGNAL = 1
"""`PR_SET_PDEATHSIG` of Linux."""


def start_process(
    words: Sequence[str], *, environment: Mapping[str, str], log: Path, held: int | None = None
) -> subprocess.Popen[bytes]:
    """Start `python -m` these words in a process group of its own, which is ended when this process ends.

    Args:
        words: The module and its arguments.
        environment: Set besides our own.
        log: Gets what it prints, after what is there.
        held: A file descriptor that stays open as long as anything of the group runs: of a lock, say.
    """
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603  our own interpreter, our own words
            [sys.executable, "-m", "deployments.processes", str(os.getpid()), *words],
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=() if held is None else (held,),
            # Ctrl-C is for us: the server stops after the runs that report to it.
            start_new_session=True,
        )


def stop_process(process: subprocess.Popen[bytes], seconds: float = _STOP_SECONDS) -> None:
    """Ask a process group to stop, wait, and kill what is left of it."""
    if process.poll() is None:
        signal_group(process.pid, signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    signal_group(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Drop the signals that would end us while we end: who presses Ctrl-C twice is not to keep a server for it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in held.items():
            signal.signal(number, handler)


def signal_group(group: int, number: signal.Signals) -> None:
    """Send a signal to what is left of a process group."""
    with suppress(ProcessLookupError):
        os.killpg(group, number)


def _keep(parent: int, words: Sequence[str]) -> int:
    """Run `python -m` these words until they end or the parent does; return how they ended."""
    # What stop_process sends reaches the child too. The kernel's word reaches us alone, and is passed on.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end_group)
    _when_parent_ends(signal.SIGTERM)
    if os.getppid() != parent:
        return 1
    child = subprocess.Popen([sys.executable, "-m", *words], preexec_fn=_become_child)  # noqa: S603, PLW1509  one thread
    code = child.wait()
    return code if code >= 0 else 128 - code


def _become_child() -> None:
    # Ignored signals are inherited: Ctrl-C is to end what we start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _when_parent_ends(signal.SIGINT)


def _end_group(_number: int, _frame: FrameType | None) -> None:
    """End the group and ourselves: kindly, then, after what a kind end may take, not."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal_group(os.getpgrp(), signal.SIGINT)
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(os.getpgrp(), signal.SIGKILL))
    signal.alarm(_STOP_SECONDS)
    with suppress(ChildProcessError):
        os.wait()
    signal_group(os.getpgrp(), signal.SIGKILL)


def _when_parent_ends(number: signal.Signals) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, number)


if __name__ == "__main__":
    sys.exit(_keep(int(sys.argv[1]), sys.argv[2:]))
