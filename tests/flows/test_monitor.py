"""One article from feed to digest, through the real flows, a real site, and a real Prefect server."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterStartTime
from prefect.client.schemas.sorting import ArtifactSort
from sqlalchemy import text as sql

from flows.monitor import monitor
from news import News, rss
from sinks import Webhook, webhook
from sites import Site
from storage import Database, RunData, feed_rows, find_hits, list_deliveries, resend_deliveries

pytestmark = pytest.mark.usefixtures("prefect_server")


@pytest.fixture
def news(site: Site, home: Path) -> News:
    """A feed without items, watched for Rostec and Sergei Chemezov."""
    return News(site, home)


@pytest.fixture
def database(home: Path) -> Iterator[Database]:
    with Database(f"sqlite:///{home / 'tocsin.db'}") as database:
        yield database


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with webhook() as receiver:
        yield receiver


def told(home: Path) -> list[str]:
    """The digests that were written, as HTML."""
    return [path.read_text(encoding="utf-8") for path in sorted((home / "digests").glob("*.html"))]


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_a_named_person_reaches_the_digest_with_the_reason(news: News, home: Path) -> None:
    news.publish("/1", "Plant opens", "The line was opened by Sergei Chemezov on Monday. " + news.filler)

    account = await monitor()

    assert account == RunData(feeds_due=1, feeds_read=1, entries=1, articles=1, hits=1, stories=1, digests=1, sent=1)
    (digest,) = told(home)
    assert "Plant opens" in digest
    assert "<mark" in digest
    assert "Sergei Chemezov" in digest


async def test_a_second_run_finds_nothing_new_and_sends_nothing(news: News, home: Path) -> None:
    news.publish("/1", "Rostec", "Rostec grows. " + news.filler)
    await monitor()
    asked = len(news.site.requests)

    account = await monitor(everything=True)

    assert account == RunData(feeds_due=1, feeds_read=1)
    assert [request.path for request in news.site.requests[asked:]] == ["/feed"]
    assert news.site.requests[-1].headers["If-None-Match"] == news.etag
    assert len(told(home)) == 1


async def test_a_feed_that_fails_is_a_recorded_state_and_the_others_go_on(
    news: News, home: Path, database: Database
) -> None:
    news.publish("/1", "Rostec", "Rostec grows. " + news.filler)
    news.watch(news.site.serve("/broken", b"<html>Try later</html>", headers={"Content-Type": "text/html"}))
    news.watch(news.site.serve("/gone", b"", status=410))

    account = await monitor()

    assert (account.feeds_due, account.feeds_read, account.feeds_failing, account.hits) == (3, 1, 2, 1)
    with database.read() as session:
        states = {feed.url.rsplit("/", 1)[-1]: (feed.status, bool(feed.error)) for feed in feed_rows(session)}
    assert states == {"feed": ("ok", False), "broken": ("failing", True), "gone": ("gone", True)}


async def test_an_article_whose_page_is_missing_is_matched_on_the_feeds_own_words(
    news: News, database: Database
) -> None:
    news.announce("/missing", "A visit", summary="Sergei Chemezov visited the plant.")

    account = await monitor()

    assert (account.articles, account.unreadable, account.hits) == (1, 1, 1)
    with database.read() as session:
        (row,) = find_hits(session)
    assert (row.article.text_source, row.hit.excerpt) == ("feed summary", "Sergei Chemezov visited the plant.")


async def test_a_page_that_fails_for_now_is_matched_at_once_on_the_feeds_words_and_bettered_later(
    news: News, home: Path, database: Database
) -> None:
    news.announce("/busy", "A visit", summary="Sergei Chemezov visited the plant.")
    news.site.serve("/busy", b"", status=503)

    first = await monitor()

    assert (first.articles, first.unreadable, first.hits, first.digests) == (1, 1, 1, 1)
    news.publish("/busy", "A visit", "On Monday Sergei Chemezov visited the plant of Rostec. " + news.filler)
    news.forget_waiting(database)
    second = await monitor()
    assert (second.articles, second.unreadable, second.hits, second.digests) == (0, 0, 1, 1)
    assert sorted("Chemezov</mark>" in digest for digest in told(home)) == [False, True]
    with database.read() as session:
        rows = find_hits(session)
    assert {row.article.text_source for row in rows} == {"page"}
    assert {row.hit.term for row in rows} == {"rostec", "sergei-chemezov"}
    places = [
        (row.article.text[match["start"] : match["end"]], match["text"]) for row in rows for match in row.hit.matches
    ]
    assert [text for text, _ in places] == [found for _, found in places]


async def test_copies_are_one_story_and_a_later_copy_is_not_told_again(news: News, home: Path) -> None:
    text = "Rostec opened a plant near the river on Monday, officials said. " + news.filler
    news.publish("/1", "Rostec opens a plant", text)
    news.publish("/2", "New plant for Rostec", text)
    first = await monitor()
    news.publish("/3", "Plant opened", text)

    second = await monitor(everything=True)

    assert (first.hits, first.stories, first.digests) == (2, 1, 1)
    assert (second.hits, second.digests, second.sent) == (1, 0, 0)
    assert len(told(home)) == 1


async def test_a_list_looks_only_into_the_feeds_it_names(news: News, site: Site, database: Database) -> None:
    other = News(site, news.home, name="Other", feed="/other")
    news.publish("/1", "Rostec here", "Rostec grows. " + news.filler)
    other.publish("/2", "Rostec there", "Rostec shrinks, unlike the others. " + news.filler)

    await monitor()

    with database.read() as session:
        found = {(row.hit.watchlist, row.article.title) for row in find_hits(session)}
    assert found == {("news", "Rostec here"), ("other", "Rostec there")}


async def test_a_digest_with_a_schedule_waits_for_its_hour(news: News, home: Path, database: Database) -> None:
    news.digest(to="analysts", schedule="0 7 1 1 *")
    news.publish("/1", "Rostec", "Rostec grows. " + news.filler)

    account = await monitor()

    assert (account.hits, account.digests) == (1, 0)
    assert (await monitor(send_now=True)).digests == 1


async def test_a_channel_gets_the_digest_and_one_that_fails_loses_nothing(
    news: News, home: Path, database: Database, hook: Webhook
) -> None:
    news.channel("desk", hook.url())
    hook.answer(500)
    news.publish("/1", "Rostec", "Rostec grows. " + news.filler)

    failed = await monitor()

    assert (failed.hits, failed.sent, failed.undelivered) == (1, 0, 1)
    with database.read() as session:
        (delivery,) = list_deliveries(session)
    assert (delivery.state, delivery.attempts) == ("retry", 1)
    hook.answer(200)
    news.forget_waiting(database)
    sent = await monitor()
    assert (sent.sent, sent.undelivered) == (1, 0)
    with database.read() as session:
        (delivery,) = list_deliveries(session)
    assert delivery.state == "sent"
    assert "Rostec" in hook.requests[-1].body.decode()


async def test_hits_wait_where_no_channel_has_the_tag(news: News, hook: Webhook, home: Path) -> None:
    news.channel("others", hook.url())
    news.digest(to="analysts", schedule="immediately")
    news.publish("/1", "Rostec", "Rostec grows. " + news.filler)

    account = await monitor()

    assert (account.hits, account.digests, told(home), hook.requests) == (1, 0, [], [])


async def test_hits_wait_for_a_channel_however_long(news: News, hook: Webhook, database: Database) -> None:
    news.channel("others", hook.url())
    news.digest(to="analysts", schedule="immediately")
    news.publish("/1", "Rostec", "Rostec grows. " + news.filler)
    await monitor()
    with database.session() as session:
        for table, column in (("hit", "found_at"), ("subscription", "since")):
            session.execute(sql(f"UPDATE {table} SET {column} = '2020-01-01 00:00:00.000000'"))
    news.channel("analysts", hook.url())

    assert (await monitor()).digests == 1


async def test_what_quiet_hours_hold_is_told_after_them_though_something_broke_through(
    news: News, home: Path, database: Database
) -> None:
    now = datetime.now(UTC)
    quiet = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=1):%H:%M}"
    news.digest(to="all", schedule="* * * * *", quiet_hours=quiet)
    news.publish("/1", "Rostec", "Rostec grows. " + news.filler)
    await monitor()
    with database.session() as session:
        session.execute(sql("UPDATE subscription SET since = '2020-01-01 00:00:00.000000'"))
        session.execute(sql("UPDATE hit SET severity = 'critical'"))
    news.publish("/2", "Rostec again", "Rostec shrinks, unlike the others. " + news.filler)

    broke_through = await monitor(everything=True)

    assert (broke_through.digests, len(told(home))) == (1, 1)
    with database.read() as session:
        (composed_at,) = session.execute(sql("SELECT composed_at FROM subscription")).one()
    assert composed_at is None


async def test_one_page_of_two_feeds_is_matched_on_the_words_of_the_fuller_one(
    news: News, site: Site, database: Database
) -> None:
    news.announce("/missing", "A visit")
    other = News(site, news.home, name="Other", feed="/other")
    other.announce("/missing", "A visit", summary="Sergei Chemezov visited the plant.")

    await monitor()

    with database.read() as session:
        assert {row.hit.watchlist for row in find_hits(session)} == {"news", "other"}


async def test_what_came_from_a_feed_is_text_in_the_digest(news: News, home: Path) -> None:
    news.publish("/1", "Rostec <script>alert(1)</script>", "Rostec grows. " + news.filler)

    await monitor()

    (digest,) = told(home)
    assert "<script" not in digest
    assert rss([]).startswith("<rss")


async def test_no_secret_reaches_prefect(
    news: News, hook: Webhook, prefect_server: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    news.channel("desk", f"{hook.url('/T0KENPATH')}?+X-Api-Key=HEADERSECRET".replace("json://", "json://me:PASSW0RD@"))
    hook.answer(500)
    news.publish("/1", "Rostec", "Rostec grows. " + news.filler)

    await monitor()
    await asyncio.sleep(3)  # the server writes logs and events down in batches

    kept = everything_in(prefect_server)
    printed = "".join(capfd.readouterr())
    assert b"monitor" in kept
    for secret in ("T0KENPATH", "HEADERSECRET", "PASSW0RD"):
        assert secret.encode() not in kept
        assert secret not in printed


async def test_the_run_is_named_after_what_it_found_and_leaves_its_account(news: News) -> None:
    news.publish("/1", "A [link](https://x.example) <b>Rostec</b>", "Rostec grows. " + news.filler)
    before = datetime.now(UTC)

    await monitor()

    async with get_client() as client:
        runs = await client.read_flow_runs(
            flow_run_filter=FlowRunFilter(start_time=FlowRunFilterStartTime(after_=before))
        )
        artifacts = {row.key: row for row in await client.read_artifacts(sort=ArtifactSort.CREATED_DESC, limit=9)}
    assert "monitor · 1 hit in 1 story" in {run.name for run in runs}
    assert "1 feed due, 1 read" in str(artifacts["tocsin-account"].data)
    (row,) = json.loads(str(artifacts["tocsin-hits"].data))
    assert row["term"] == "Rostec"
    assert "<b>" not in row["headline"]


async def test_what_only_a_named_list_looks_for_waits_until_it_is_named_again(
    news: News, site: Site, home: Path, tmp_path: Path, database: Database
) -> None:
    apart = tmp_path / "apart"
    (apart / "watchlists").mkdir(parents=True)
    other = News(site, apart, name="Other", feed="/other")
    named = [str(apart / "watchlists" / "other.yaml")]
    other.announce("/busy", "News from there", summary="More soon.")
    site.serve("/busy", b"", status=503)
    await monitor(named)
    other.publish("/busy", "Rostec there", "Rostec shrinks, unlike the others. " + news.filler)
    news.forget_waiting(database)

    without = await monitor()
    named_again = await monitor(named)

    assert without.hits == 0
    assert named_again.hits == 1


async def test_a_corrected_channel_gets_what_the_wrong_one_refused(
    news: News, hook: Webhook, database: Database
) -> None:
    news.channel("desk", hook.url("/wrong-token"))
    news.digest(to="desk", schedule="immediately")
    hook.answer(401)
    news.publish("/1", "Rostec", "Rostec grows. " + news.filler)
    await monitor()
    with database.session() as session:
        (dead,) = list_deliveries(session)
        resend_deliveries(session, dead.digest_id, datetime.now(UTC))
    news.channel("desk", hook.url("/right-token"))
    hook.answer(200)

    sent = await monitor()

    assert (dead.state, sent.sent, hook.requests[-1].path) == ("dead", 1, "/right-token")
