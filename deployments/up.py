"""Everything unattended on one machine: a Prefect server with its UI and the process that starts the runs."""

import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from deployments.processes import start_process, stop_process
from deployments.server import (
    Server,
    ServerError,
    client_environment,
    note_path,
    only_one,
    start_server,
)
from flows.settings import Settings

_LOOK_SECONDS = 1


def run_up(settings: Settings, names: Sequence[str], *, tell: Callable[[str], None]) -> None:
    """Run until interrupted (KeyboardInterrupt), then stop everything that was started.

    Args:
        settings: The settings in force.
        names: The watchlists to run; none means all of the user's own.
        tell: Called with each thing the person should know.

    Raises:
        ServerError: The server did not start, or one of the two processes stopped by itself.
    """
    with only_one(settings), start_server(settings, port=settings.prefect_port) as server:
        tell("starting the Prefect server …")
        server.wait()
        with _announced(settings, server), _serving(settings, server, names) as runner:
            tell(f"Prefect UI: {server.ui_url}")
            tell(f"every {settings.monitor_minutes} minutes: poll, read, match, send. Ctrl-C stops it.")
            _watch(server, runner, settings)


@contextmanager
def _announced(settings: Settings, server: Server) -> Iterator[None]:
    note = note_path(settings)
    note.write_text(server.api_url, encoding="utf-8")
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


@contextmanager
def _serving(settings: Settings, server: Server, names: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    log = settings.prefect_home / "serve.log"
    process = start_process(
        ["deployments.serve", *names],
        # What a run has to say is read in the UI and in this log; on a terminal only `tocsin run` speaks.
        environment=client_environment(settings) | {"PREFECT_API_URL": server.api_url, "PREFECT_LOGGING_LEVEL": "INFO"},
        log=log,
    )
    try:
        yield process
    finally:
        stop_process(process)


def _watch(server: Server, runner: subprocess.Popen[bytes], settings: Settings) -> None:
    while True:
        time.sleep(_LOOK_SECONDS)
        if server.process.poll() is not None:
            raise ServerError(f"the Prefect server stopped (exit {server.process.returncode}): see {server.log}")
        if runner.poll() is not None:
            log = settings.prefect_home / "serve.log"
            raise ServerError(f"the process that starts the runs stopped (exit {runner.returncode}): see {log}")
