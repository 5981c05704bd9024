"""What a poll cycle costs: 2,000 feeds on loopback, and one changed feed, beside httpx and feedparser as they come.

    python benchmarks/polling.py [FEEDS]            the cycle, and the changed feed
    python benchmarks/polling.py growth [FEEDS]     a cycle of a tenth of the feeds and one of all, a process each

In a cycle 70 % of the feeds answer 304, 15 % have one new item of twelve, 15 % send the same bytes again. The server is
a process of its own. CPU is the polling process's, parsing and storing (SQLite) included, without Prefect's own account
of the run; the other client fetches the same answers with httpx, 40 at once, and parses them with feedparser's
defaults. Figures are medians; it exits 1 where a bar is missed.
"""

import asyncio
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from tempfile import TemporaryDirectory

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
ITEMS = 12
SILENT = 14
"""Of twenty feeds, those that answer 304."""
CYCLES = 3
MOST_SECONDS = 0.0015
LEAST_TIMES = 8
CYCLE_SECONDS = 2.5
CYCLE_MEGABYTES = 150
SMALLEST = 4_096
ITEM = 16
"""Bytes that are kept of an item."""
URL = "https://f1.test/rss"
WORDS = "The ministry said on Monday that the plant would deliver the first batch before the end of the year. "
PARAGRAPH = (
    f'<p>{WORDS}<a href="/tags/ministry">The ministry</a> <em>denies</em> it.</p>'
    f'<p><img src="/i/plant.jpg" alt="A plant" width="600"/><a href="https://elsewhere.test/x?a=1&amp;b=2">{WORDS}</a></p>'
)
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
    """Return a feed of 49 KB whose items end `new` after the first twelve: as many as a real feed of that size has."""
    items = "".join(
        f"<item><title>Plant {number}, report {n}</title><link>https://f{number}.test/{n}</link><guid>{number}-{n}</guid>"
        f"<pubDate>{datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=n):%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
        f"<dc:creator>A. Author</dc:creator><category>Industry</category><category>Plants</category>"
        f"<comments>https://f{number}.test/{n}#comments</comments><description><![CDATA[{WORDS * 3}]]></description>"
        f"<content:encoded><![CDATA[{PARAGRAPH * 9}]]></content:encoded></item>"
        for n in range(new + ITEMS - 1, new - 1, -1)
    )
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:atom="http://www.w3.org/2005/Atom"'
    )
    head = (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" {spaces}><channel><title>F{number}</title>'
        f"<link>https://f{number}.test/</link><description>News of plant {number}</description><language>en</language>"
        f'<atom:link href="https://f{number}.test/rss" rel="self" type="application/rss+xml"/>'
        f"<image><url>https://f{number}.test/i.png</url><title>F</title><link>https://f{number}.test/</link></image>"
    )
    return f"{head}{items}</channel></rss>".encode()


def one_changed_feed() -> bool:
    """Print the cost of a changed feed with one new item beside the whole feed's; tell whether it is small."""
    from flows.steps.gather.feeds import parse_feed

    old, new = feed(1, 0), feed(1, 1)
    known = parse_feed(old, url=URL).items
    assert len(parse_feed(new, url=URL, known=known).entries) == 1
    ours, theirs = _beside(new, known)
    print(
        f"one changed feed of {len(new) / 1024:.0f} KB: {1000 * ours:.2f} ms, "
        f"feedparser {1000 * theirs:.1f} ms, {theirs / ours:.1f}x"
    )
    real = [_beside(body, items) for body, items in _real_feeds()]
    if real:
        ours_all, theirs_all = (statistics.mean(side) for side in zip(*real, strict=True))
        ratio = statistics.median(high / low for low, high in real)
        print(
            f"{len(real)} real feeds of at least 4 KB, one item of each new: {1000 * ours_all:.2f} ms on average, "
            f"feedparser {1000 * theirs_all:.1f} ms; the median feed {ratio:.1f}x"
        )
    return ours <= MOST_SECONDS and theirs >= LEAST_TIMES * ours


def _beside(body: bytes, known: bytes | None) -> tuple[float, float]:
    import feedparser

    from flows.steps.gather.feeds import parse_feed

    ours = [_cpu(lambda: parse_feed(body, url=URL, known=known)) for _ in range(20)]
    theirs = [_cpu(lambda: feedparser.parse(body)) for _ in range(5)]
    return statistics.median(ours), statistics.median(theirs)


