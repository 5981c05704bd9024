"""Get an address over HTTP, within limits that no server can stretch."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import Message
from types import SimpleNamespace

import ada_url
import aiohttp
from multidict import CIMultiDictProxy
from yarl import URL

from flows.errors import FetchError
from flows.steps.gather.addresses import REFUSED_PORTS, Network, PublicResolver, guard
from flows.steps.gather.proxy import Refusal, networks_of
from flows.steps.gather.unpack import ACCEPTED, Body
from flows.steps.gather.urls import parse_url, shown
from flows.steps.read.plain import known_charset

MAX_REDIRECTS = 5
# Real sites send security policies of 10 KB in one header; aiohttp's own limit is 8 KB.
_MAX_HEADER = 32_768
_CONNECT_SECONDS = 10
_PIECE = 65_536
_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Page:
    """A server's answer, whatever its status; only an answer of success has a body."""

    url: str
    """As asked for."""
    final_url: str
    """Where the answer came from, after all redirects."""
    status: int
    headers: CIMultiDictProxy[str]
    body: bytes
    permanent: bool
    """There were redirects, and every one of them was for good (301 or 308)."""

    @property
    def content_type(self) -> str:
        """The media type in lower case, "" where none was sent."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The charset that the headers name, by Python's name; None where it knows none such."""
        header = Message()
        header["Content-Type"] = self.headers.get("Content-Type", "")
        return known_charset(header.get_content_charset())


@asynccontextmanager
async def open_client(  # noqa: PLR0913  all named
    *,
    user_agent: str,
    timeout: float,  # noqa: ASYNC109  a limit for each connection, not for opening the client
    allow_networks: Sequence[Network] = (),
    connections: int = 100,
    connections_per_host: int = 4,
    proxy: str | None = None,
) -> AsyncIterator[aiohttp.ClientSession]:
    """Give a client without cookies, without proxies from the environment, that dials public addresses only.

    Args:
        user_agent: Who asks, honestly.
        timeout: The longest time in which one connection may open, in seconds; never more than 10.
        allow_networks: Networks that may be dialled although they are not public.
        connections: How many connections may be open at once.
        connections_per_host: The same for one host and port.
        proxy: Through which everything is asked, wherever it lies. Names are resolved there, out of our sight:
            it has to know itself where it may go. Literal addresses and `localhost` are refused here all the same.
    """
    dialled = [*allow_networks, *(await networks_of(proxy) if proxy else ())]
    connector = aiohttp.TCPConnector(
        limit=connections,
        limit_per_host=connections_per_host,
        resolver=PublicResolver(dialled),
        socket_factory=guard(dialled),
    )
    async with aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": user_agent, "Accept-Encoding": ACCEPTED},
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=min(timeout, _CONNECT_SECONDS)),
        trace_configs=[_queue_clock()],
        trust_env=False,
        proxy=proxy,
        middlewares=[Refusal(allow_networks)] if proxy else (),
        auto_decompress=False,
        max_line_size=_MAX_HEADER,
        max_field_size=_MAX_HEADER,
    ) as client:
        yield client


async def fetch(  # noqa: PLR0913  all named
    client: aiohttp.ClientSession,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    max_bytes: int,
    timeout: float,  # noqa: ASYNC109  the message says how long was waited
    approve: Callable[[str], Awaitable[object]] | None = None,
) -> Page:
    """Return the answer to a GET, after at most five redirects. Any status is an answer, 304 and 500 too.

    Args:
        client: From `open_client`.
        url: http or https.
        headers: Sent besides the client's own, to every hop.
        max_bytes: The largest body, after decompression.
        timeout: The longest that all of it may take, in seconds; waiting for a free connection does not count.
        approve: Asked before a redirect is followed; what it raises ends the fetch.

    Raises:
        AddressRefused: The address, or one that it redirects to, is not public and not allowed.
        FetchError: There was no answer, or none that could be read within the limits.
    """
    try:
        async with asyncio.timeout(timeout) as deadline:
            return await _follow(client, url, dict(headers or {}), max_bytes, deadline, approve)
    except TimeoutError as error:
        # A connection's own limit lies within the whole one and raises a subclass.
        what = (
            "no connection"
            if isinstance(error, aiohttp.ServerTimeoutError)
            else f"no complete answer within {timeout:g} s"
        )
        raise FetchError(what, subject=shown(url)) from error
    except FetchError as error:
        error.subject = shown(url)
        raise
    except (aiohttp.ClientError, OSError, ValueError) as error:  # ValueError: a host name that cannot be encoded
        raise FetchError(_words(error), subject=shown(url)) from error


