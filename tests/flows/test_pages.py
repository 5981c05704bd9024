"""Pages as their sites wish: robots.txt of real sites on loopback, and the pause between two pages of a host."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from flows.batches import utc_now
from flows.errors import FetchError, HostBusyError
from flows.hosts import Hosts
from flows.pages import Pages, open_pages
from flows.settings import Settings, SettingsError, load_settings
from flows.steps.read.robots import Rules
from sites import Site
from storage import Database, Robots, find_robots, record_robots

FORBIDDEN = "robots.txt does not let us read it"


@asynccontextmanager
async def pages_of(home: Path, **changes: Any) -> AsyncIterator[Pages]:
    with Database(f"sqlite:///{home / 'tocsin.db'}") as database:
        database.upgrade()
        settings = load_settings().model_copy(update=changes)
        async with open_pages(settings, database) as pages:
            yield pages


def asked(site: Site) -> list[str]:
    return [request.path for request in site.requests]


async def test_what_a_site_forbids_is_not_asked_for(site: Site, home: Path) -> None:
    site.serve(
        "/robots.txt", "User-agent: *\nDisallow: /private\n\nUser-agent: tocsin\nDisallow: /desk\nAllow: /desk/news$\n"
    )
    for path in ("/private/1", "/desk/news"):
        site.serve(path, b"page")
    async with pages_of(home) as pages:
        assert [(await pages.get(site.url(path))).body for path in ("/private/1", "/desk/news")] == [b"page", b"page"]
        with pytest.raises(FetchError, match=FORBIDDEN) as refused:
            await pages.get(site.url("/desk/2"))
    assert refused.value.permanent
    assert asked(site) == ["/robots.txt", "/private/1", "/desk/news"]


async def test_a_redirect_to_what_is_forbidden_is_not_followed(site: Site, home: Path) -> None:
    with Site() as other:
        other.serve("/robots.txt", "User-agent: *\nDisallow: /\n")
        site.serve("/1", status=302, headers={"Location": other.url("/1")})
        async with pages_of(home) as pages:
            with pytest.raises(FetchError, match=FORBIDDEN):
                await pages.get(site.url("/1"))
        assert asked(other) == ["/robots.txt"]


async def test_a_site_that_allows_you_by_contract_is_read_all_the_same(site: Site, home: Path) -> None:
    site.serve("/robots.txt", "User-agent: *\nDisallow: /\n")
    site.serve("/1", b"page")
    async with pages_of(home, robots_exempt=("127.0.0.1",)) as pages:
        assert (await pages.get(site.url("/1"))).body == b"page"
    assert asked(site) == ["/1"]


@pytest.mark.parametrize(("status", "allowed"), [(401, True), (404, True), (429, False), (503, False)])
async def test_without_rules_everything_is_allowed_but_where_they_cannot_be_had_nothing(
    site: Site, home: Path, status: int, allowed: bool
) -> None:
    site.serve("/robots.txt", status=status)
    site.serve("/1", b"page")
    async with pages_of(home) as pages:
        if allowed:
            assert (await pages.get(site.url("/1"))).body == b"page"
        else:
            with pytest.raises(FetchError, match=f"robots.txt is not to be had: it answers {status}") as refused:
                await pages.get(site.url("/1"))
            assert not refused.value.permanent
    assert asked(site) == ["/robots.txt", "/1"][: 1 + allowed]


async def test_rules_are_asked_for_once_a_day_and_hold_while_they_are_not_to_be_had(site: Site, home: Path) -> None:
    place = site.serve("/robots.txt", "User-agent: *\nDisallow: /private\n")
    site.serve("/1", b"page")
    for _ in range(2):
        async with pages_of(home) as pages:
            await pages.get(site.url("/1"))
    assert asked(site) == ["/robots.txt", "/1", "/1"]
    with Database(f"sqlite:///{home / 'tocsin.db'}") as database, database.session() as session:
        known = find_robots(session, place)
        assert known is not None
        record_robots(session, Robots(origin=place, rules=known.rules, next_at=utc_now() - timedelta(minutes=1)))
    site.serve("/robots.txt", status=500)
    async with pages_of(home) as pages:
        assert (await pages.get(site.url("/1"))).body == b"page"
        with pytest.raises(FetchError, match=FORBIDDEN):
            await pages.get(site.url("/private"))


async def test_rules_that_could_not_be_had_for_a_month_are_none(site: Site, home: Path) -> None:
    place = site.serve("/robots.txt", status=500)
    site.serve("/1", b"page")
    with Database(f"sqlite:///{home / 'tocsin.db'}") as database:
        database.upgrade()
        with database.session() as session:
            since = utc_now() - timedelta(days=31)
            record_robots(session, Robots(origin=place, known=False, next_at=since, failing_since=since))
    async with pages_of(home) as pages:
        assert (await pages.get(site.url("/1"))).body == b"page"


async def test_a_page_whose_turn_comes_too_late_is_left_to_a_later_run(site: Site, home: Path) -> None:
    site.serve("/1", b"page")
    async with pages_of(home, page_gap_seconds=60.0) as pages:
        await pages.get(site.url("/1"))
        with pytest.raises(HostBusyError) as busy:
            await pages.get(site.url("/1"))
    assert 30 < (busy.value.retry_after or 0) <= 60
    assert asked(site) == ["/robots.txt", "/1"]


async def test_a_host_is_asked_for_two_at_once_and_with_a_pause() -> None:
    hosts, now, most = Hosts(0.05), 0, 0
    starts: list[float] = []

    async def ask() -> None:
        nonlocal now, most
        async with hosts.turn("http://wire.test/1"):
            starts.append(asyncio.get_running_loop().time())
            now += 1
            most = max(most, now)
            await asyncio.sleep(0.12)
            now -= 1

    await asyncio.gather(*(ask() for _ in range(4)))
    gaps = [after - before for before, after in pairwise(starts)]
    assert (most, min(gaps) >= 0.045) == (2, True)


@pytest.mark.parametrize(
    ("text", "delay"),
    [("User-agent: *\nCrawl-delay: 3\n", 3), ("User-agent: *\nCrawl-delay: 86400\n", 30), ("Crawl-delay: x", 0), ("\x00<html>", 0), ("", 0)],
)  # fmt: skip
def test_a_pause_that_a_site_wishes_is_kept_up_to_half_a_minute(text: str, delay: float) -> None:
    assert Rules(text).delay == delay


@pytest.mark.parametrize(
    "noise",
    [random.Random(1).randbytes(4_000), b"*" * 100_000, b"Disallow: " + b"/*a" * 20_000 + b"$"],
    ids=["noise", "stars", "wildcards"],
)
def test_any_bytes_are_rules(noise: bytes) -> None:
    rules = Rules("User-agent: *\n" + noise.decode(errors="replace"))
    assert rules.allows("http://wire.test/aaaaaaaa") in {True, False}


def test_a_host_that_is_none_is_refused_by_the_settings(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_ROBOTS_EXEMPT", "Wire.example, other.example")
    assert load_settings().robots_exempt == ("wire.example", "other.example")
    monkeypatch.setenv("TOCSIN_ROBOTS_EXEMPT", "https://wire.example/news")
    with pytest.raises(SettingsError, match=r"expected hosts such as wire\.example"):
        load_settings()
    assert Settings(home=home, robots_exempt=()).robots_exempt == ()
