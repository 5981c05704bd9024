"""Processes beside a test."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def run_processes() -> Iterator[Callable[[int, str, str], list[int]]]:
    """Run a job of worker.py on a database in so many processes at once and return their exit codes."""
    command = [sys.executable, str(HERE / "worker.py")]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[1])}
    with subprocess.Popen(command, env=environment, text=True, stdin=-1, stdout=-1) as worker:

        def run(number: int, job: str, url: str) -> list[int]:
            assert worker.stdin is not None
            assert worker.stdout is not None
            worker.stdin.write(f"{number} {job} {url}\n")
            worker.stdin.flush()
            return [int(code) for code in worker.stdout.readline().split()]

        yield run
