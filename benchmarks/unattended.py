"""What `tocsin up` costs and survives: `python -m benchmarks.unattended [KILLS [SEED]]`.

It starts `tocsin up` on a home of its own with a small site on loopback, and prints how long the start and the stop
take, when a run asks the site for the first time, what everything costs while nothing is new, and, after KILLS kills
of random processes of it (default 5), how long each took until a run was completed again and what was lost. A Linux
program: it reads /proc. The kills and the times are of a machine that does nothing else; on a busy one they are longer.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import Request, urlopen

from deployments.addresses import free_port, is_healthy
from storage import Database, find_hits, last_run

INTERVAL = 120
IDLE_SECONDS = 40
START, STOP, FIRST_REQUEST, IDLE_CPU, MEMORY = 20, 10, 8, 5, 600
_DEPLOYMENTS = 4
_TICK = os.sysconf("SC_CLK_TCK")


class News(ThreadingHTTPServer):
    """A feed of articles on Rostec; it remembers when it was asked for what, and what was posted to it."""

    def __init__(self) -> None:
        self.articles = 1
        self.asked: list[tuple[float, str]] = []
        self.posted: list[str] = []
        super().__init__(("127.0.0.1", 0), _Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Handler(BaseHTTPRequestHandler):
    server: News

    def do_GET(self) -> None:
        self.server.asked.append((time.time(), self.path))
        place = f"http://127.0.0.1:{self.server.server_address[1]}"
        if self.path == "/feed":
            items = "".join(
                f"<item><guid>{n}</guid><link>{place}/{n}</link><title>Rostec plant {n}</title></item>"
                for n in range(self.server.articles)
            )
            self._answer(f"<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>", "application/xml")
        else:
            words = " ".join(f"word{random.Random(self.path).randrange(10**6)}x{i}" for i in range(150))
            self._answer(f"<html><body><article><p>Rostec opened {self.path}. {words}</p></article></body></html>")

    def do_POST(self) -> None:
        self.server.posted.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self._answer("ok")

    def _answer(self, body: str, kind: str = "text/html") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Up:
    """`tocsin up` on a home, and what can be seen of it from outside."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port
        self.api = f"http://127.0.0.1:{port}/api"
        self.begun = time.time()
        with (home / "up.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tocsin", "up"], stderr=log, stdout=log, start_new_session=True
            )

    def wait_until_it_serves(self) -> float:
        """Return how many seconds after its start its deployments are there."""
        while not (is_healthy(self.api) and self._deployments()):
            assert self.process.poll() is None, (self.home / "up.log").read_text()
            time.sleep(0.2)
        return time.time() - self.begun

    def _deployments(self) -> bool:
        try:
            return len(self.ask("deployments/filter", {})) >= _DEPLOYMENTS
        except OSError:
            return False

    def ask(self, path: str, body: dict[str, object]) -> list[dict[str, str]]:
        """Return rows from its Prefect API."""
        asked = Request(f"{self.api}/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urlopen(asked, timeout=20) as answer:
            rows: list[dict[str, str]] = json.load(answer)
        return rows

    def tree(self) -> dict[int, str]:
        """Its processes and what each is."""
        children: dict[int, list[int]] = {}
        names: dict[int, str] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                stat = (folder / "stat").read_text().rpartition(")")[2].split()
                names[int(folder.name)] = " ".join((folder / "cmdline").read_text().split("\0")[1:4])
            except (OSError, IndexError):
                continue
            children.setdefault(int(stat[1]), []).append(int(folder.name))
        found, waiting = {self.process.pid: "tocsin up"}, [self.process.pid]
        while waiting:
            for child in children.get(waiting.pop(), []):
                found[child] = names.get(child, "")
                waiting.append(child)
        return found

    def cpu(self) -> float:
        """Seconds that its processes have used, those that have ended included."""
        total = 0
        for pid in self.tree():
            try:
                total += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))
            except OSError:
                continue
        return total / _TICK

    def memory(self) -> float:
        """Megabytes that they have for themselves, plus their share of what they share."""
        total = 0
        for pid in self.tree():
            try:
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            except OSError:
                continue
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total / 1024


def completed_at(home: Path) -> datetime:
    with Database(f"sqlite:///{home / 'tocsin.db'}") as database, database.read() as session:
        run = last_run(session)
    return run.finished_at if run else datetime.fromtimestamp(0, UTC)


def wait_for_run(home: Path, since: datetime, patience: float) -> float:
    """Return how many seconds it took until a run that was completed after `since`; infinity where it did not."""
    begun = time.time()
    while time.time() - begun < patience:
        if completed_at(home) > since:
            return time.time() - since.timestamp()
        time.sleep(0.5)
    return float("inf")


