"""What Prefect costs: `python -m benchmarks.overhead [FEEDS [PAGES]]`, by default 200 feeds and 2,000 pages.

The same pass, poll, read and match, three times on a home of its own: its steps called bare; as the flow `monitor`
with a Prefect server; and as a flow with one task run per article, as tutorials have it. Each is a process of its own
whose imports are not counted; CPU is its own, that of its workers, and what the server used until it was quiet again,
less what it uses idle. The site is another process.
"""

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WALL, CPU, FASTER, SMALLER = 1.10, 1.15, 3, 20
QUIET_SECONDS = 12
_SITE = """
import random, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
PAGES = int(sys.argv[1])
class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        place = f"http://127.0.0.1:{server.server_address[1]}"
        kind, _, number = self.path.strip("/").partition("/")
        if kind == "feed":
            items = "".join(
                f"<item><guid>{number}-{n}</guid><link>{place}/page/{number}-{n}</link><title>News {n}</title></item>"
                for n in range(PAGES)
            )
            body = f"<rss version='2.0'><channel><title>Wire {number}</title>{items}</channel></rss>"
        else:
            chance = random.Random(number)
            text = "".join(
                "<p>" + " ".join(f"w{chance.randrange(9**7)}" for _ in range(60)) + ".</p>" for _ in range(9)
            )
            menu = "<li><a href='/x'>Section</a></li>" * 60
            named = "Rostec opened a plant. " if chance.random() < 0.1 else ""
            text = f"<article><h1>News {number}</h1><p>{named}</p>{text}</article>"
            body = f"<html><body><ul>{menu}</ul>{text}</body></html>"
        data = body.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml" if kind == "feed" else "text/html")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
    def log_message(self, *_): pass
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_address[1], flush=True)
server.serve_forever()
"""


async def bare() -> int:
    """Do the pass without Prefect, and return how many articles it read."""
    from flows.batches import total, utc_now
    from flows.match import match_batch, unmatched
    from flows.polling import open_poller
    from flows.read import read_batch, reading, unread
    from flows.workspace import open_workspace
    from storage import due_addresses, sync_feeds

    with open_workspace() as work:
        with work.database.session() as session:
            sync_feeds(session, work.feeds(), utc_now())
            due = [number for number, _ in due_addresses(session, utc_now(), everything=True)]
        async with open_poller(work.settings, work.database) as poller:
            await poller.poll(due)
        accounts = []
        async with reading(work) as reader:
            while waiting := unread(work):
                accounts.append(await read_batch.fn(reader, waiting))
        while found := unmatched(work):
            await match_batch.fn(work, found)
        return total(accounts).articles


async def under_prefect() -> int:
    """Do the pass as it is done, and return how many articles it read."""
    from flows.monitor import monitor

    return (await monitor()).articles


async def task_per_article() -> int:
    """Do the pass with a task run for each page, and one more for its matching; return how many it read."""
    from prefect import flow

    from flows.batches import total
    from flows.match import match_batch, unmatched
    from flows.poll import poll_feeds
    from flows.read import read_batch, reading, unread
    from flows.workspace import open_workspace

    @flow
    async def each() -> int:
        accounts = []
        await poll_feeds()
        with open_workspace() as work:
            async with reading(work) as reader:
                while waiting := unread(work):
                    tasks = (read_batch(reader, [entry]) for entry in waiting)
                    accounts += await asyncio.gather(*tasks)
            while found := unmatched(work):
                await asyncio.gather(*(match_batch(work, [one]) for one in found))
        return total(accounts).articles

    return await each()


MODES = {"bare": bare, "prefect": under_prefect, "per-article": task_per_article}


def run_mode(mode: str) -> None:
    """Run one mode in this process and print articles, wall and CPU seconds."""
    import flows.monitor  # noqa: F401  what is imported is not counted

    def used() -> float:
        of = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(usage.ru_utime + usage.ru_stime for usage in of)

    wall, cpu = time.perf_counter(), used()
    articles = asyncio.run(MODES[mode]())
    print("RESULT", articles, time.perf_counter() - wall, used() - cpu)


