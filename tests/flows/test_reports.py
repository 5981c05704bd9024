"""What a run leaves in Prefect: names, tags, artifacts, events; and what it must never leave there."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterStartTime
from prefect.client.schemas.sorting import ArtifactSort

from flows.monitor import monitor
from news import News
from sinks import Webhook, closed_port, webhook
from sites import Site
from storage import StorageError

pytestmark = pytest.mark.usefixtures("prefect_server")


@pytest.fixture
def news(site: Site, home: Path) -> News:
    return News(site, home)


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with webhook() as receiver:
        yield receiver


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def events_since(moment: datetime) -> dict[str, dict[str, Any]]:
    """Our events by their names, when the server has written them down."""
    async with get_client() as client:
        for _ in range(60):
            window = {"since": moment.isoformat(), "until": datetime.now(UTC).isoformat()}
            asked = {"filter": {"occurred": window, "event": {"prefix": ["tocsin."]}}, "limit": 50}
            answer = await client.request("POST", "/events/filter", json=asked)
            found = {row["event"]: row for row in answer.json()["events"]}
            if "tocsin.run.completed" in found:
                return found
            await asyncio.sleep(0.25)
    raise AssertionError(f"no end of the run in {sorted(found)}")


async def test_a_run_is_named_and_tagged_leaves_its_digest_and_tells_what_happened(news: News, hook: Webhook) -> None:
    news.channel("desk", hook.url("/T0KEN"))
    news.digest(to="desk", schedule="immediately")
    hook.answer(403)
    news.watch(news.site.serve("/gone", b"", status=410))
    news.publish("/1", "Rostec", "Rostec grows. " + news.filler)
    listed = news.home / "watchlists" / "news.yaml"
    listed.write_text(listed.read_text().replace('"Rostec"', '"Rostec", "severity": "critical"'))
    before = datetime.now(UTC)

    await monitor()

    async with get_client() as client:
        runs = await client.read_flow_runs(
            flow_run_filter=FlowRunFilter(start_time=FlowRunFilterStartTime(after_=before))
        )
    tags = {run.name: set(run.tags) for run in runs}
    assert tags["monitor · 1 hit in 1 story · 1 feed failing"] >= {"watchlist:news", "channel:desk"}
    told = await events_since(before)
    assert sorted(told) == [
        "tocsin.delivery.dead", "tocsin.feed.silent", "tocsin.hit.critical", "tocsin.run.completed",
    ]  # fmt: skip
    related = {row["prefect.resource.id"] for row in told["tocsin.hit.critical"]["related"]}
    assert related >= {"tocsin.watchlist.news", "tocsin.term.news.rostec"}
    assert told["tocsin.feed.silent"]["payload"]["trouble"] == "gone"
    assert "T0KEN" not in json.dumps(told)


async def test_a_digest_is_kept_as_it_was_sent_and_is_no_markup(news: News, hook: Webhook) -> None:
    news.channel("desk", hook.url())
    news.digest(to="desk", schedule="immediately")
    news.publish("/1", "Rostec ~~~ <b>grows</b>", "Rostec grows. " + news.filler)

    await monitor()

    async with get_client() as client:
        artifacts = await client.read_artifacts(sort=ArtifactSort.CREATED_DESC, limit=9)
    data = {row.key: str(row.data) for row in artifacts}
    assert "\n~~~~text\n" in data["digest-news-desk"]
    assert "Rostec ~~~" in data["digest-news-desk"].partition("~~~~text")[2]
    assert float(data["tocsin-progress"]) == 100
    assert "| hits | 1 |" in data["tocsin-account"]


async def test_the_watcher_elsewhere_is_told_after_a_run_and_its_trouble_is_none_of_ours(
    news: News, hook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_HEARTBEAT_URL", hook.url("/beat", scheme="http"))
    hook.answer(500)

    account = await monitor()

    assert [request.path for request in hook.requests] == ["/beat"]
    assert account.feeds_read == 1


async def test_the_watcher_is_not_dialled_where_no_feed_would_be(
    news: News, hook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_HEARTBEAT_URL", hook.url("/beat", scheme="http"))
    monkeypatch.delenv("TOCSIN_ALLOW_NETWORKS")

    await monitor()

    assert hook.requests == []


async def test_no_secret_setting_reaches_prefect(  # noqa: PLR0917  fixtures
    news: News,
    hook: Webhook,
    postgres_url: str,
    prefect_server: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TOCSIN_DATABASE_URL", postgres_url.replace("postgres@", "postgres:DBPASSW0RD@"))
    monkeypatch.setenv("TOCSIN_PROXY", f"http://me:PR0XYPASS@127.0.0.1:{closed_port()}")
    monkeypatch.setenv("TOCSIN_HEARTBEAT_URL", hook.url("/BEATT0KEN", scheme="http"))
    hook.answer(500)
    await monitor()
    nowhere = f"postgresql://ann:DBPASSW0RD@127.0.0.1:{closed_port()}/news?password=DBPASSW0RD"
    monkeypatch.setenv("TOCSIN_DATABASE_URL", nowhere)
    with pytest.raises(StorageError):
        await monitor()
    await asyncio.sleep(3)  # the server writes logs and events down in batches

    kept = everything_in(prefect_server)
    printed = "".join(capfd.readouterr())
    assert b"TOCSIN_HEARTBEAT_URL: answers 500" in kept
    for secret in ("DBPASSW0RD", "PR0XYPASS", "BEATT0KEN"):
        assert secret.encode() not in kept
        assert secret not in printed
