from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from ipaddress import ip_network
from typing import Any

import aiohttp
import pytest

from flows.steps.gather.fetch import open_client
from flows.steps.gather.poll import poll_feed
from flows.steps.gather.rhythm import last_moment
from sites import Site
from storage.tables import EntryData, Feed, PollData

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
FEED = b"""<rss version="2.0"><channel><title>Wire</title><language>ru</language><item><guid>n1</guid>
<link>https://wire.test/1</link><title>Rostec</title><pubDate>Mon, 02 Mar 2026 09:00:00 GMT</pubDate></item></channel></rss>"""
ENTRY = EntryData(
    key="n1", url="https://wire.test/1", title="Rostec", language="ru", published_at=datetime(2026, 3, 2, 9, tzinfo=UTC)
)
HASH = blake2b(FEED, digest_size=16).hexdigest()


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_client(user_agent="test", timeout=2, allow_networks=[ip_network("127.0.0.0/8")]) as client:
        yield client


async def poll(client: aiohttp.ClientSession, url: str, **stored: Any) -> PollData:
    return await poll_feed(client, Feed(url=url, **stored), now=NOW, max_bytes=100_000, timeout=1, default_every=900)


async def test_a_first_poll_brings_the_feed_and_what_to_ask_it_with(client: aiohttp.ClientSession, site: Site) -> None:
    url = site.serve("/feed", FEED, headers={"ETag": 'W/"1"', "Last-Modified": "yesterday, about five"})
    result = await poll(client, url)
    assert result.model_dump(exclude={"next_poll_at", "items", "moments"}) == {
        "status": "ok",
        "error": None,
        "entries": [ENTRY.model_dump()],
        "title": "Wire",
        "language": "ru",
        "etag": b'W/"1"',
        "last_modified": b"yesterday, about five",
        "body_hash": HASH,
        "moved_to": None,
        "not_modified": False,
        "validators_lie": False,
        "pause": 0,
        "skip": 0,
        "not_before": None,
    }
    assert (len(result.items or b""), last_moment(result.moments)) == (16, ENTRY.published_at)
    assert timedelta(minutes=15) <= result.next_poll_at - NOW <= timedelta(minutes=16.5)
    assert site.requests[0].headers["If-None-Match"] is None
    assert site.requests[0].headers["If-Modified-Since"] is None


async def test_what_the_server_gave_goes_back_unchanged_and_304_is_unchanged(
    client: aiohttp.ClientSession, site: Site
) -> None:
    url = site.serve("/feed", status=304, headers={"Last-Modified": "today", "Cache-Control": "max-age=7200"})
    result = await poll(client, url, etag=b'W/"1"', last_modified=b"yesterday, about five", body_hash=HASH)
    assert site.requests[0].headers["If-None-Match"] == 'W/"1"'
    assert site.requests[0].headers["If-Modified-Since"] == "yesterday, about five"
    assert (result.status, result.error, result.entries) == ("unchanged", None, [])
    assert (result.etag, result.last_modified, result.body_hash) == (b'W/"1"', b"today", HASH)
    assert result.next_poll_at - NOW >= timedelta(hours=2)


async def test_a_validator_that_could_not_be_sent_back_is_not_kept(client: aiohttp.ClientSession, site: Site) -> None:
    result = await poll(client, site.serve("/feed", FEED, headers={"ETag": '"\xe9"', "Last-Modified": "today"}))
    assert (result.status, result.etag, result.last_modified) == ("ok", None, b"today")


async def test_the_same_body_is_unchanged_and_not_parsed_again(client: aiohttp.ClientSession, site: Site) -> None:
    url = site.serve("/feed", FEED, headers={"ETag": '"2"'})
    result = await poll(client, url, etag=b'"1"', body_hash=HASH)
    assert (result.status, result.entries, result.etag, result.body_hash) == ("unchanged", [], b'"2"', HASH)


async def test_a_feed_whose_body_was_never_read_is_asked_without_conditions(
    client: aiohttp.ClientSession, site: Site
) -> None:
    result = await poll(client, site.serve("/feed", FEED), etag=b'"1"', last_modified=b"x")
    assert site.requests[0].headers["If-None-Match"] is None
    assert result.status == "ok"


async def test_a_304_that_nobody_asked_for_is_a_failure(client: aiohttp.ClientSession, site: Site) -> None:
    result = await poll(client, site.serve("/feed", status=304))
    assert (result.status, result.error) == ("failing", "304 Not Modified")


async def test_a_410_feed_is_gone(client: aiohttp.ClientSession, site: Site) -> None:
    result = await poll(client, site.serve("/feed", status=410))
    assert (result.status, result.error) == ("gone", "410 Gone: the publisher has taken it down for good")


