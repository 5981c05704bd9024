import asyncio
import gzip
import socket
import struct
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from ipaddress import ip_network

import aiohttp
import pytest

from flows.errors import AddressRefused, FetchError
from flows.steps.gather.fetch import Page, fetch, open_client
from sites import Site

LOOPBACK = (ip_network("127.0.0.0/8"),)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_client(user_agent="Tocsin/test", timeout=2, allow_networks=LOOPBACK) as client:
        yield client


async def get(client: aiohttp.ClientSession, url: str, *, max_bytes: int = 1_000, within: float = 2) -> Page:
    return await fetch(client, url, max_bytes=max_bytes, timeout=within)


async def refusal(client: aiohttp.ClientSession, url: str, *, max_bytes: int = 1_000, within: float = 2) -> FetchError:
    with pytest.raises(FetchError) as refused:
        await get(client, url, max_bytes=max_bytes, within=within)
    return refused.value


async def test_a_page_comes_with_its_status_headers_and_body(client: aiohttp.ClientSession, site: Site) -> None:
    url = site.serve("/a", "Привет".encode("cp1251"), headers={"Content-Type": 'Text/HTML; charset="windows-1251"'})
    page = await get(client, url)
    assert (page.url, page.final_url, page.status, page.permanent) == (url, url, 200, False)
    assert (page.content_type, page.charset) == ("text/html", "cp1251")
    assert page.headers["content-TYPE"].startswith("Text/HTML")
    assert page.body.decode("cp1251") == "Привет"


@pytest.mark.parametrize(
    ("header", "charset"),
    [("text/html", None), ("text/html; charset=", None), ("text/html; charset=no-such", None), ("", None),
     ("text/html;charset=UTF-8", "utf-8"), ("text/html; charset=latin1", "iso8859-1")],
)  # fmt: skip
async def test_a_charset_that_is_not_known_is_none(
    client: aiohttp.ClientSession, site: Site, header: str, charset: str | None
) -> None:
    assert (await get(client, site.serve("/", b"x", headers={"Content-Type": header}))).charset == charset


async def test_we_say_who_we_are_ask_for_what_we_can_unpack_and_send_no_cookies(
    client: aiohttp.ClientSession, site: Site
) -> None:
    url = site.serve("/", b"x", headers={"Set-Cookie": "id=1; Path=/"})
    await fetch(client, url, headers={"If-None-Match": 'W/"1"'}, max_bytes=10, timeout=1)
    await get(client, url)
    first, second = site.requests
    assert first.headers["User-Agent"] == "Tocsin/test"
    assert first.headers["Accept-Encoding"] == "gzip, deflate"
    assert first.headers["If-None-Match"] == 'W/"1"'
    assert second.headers["Cookie"] is None
    assert second.headers["If-None-Match"] is None


@pytest.mark.parametrize("status", [304, 403, 404, 410, 429, 500, 503])
async def test_any_status_is_an_answer_and_only_success_has_a_body(
    client: aiohttp.ClientSession, site: Site, status: int
) -> None:
    body = b"" if status == 304 else b"x" * 5_000
    page = await get(client, site.serve("/", body, status=status, headers={"Retry-After": "60"}))
    assert (page.status, page.body, page.headers["Retry-After"]) == (status, b"", "60")


@pytest.mark.parametrize(
    ("statuses", "permanent"),
    [([301], True), ([308, 301], True), ([302], False), ([301, 307, 308], False), ([301] * 5, True)],
)
async def test_redirects_are_followed_and_are_permanent_only_if_each_one_is(
    client: aiohttp.ClientSession, site: Site, statuses: list[int], permanent: bool
) -> None:
    for number, status in enumerate(statuses):
        site.serve(f"/{number}", status=status, headers={"Location": f"/{number + 1}"})
    end = site.serve(f"/{len(statuses)}", b"here")
    page = await get(client, site.url("/0"))
    assert (page.final_url, page.body, page.permanent) == (end, b"here", permanent)


async def test_the_sixth_redirect_is_not_followed(client: aiohttp.ClientSession, site: Site) -> None:
    error = await refusal(client, site.serve("/loop", status=302, headers={"Location": "/loop"}))
    assert error.reason == "more than 5 redirects"
    assert len(site.requests) == 6


@pytest.mark.parametrize(
    ("location", "kind", "reason"),
    [
        ("file:///etc/passwd", FetchError, "redirects to no http or https address ('file:///etc/passwd')"),
        ("http://169.254.169.254/latest/", AddressRefused, "169.254.169.254 is not a public address"),
        ("//[::ffff:10.0.0.1]/", AddressRefused, "::ffff:a00:1 is not a public address"),
        ("http://127.0.0.1:25/", FetchError, "redirects to a port of another service (25)"),
        ("http://", FetchError, "redirects to no http or https address ('http://')"),
    ],
)
async def test_a_redirect_is_judged_like_an_address(
    client: aiohttp.ClientSession, site: Site, location: str, kind: type[FetchError], reason: str
) -> None:
    error = await refusal(client, site.serve("/", status=302, headers={"Location": location}))
    assert type(error) is kind
    assert error.reason.startswith(reason)
    assert error.permanent


async def test_a_redirect_in_latin_1_and_one_without_a_target_are_understood(
    client: aiohttp.ClientSession, site: Site
) -> None:
    site.serve("/caf%E9", b"coffee")
    assert (await get(client, site.serve("/", status=301, headers={"Location": "/café"}))).body == b"coffee"
    assert (await get(client, site.serve("/nowhere", b"x", status=302))).status == 302


