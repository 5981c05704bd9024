"""Pages a second, fetched, read, matched and stored, beside a bare loop of trafilatura over the same pages.

    python benchmarks/reading.py [PAGES] [ROUNDS]

The pages are real ones from ../shared/pages, each with sentences of its own, so that no two are the same; a site on
loopback serves them from another process, and no pause is kept. The list has 300 terms, of which one is named in 5 %
of the pages, and then in all. The bare loop is `trafilatura.extract` on two processes, with nothing fetched, matched or
stored. Prints medians of the rounds, and the ratio of both, which took turns. Exits 1 where a bar is missed.
"""

import asyncio
import gzip
import logging
import re
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from ipaddress import ip_network
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from flows.match import match_batch
from flows.read import reading, unread
from flows.settings import Settings
from flows.workspace import Workspace
from given import stored_entry, stored_feed
from storage import Article, Database, Entry, Feed, find_hits, unmatched_entries
from watchlists import Term, Watchlist

PAGES = Path(__file__).parents[2] / "shared" / "pages"
_BARS = {5: 1.5, 100: 0.85}
_WORKERS = 2
_GIVEN = ("Pavel", "Oleg", "Irina", "Anton", "Denis")
_SYLLABLES = ("kor", "lum", "zad", "vel", "mir", "tas", "bor", "gan", "rud", "sel")
_SERVER = """
import sys
sys.path[:0] = [{tests!r}, {here!r}]
from reading import made
from sites import Site
with Site() as site:
    for number, page in enumerate(made({pages}, {share})):
        site.serve(f"/{{number}}", page, headers={{"Content-Type": "text/html; charset=utf-8"}})
    print(site.url(""), flush=True)
    sys.stdin.read()
"""


def made(pages: int, share: int) -> list[bytes]:
    """Return so many different pages, of which a share in a hundred names the term."""
    real = [gzip.decompress(path.read_bytes()) for path in sorted(PAGES.glob("*.html.gz"))]
    return [_own(real[at % len(real)], at, named=at * share // 100 != (at + 1) * share // 100) for at in range(pages)]


def _own(page: bytes, number: int, *, named: bool) -> bytes:
    words = f" Edition {number} of the paper has the numbers {number * 7919} and {number * 104729}."
    words += f" Rostec was named in edition {number}." if named else ""
    paragraph = max(re.findall(rb"<p[ >].{80,}?</p>", page, re.DOTALL), key=len, default=b"")
    place = page.find(paragraph) + len(paragraph) - len(b"</p>") if paragraph else -1
    return page[:place] + words.encode() + page[place:] if place >= 0 else page


def main(pages: int, rounds: int) -> int:
    if not PAGES.is_dir():
        print("../shared/pages is not there: nothing to measure")
        return 0
    logging.disable()
    right = True
    print(f"{pages:,} pages, {_WORKERS} processes, {rounds} rounds")
    print(f"{'pages with a hit':<18}{'Tocsin, pages/s':>17}{'bare, pages/s':>15}{'ratio':>8}{'bar':>7}{'hits':>8}")
    for share, bar in _BARS.items():
        ours, bare, hits = [], [], 0
        for _ in range(rounds):
            seconds, hits = _ours(pages, share)
            ours.append(pages / seconds)
            bare.append(pages / _bare(pages, share))
        ratio = median(one / other for one, other in zip(ours, bare, strict=True))
        print(f"{share:>4} %{median(ours):>29.1f}{median(bare):>15.1f}{ratio:>8.2f}{bar:>7}{hits:>8,}", flush=True)
        right &= ratio >= bar
    return int(not right)


def _ours(pages: int, share: int) -> tuple[float, int]:
    code = _SERVER.format(
        tests=str(Path(__file__).parents[1] / "tests"), here=str(Path(__file__).parent), pages=pages, share=share
    )
    with (
        TemporaryDirectory() as home,
        Database(f"sqlite:///{home}/tocsin.db") as database,
        subprocess.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1, text=True) as server,
    ):
        assert server.stdout is not None
        base = server.stdout.readline().strip()
        database.upgrade()
        with database.session() as session:
            feed = stored_feed(session)
            for number in range(pages):
                stored_entry(session, feed, key=str(number), url=f"{base}/{number}", title=f"Edition {number}")
        terms = [Term(name="Rostec", kind="organization"), *map(_person, range(299))]
        watchlist = Watchlist(id="arms", name="Arms", terms=tuple(terms))
        settings = Settings(
            home=Path(home),
            allow_networks=(ip_network("127.0.0.0/8"),),
            page_gap_seconds=0,
            workers=_WORKERS,
            robots_exempt=("127.0.0.1",),
        )
        work = Workspace(settings, database, [watchlist], [watchlist])
        work.matcher(watchlist).find(title="", text="warm")
        started = time.monotonic()
        asyncio.run(_read(work))
        seconds = time.monotonic() - started
        with database.read() as session:
            hits = len(find_hits(session, term="rostec"))
        server.terminate()
    return seconds, hits


def _person(number: int) -> Term:
    given, first, second = (
        part[number // step % len(part)] for part, step in ((_GIVEN, 1), (_SYLLABLES, 5), (_SYLLABLES, 50))
    )
    return Term(name=f"{given} {first.title()}{second}ov", kind="person", id=f"p{number}")


async def _read(work: Workspace) -> None:
    async with reading(work) as reader:
        while waiting := unread(work):
            await reader.read(waiting)
            while unmatched := _unmatched(work):
                await match_batch.fn(work, unmatched)


def _unmatched(work: Workspace) -> list[tuple[Entry, Article, Feed]]:
    with work.database.read() as session:
        return unmatched_entries(session, limit=200)


def _bare(pages: int, share: int) -> float:
    bodies = made(pages, share)
    with ProcessPoolExecutor(_WORKERS) as pool:
        list(pool.map(_extract, bodies[:_WORKERS]))
        started = time.monotonic()
        list(pool.map(_extract, bodies, chunksize=20))
        return time.monotonic() - started


def _extract(body: bytes) -> int:
    from trafilatura import extract

    return len(extract(body) or "")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 2_000, int(sys.argv[2]) if sys.argv[2:] else 3))
