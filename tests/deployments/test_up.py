"""`tocsin up`, for real: a Prefect server, the schedules, and a run that a schedule made."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from deployments.addresses import free_port, is_free
from flows.burst import FOLLOW_UP
from news import News
from sites import Site
from storage import Database, find_hits

PATIENCE = 150


@pytest.fixture
def up(home: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator["Up"]:
    news = News(site, home)
    news.digest(to="analysts", schedule="30 6 * * *", timezone="Europe/Kyiv")
    news.publish("/1", "Rostec", "Rostec grows. " + news.filler)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.delenv("PREFECT_HOME", raising=False)
    monkeypatch.setenv("TOCSIN_MONITOR_MINUTES", "1")
    port = free_port()
    monkeypatch.setenv("TOCSIN_PREFECT_PORT", str(port))
    process = subprocess.Popen(
        [sys.executable, "-m", "tocsin", "up"], stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    yield Up(process, port, home)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


class Up:
    def __init__(self, process: "subprocess.Popen[str]", port: int, home: Path) -> None:
        self.process = process
        self.port = port
        self.home = home

    def ask(self, path: str) -> list[dict[str, Any]]:
        request = Request(f"http://127.0.0.1:{self.port}/api/{path}", b"{}", {"Content-Type": "application/json"})
        with urlopen(request, timeout=10) as answer:
            rows: list[dict[str, Any]] = json.load(answer)
        return rows

    def processes(self) -> dict[str, int]:
        """The processes that serve and that are the server, by their module."""
        listed = subprocess.run(["ps", "-ewwo", "pid=,args="], capture_output=True, text=True, check=True).stdout
        found = {}
        for line in listed.splitlines():
            pid, _, words = line.strip().partition(" ")
            if words.endswith("-m deployments.serve") or f"--port {self.port}" in words:
                # A keeper's child comes after it.
                found["server" if "--port" in words else "serve"] = int(pid)
        return found

    def wait_for(self, what: Callable[[], Any]) -> Any:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.process.stderr.read() if self.process.stderr else ""
            try:
                if found := what():
                    return found
            except OSError:
                pass
            time.sleep(0.5)
        raise AssertionError(f"not within {PATIENCE} s: {what}")


def test_up_runs_the_schedules_starts_again_what_dies_and_stops_on_ctrl_c(up: Up) -> None:
    deployments = up.wait_for(lambda: len(found := up.ask("deployments/filter")) >= 5 and found)
    digest_name = "news to analysts at 30 6 * * *"
    assert {row["name"] for row in deployments} == {"monitor", digest_name, FOLLOW_UP, "housekeeping", "alarm"}
    digest = next(row for row in deployments if row["name"] == digest_name)
    assert digest["schedules"][0]["schedule"] == {"cron": "30 6 * * *", "timezone": "Europe/Kyiv", "day_or": True}
    works = [row for row in deployments if row["name"] != "alarm"]
    assert all(row["concurrency_limit"] == 1 or row["global_concurrency_limit"]["limit"] == 1 for row in works)
    automations = up.wait_for(lambda: len(found := up.ask("automations/filter")) >= 4 and found)
    assert sorted(row["name"] for row in automations) == [
        "tocsin: a run is crashed", "tocsin: a run is failed", "tocsin: a run is late", "tocsin: nothing completes",
    ]  # fmt: skip

    runs = up.wait_for(
        lambda: [
            run
            for run in up.ask("flow_runs/filter")
            if run["auto_scheduled"] and run["state_type"] == "COMPLETED" and "monitor" in run["name"]
        ]
    )
    assert runs
    with Database(f"sqlite:///{up.home / 'tocsin.db'}") as database, database.read() as session:
        assert [row.article.title for row in find_hits(session)] == ["Rostec"]

    killed = up.processes()["server"]
    os.kill(killed, signal.SIGKILL)
    up.wait_for(lambda: up.processes().get("server", killed) != killed and up.ask("deployments/filter"))

    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(60) == 0
    assert "server" not in up.processes()
    assert is_free(up.port)
    assert not (up.home / "prefect" / "server.url").exists()
