"""A home of its own for each test, a web site, and one real Prefect server for them all."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from deployments.addresses import free_port
from deployments.environment import client_environment
from deployments.server import open_server, started
from flows.settings import Settings
from sites import Site

# Prefect reads its settings once, when it is imported: they must stand before any test module is.
_PREFECT_PORT = free_port()
_PREFECT_HOME = Settings(home=Path(mkdtemp(prefix="tocsin-tests-")))
os.environ.update(client_environment(_PREFECT_HOME))
os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{_PREFECT_PORT}/api"


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[Path]:
    """A running Prefect server that this process and its children report to; the value is its folder."""
    folder = _PREFECT_HOME.prefect_home
    folder.mkdir(parents=True, exist_ok=True)
    with started(open_server(_PREFECT_HOME, host="127.0.0.1", port=_PREFECT_PORT)):
        yield folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home in which 127.0.0.0/8 may be dialled; the current folder is another empty one."""
    return enter_home(tmp_path, monkeypatch)


def enter_home(parent: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a home and a current folder below `parent`, and let this process and its children use them."""
    folder, here = parent / "home", parent / "here"
    (folder / "watchlists").mkdir(parents=True)
    here.mkdir()
    monkeypatch.chdir(here)
    for name in [name for name in os.environ if name.startswith("TOCSIN_") and not name.startswith("TOCSIN_TEST_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TOCSIN_HOME", str(folder))
    monkeypatch.setenv("TOCSIN_ALLOW_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("TOCSIN_TIMEOUT_SECONDS", "5")
    monkeypatch.setenv("TOCSIN_POLL_GAP_SECONDS", "0")
    monkeypatch.setenv("TOCSIN_PAGE_GAP_SECONDS", "0")
    return folder


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site on loopback."""
    with Site() as running:
        yield running
