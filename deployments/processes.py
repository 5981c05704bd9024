"""Processes that we start, and that never outlive us: `python -m deployments.processes PID MODULE …`.

Ended with us they are by `stop_process`. Should we be killed before, the kernel
tells them: on Linux a process can ask to be interrupted when its parent ends.
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

_STOP_SECONDS = 10
_PARENT_DEATH_SIGNAL = 1
"""`PR_SET_PDEATHSIG` of Linux."""


def start_process(words: Sequence[str], *, environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start `python -m` these words as a process group of its own, which is interrupted when this process ends.

    Args:
        words: The module and its arguments.
        environment: Set besides our own.
        log: Gets what it prints, after what is there.
    """
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603  our own interpreter, our own words
            [sys.executable, "-m", "deployments.processes", str(os.getpid()), *words],
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Ctrl-C is for us: the server stops after the runs that report to it.
            start_new_session=True,
        )


def stop_process(process: subprocess.Popen[bytes], seconds: float = _STOP_SECONDS) -> None:
    """Ask a process group to stop, wait, and kill what is left of it; Ctrl-C meanwhile changes nothing."""
    with _undisturbed():
        if process.poll() is None:
            _signal(process, signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(seconds)
        _signal(process, signal.SIGKILL)
        process.wait()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold the signals that would end us back: who presses Ctrl-C twice is not to keep a server for it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in held.items():
            signal.signal(number, handler)


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _become(parent: int, words: Sequence[str]) -> None:
    """Turn this process into `python -m` these words, to be interrupted when its parent ends."""
    # Where the shell had started us in the background, Ctrl-C is ignored, and would be in what we start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGINT)
        if os.getppid() != parent:
            return
    os.execv(sys.executable, [sys.executable, "-m", *words])  # noqa: S606  the words are those of `start_process`


if __name__ == "__main__":
    _become(int(sys.argv[1]), sys.argv[2:])