@pytest.mark.parametrize(
    ("body", "status", "headers", "error"),
    [
        (b"", 404, {}, "404 Not Found"),
        (b"", 500, {}, "500 Internal Server Error"),
        (b"", 599, {}, "599"),
        (b"", 204, {}, "204 No Content"),
        (b"<!doctype html><p>Soon", 200, {}, "answers an HTML page where a feed was expected"),
        (b"", 200, {}, "answers nothing where a feed was expected"),
        (b"x" * 100_001, 200, {}, "the answer is larger than 100,000 bytes"),
        (
            b"",
            302,
            {"Location": "http://10.0.0.1/"},
            "10.0.0.1 is not a public address, and no allowed network holds it",
        ),
        (b"", 301, {"Location": "/feed"}, "more than 5 redirects"),
    ],
)
async def test_whatever_is_wrong_is_told_in_words_and_what_was_known_is_kept(
    client: aiohttp.ClientSession, site: Site, *, body: bytes, status: int, headers: dict[str, str], error: str
) -> None:
    url = site.serve("/feed", body, status=status, headers=headers)
    result = await poll(client, url, etag=b'"1"', last_modified=b"x", body_hash=HASH, failures=1)
    assert (result.status, result.error, result.entries) == ("failing", error, [])
    assert (result.etag, result.last_modified, result.body_hash) == (b'"1"', b"x", HASH)
    assert timedelta(minutes=30) <= result.next_poll_at - NOW <= timedelta(minutes=33)


async def test_silence_and_a_closed_port_are_failures(client: aiohttp.ClientSession, site: Site) -> None:
    late = await poll(client, site.serve("/feed", FEED, delay=2))
    assert (late.status, late.error) == ("failing", "no complete answer within 1 s")
    with Site() as closed:
        url = closed.url("/feed")
    assert (await poll(client, url)).error == "no connection: Connection refused"


@pytest.mark.parametrize(("status", "hours"), [(429, 2), (503, 2), (500, 0.25)])
async def test_retry_after_is_kept_to_where_the_server_asks_for_a_pause(
    client: aiohttp.ClientSession, site: Site, status: int, hours: float
) -> None:
    url = site.serve("/feed", status=status, headers={"Retry-After": "7200"})
    pause = (await poll(client, url)).next_poll_at - NOW
    assert timedelta(hours=hours) <= pause <= timedelta(hours=hours) * 1.1


@pytest.mark.parametrize(("first", "second", "moves"), [(301, 308, True), (301, 302, False)])
async def test_a_feed_has_moved_only_if_every_hop_says_so(
    client: aiohttp.ClientSession, site: Site, first: int, second: int, moves: bool
) -> None:
    new = site.serve("/new", FEED)
    site.serve("/middle", status=second, headers={"Location": "/new"})
    result = await poll(client, site.serve("/old", status=first, headers={"Location": "/middle"}))
    assert (result.status, result.moved_to) == ("ok", new if moves else None)


async def test_a_move_to_a_page_that_is_no_feed_is_not_followed_for_good(
    client: aiohttp.ClientSession, site: Site
) -> None:
    site.serve("/parked", b"<html>This domain is for sale")
    result = await poll(client, site.serve("/old", status=301, headers={"Location": "/parked"}))
    assert (result.status, result.moved_to) == ("failing", None)


async def test_a_moved_feed_is_asked_at_its_new_address_until_that_keeps_failing(
    client: aiohttp.ClientSession, site: Site
) -> None:
    url, new = site.serve("/feed", FEED), site.url("/new")
    assert (await poll(client, url, fetch_url=new, failures=2)).error == "404 Not Found"
    back = await poll(client, url, fetch_url=new, failures=3)
    assert [request.path for request in site.requests] == ["/new", "/feed"]
    assert (back.status, back.moved_to) == ("ok", url)


async def test_the_lists_interval_goes_before_the_default(client: aiohttp.ClientSession, site: Site) -> None:
    pause = (await poll(client, site.serve("/feed", FEED), every=7200)).next_poll_at - NOW
    assert timedelta(hours=2) <= pause <= timedelta(hours=2.2)


async def test_a_feed_that_has_only_said_304_for_a_day_is_asked_for_the_whole(
    client: aiohttp.ClientSession, site: Site
) -> None:
    url = site.serve("/feed", FEED, headers={"Last-Modified": "in 2019"})
    stored = {"last_modified": b"in 2019", "body_hash": "another", "added_at": NOW - timedelta(days=9)}
    for polls, hours in ((7, 24), (8, 23), (8, 24)):
        last = await poll(client, url, not_modified=polls, read_at=NOW - timedelta(hours=hours), **stored)
    assert [request.headers["If-Modified-Since"] for request in site.requests] == ["in 2019", "in 2019", None]
    assert (last.status, last.validators_lie) == ("ok", True)


@pytest.mark.parametrize(
    ("headers", "body_hash"), [({"Last-Modified": "today"}, "another"), ({"Last-Modified": "in 2019"}, HASH)]
)
async def test_a_server_that_names_its_new_body_anew_or_has_none_does_not_lie(
    client: aiohttp.ClientSession, site: Site, *, headers: dict[str, str], body_hash: str
) -> None:
    doubtful = {"not_modified": 99, "read_at": NOW - timedelta(days=2), "last_modified": b"in 2019"}
    result = await poll(client, site.serve("/feed", FEED, headers=headers), body_hash=body_hash, **doubtful)
    assert (site.requests[0].headers["If-Modified-Since"], result.validators_lie) == (None, False)