async def test_an_address_is_sent_as_the_parser_that_judged_it_has_written_it(
    client: aiohttp.ClientSession, site: Site
) -> None:
    await get(client, site.url("/a\r\nX-Injected: 1/b c/%41?q=ü&r=[1]#part"))
    (request,) = site.requests
    assert request.path == "/aX-Injected:%201/b%20c/%41?q=%C3%BC&r=[1]"
    assert request.headers["X-Injected"] is None


async def test_a_message_shows_neither_password_nor_query(client: aiohttp.ClientSession, site: Site) -> None:
    error = await refusal(client, site.serve("/f?token=s3cret", b"x" * 2_000).replace("http://", "http://me:s3cret@"))
    assert str(error) == f"{site.url('/f')}: the answer is larger than 1,000 bytes"


def endless() -> Iterator[bytes]:
    while True:
        yield b"x" * 65_536


def drip() -> Iterator[bytes]:
    while True:
        yield b"x"
        time.sleep(0.05)


def packed(times: int, size: int = 50_000_000) -> Callable[[], Iterator[bytes]]:
    body = b"\0" * size
    for _ in range(times):
        body = gzip.compress(body, 9)
    return lambda: iter([body])


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
    [
        (b"x" * 1_001, {}, "the answer is larger than 1,000 bytes"),
        (endless, {}, "the answer is larger than 1,000 bytes"),
        (packed(1), {"Content-Encoding": "gzip"}, "the answer is larger than 1,000 bytes"),
        (packed(2), {"Content-Encoding": "gzip"}, "the answer is larger than 1,000 bytes"),
        (
            packed(2),
            {"Content-Encoding": "gzip, gzip"},
            "the answer is encoded as 'gzip, gzip', which was not asked for",
        ),
        (b"x", {"Content-Encoding": "br"}, "the answer is encoded as 'br', which was not asked for"),
        (b"plain", {"Content-Encoding": "gzip"}, "the answer is not gzip, as it says"),
        (b"x" * 10, {"Content-Length": "100"}, "the connection was closed before the answer was whole"),
        (b"x", {"X-Long": "y" * 200_000}, "the answer is not HTTP, or its headers are too large"),
    ],
    ids=[
        "large",
        "endless",
        "bomb",
        "bomb in a bomb",
        "stacked",
        "not asked for",
        "not gzip",
        "too short",
        "long header",
    ],
)
async def test_a_hostile_body_is_refused_with_its_reason(
    client: aiohttp.ClientSession, site: Site, body: bytes, headers: dict[str, str], reason: str
) -> None:
    error = await refusal(client, site.serve("/", body, headers=headers))
    assert error.reason.startswith(reason)


async def test_a_bomb_is_never_held_in_memory(client: aiohttp.ClientSession, site: Site) -> None:
    url = site.serve("/", packed(1, 200_000_000), headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    try:
        await refusal(client, url, max_bytes=1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


async def test_a_length_that_lies_low_cuts_the_body_or_ends_the_answer(
    client: aiohttp.ClientSession, site: Site
) -> None:
    # Which of the two depends on how the bytes fall into packets.
    with suppress(FetchError):
        assert (await get(client, site.serve("/", b"x" * 10, headers={"Content-Length": "4"}))).body == b"xxxx"


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate", "raw deflate", "identity", ""])
async def test_the_encodings_that_servers_use_are_unpacked(
    client: aiohttp.ClientSession, site: Site, encoding: str
) -> None:
    text = b"news " * 100
    raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packing = {
        "gzip": gzip.compress(text), "x-gzip": gzip.compress(text), "deflate": zlib.compress(text),
        "raw deflate": raw.compress(text) + raw.flush(),
    }  # fmt: skip
    headers = {"Content-Encoding": encoding.removeprefix("raw ")} if encoding else {}
    assert (await get(client, site.serve("/", packing.get(encoding, text), headers=headers))).body == text


@pytest.mark.parametrize("body", [drip, b"late"], ids=["a byte now and then", "silence"])
async def test_the_deadline_holds_for_the_whole_answer(client: aiohttp.ClientSession, site: Site, body: bytes) -> None:
    error = await refusal(client, site.serve("/", body, delay=0 if callable(body) else 2), within=0.3)
    assert error.reason == "no complete answer within 0.3 s"
    assert not error.permanent


async def test_waiting_for_a_free_connection_is_not_held_against_the_server(site: Site) -> None:
    url = site.serve("/", b"x", delay=0.3)
    async with open_client(user_agent="t", timeout=2, allow_networks=LOOPBACK, connections_per_host=1) as client:
        pages = await asyncio.gather(*(get(client, url, within=0.6) for _ in range(4)))
    assert [page.status for page in pages] == [200] * 4


async def test_a_closed_port_is_told_in_words(client: aiohttp.ClientSession) -> None:
    with Site() as site:
        url = site.url("/")
    assert str(await refusal(client, url)) == f"{url}: no connection: Connection refused"


async def test_a_name_that_cannot_be_one_is_told_in_words(client: aiohttp.ClientSession) -> None:
    assert (await refusal(client, f"http://{'a' * 300}.test/")).reason


async def test_an_answer_that_is_no_http_is_told_in_words(client: aiohttp.ClientSession) -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.test ESMTP ready\r\n")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        error = await refusal(client, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    assert error.reason == "the answer is not HTTP, or its headers are too large"


@pytest.mark.parametrize("reset", [True, False], ids=["reset", "closed"])
async def test_a_connection_that_ends_without_an_answer_is_told_in_words(
    client: aiohttp.ClientSession, *, reset: bool
) -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if reset:
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        error = await refusal(client, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    assert error.reason in {
        "the connection was closed before the answer was whole",
        "the connection failed: Connection reset by peer",
    }
