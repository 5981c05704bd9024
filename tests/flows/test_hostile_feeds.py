"""What feeds send to do harm, by the rows of our catalogue (1 to 49), through the real poller, all in one run."""

import asyncio
import gzip
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from flows.polling import open_poller
from flows.settings import Settings
from flows.steps.gather.fetch import open_client
from flows.steps.gather.poll import poll_feed
from given import DAY, NOW
from sites import Site
from storage import Database, Entry, Feed, FeedData, due_addresses, feed_rows, sync_feeds

HOST = "127.0.0.2"
"""The only address that may be dialled here."""
MOST = 4_000_000
SECONDS = 6
NOT_PUBLIC = "not a public address"

ADDRESSES = {
    "1 loopback": "http://127.0.0.1/", "2 localhost": "http://localhost/", "3 short": "http://127.1/",
    "4 decimal": "http://2130706433/", "5 hexadecimal": "http://0x7f.1/", "6 octal": "http://0177.0.0.1/",
    "7 nothing": "http://0/", "8 IPv6": "http://[::1]/", "9 mapped": "http://[::ffff:127.0.0.1]/",
    "10 circled": "http://①②⑦.⓪.⓪.①/", "10 wide": "http://１２７.０.０.１/", "11 metadata": "http://169.254.169.254/latest/",
    "12 metadata": "http://192.0.0.192/", "13 metadata": "http://100.100.100.200/", "14 metadata": "http://[fd00:ec2::254]/",
    "15 NAT64": "http://[64:ff9b::7f00:1]/", "16 6to4": "http://[2002:7f00:1::]/", "17 multicast": "http://224.0.0.1/",
    "18 user": "http://example.com@127.0.0.1/", "19 backslash": "http://127.0.0.1\\@example.com/",
}  # fmt: skip
NO_ADDRESS = {
    "25 file": "file:///etc/passwd", "25 gopher": "gopher://x.test/", "25 ftp": "ftp://x.test/", "25 dict": "dict://x.test/",
    "25 data": "data:,x", "25 path": "/etc/passwd", "26 port": f"http://{HOST}:25/", "26 another": f"http://{HOST}:6379/",
}  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """What a server sends, and what is to become of it."""

    body: Any = b""
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    error: str | None = None
    """How the recorded reason begins, None for a feed that is read."""
    entries: int = 0
    notice: str | None = None
    """What is said of a feed that is read all the same."""


def rss(*items: str) -> bytes:
    return f'<rss version="2.0"><channel>{"".join(items)}</channel></rss>'.encode()


def item(title: str = "t", more: str = "") -> str:
    return f"<item><title>{title}</title>{more}</item>"


def drip() -> Iterator[bytes]:
    while True:
        yield b"<"
        time.sleep(0.3)


def endless() -> Iterator[bytes]:
    while True:
        yield b"<item/>" * 9_000


