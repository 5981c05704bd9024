"""Processes that are started, and what is left of them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deployments.processes import start_process, stop_process

PARENT = """
import signal, sys, time
from pathlib import Path
from deployments.processes import start_process, stop_process
process = start_process(["http.server", "0"], environment={}, log=Path(sys.argv[1]))
print(process.pid, flush=True)
time.sleep(60)
"""


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that has ended and was not waited for is none.
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return not state.startswith("Z")


def test_a_stopped_process_is_gone(tmp_path: Path) -> None:
    process = start_process(["http.server", "0"], environment={}, log=tmp_path / "log")

    stop_process(process)

    assert process.returncode is not None
    assert not is_running(process.pid)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has ended")
def test_a_process_does_not_outlive_a_parent_that_was_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path / "log")], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert parent.stdout
    child = int(parent.stdout.readline())
    time.sleep(0.5)  # the child must have asked to be told
    assert is_running(child)

    parent.send_signal(signal.SIGKILL)

    parent.wait(10)
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(child)