def prepare(home: Path, news: News, port: int) -> None:
    place = f"127.0.0.1:{news.server_address[1]}"
    (home / "watchlists").mkdir()
    (home / "watchlists" / "mine.yaml").write_text(
        f"name: Mine\nfeeds: [{{url: 'http://{place}/feed', every: 1m}}]\n"
        "terms: [{name: Rostec, kind: organization}]\ndigests: [{to: desk, schedule: immediately}]\n"
    )
    (home / "channels.yaml").write_text(f"urls:\n  - json://{place}/sink:\n      - tag: desk\n")
    os.environ.update(
        TOCSIN_HOME=str(home), TOCSIN_ALLOW_NETWORKS="127.0.0.0/8", TOCSIN_PREFECT_PORT=str(port),
        TOCSIN_MONITOR_MINUTES=str(INTERVAL // 60), TOCSIN_POLL_MINUTES="1", TOCSIN_POLL_GAP_SECONDS="0",
    )  # fmt: skip
    os.environ.pop("PREFECT_API_URL", None)


def first_request(up: Up, news: News) -> tuple[float, float]:
    """Return the seconds from a scheduled run's hour, and from its begin, to its first request."""
    asked = {"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}, "sort": "EXPECTED_START_TIME_DESC", "limit": 50}
    for run in up.ask("flow_runs/filter", asked):
        if run["auto_scheduled"] and run["name"].startswith("monitor"):
            due, began, ended = (
                datetime.fromisoformat(run[key]).timestamp()
                for key in ("expected_start_time", "start_time", "end_time")
            )
            moments = [at for at, path in news.asked if path == "/feed" and began < at < ended]
            if moments:  # a quiet feed is not due each time
                return min(moments) - due, min(moments) - began
    return float("inf"), float("inf")


def wait_for_quiet(up: Up) -> None:
    """Return when no run is at work and the next is so far off that the idle seconds fit before it."""
    states = ["SCHEDULED", "PENDING", "RUNNING"]
    asked = {"flow_runs": {"state": {"type": {"any_": states}}}, "sort": "EXPECTED_START_TIME_ASC", "limit": 1}
    # Runs are fetched ten seconds before their hour, and what is next to come may have just ended.
    margin = IDLE_SECONDS + 20
    while True:
        found = up.ask("flow_runs/filter", asked)
        if found and datetime.fromisoformat(found[0]["expected_start_time"]).timestamp() - time.time() > margin:
            return
        time.sleep(1)


def idle_cost(up: Up) -> tuple[float, float, float]:
    """Return CPU seconds a second with no run, those of a run that finds nothing, and the most memory seen, in MB."""
    wait_for_quiet(up)
    cpu, memory, begun = up.cpu(), 0.0, time.time()
    while time.time() - begun < IDLE_SECONDS:
        memory = max(memory, up.memory())
        time.sleep(3)
    seconds, used = time.time() - begun, up.cpu() - cpu
    before, begun = up.cpu(), time.time()
    while time.time() - begun < INTERVAL:  # one run is in here
        memory = max(memory, up.memory())
        time.sleep(3)
    rate = used / seconds
    return rate, up.cpu() - before - rate * (time.time() - begun), memory


def kill_one(up: Up, news: News, chance: random.Random) -> tuple[Up, str, float]:
    news.articles += 1
    tree = up.tree()
    pid = chance.choice(sorted(tree))
    moment = datetime.now(UTC)
    os.kill(pid, signal.SIGKILL)
    if pid == up.process.pid:
        up.process.wait()
        up = Up(up.home, up.port)
    return up, tree[pid], wait_for_run(up.home, moment, INTERVAL * 3)


def main() -> int:
    words = sys.argv[1:]
    kills, seed = (int(word) for word in (*words, *("5", "1")[len(words) :]))
    missed = []

    def figure(what: str, value: float, bar: float, unit: str) -> None:
        print(f"{what:<58} {value:8.1f} {unit:<4} (bar {bar:g})", flush=True)
        if value > bar:
            missed.append(what)

    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as folder:
        home, news, port = Path(folder), News(), free_port()
        prepare(home, news, port)
        up = Up(home, port)
        up.wait_until_it_serves()
        up.process.terminate()
        up.process.wait()
        up = Up(home, port)
        figure("start, until it serves", up.wait_until_it_serves(), START, "s")
        wait_for_run(home, datetime.fromtimestamp(up.begun, UTC), 300)
        rate, run, memory = idle_cost(up)
        due, began = first_request(up, news)
        print(f"{'a scheduled run, from its hour to its first request':<58} {due:8.1f} s")
        figure("a scheduled run, from its begin to its first request", began, FIRST_REQUEST, "s")
        print(f"{'between runs, of one core':<58} {rate * 100:8.1f} %")
        print(f"{'a run that finds nothing new, CPU':<58} {run:8.1f} s")
        figure("idle with such a run each 10 minutes, of one core", (rate + run / 600) * 100, IDLE_CPU, "%")
        figure("memory of all its processes (PSS), the most seen", memory, MEMORY, "MB")
        times, chance = [], random.Random(seed)
        for number in range(kills):
            up, what, seconds = kill_one(up, news, chance)
            times.append(seconds)
            print(f"  kill {number + 1}: {what:<50} completed again after {seconds:6.1f} s", flush=True)
        if times:
            figure(f"{kills} kills: the longest until a run was completed", max(times), INTERVAL + START, "s")
        time.sleep(90)
        wait_for_run(home, datetime.now(UTC), INTERVAL * 2)
        begun = time.time()
        up.process.terminate()
        up.process.wait()
        figure("stop", time.time() - begun, STOP, "s")
        subprocess.run([sys.executable, "-m", "tocsin", "run", "--all"], check=True, capture_output=True)
        with Database(f"sqlite:///{home / 'tocsin.db'}") as database, database.read() as session:
            titles = [row.article.title for row in find_hits(session)]
        figure("articles lost", news.articles - len(set(titles)), 0, "")
        figure("hits twice", len(titles) - len(set(titles)), 0, "")
        sent = "".join(news.posted)
        untold = [n for n in range(news.articles) if f"Rostec plant {n}" not in sent]
        figure("articles told to nobody", len(untold), 0, "")
    print("missed: " + ", ".join(missed) if missed else "all bars are met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