async def _follow(  # noqa: PLR0913, PLR0917  those of `fetch`
    client: aiohttp.ClientSession,
    url: str,
    headers: dict[str, str],
    max_bytes: int,
    deadline: asyncio.Timeout,
    approve: Callable[[str], Awaitable[object]] | None,
) -> Page:
    target = _target(url)
    hops: list[int] = []
    while len(hops) <= MAX_REDIRECTS:
        # The parser that has judged the address has also written it: the client is not to read it its own way.
        sent = URL(target.href, encoded=True)
        async with client.get(sent, headers=headers, allow_redirects=False, trace_request_ctx=deadline) as answer:
            location = answer.headers.get("Location")
            if answer.status not in _REDIRECTS or not location:
                body = await _read(answer, max_bytes)
                permanent = bool(hops) and _PERMANENT.issuperset(hops)
                return Page(url, target.href, answer.status, answer.headers, body, permanent)
            hops.append(answer.status)
        target = _target(location, target)
        if approve:
            await approve(target.href)
    raise FetchError(f"more than {MAX_REDIRECTS} redirects")


def _target(url: str, base: ada_url.URL | None = None) -> ada_url.URL:
    target = parse_url(url, base.href if base else None)
    what = "redirects to" if base else "is"
    if target is None:
        raise FetchError(f"{what} no http or https address ({url[:100]!r})", permanent=True)
    if target.port and int(target.port) in REFUSED_PORTS:
        raise FetchError(f"{what} a port of another service ({target.port})", permanent=True)
    return target


async def _read(answer: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    if not answer.ok:
        return b""
    body = Body(",".join(answer.headers.getall("Content-Encoding", ())), max_bytes)
    async for piece in answer.content.iter_chunked(_PIECE):
        body.add(piece)
    return body.finish()


def _words(error: Exception) -> str:  # noqa: PLR0911  a line for each kind of trouble
    match error:
        case aiohttp.ClientConnectorDNSError():
            return f"the name does not resolve: {error.os_error.strerror or error.os_error}"
        case aiohttp.ClientConnectorCertificateError():
            return f"its certificate is not valid: {error.certificate_error}"
        case aiohttp.ClientConnectorError():
            return f"no connection: {_system_words(error.os_error)}"
        case OSError():
            return f"the connection failed: {_system_words(error)}"
        case aiohttp.ServerDisconnectedError() | aiohttp.ClientPayloadError():
            return "the connection was closed before the answer was whole"
        case aiohttp.ClientResponseError():
            return "the answer is not HTTP, or its headers are too large"
    return f"{type(error).__name__}: {error}"


def _system_words(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno else str(error)


def _queue_clock() -> aiohttp.TraceConfig:
    """Stop a request's deadline while it waits for a free connection: its own server is not to blame for that."""
    loop = asyncio.get_running_loop()

    async def stop(_: aiohttp.ClientSession, request: SimpleNamespace, __: object) -> None:
        if deadline := request.trace_request_ctx:
            request.seconds_left = deadline.when() - loop.time()
            deadline.reschedule(None)

    async def start(_: aiohttp.ClientSession, request: SimpleNamespace, __: object) -> None:
        if deadline := request.trace_request_ctx:
            deadline.reschedule(loop.time() + request.seconds_left)

    trace = aiohttp.TraceConfig()
    trace.on_connection_queued_start.append(stop)
    trace.on_connection_queued_end.append(start)
    return trace
