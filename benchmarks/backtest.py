"""Print how fast a backtest goes through an archive beside the bare matching of its texts, and on how much memory.

python benchmarks/backtest.py [ARTICLES]
"""

import os
import random
import resource
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.backtest import backtest
from flows.parallel import cores
from flows.settings import load_settings
from flows.steps.find import Finder
from storage import (
    Article,
    ArticleData,
    Database,
    EntryData,
    Feed,
    FeedData,
    PollData,
    add_article,
    add_feed,
    archive_parts,
    archived_articles,
    record_poll,
)
from watchlists import bundled_lists, load_watchlist

NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=40)
_WORDS = (
    "the plant opened a new hall where engineers test pumps and cranes for the river port and the minister said that"
    " orders from the state would grow next year while the trade union asked for better pay and shorter shifts"
)
_NAMES = ("Sergei Chemezov", "Rostec", "Ростехом", "Uralvagonzavod", "Denis Manturov", "S. Ivanov", "Almaz-Antey")


def main(number: int) -> None:
    path = bundled_lists()["russian-defence-industry"]
    with TemporaryDirectory() as folder:
        os.environ |= {"TOCSIN_HOME": folder, "TOCSIN_DATABASE_URL": f"sqlite:///{Path(folder) / 'archive.db'}"}
        settings = load_settings()
        with Database(settings.database) as database:
            articles = _fill(database, number)
        finder = Finder(load_watchlist(path))
        bare = _timed(lambda: [finder.find(article, feeds) for article, feeds in articles])
        print(f"{number:,} articles of 3 kB, the shipped list; articles a second:")
        print(f"  matching alone, texts in memory    {number / bare:8,.0f}")
        for workers in sorted({1, cores()}):
            took = _timed(
                lambda count=workers: backtest(settings, path, since=LONG_AGO, now=NOW, all_feeds=True, workers=count)
            )
            print(f"  backtest, {workers:2} at once               {number / took:8,.0f}  {bare / took:.2f} of it")
    print(f"peak memory of a worker: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:,.0f} MB")


def _timed(job: object) -> float:
    assert callable(job)
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def _fill(database: Database, number: int) -> list[tuple[Article, list[Feed]]]:
    chance = random.Random(1)
    database.upgrade()
    with database.session() as session:
        feed = add_feed(session, FeedData(url="https://wire.test/rss", language="en"), NOW)
        items = [EntryData(key=str(key), url=f"https://wire.test/{key}") for key in range(number)]
        entries = record_poll(session, feed.id, PollData(status="ok", entries=items, next_poll_at=NOW), NOW)
        for entry in entries:
            words = chance.choices(_WORDS.split(), k=500)
            for _ in range(chance.randrange(3)):
                words.insert(chance.randrange(500), chance.choice(_NAMES))
            moment = NOW - timedelta(days=chance.random() * 30)
            data = ArticleData(url=entry.url, url_key=entry.url, title=" ".join(words[:8]), text=" ".join(words))
            add_article(session, entry.id, data, moment)
    with database.read() as session:
        (part,) = archive_parts(session, since=LONG_AGO, size=number)
        return archived_articles(session, part, since=LONG_AGO)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4_000)
