"""Everything unattended on one machine: a Prefect server with its UI and the process that starts the runs."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from deployments.addresses import is_healthy
from deployments.environment import client_environment
from deployments.processes import start_process, undisturbed
from deployments.server import Server, note_path, only_one, open_server
from deployments.supervisor import Supervised
from flows.settings import Settings

_LOOK_SECONDS = 0.5
_HEALTH_SECONDS = 5
_DUMB_SECONDS = 60
"""How long a server may run without answering: to start on a busy machine takes half of it."""
_SILENT_INTERVALS = 4
"""One more than the automation waits for: this word is for the case that Prefect itself is what is wrong."""


def run_up(settings: Settings, names: Sequence[str], *, tell: Callable[[str], None]) -> None:
    """Run until interrupted (KeyboardInterrupt), then stop everything that was started.

    What dies is started again. The runs are cut off where they are: what they had stored is the next one's start.

    Args:
        settings: The settings in force.
        names: The watchlists to run; none means all of the user's own.
        tell: Called with each thing the person should know.

    Raises:
        ServerError: The server did not start.
    """
    with only_one(settings) as held:
        server = open_server(settings, host=settings.prefect_host, port=settings.prefect_port, held=held)
        keeper = Supervised("the Prefect server", server.start, tell)
        runner = Supervised("the process that starts the runs", lambda: _serve(settings, server, names, held), tell)
        links = Supervised("the server of the links", lambda: _serve_links(settings, held), tell)
        tell("starting the Prefect server …")
        try:
            keeper.look(time.monotonic())
            # At once: what it imports takes as long as the server's start, and it waits for the server.
            runner.look(time.monotonic())
            assert keeper.process
            server.wait(keeper.process)
            with _announced(settings, server):
                tell(f"Prefect UI: {server.ui_url}")
                tell(f"every {settings.monitor_minutes} minutes: poll, read, match, send. Ctrl-C stops it.")
                if settings.base_url:
                    where = f"http://{settings.links_host}:{settings.links_port}"
                    tell(f"links in messages: {where} answers for {settings.base_url}")
                _watch(server, keeper, runner, links if settings.base_url else None, _Silence(settings))
        finally:
            with undisturbed():
                links.stop()
                # The runner first: its runs still have something to report.
                runner.stop()
                keeper.stop()


@contextmanager
def _announced(settings: Settings, server: Server) -> Iterator[None]:
    note = note_path(settings)
    note.write_text(server.api_url, encoding="utf-8")
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def _serve(settings: Settings, server: Server, names: Sequence[str], held: int) -> subprocess.Popen[bytes]:
    return start_process(
        ["deployments.serve", *names],
        # What a run has to say is read in the UI and in this log; on a terminal only `tocsin run` speaks.
        environment=client_environment(settings) | {"PREFECT_API_URL": server.api_url, "PREFECT_LOGGING_LEVEL": "INFO"},
        log=settings.prefect_home / "serve.log",
        held=held,
    )


def _serve_links(settings: Settings, held: int) -> subprocess.Popen[bytes]:
    log = settings.prefect_home / "links.log"
    return start_process(["deployments.links"], environment=client_environment(settings), log=log, held=held)


def _watch(
    server: Server, keeper: Supervised, runner: Supervised, links: Supervised | None, silence: "_Silence"
) -> None:
    asked_at = answered_at = time.monotonic()
    while True:
        time.sleep(_LOOK_SECONDS)
        now = time.monotonic()
        was = keeper.process
        keeper.look(now)
        if keeper.process is not was:
            answered_at = now
        if runner.process or is_healthy(server.api_url):
            runner.look(now)
        if links:
            links.look(now)
        silence.look(now)
        if now - asked_at >= _HEALTH_SECONDS:
            asked_at = now
            if is_healthy(server.api_url):
                answered_at = now
            elif now - answered_at > _DUMB_SECONDS:
                keeper.restart("does not answer", now)
                answered_at = now


class _Silence:
    """Speaks up, without Prefect, when no run has completed for long."""

    def __init__(self, settings: Settings) -> None:
        self._patience = timedelta(minutes=settings.monitor_minutes * _SILENT_INTERVALS).total_seconds()
        self._look_at = time.monotonic() + self._patience

    def look(self, now: float) -> None:
        """Let a process look whether a run has completed lately, each few intervals, and say so where none has."""
        if now < self._look_at:
            return
        self._look_at = now + self._patience
        words = [sys.executable, "-P", "-m", "deployments.silence", str(self._patience)]
        subprocess.Popen(words, start_new_session=True)  # noqa: S603  our own interpreter, our own words