BOMB = gzip.compress(b"\0" * 60_000_000)
LARGE = f"the answer is larger than {MOST:,} bytes"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DATES = (
    "9999-12-31",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    format_datetime(datetime.now(UTC) + 2 * DAY),
    "30 Feb 2026",
    "2 Mar 2026 09:00 +99:99",
)
LINKS = ("", "javascript:alert(1)", "/" + "x" * 10_000, "http://", "file:///etc/passwd")
SENT = {
    "22 to metadata": Sent(status=302, headers={"Location": "http://169.254.169.254/"}, error="169.254.169.254 is not a public"),
    "23 to a file": Sent(status=302, headers={"Location": "file:///etc/passwd"}, error="redirects to no http or https address"),
    "30 bomb": Sent(BOMB, {"Content-Encoding": "gzip"}, error=LARGE),
    "31 bomb in a bomb": Sent(gzip.compress(BOMB), {"Content-Encoding": "gzip"}, error=LARGE),
    "31 twice": Sent(gzip.compress(BOMB), {"Content-Encoding": "gzip, gzip"}, error="the answer is encoded as"),
    "32 gzip 5,000 times": Sent(BOMB, {"Content-Encoding": ", ".join(["gzip"] * 5_000)}, error="the answer is encoded as"),
    "33 drip": Sent(drip, error=f"no complete answer within {SECONDS} s"),
    "34 header of 200 KB": Sent(rss(item()), {"X-Long": "y" * 200_000}, error="the answer is not HTTP, or its headers are too large"),
    "35 endless": Sent(endless, error=LARGE),
    "36 too long a length": Sent(rss(item()), {"Content-Length": "9000"}, error="the connection was closed before"),
    "37 wrong charset": Sent(rss(item("Ростех")), {"Content-Type": "text/xml; charset=shift_jis"}, entries=1),
    "37 UTF-16 without a mark": Sent('<?xml version="1.0"?>'.encode("utf-16-le") + rss(item()).decode().encode("utf-16-le"), entries=1),
    "37 NULs": Sent(rss(item("a\0b")), entries=1),
    "38 billion laughs": Sent(f'<!DOCTYPE r [<!ENTITY l0 "ha">{LAUGHS}]>'.encode() + rss(item("&l9;")), entries=1),
    "39 quadratic entities": Sent(f'<!DOCTYPE r [<!ENTITY a "{"x" * 50_000}">]>'.encode() + rss(item("&a;" * 5_000)), entries=1),
    "40 outer entity": Sent(b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + rss(item("a&x;b")), entries=1),
    "41 nested tags": Sent(rss(item(more="<b>" * 50_000 + "</b>" * 50_000)), entries=1),
    "42 many items": Sent(rss(*(item(str(number)) for number in range(100_000))), entries=2_000, notice="gives 100,000 items: the newest 2,000 are taken"),
    "43 a large item": Sent(rss(item("x" * 5_000_000)), error=LARGE),
    "44 attributes": Sent(rss("<item " + " ".join(f'a{n}="1"' for n in range(60_000)) + "><title>t</title></item>"), error="has a tag with more than 1,000 attributes"),
    "45 nested text": Sent(rss(item(more=f"<description>{'&lt;div>' * 100_000}</description>")), entries=1),
    "46 HTML": Sent(b"<!doctype html><p>Soon", error="answers an HTML page"),
    "46 PDF": Sent(b"%PDF-1.7\n\x00\xff", error="answers a PDF file"),
    "46 noise": Sent(bytes(range(256)) * 50, error="answers text that is no feed"),
    "47 one guid": Sent(rss(*(item(str(number), "<guid>g</guid>") for number in range(5))), entries=5),
    "48 dates": Sent(rss(*(item(date, f"<pubDate>{date}</pubDate>") for date in DATES)), entries=5),
    "49 links": Sent(rss(*(item(f"t{place}", f"<link>{link}</link>") for place, link in enumerate(LINKS))), entries=5),
    "a good feed": Sent(rss(item()), entries=1),
}  # fmt: skip


@dataclass
class Ran:
    """How every feed stands after the run."""

    feeds: dict[str, Feed]
    entries: dict[str, list[Entry]]
    asked: list[str]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    home = tmp_path_factory.mktemp("hostile")
    with Site(host=HOST) as site, Database(f"sqlite:///{home / 'tocsin.db'}") as database:
        urls = ADDRESSES | NO_ADDRESS | {"24 loop": site.serve("/loop", status=302, headers={"Location": "/loop"})}
        urls["27 line breaks"] = site.url("/27\r\nX-Injected: 1")
        for place, (name, sent) in enumerate(SENT.items()):
            urls[name] = site.serve(f"/{place}", sent.body, status=sent.status, headers=sent.headers)
        database.upgrade()
        asyncio.run(_run(database, home, list(urls.values())))
        with database.read() as session:
            feeds = {feed.url: feed for feed in feed_rows(session)}
            entries = {url: _entries(session, feed.id) for url, feed in feeds.items()}
        asked = [request.path for request in site.requests]
        assert not any(request.headers["X-Injected"] for request in site.requests)
    return Ran({n: feeds[url] for n, url in urls.items()}, {n: entries[url] for n, url in urls.items()}, asked)


def _entries(session: Any, feed_id: int) -> list[Entry]:
    return list(session.exec(select(Entry).where(Entry.feed_id == feed_id).order_by(col(Entry.id))))