async def test_a_server_that_lies_is_asked_without_conditions_and_at_most_hourly(
    client: aiohttp.ClientSession, site: Site
) -> None:
    url = site.serve("/feed", FEED, headers={"ETag": '"1"'})
    result = await poll(client, url, validators_lie=True, etag=b'"1"', body_hash=HASH)
    assert site.requests[0].headers["If-None-Match"] is None
    assert (result.status, result.validators_lie) == ("unchanged", True)
    assert result.next_poll_at - NOW >= timedelta(hours=1)


async def test_what_the_feed_itself_wishes_is_kept_to_when_it_says_304_too(
    client: aiohttp.ClientSession, site: Site
) -> None:
    wish = b"<ttl>90</ttl><skipHours><hour>14</hour></skipHours>"
    url = site.serve("/feed", FEED.replace(b"<language>", wish + b"<language>"), headers={"ETag": '"1"'})
    first = await poll(client, url)
    site.serve("/feed", status=304)
    later = await poll(client, url, etag=b'"1"', body_hash=HASH, pause=first.pause, skip=first.skip)
    assert (first.pause, first.skip, later.not_modified) == (5_400, 1 << 14, True)
    assert {first.next_poll_at, later.next_poll_at} <= {first.not_before, NOW + timedelta(hours=3)}
    assert timedelta(minutes=90) <= first.next_poll_at - NOW <= timedelta(hours=3)


async def test_a_feed_that_publishes_daily_is_asked_a_few_times_a_day(
    client: aiohttp.ClientSession, site: Site
) -> None:
    daily = b"".join(
        b"<item><guid>%d</guid><title>t</title><pubDate>%d Feb 2026 09:00:00 GMT</pubDate></item>" % (day, day)
        for day in range(20, 29)
    )
    result = await poll(client, site.serve("/feed", b'<rss version="2.0"><channel>%s</channel></rss>' % daily))
    assert timedelta(hours=6) <= result.next_poll_at - NOW <= timedelta(hours=6) * 1.1


async def test_of_a_feed_that_is_known_only_the_new_items_come(client: aiohttp.ClientSession, site: Site) -> None:
    first = await poll(client, site.serve("/feed", FEED))
    more = FEED.replace(b"<item>", b"<item><guid>n2</guid><title>Arrested</title></item><item>", 1)
    later = await poll(client, site.serve("/feed", more), body_hash=HASH, items=first.items)
    assert [entry.key for entry in later.entries] == ["n2"]
    assert len(later.items or b"") == 32


@pytest.mark.parametrize("header", ["cf-mitigated", "x-amzn-waf-action"])
async def test_a_site_that_asks_for_a_browser_is_left_alone_for_hours(
    client: aiohttp.ClientSession, site: Site, header: str
) -> None:
    result = await poll(client, site.serve("/feed", status=403, headers={header: "challenge"}))
    assert result.error == "403 Forbidden (a challenge for browsers)"
    assert result.next_poll_at == result.not_before
    assert result.next_poll_at - NOW >= timedelta(hours=6)


async def test_a_server_that_wants_no_cache_is_not_asked_with_its_validators(
    client: aiohttp.ClientSession, site: Site
) -> None:
    url = site.serve("/feed", FEED, headers={"ETag": '"1"', "Last-Modified": "today", "Expires": "0"})
    result = await poll(client, url)
    assert (result.status, result.etag, result.last_modified) == ("ok", None, None)


async def test_what_is_new_since_the_last_answer_is_enough(client: aiohttp.ClientSession, site: Site) -> None:
    first = await poll(client, site.serve("/feed", FEED, headers={"ETag": '"1"'}))
    more = FEED.replace(b"n1", b"n2").replace(b"Rostec", b"Arrested")
    url = site.serve("/feed", more, status=226, headers={"ETag": '"2"', "IM": "feed"})
    later = await poll(client, url, etag=b'"1"', body_hash=HASH, items=first.items)
    assert [request.headers["A-IM"] for request in site.requests] == [None, "feed"]
    assert ([entry.key for entry in later.entries], later.status, later.not_modified) == (["n2"], "ok", True)
    assert (later.etag, len(later.items or b"")) == (b'"2"', 32)
    whole = {"not_modified": 99, "read_at": NOW - timedelta(days=2), "body_hash": later.body_hash}
    site.serve("/feed", FEED, headers={"ETag": '"2"'})
    last = await poll(client, url, etag=b'"2"', items=later.items, **whole)
    assert (site.requests[-1].headers["A-IM"], last.validators_lie, last.body_hash) == (None, False, HASH)


async def test_a_part_that_nobody_asked_for_is_a_failure(client: aiohttp.ClientSession, site: Site) -> None:
    assert (await poll(client, site.serve("/feed", FEED, status=226))).error == "226 IM Used"
