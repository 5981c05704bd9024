"""What a poll cycle costs: 2,000 feeds on loopback, and one changed feed, beside httpx and feedparser as they come.

    python benchmarks/polling.py [FEEDS]

In a cycle 70 % of the feeds answer 304, 15 % have one new item of 30, 15 % send the same bytes again. The server is a
process of its own. CPU is this process's, parsing and storing (SQLite) included, without Prefect's own account of the
run; the other client fetches the same answers with httpx, 40 at once, and parses them with feedparser's defaults.
"""

import asyncio
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from tempfile import TemporaryDirectory

ITEMS = 30
SILENT = 14
"""Of twenty feeds, those that answer 304."""
WORDS = "The ministry said on Monday that the plant would deliver the first batch before the end of the year. "
SERVER = """
import asyncio, sys
sys.path.insert(0, sys.argv[1])
from polling import feed
cycle = {}
async def serve(reader, writer):
    try:
        while line := await reader.readline():
            path = line.split()[1].decode()
            asked = {}
            while (header := await reader.readline()).strip():
                name, _, value = header.decode().partition(":")
                asked[name.lower()] = value.strip()
            number = int(path.strip("/"))
            kind = number % 20
            cycle[number] = cycle.get(number, -1) + 1
            head = "HTTP/1.1 200 OK\\r\\nContent-Type: application/rss+xml; charset=utf-8\\r\\n"
            if kind < 14 and asked.get("if-none-match"):
                writer.write(b'HTTP/1.1 304 Not Modified\\r\\nETag: "1"\\r\\n\\r\\n')
            else:
                body = feed(number, cycle[number] if 14 <= kind < 17 else 0)
                tag = 'ETag: "1"\\r\\n' if kind < 14 else ""
                writer.write(f"{head}{tag}Content-Length: {len(body)}\\r\\n\\r\\n".encode() + body)
            await writer.drain()
    finally:
        writer.close()
async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


def feed(number: int, new: int) -> bytes:
    """Return a feed of 49 KB whose items end `new` after the first thirty."""
    items = "".join(
        f"<item><title>Plant {number}, report {n}</title><link>https://f{number}.test/{n}</link><guid>{number}-{n}</guid>"
        f"<pubDate>{datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=n):%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
        f"<description><![CDATA[<p>{WORDS * 13}</p>]]></description></item>"
        for n in range(new + ITEMS - 1, new - 1, -1)
    )
    head = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>F{number}</title>'
    return f"{head}{items}</channel></rss>".encode()


def one_changed_feed() -> None:
    """Print the cost of a changed feed with one new item beside the whole feed's."""
    import feedparser

    from flows.steps.gather.feeds import parse_feed

    old, new = feed(1, 0), feed(1, 1)
    known = parse_feed(old, url="https://f1.test/").items
    ours = [_cpu(lambda: parse_feed(new, url="https://f1.test/", known=known)) for _ in range(40)]
    theirs = [_cpu(lambda: feedparser.parse(new)) for _ in range(10)]
    low, high = statistics.median(ours), statistics.median(theirs)
    print(
        f"one changed feed of {len(new) / 1024:.0f} KB: {1000 * low:.2f} ms, "
        f"feedparser {1000 * high:.1f} ms, {high / low:.1f}x"
    )


def _cpu(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def cycle(feeds: int) -> None:
    """Print the cost of a poll cycle beside the other client's."""
    here = str(Path(__file__).parent)
    with subprocess.Popen([sys.executable, "-c", SERVER, here], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        base = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        try:
            with TemporaryDirectory() as folder:
                ours, entries = asyncio.run(_ours(base, feeds, folder))
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            theirs = asyncio.run(_theirs(base, feeds))
        finally:
            server.terminate()
    print(
        f"{feeds} feeds, {entries} new entries: {ours:.2f} s CPU, at most {memory:.0f} MB; "
        f"httpx and feedparser {theirs:.2f} s, {theirs / ours:.1f}x"
    )


async def _ours(base: str, feeds: int, folder: str) -> tuple[float, int]:
    from flows.polling import open_poller
    from flows.settings import Settings
    from storage import Database, FeedData, due_feeds, sync_feeds

    settings = Settings(home=Path(folder), allow_networks=(ip_network("127.0.0.0/8"),), poll_gap_seconds=0)
    with Database(f"sqlite:///{folder}/tocsin.db") as database:
        database.upgrade()
        listed = [FeedData(url=f"{base}/{number}") for number in range(feeds)]
        spent, entries = 0.0, 0
        for _ in ("the first time", "the cycle"):
            start = time.process_time()
            with database.session() as session:
                sync_feeds(session, listed, datetime.now(UTC))
                due = due_feeds(session, datetime.now(UTC), everything=True)
            async with open_poller(settings, database) as poller:
                entries = (await poller.poll(due)).entries
            spent = time.process_time() - start
    return spent, entries


async def _theirs(base: str, feeds: int) -> float:
    import feedparser
    import httpx

    start = time.process_time()
    lanes = asyncio.Semaphore(40)
    async with httpx.AsyncClient() as client:

        async def ask(number: int) -> None:
            headers = {"If-None-Match": '"1"'} if number % 20 < SILENT else {}
            async with lanes:
                answer = await client.get(f"{base}/{number}", headers=headers)
            if answer.status_code == httpx.codes.OK:
                feedparser.parse(answer.content)

        await asyncio.gather(*(ask(number) for number in range(feeds)))
    return time.process_time() - start


if __name__ == "__main__":
    one_changed_feed()
    cycle(int(sys.argv[1]) if sys.argv[1:] else 2_000)