def server_cpu(pid: int) -> float:
    """Return the CPU seconds of the server, the keeper's child."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def measure(mode: str, site: int, feeds: int) -> tuple[float, float, float]:
    """Return wall seconds, CPU seconds and the bytes that Prefect's database grew by."""
    from deployments.addresses import free_port
    from deployments.environment import client_environment
    from deployments.processes import stop_process
    from deployments.server import open_server
    from flows.settings import Settings

    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as folder:
        home = Path(folder)
        (home / "watchlists").mkdir()
        (home / "prefect").mkdir()
        listed = "".join(f"  - url: http://127.0.0.1:{site}/feed/{n}\n" for n in range(feeds))
        terms = "terms: [{name: Rostec, kind: organization}, {name: Sergei Chemezov, kind: person}]\n"
        (home / "watchlists" / "mine.yaml").write_text(f"name: Mine\nfeeds:\n{listed}{terms}")
        environment = os.environ | {
            "TOCSIN_HOME": folder, "TOCSIN_ALLOW_NETWORKS": "127.0.0.0/8", "TOCSIN_POLL_GAP_SECONDS": "0",
            "TOCSIN_PAGE_GAP_SECONDS": "0",
        }  # fmt: skip
        words = [sys.executable, "-m", "benchmarks.overhead", f"--{mode}"]
        if mode == "bare":
            return *_result(words, environment), 0.0
        settings = Settings(home=home)
        server = open_server(settings, host="127.0.0.1", port=free_port())
        process = server.start()
        try:
            server.wait(process)
            time.sleep(QUIET_SECONDS)
            environment |= {**client_environment(settings), "PREFECT_API_URL": server.api_url}
            idle = server_cpu(process.pid)
            time.sleep(QUIET_SECONDS)
            begun, moment, size = server_cpu(process.pid), time.monotonic(), _size(home)
            idle = (begun - idle) / QUIET_SECONDS
            wall, cpu = _result(words, environment)
            quiet = -1.0
            while server_cpu(process.pid) - quiet > 1:  # until its recorders have caught up
                quiet = server_cpu(process.pid)
                time.sleep(QUIET_SECONDS)
            share = server_cpu(process.pid) - begun - idle * (time.monotonic() - moment)
            print(f"    of its CPU {share:.1f} s are the server's, idle at {idle:.1%} of a core", flush=True)
            return wall, cpu + share, _size(home) - size
        finally:
            stop_process(process)


def _size(home: Path) -> float:
    return sum(path.stat().st_size for path in (home / "prefect").glob("prefect.db*"))


def _result(words: list[str], environment: dict[str, str]) -> tuple[float, float]:
    done = subprocess.run(words, env=environment, check=True, capture_output=True, text=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("RESULT"))
    _, articles, wall, cpu = line.split()
    print(f"    {words[-1][2:]}: {articles} articles", flush=True)
    return float(wall), float(cpu)


def main() -> int:
    if sys.argv[1:] and sys.argv[1].startswith("--"):
        run_mode(sys.argv[1][2:])
        return 0
    feeds, pages = (int(word) for word in [*sys.argv[1:], "200", "2000"][:2])
    site = subprocess.Popen([sys.executable, "-c", _SITE, str(pages // feeds)], stdout=subprocess.PIPE, text=True)
    assert site.stdout
    try:
        port = int(site.stdout.readline())
        figures = {mode: measure(mode, port, feeds) for mode in MODES}
    finally:
        site.terminate()
    for mode, (wall, cpu, size) in figures.items():
        print(f"{mode:<12} {wall:8.1f} s wall {cpu:8.1f} s CPU with the server's {size / 1e6:8.2f} MB at Prefect")
    plain, ours, many = (figures[mode] for mode in MODES)
    ratios = [
        ("wall, beside bare", ours[0] / plain[0], WALL, True),
        ("CPU, beside bare", ours[1] / plain[1], CPU, True),
        ("faster than a task per article", many[0] / ours[0], FASTER, False),
        ("smaller than a task per article", many[2] / max(ours[2], 1), SMALLER, False),
    ]
    for what, value, bar, at_most in ratios:
        print(f"{what:<40} {value:6.2f}x (bar {'<=' if at_most else '>='} {bar:g})")
    return int(any((value > bar) if at_most else (value < bar) for _, value, bar, at_most in ratios))


if __name__ == "__main__":
    sys.exit(main())