def _real_feeds() -> Iterator[tuple[bytes, bytes]]:
    """Yield the real feeds of the corpora beside the checkout that can be cut, and all their items but one."""
    from flows.errors import FeedError
    from flows.steps.gather.feeds import parse_feed

    for suite in ("feedjira", "feed-rs"):
        for path in sorted((CORPORA / suite).rglob("*")):
            if path.suffix not in {".xml", ".rss", ".atom", ".rdf"} or path.stat().st_size < SMALLEST:
                continue
            body = path.read_bytes()
            try:
                items = parse_feed(body, url=URL).items
            except FeedError:
                continue
            if items:
                yield body, items[ITEM:]


def _cpu(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def cycle(feeds: int) -> bool:
    """Print the cost of poll cycles beside the other client's; tell whether it is small."""
    with _server() as base:
        with TemporaryDirectory() as folder:
            ours, entries = asyncio.run(_ours(base, feeds, folder))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        theirs = statistics.median(asyncio.run(_theirs(base, feeds)) for _ in range(3))
    print(
        f"{feeds:,} feeds, {entries:,} new entries: {ours:.2f} s CPU, at most {memory:.0f} MB; "
        f"httpx and feedparser {theirs:.2f} s, {theirs / ours:.1f}x"
    )
    small = ours <= CYCLE_SECONDS * feeds / 2_000 and memory <= CYCLE_MEGABYTES
    return small and theirs >= LEAST_TIMES * ours


def growth(feeds: int) -> bool:
    """Print what ten times the feeds cost; tell whether that is at most 11 times the CPU and 1.2 times the memory."""
    few, many = (_alone(number) for number in (feeds // 10, feeds))
    cpu, memory = many[0] / few[0], many[1] / few[1]
    print(f"{feeds // 10:,} feeds: {few[0]:.2f} s CPU a cycle, at most {few[1]:.0f} MB")
    print(
        f"{feeds:,} feeds: {many[0]:.2f} s CPU a cycle, at most {many[1]:.0f} MB; {cpu:.1f}x CPU, {memory:.2f}x memory"
    )
    return cpu <= 11 and memory <= 1.2  # noqa: PLR2004  the bars


def _alone(feeds: int) -> tuple[float, float]:
    out = subprocess.run([sys.executable, __file__, "alone", str(feeds)], stdout=subprocess.PIPE, text=True, check=True)
    seconds, megabytes = map(float, re.findall(r"[\d.]+", out.stdout))
    return seconds, megabytes


def alone(feeds: int) -> bool:
    """Print the CPU seconds of our cycle, and the most memory in MB."""
    with _server() as base, TemporaryDirectory() as folder:
        ours, _ = asyncio.run(_ours(base, feeds, folder))
    print(ours, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return True


@contextmanager
def _server() -> Iterator[str]:
    here = str(Path(__file__).parent)
    with subprocess.Popen([sys.executable, "-c", SERVER, here], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        finally:
            server.terminate()


async def _ours(base: str, feeds: int, folder: str) -> tuple[float, int]:
    from flows.batches import batches
    from flows.polling import open_poller
    from flows.settings import Settings
    from storage import Database, FeedData, due_addresses, sync_feeds

    settings = Settings(home=Path(folder), allow_networks=(ip_network("127.0.0.0/8"),), poll_gap_seconds=0)
    with Database(f"sqlite:///{folder}/tocsin.db") as database:
        database.upgrade()
        listed = [FeedData(url=f"{base}/{number}") for number in range(feeds)]
        spent: list[float] = []
        for _ in range(1 + CYCLES):
            start = time.process_time()
            with database.session() as session:
                sync_feeds(session, listed, datetime.now(UTC))
                due = due_addresses(session, datetime.now(UTC), everything=True)
            async with open_poller(settings, database) as poller:
                numbers = [number for number, _ in due]
                accounts = await asyncio.gather(*(poller.poll(batch) for batch in batches(numbers, 500)))
            spent.append(time.process_time() - start)
    # The first time every feed is new.
    return statistics.median(spent[1:]), sum(account.entries for account in accounts)


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


def main(what: str = "2000", feeds: str = "5000") -> int:
    if what == "growth":
        return int(not growth(int(feeds)))
    if what == "alone":
        return int(not alone(int(feeds)))
    reached = [one_changed_feed(), cycle(int(what))]
    return int(not all(reached))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
