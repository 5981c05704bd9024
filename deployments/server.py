"""A Prefect server with its UI, as a child process of ours.

Prefect's own ephemeral server is not used: it starts anew for every run and
forgets what it could not write before the end. This one keeps its history in
the home, and the runs of `tocsin run` are there when `tocsin up` shows its UI.
"""

import fcntl
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path
from typing import IO

from deployments.addresses import answers, api_at, free_port, is_free, is_healthy, without_password
from deployments.environment import client_environment, server_environment
from deployments.processes import start_process, stop_process, undisturbed
from flows.errors import FlowError
from flows.settings import Settings

_START_SECONDS = 90
_LEFTOVER_SECONDS = 15


class ServerError(FlowError):
    """The Prefect server could not be started; the message says where its log is."""


@contextmanager
def prefect_api(settings: Settings) -> Iterator[str]:
    """Give the address of a Prefect API for the time of the block, and let this process report to it.

    It is the one that `PREFECT_API_URL` names; else the one that `tocsin up`
    runs on this home; else one that is started here and stopped at the end.
    To be entered before Prefect is imported: its settings are read once.

    Raises:
        ServerError: No server could be started.
    """
    given = os.environ.get("PREFECT_API_URL")
    if given:
        if not answers(given):
            raise ServerError(
                f"no answer from PREFECT_API_URL ({without_password(given)}): start it, or unset the variable"
            )
        yield given
        return
    os.environ.update(client_environment(settings))
    running = running_api(settings)
    if running:
        os.environ["PREFECT_API_URL"] = running
        yield running
        return
    with (
        only_one(settings) as held,
        started(open_server(settings, host="127.0.0.1", port=free_port(), held=held)) as api_url,
    ):
        os.environ["PREFECT_API_URL"] = api_url
        yield api_url


@contextmanager
def only_one(settings: Settings) -> Iterator[int]:
    """Hold the home for one server: two on one SQLite history would each run the schedules.

    The value is the file descriptor of a lock that every process we start is to hold too.

    Raises:
        ServerError: Another `tocsin run` or `tocsin up` holds it, or nothing may be written there.
    """
    try:
        settings.prefect_home.mkdir(parents=True, exist_ok=True)
        ours = (settings.prefect_home / "server.lock").open("w")
        theirs = (settings.prefect_home / "processes.lock").open("w")
    except OSError as error:
        raise ServerError(f"{settings.prefect_home}: {error.strerror}: set TOCSIN_HOME to a folder of yours") from error
    with ours, theirs:
        _lock(ours, settings, seconds=0)
        # Who was killed left processes that the kernel has told to stop: they need a moment.
        _lock(theirs, settings, seconds=_LEFTOVER_SECONDS)
        yield theirs.fileno()


def _lock(file: IO[str], settings: Settings, *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                raise ServerError(
                    f"another tocsin is at work in {settings.home}: wait for it, or set TOCSIN_HOME"
                ) from error
            time.sleep(0.1)
        else:
            return


class Server:
    """A Prefect server of this home: where it is, where its log is, and how it is started."""

    def __init__(self, settings: Settings, *, host: str, port: int, held: int | None = None) -> None:
        self.api_url = api_at(host, port)
        self.log = settings.prefect_home / "server.log"
        self._settings = settings
        self._host = host
        self._port = port
        self._held = held

    @property
    def ui_url(self) -> str:
        """The address of the UI."""
        return self.api_url.removesuffix("/api")

    def start(self) -> subprocess.Popen[bytes]:
        """Start it. At first it may not answer yet."""
        words = ["prefect", "server", "start", "--host", self._host, "--port", str(self._port)]
        # Who may come from elsewhere finds the API where the page came from.
        ui_api_url = self.api_url if is_loopback(self._host) else "/api"
        environment = server_environment(self._settings, self.api_url, ui_api_url=ui_api_url)
        return start_process(words, environment=environment, log=self.log, held=self._held)

    def wait(self, process: subprocess.Popen[bytes], seconds: float = _START_SECONDS) -> None:
        """Return when the server answers.

        Raises:
            ServerError: It stopped, or did not answer in time.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise ServerError(f"the Prefect server stopped at once (exit {process.returncode}): see {self.log}")
            if is_healthy(self.api_url):
                return
            time.sleep(0.1)
        raise ServerError(f"the Prefect server did not answer at {self.api_url} in {seconds:.0f} s: see {self.log}")


def open_server(settings: Settings, *, host: str, port: int, held: int | None = None) -> Server:
    """Return the server that is to be started.

    Args:
        settings: The settings in force.
        host: The address of this machine that it listens on.
        port: Its port.
        held: The lock of `only_one`.

    Raises:
        ServerError: The port is taken by another program, or others could come in without a password.
    """
    if not is_loopback(host) and not settings.prefect_auth:
        raise ServerError(
            f"TOCSIN_PREFECT_HOST={host} lets other machines in: set TOCSIN_PREFECT_AUTH to USER:PASSWORD as well"
        )
    if not is_free(port, host):
        raise ServerError(f"port {port} on {host} is taken: stop what listens there, or set TOCSIN_PREFECT_PORT")
    return Server(settings, host=host, port=port, held=held)


@contextmanager
def started(server: Server) -> Iterator[str]:
    """Start the server, give its API's address when it answers, and stop it at the end of the block.

    Raises:
        ServerError: It did not start.
    """
    process = server.start()
    try:
        server.wait(process)
        yield server.api_url
    finally:
        with undisturbed():
            stop_process(process)


def is_loopback(host: str) -> bool:
    """Say whether only this machine reaches a server on this address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def running_api(settings: Settings) -> str | None:
    """Return the API address of the server that `tocsin up` runs on this home, or None."""
    with suppress(OSError):
        api_url = note_path(settings).read_text(encoding="utf-8").strip()
        return api_url if is_healthy(api_url) else None
    return None


def note_path(settings: Settings) -> Path:
    """Return the file in which `tocsin up` notes the address of its server."""
    return settings.prefect_home / "server.url"