async def _run(database: Database, home: Path, urls: list[str]) -> None:
    chosen = Settings(
        home=home, allow_networks=(ip_network(f"{HOST}/32"),), poll_gap_seconds=0, timeout_seconds=SECONDS, feed_max_bytes=MOST
    )  # fmt: skip
    with database.session() as session:
        sync_feeds(session, [FeedData(url=url) for url in urls], NOW)
        numbers = [number for number, _ in due_addresses(session, NOW, everything=True)]
    async with open_poller(chosen, database) as poller:
        account = await poller.poll(numbers)
    assert account.feeds_due == len(urls)


@pytest.mark.parametrize("name", ADDRESSES)
def test_an_address_that_is_not_public_is_refused_and_the_reason_recorded(ran: Ran, name: str) -> None:
    feed = ran.feeds[name]
    assert (feed.status, NOT_PUBLIC in (feed.error or "") or "not public" in (feed.error or "")) == ("failing", True)


@pytest.mark.parametrize("name", NO_ADDRESS)
def test_what_is_no_address_of_the_web_is_refused_and_the_reason_recorded(ran: Ran, name: str) -> None:
    feed = ran.feeds[name]
    assert feed.status == "failing"
    assert (feed.error or "").startswith(("is no http or https address", "is a port of another service"))


@pytest.mark.parametrize("name", SENT)
def test_whatever_a_feed_sends_is_read_or_refused_within_bounds(ran: Ran, name: str) -> None:
    sent, feed, entries = SENT[name], ran.feeds[name], ran.entries[name]
    assert (feed.error or "").startswith(sent.error) if sent.error else feed.error == sent.notice
    assert (feed.status, len(entries)) == ("failing" if sent.error else "ok", sent.entries)
    for entry in entries:
        assert len(entry.title) <= 1_000
        assert len(entry.summary) <= 50_000
        assert "root:" not in entry.title
        assert entry.url.startswith(("", "http"))


def test_a_loop_is_left_after_six_requests_and_a_line_break_is_no_header(ran: Ran) -> None:
    assert ran.feeds["24 loop"].error == "more than 5 redirects"
    assert ran.asked.count("/loop") == 6
    assert ran.feeds["27 line breaks"].error == "404 Not Found"


def test_dates_that_cannot_be_and_links_that_lead_nowhere_are_none(ran: Ran) -> None:
    assert [entry.published_at for entry in ran.entries["48 dates"]] == [None] * 5
    assert [entry.url for entry in ran.entries["49 links"]] == [""] * 5


HEADS = [
    b"",
    b"HTTP/1.1 200 OK\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"HTTP/1.1 226 IM Used\r\nIM: feed\r\n\r\n",
    b"HTTP/1.1 304 Not Modified\r\nETag: \xff\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-7\r\nExpires: 0\r\nRetry-After: -1\r\n\r\n",
]
BEGINNINGS = [
    b"",
    b"<rss><channel><item>",
    b"<feed><entry>",
    b'{"items":[',
    b"<urlset><url>",
    b"<sitemapindex>",
    b"\x1f\x8b",
]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(HEADS), st.sampled_from(BEGINNINGS), st.binary(max_size=200))
def test_whatever_bytes_a_server_sends_the_poll_ends_and_says_what_became_of_it(
    head: bytes, beginning: bytes, noise: bytes
) -> None:
    told = asyncio.run(_poll(head + beginning + noise))
    assert told.status in {"ok", "unchanged", "failing", "gone"}
    assert bool(told.error) == (told.status in {"failing", "gone"})


async def _poll(raw: bytes) -> Any:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(raw)
        writer.close()

    server = await asyncio.start_server(answer, HOST, 0)
    async with server, open_client(user_agent="t", timeout=5, allow_networks=[ip_network(f"{HOST}/32")]) as client:
        url = f"http://{HOST}:{server.sockets[0].getsockname()[1]}/"
        feed = Feed(url=url, etag=b'"1"', body_hash="x", added_at=NOW)
        return await poll_feed(client, feed, now=NOW, max_bytes=10_000, timeout=5)
