"""A Prefect server with its UI, as a child process of ours.

Prefect's own ephemeral server is not used: it starts anew for every run and
forgets what it could not write before the end. This one keeps its history in
the home, and the runs of `tocsin run` are there when `tocsin up` shows its UI.
"""

import fcntl
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from deployments.processes import start_process, stop_process
from flows.errors import FlowError
from flows.settings import Settings

_START_SECONDS = 90


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
    with only_one(settings), start_server(settings, port=free_port()) as server:
        os.environ["PREFECT_API_URL"] = server.api_url
        server.wait()
        yield server.api_url


@contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """Hold the home for one server: two on one SQLite history would each run the schedules.

    Raises:
        ServerError: Another `tocsin run` or `tocsin up` holds it, or nothing may be written there.
    """
    try:
        settings.prefect_home.mkdir(parents=True, exist_ok=True)
        opened = (settings.prefect_home / "server.lock").open("w")
    except OSError as error:
        raise ServerError(f"{settings.prefect_home}: {error.strerror}: set TOCSIN_HOME to a folder of yours") from error
    with opened as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ServerError(
                f"another tocsin is at work in {settings.home}: wait for it, or set TOCSIN_HOME"
            ) from error
        yield


class Server:
    """A started Prefect server: its address, its log and its process."""

    def __init__(self, process: subprocess.Popen[bytes], api_url: str, log: Path) -> None:
        self.process = process
        self.api_url = api_url
        self.log = log

    @property
    def ui_url(self) -> str:
        """The address of the UI."""
        return self.api_url.removesuffix("/api")

    def wait(self, seconds: float = _START_SECONDS) -> None:
        """Return when the server answers.

        Raises:
            ServerError: It stopped, or did not answer in time.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise ServerError(
                    f"the Prefect server stopped at once (exit {self.process.returncode}): see {self.log}"
                )
            if is_healthy(self.api_url):
                return
            time.sleep(0.1)
        raise ServerError(f"the Prefect server did not answer at {self.api_url} in {seconds:.0f} s: see {self.log}")

    def stop(self) -> None:
        """Stop the server; it is killed when it has not stopped in time."""
        stop_process(self.process)


@contextmanager
def start_server(settings: Settings, *, port: int) -> Iterator[Server]:
    """Start a Prefect server on 127.0.0.1 and stop it at the end of the block. At first it may not answer yet.

    Raises:
        ServerError: The port is taken by another program.
    """
    if not is_free(port):
        raise ServerError(f"port {port} on 127.0.0.1 is taken: stop what listens there, or set TOCSIN_PREFECT_PORT")
    api_url = f"http://127.0.0.1:{port}/api"
    log = settings.prefect_home / "server.log"
    process = start_process(
        ["prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
        environment=server_environment(settings, api_url),
        log=log,
    )
    server = Server(process, api_url, log)
    try:
        yield server
    finally:
        server.stop()


def client_environment(settings: Settings) -> dict[str, str]:
    """Return the Prefect settings of every process of ours."""
    return {
        "PREFECT_HOME": str(settings.prefect_home),
        "DO_NOT_TRACK": "1",
        # A folder called `storage` where the command is typed must not stand in for ours.
        "PYTHONSAFEPATH": "1",
        # A run that finds no server must say so, not start one of its own.
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        "PREFECT_LOGGING_LEVEL": "WARNING",
    }


def server_environment(settings: Settings, api_url: str) -> dict[str, str]:
    """Return the Prefect settings of the server."""
    return client_environment(settings) | {
        "PREFECT_API_URL": api_url,
        # Without it the UI on another port than 4200 looks for its API on 4200.
        "PREFECT_SERVER_UI_API_URL": api_url,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        # Of the defaults (1, 1) each task run costs the server 15 ms of CPU; of these 6.
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "200",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
        # Leases in memory are lost in a power cut, and the slot of the run with them: no run would ever start again.
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        # Run history is a window; what was found is kept in our own database.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "2592000",
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P2D",
    }


def running_api(settings: Settings) -> str | None:
    """Return the API address of the server that `tocsin up` runs on this home, or None."""
    with suppress(OSError):
        api_url = note_path(settings).read_text(encoding="utf-8").strip()
        return api_url if is_healthy(api_url) else None
    return None


def note_path(settings: Settings) -> Path:
    """Return the file in which `tocsin up` notes the address of its server."""
    return settings.prefect_home / "server.url"


def is_healthy(api_url: str) -> bool:
    """Say whether a Prefect API answers at this address."""
    with suppress(URLError, OSError, ValueError), urlopen(f"{api_url}/health", timeout=2) as answer:  # noqa: S310  http, ours
        return bool(answer.status == 200)  # noqa: PLR2004
    return False


def answers(url: str) -> bool:
    """Say whether an HTTP server is at this address, whatever it says."""
    try:
        urlopen(url, timeout=5).close()  # noqa: S310  the user's own setting
    except HTTPError:
        return True
    except (OSError, ValueError):
        return False
    return True


def without_password(url: str) -> str:
    """Return an address as it may be shown: its user, but neither password nor query."""
    scheme, separator, rest = url.partition("://")
    place, _, query = rest.partition("?")
    if "@" in query:
        # Of a password in the query, or of one with "?" in it that nobody escaped: where it ends cannot be told.
        return f"{scheme}{separator}…"
    credentials, at, host = place.rpartition("@")
    user = credentials.partition(":")[0]
    return f"{scheme}{separator}{user}{':***' if ':' in credentials else ''}{at}{host}"


def free_port() -> int:
    """Return a port on 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Say whether nobody listens on this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return True
    return False
