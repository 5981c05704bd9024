"""Tocsin in trouble says so: once, to those who get digests, whatever else does not work."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from flows.outbox import open_outbox
from flows.settings import load_settings
from flows.trouble import compose_trouble, tell_directly
from given import NOW
from news import News
from sinks import Webhook, webhook
from sites import Site
from storage import Database, RunData, add_run, list_deliveries

MINUTE = timedelta(minutes=1)


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with webhook() as receiver:
        yield receiver


@pytest.fixture
def news(site: Site, home: Path, hook: Webhook) -> News:
    news = News(site, home)
    news.channel("desk", hook.url("/T0KEN"))
    news.digest(to="desk", schedule="0 7 * * *", quiet_hours="00:00-23:59")
    news.digest(to="desk", schedule="immediately")
    return news


def tell(kind: str, minutes: int) -> bool:
    settings = load_settings()
    return compose_trouble(settings, open_outbox(settings), kind, "monitor: «it» broke", NOW + minutes * MINUTE)


def test_a_trouble_is_told_once_until_a_run_completes(news: News) -> None:
    told = [tell("failed", 0), tell("failed", 10), tell("silent", 20), tell("failed", 30)]
    with Database(f"sqlite:///{news.home / 'tocsin.db'}") as database, database.session() as session:
        add_run(session, RunData(), NOW + 40 * MINUTE, NOW + 40 * MINUTE)
        deliveries = list_deliveries(session)
    assert [*told, tell("failed", 50), tell("failed", 60)] == [True, False, True, False, True, False]
    assert [delivery.payload["subject"] for delivery in deliveries] == [
        "Tocsin: no run has completed for long · Tocsin itself",
        "Tocsin: a run failed · Tocsin itself",
    ]
    assert all("«it» broke" in str(delivery.payload) for delivery in deliveries)


def test_where_the_lists_cannot_be_read_every_channel_is_told(news: News) -> None:
    (news.home / "watchlists" / "news.yaml").write_text("name: [")
    assert tell("failed", 0)
    with Database(f"sqlite:///{news.home / 'tocsin.db'}") as database, database.read() as session:
        assert [delivery.channel.partition("/")[0] for delivery in list_deliveries(session)] == ["desk"]


async def test_without_a_database_it_is_told_directly_and_not_again_for_hours(news: News, hook: Webhook) -> None:
    settings = load_settings()
    (news.home / "tocsin.db").write_bytes(b"no database " * 1_000)
    outbox = open_outbox(settings)
    told = [await tell_directly(settings, outbox, kind, "the disk", NOW) for kind in ("silent", "silent", "failed")]
    assert (told, len(hook.requests)) == ([True, False, True], 2)
    assert b"the disk" in hook.requests[0].body


async def test_what_nobody_took_is_told_again(news: News, hook: Webhook) -> None:
    hook.answer(500)
    settings = load_settings()
    told = [await tell_directly(settings, open_outbox(settings), "silent", "", NOW) for _ in range(2)]
    assert (told, len(hook.requests)) == ([False, False], 2)
