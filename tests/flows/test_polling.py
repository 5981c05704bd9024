import asyncio
import time
from dataclasses import replace
from ipaddress import ip_network
from itertools import pairwise
from pathlib import Path

from flows.polling import open_poller
from flows.settings import Settings
from given import NOW
from sites import Site, _Answer
from storage import Database, FeedData, RunData, due_addresses, feed_rows, sync_feeds

FEED = '<rss version="2.0"><channel>{}</channel></rss>'
ITEM = "<item><guid>{0}</guid><title>News {0}</title></item>"
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
GAP = 0.2


class Timed(Site):
    """Answers every path with a feed of three items, and notes when it was asked."""

    def __post_init__(self) -> None:
        self.moments: list[float] = []
        super().__post_init__()

    def answer(self, path: str) -> _Answer:
        self.moments.append(time.monotonic())
        items = "".join(ITEM.format(f"{path}-{number}") for number in range(3))
        return _Answer(FEED.format(items), 200, {}, 0)


async def run(settings: Settings, database: Database) -> RunData:
    with database.session() as session:
        numbers = [number for number, _ in due_addresses(session, NOW, everything=True)]
    async with open_poller(settings, database) as poller:
        return await poller.poll(numbers)


async def test_a_host_has_its_pause_between_the_polls_of_two_runs_too(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, allow_networks=(ip_network("127.0.0.0/8"),), poll_gap_seconds=GAP)
    with Timed() as site, Database(f"sqlite:///{tmp_path / 'tocsin.db'}") as database:
        database.upgrade()
        with database.session() as session:
            sync_feeds(session, [FeedData(url=site.url(f"/{number}")) for number in range(3)], NOW)
        both = await asyncio.gather(run(settings, database), run(settings, database))
        third = await run(settings, database)
    assert [account.feeds_read for account in (*both, third)] == [3, 3, 3]
    assert sum(account.entries for account in both) == 9
    # A request is noted a little after it was sent.
    assert min(later - earlier for earlier, later in pairwise(site.moments)) >= GAP / 2


class Indexed(Timed):
    """Answers `/index` with an index of three sitemaps, every other path with a sitemap of one article."""

    def answer(self, path: str) -> _Answer:
        feed = super().answer(path)
        parts = "".join(f"<sitemap><loc>{self.url(f'/{number}')}</loc></sitemap>" for number in range(3))
        return (
            replace(feed, body=f'<sitemapindex xmlns="{SITEMAPS}">{parts}</sitemapindex>') if path == "/index" else feed
        )


async def test_the_sitemaps_of_an_index_are_asked_for_with_the_pause_of_their_host(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, allow_networks=(ip_network("127.0.0.0/8"),), poll_gap_seconds=GAP)
    with Indexed() as site, Database(f"sqlite:///{tmp_path / 'tocsin.db'}") as database:
        database.upgrade()
        with database.session() as session:
            sync_feeds(session, [FeedData(url=site.url("/index"))], NOW)
        await run(settings, database)
    assert len(site.moments) == 4
    assert min(later - earlier for earlier, later in pairwise(site.moments)) >= GAP / 2


async def test_every_poll_is_written_down_though_they_are_written_in_groups(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, allow_networks=(ip_network("127.0.0.0/8"),), poll_gap_seconds=0)
    with Timed() as site, Database(f"sqlite:///{tmp_path / 'tocsin.db'}") as database:
        database.upgrade()
        with database.session() as session:
            sync_feeds(session, [FeedData(url=site.url(f"/{number}")) for number in range(150)], NOW)
        account = await run(settings, database)
        with database.read() as session:
            states = {feed.status for feed in feed_rows(session)}
    assert (account.feeds_due, account.feeds_read, account.entries, states) == (150, 150, 450, {"ok"})
